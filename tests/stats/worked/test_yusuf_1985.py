"""Yusuf S et al. Beta blockade during and after myocardial infarction. Prog Cardiovasc Dis
1985;27:335–371. Early oral trials (table 6). The pooled value is the one metafor's own test of this
example checks, "page 107" in its comment."""

from __future__ import annotations

import numpy as np
import pytest

from tamis.stats import peto

TABLE_6 = {
    "events1": [14, 18, 15, 10, 21, 3, 2, 19, 15, 5, 0, 8, 3, 0, 1, 0, 14, 0, 8, 6, 3],
    "n1": [
        56,
        66,
        100,
        52,
        226,
        38,
        20,
        76,
        106,
        62,
        9,
        133,
        48,
        16,
        42,
        25,
        221,
        11,
        259,
        157,
        177,
    ],
    "events2": [15, 19, 12, 12, 24, 6, 3, 15, 9, 4, 0, 11, 3, 0, 1, 3, 15, 0, 7, 4, 2],
    "n2": [
        58,
        64,
        95,
        47,
        228,
        31,
        20,
        67,
        114,
        57,
        8,
        127,
        49,
        13,
        46,
        25,
        228,
        11,
        129,
        158,
        136,
    ],
}


def test_odds_ratio_by_petos_method():
    result = peto(**TABLE_6)
    values = np.exp([result.estimate, *result.ci])
    assert values == pytest.approx([0.9332, 0.7385, 1.1792], abs=6e-5)


def test_a_missing_row_is_left_out_with_a_caution():
    with_gap = {name: [*column, None] for name, column in TABLE_6.items()}
    result = peto(**with_gap)
    assert result.estimate == peto(**TABLE_6).estimate
    assert [c.code for c in result.cautions] == ["studies-omitted"]

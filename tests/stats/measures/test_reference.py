"""Every measure against metafor's `escalc`, version named in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tamis.stats.measures import MEASURES, effect_size

FILE = Path(__file__).with_name("metafor_5_2_1.json")
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
#: Not in the file: the reference's tetrachoric correlations are good to five digits only (see
#: test_tetrachoric.py), and two percent-of-maximum scores follow from MN and MC (test_pomp.py).
ELSEWHERE = {"RTET", "ZTET", "POMPM", "POMPMC"}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['measure']} {c['options'] or ''}")
def test_estimates_and_variances_agree_with_metafor(case: dict[str, Any]) -> None:
    found = effect_size(case["measure"], **case["columns"], **case["options"])
    for got, expected in ((found.yi, case["yi"]), (found.vi, case["vi"])):
        # 1e-10: both sides are closed forms in doubles; the hypergeometric ones lose most.
        np.testing.assert_allclose(got, np.array(expected, dtype=float), rtol=1e-10, atol=1e-15)


def test_the_file_still_covers_every_measure() -> None:
    assert {case["measure"] for case in CASES} | ELSEWHERE == set(MEASURES)


def test_every_measure_names_its_source_and_a_default_variance() -> None:
    assert all(m.source and m.title and m.variances for m in MEASURES.values())

"""Normand ST. Meta-analysis: formulating, evaluating, combining, and reporting. Stat Med
1999;18:321–359. Lidocaine (Hine 1989), table VII, page 349; length of stay, table IX, page 352."""

from __future__ import annotations

import numpy as np
import pytest

from tamis.stats import effect_size, pool


@pytest.fixture
def lidocaine():
    counts = effect_size(
        "RD",
        events1=[2, 4, 6, 7, 7, 11],
        n1=[39, 44, 107, 103, 110, 154],
        events2=[1, 4, 4, 5, 3, 4],
        n2=[43, 44, 110, 100, 106, 146],
    )
    return 100 * counts.yi, 100**2 * counts.vi


@pytest.fixture
def stay():
    n1, n2 = (
        np.array(x, dtype=float)
        for x in (
            [155, 31, 75, 18, 8, 57, 34, 110, 60],
            [156, 32, 71, 18, 13, 52, 33, 183, 52],
        )
    )
    m1, m2 = [55, 27, 64, 66, 14, 19, 52, 21, 30], [75, 29, 119, 137, 18, 18, 41, 31, 23]
    s1, s2 = (
        np.array(x, dtype=float)
        for x in ([47, 7, 17, 20, 8, 7, 45, 16, 27], [64, 4, 29, 48, 11, 4, 34, 27, 20])
    )
    # The paper pools the standard deviations of the two groups.
    pooled = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)
    return np.subtract(m1, m2), pooled * (1 / n1 + 1 / n2)


@pytest.mark.parametrize("method", ["EE", "REML", "DL"])
def test_lidocaine_has_no_heterogeneity_under_any_model(lidocaine, method):
    result = pool(*lidocaine, method=method, test="z")
    assert result.estimate == pytest.approx(2.9444, abs=6e-5)
    assert result.ci == pytest.approx((0.3831, 5.5058), abs=6e-5)
    assert result.tau2 == 0


@pytest.mark.parametrize(
    ("method", "estimate", "ci", "tau2"),
    [
        ("EE", -3.4939, (-5.0265, -1.9613), 0.0),
        ("DL", -14.0972, (-24.4454, -3.7490), 218.7216),
        ("REML", -15.1217, (-32.6716, 2.4282), 685.1965),
    ],
)
def test_length_of_stay(stay, method, estimate, ci, tau2):
    result = pool(*stay, method=method, test="z")
    assert result.estimate == pytest.approx(estimate, abs=6e-5)
    assert result.ci == pytest.approx(ci, abs=6e-5)
    assert result.tau2 == pytest.approx(tau2, abs=6e-5)

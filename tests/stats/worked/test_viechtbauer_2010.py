"""Viechtbauer W. Conducting meta-analyses in R with the metafor package. J Stat Softw
2010;36(3):1–48. The BCG vaccine: random effects (page 14), moderators (page 17)."""

from __future__ import annotations

import pytest

from tamis.stats import effect_size, pool, rank_test, regress, regression_test

TPOS = [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27]
TNEG = [119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886]
CPOS = [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29]
CNEG = [128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825]
MODERATORS = {
    "ablat": [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33],
    "year": [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976],
}


@pytest.fixture
def bcg():
    return effect_size("RR", events1=TPOS, nonevents1=TNEG, events2=CPOS, nonevents2=CNEG)


def test_random_effects_model(bcg):
    result = pool(bcg.yi, bcg.vi, test="z")
    assert result.estimate == pytest.approx(-0.7145, abs=6e-5)
    assert result.se == pytest.approx(0.1798, abs=6e-5)
    assert result.ci == pytest.approx((-1.0669, -0.3622), abs=6e-5)
    assert (result.tau2, result.tau2_se) == pytest.approx((0.3132, 0.1664), abs=6e-5)
    assert (result.q, result.i2, result.h2) == pytest.approx((152.2330, 92.22, 12.86), abs=6e-3)


def test_heterogeneity_interval(bcg):
    interval = pool(bcg.yi, bcg.vi).tau2_interval()
    assert interval.tau2 == pytest.approx((0.1197, 1.1115), abs=6e-5)
    assert interval.i2 == pytest.approx((81.92, 97.68), abs=6e-3)
    assert interval.h2 == pytest.approx((5.53, 43.07), abs=6e-3)


def test_latitude_and_year(bcg):
    result = regress(bcg.yi, bcg.vi, "~ ablat + year", MODERATORS, test="z")
    # τ² of the printed table is from an iteration that stopped at a step of 1e-5.
    assert result.fit.beta == pytest.approx([-3.5455, -0.0280, 0.0019], rel=1e-4, abs=6e-5)
    assert result.fit.se == pytest.approx([29.0959, 0.0102, 0.0147], rel=1e-4, abs=6e-5)
    assert result.omnibus.statistic == pytest.approx(12.2043, abs=3e-4)
    assert result.tau2 == pytest.approx(0.1108, abs=6e-5)


def test_funnel_asymmetry(bcg):
    result = regression_test(bcg.yi, bcg.vi)
    assert (result.statistic, result.p_value) == pytest.approx((-0.8033, 0.4218), abs=6e-5)
    rank = rank_test(bcg.yi, bcg.vi)
    assert (rank.tau, rank.p_value) == pytest.approx((0.0256, 0.9524), abs=6e-5)

"""Worked examples of textbooks, redone; the printed digits are the tolerance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tamis.stats.measures import (
    effect_size,
    fisher_z,
    log_odds_ratio,
    log_risk_ratio,
    mean_difference,
    risk_difference,
    standardised_mean_difference,
)


def printed(value: float, digits: int = 4) -> float:
    return pytest.approx(value, abs=0.5 * 10.0**-digits + 1e-9)  # type: ignore[no-any-return]


def test_borenstein_2009_chapter_4_mean_difference() -> None:
    # Introduction to Meta-Analysis, pp. 22-23: 103 (5.5) against 100 (4.5), 50 per group
    found = mean_difference(50, 103, 5.5, 50, 100, 4.5, variance="equal")
    assert found.estimate == pytest.approx(3.0)
    assert found.variance == printed(1.0100)
    assert found.se == printed(1.0050)


def test_borenstein_2009_chapter_4_standardised_mean_difference() -> None:
    # pp. 26-28: d = 0.5970, V 0.0418; g = 0.5924, V 0.0411
    arms = (50, 103, 5.5, 50, 100, 4.5)
    d = standardised_mean_difference(*arms, small_sample=False)
    assert (d.estimate, d.variance) == (printed(0.5970), printed(0.0418))
    g = standardised_mean_difference(*arms, variance="scaled")
    assert (g.estimate, g.variance) == (printed(0.5924), printed(0.0411))


def test_borenstein_2009_chapter_5_risks() -> None:
    # pp. 35-38: 5 of 100 against 10 of 100
    rr, odds, rd = (f(5, 100, 10, 100) for f in (log_risk_ratio, log_odds_ratio, risk_difference))
    assert (rr.estimate, rr.variance) == (printed(-0.6931), printed(0.2800))
    assert (odds.estimate, odds.variance) == (printed(-0.7472), printed(0.3216))
    assert (rd.estimate, rd.variance) == (pytest.approx(-0.05), printed(0.00138, 5))


def test_borenstein_2009_chapter_6_correlation() -> None:
    # pp. 41-42: r = .50, n = 100
    z = fisher_z(0.50, 100)
    assert (z.estimate, z.variance, z.se) == (printed(0.5493), printed(0.0103), printed(0.1015))


def test_viechtbauer_2010_bcg_log_risk_ratios() -> None:
    # J Stat Softw 36(3), section 3.1, the printed head of dat (first five trials)
    found = effect_size(
        "RR",
        ai=[4, 6, 3, 62, 33],
        bi=[119, 300, 228, 13536, 5036],
        ci=[11, 29, 11, 248, 47],
        di=[128, 274, 209, 12619, 5761],
    )
    yi, vi = [-0.8893, -1.5854, -1.3481, -1.4416, -0.2175], [0.3256, 0.1946, 0.4154, 0.0200, 0.0512]
    np.testing.assert_allclose(found.yi, yi, atol=5.1e-5)
    np.testing.assert_allclose(found.vi, vi, atol=5.1e-5)


def test_handbook_16_4_6_4_crossover_with_imputed_correlation() -> None:
    # Cochrane Handbook 5.1, 16.4.6.4: 7.0 (2.38) and 6.5 (2.21), n = 10, r = .68; SE 0.583
    found = effect_size("MC", mean1=7.0, sd1=2.38, mean2=6.5, sd2=2.21, n=10, r=0.68)
    assert found.yi[0] == pytest.approx(0.5)
    assert found.se[0] == printed(0.583, 3)


def test_oh_2018_alsfrs_r_at_six_months() -> None:
    # Ann Neurol 84:361-370: change −3.10 (3.51) of 31 against −6.48 (4.53) of 25
    unequal = mean_difference(31, -3.10, 3.51, 25, -6.48, 4.53)
    equal = mean_difference(31, -3.10, 3.51, 25, -6.48, 4.53, variance="equal")
    assert unequal.estimate == pytest.approx(3.38)
    assert (unequal.se, equal.se) == (printed(1.104, 3), printed(1.074, 3))
    assert unequal.interval() == (printed(1.22, 2), printed(5.54, 2))


def test_chinn_2000_one_sd_is_a_log_odds_ratio_of_1_81() -> None:
    # Stat Med 19:3127-3131: ln OR = π/√3 · d = 1.81 d
    found = effect_size("D2ORL", d=1.0, n1=20, n2=20)
    assert found.yi[0] == printed(1.81, 2)
    assert found.yi[0] == pytest.approx(math.pi / math.sqrt(3))

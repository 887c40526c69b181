"""Values: R 4.2.2's pt, qt, pchisq, qchisq, pf."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tamis.stats import distributions as d
from tamis.stats.quadratic_forms import _saddle, _talbot, weighted_chi2_cdf


def test_tails_far_out_keep_their_digits():
    assert d.normal_two_sided(20.0) == pytest.approx(5.507248237212467e-89, rel=1e-13)
    assert d.t_two_sided(25.0, 12) == pytest.approx(1.0158e-11, rel=1e-4)
    assert d.chi2_sf(152.2330080823733, 12) == pytest.approx(1.9967645908459738e-26, rel=1e-12)


@pytest.mark.parametrize("df", [1, 2, 3, 7, 30, 1000])
def test_t_quantiles_are_inverse_to_tails(df):
    for p in (0.6, 0.9, 0.975, 0.9995):
        assert d.t_cdf(d.t_quantile(p, df), df) == pytest.approx(p, rel=1e-14)
        assert d.t_quantile(1 - p, df) == pytest.approx(-d.t_quantile(p, df), rel=1e-12)


def test_one_degree_of_freedom_is_cauchy():
    assert d.t_quantile(0.975, 1) == pytest.approx(1 / math.tan(math.pi * 0.025), rel=1e-14)


def test_f_with_one_numerator_is_a_squared_t():
    assert d.f_sf(6.25, 1, 9) == pytest.approx(d.t_two_sided(2.5, 9), rel=1e-13)
    assert d.f_sf(math.inf, 2, 9) == 0.0


@pytest.mark.parametrize("n", [1, 2, 5, 8, 9, 30, 200])
def test_equal_weights_are_a_chi_square(n):
    for p in (1e-4, 0.025, 0.5, 0.975, 0.9999):
        x = d.chi2_quantile(p, n)
        assert weighted_chi2_cdf(3 * x, np.full(n, 3.0)) == pytest.approx(p, abs=2e-12)


def test_two_weights_by_hand():
    # λ and μ equal in pairs: a hypoexponential sum.
    x, a, b = 3.0, 2.0, 0.5
    exact = 1 - (a * math.exp(-x / (2 * a)) - b * math.exp(-x / (2 * b))) / (a - b)
    assert weighted_chi2_cdf(x, np.array([a, a, b, b])) == pytest.approx(exact, abs=1e-13)


def test_both_contours_give_the_same():
    lam = np.array([3, 1, 0.5, 0.01, 2, 0.7, 0.3, 0.1])
    for x in (0.1, 3.0, 30.0):
        assert _talbot(lam / x) == pytest.approx(_saddle(lam / x), abs=1e-12)


def test_the_ends():
    assert weighted_chi2_cdf(0.0, np.array([1.0])) == 0.0
    assert weighted_chi2_cdf(1.0, np.zeros(3)) == 1.0

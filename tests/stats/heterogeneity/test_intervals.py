from __future__ import annotations

import math

import pytest

from tamis.stats import pool, tau2_interval
from tamis.stats.distributions import chi2_quantile, chi2_upper_quantile
from tamis.stats.errors import OutOfRange, StatsError, UnknownOption

Y = [0.10, 0.30, 0.35, 0.65, 0.45, 0.15, 0.95, -0.30]
V = [0.03, 0.03, 0.05, 0.01, 0.05, 0.02, 0.04, 0.03]


def test_q_meets_its_quantiles_at_the_limits():
    fit = pool(Y, V).fit
    low, high = tau2_interval(fit).tau2
    assert fit.profile.q(low)[0] == pytest.approx(chi2_upper_quantile(0.025, 7), rel=1e-12)
    assert fit.profile.q(high)[0] == pytest.approx(chi2_quantile(0.025, 7), rel=1e-12)


def test_the_likelihood_drops_by_half_a_quantile_at_the_limits():
    from tamis.stats.models.roots import log_likelihood

    fit = pool(Y, V).fit
    points = fit.yi[:3].copy()
    points[:] = [fit.tau2, *tau2_interval(fit, "PL").tau2]
    top, low, high = log_likelihood(fit.profile, points, True)
    assert (top - low, top - high) == pytest.approx((1.9207294,) * 2, rel=1e-6)


def test_with_inverse_variances_the_generalised_interval_is_near_the_gamma_one():
    fit = pool(Y, V).fit
    exact, gamma = tau2_interval(fit, "GENQ").tau2, tau2_interval(fit, "BT").tau2
    assert exact == pytest.approx(gamma, rel=0.15)


def test_limits_of_i2_and_h2_follow_from_those_of_tau2():
    fit = pool(Y, V).fit
    made = tau2_interval(fit)
    v = fit.typical_variance
    assert made.h2[1] == pytest.approx(made.tau2[1] / v + 1)
    assert made.i2[1] == pytest.approx(100 * made.tau2[1] / (made.tau2[1] + v))
    assert made.tau[1] == math.sqrt(made.tau2[1])


def test_effects_too_alike_for_any_tau2_give_an_empty_interval():
    made = pool([0.25] * 5, [0.01, 0.02, 0.05, 0.1, 0.2]).tau2_interval()
    assert made.empty
    assert made.tau2 == (0.0, 0.0)


def test_a_search_limit_cuts_and_says_so():
    made = tau2_interval(pool([0.1, 0.9], [0.04, 0.05]).fit, search_limit=100.0)
    assert made.truncated
    assert made.tau2[1] == 100.0


def test_wider_levels_contain_narrower_ones():
    fit = pool(Y, V).fit
    for kind in ("q-profile", "generalised-q", "profile-likelihood", "biggerstaff-tweedie"):
        wide, narrow = (tau2_interval(fit, kind, level=x).tau2 for x in (0.99, 0.8))
        assert wide[0] <= narrow[0] <= narrow[1] <= wide[1], kind


@pytest.mark.parametrize(
    ("method", "kind", "level", "error"),
    [
        ("REML", "bootstrap", 0.95, UnknownOption),
        ("REML", "q-profile", 1.5, OutOfRange),
        ("DL", "profile-likelihood", 0.95, StatsError),
        ("EE", "wald", 0.95, StatsError),
    ],
)
def test_what_does_not_exist_is_refused(method, kind, level, error):
    with pytest.raises(error):
        tau2_interval(pool(Y, V, method=method).fit, kind, level=level)


def test_one_study_has_no_interval():
    with pytest.raises(StatsError, match="residuals"):
        pool([0.1], [0.1]).tau2_interval()

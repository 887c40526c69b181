from __future__ import annotations

import pytest

from tamis.stats.convert import (
    progression_rate,
    responder_share,
    responders,
    slope_from_change,
    slope_over_visits,
)
from tamis.stats.errors import LengthMismatch, OutOfRange, TooFewStudies


def test_a_change_over_six_months_is_a_rate_per_month() -> None:
    found = slope_from_change(-6.3, 5.9, 48, 6)
    assert (found.slope, found.sd) == (pytest.approx(-1.05), pytest.approx(5.9 / 6))
    assert found.se == pytest.approx(0.141931941175783)


def test_generalised_least_squares_over_visits() -> None:
    # plain R, solve(t(X) %*% solve(V) %*% X): 37.10865524, −0.77752185; 0.78374518, 0.13437945
    found = slope_over_visits(
        [37.1, 34.9, 32.2, 30.1], [5.2, 6.3, 7.7, 8.8], 44, [0, 3, 6, 9], correlation_per_month=0.9
    )
    assert found.intercept == pytest.approx(37.10865524125841)
    assert (found.slope, found.se) == pytest.approx((-0.7775218520915707, 0.1343794497919183))


def test_a_straight_line_is_found_whatever_the_correlation() -> None:
    for rho in (0.0, 0.5, 0.95):
        found = slope_over_visits(
            [-2, -4, -6], [2, 3, 4], 20, [2, 4, 6], correlation_per_month=rho, intercept=False
        )
        assert found.slope == pytest.approx(-1)
        assert found.cautions[0].code == "assumed-correlation"


def test_points_lost_since_onset() -> None:
    assert progression_rate(38, 14) == pytest.approx(10 / 14)
    with pytest.raises(OutOfRange, match="0 to 48"):
        progression_rate(50, 14)


def test_half_respond_at_the_mean() -> None:
    assert responder_share(1.0, 2.0, 1.0) == 0.5
    high, low = (responder_share(1, 2, 1.7, higher_is_response=h) for h in (True, False))
    assert high + low == pytest.approx(1)


def test_responders_of_two_arms() -> None:
    found = responders(-0.6, 0.9, -1.0, 0.85, -0.5, n_treated=80, n_control=78)
    assert found.risk_difference == pytest.approx(0.17757693374123518)
    assert found.odds_ratio == pytest.approx(2.1729034436685213)
    assert found.treated_se is not None
    assert 0 < found.treated_se < 0.06
    assert found.cautions[0].code == "assumed-distribution"


def test_impossible_slopes_are_refused() -> None:
    with pytest.raises(OutOfRange, match="months"):
        slope_from_change(-3, 2, 20, 0)
    with pytest.raises(TooFewStudies, match="visits"):
        slope_over_visits([1], [1], 9, [0], correlation_per_month=0.5)
    with pytest.raises(LengthMismatch):
        slope_over_visits([1, 2], [1], 9, [0, 1], correlation_per_month=0.5)
    with pytest.raises(OutOfRange, match="sd"):
        responder_share(1, 0, 1)

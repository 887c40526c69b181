from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.measures import agresti_coull, exact_binomial, exact_poisson, jeffreys, wilson


def test_r_binom_test_of_5_in_22() -> None:
    # R 4.6.2: binom.test, prop.test(correct = FALSE), qbeta
    exact, score, bayes = (f(5, 22) for f in (exact_binomial, wilson, jeffreys))
    assert (exact.lower, exact.upper) == pytest.approx((0.0782062603518925, 0.453703623662122))
    assert (score.lower, score.upper) == pytest.approx((0.10123039985248514, 0.4343995317522171))
    assert (bayes.lower, bayes.upper) == pytest.approx((0.0924392592008888, 0.4285939453531443))


def test_agresti_and_coull_may_leave_the_unit_interval() -> None:
    found = agresti_coull(0, 12)
    assert (found.lower, found.upper) == pytest.approx((-0.03949131523, 0.281985321888))


@pytest.mark.parametrize("n", [1, 12, 40, 1000])
def test_the_upper_bound_for_no_events_is_the_rule_of_three(n: int) -> None:
    found = exact_binomial(0, n, side="upper")
    assert found.lower == 0
    assert found.upper == pytest.approx(1 - 0.05 ** (1 / n))
    assert found.upper < 3 / n


def test_r_poisson_test_of_4_in_120() -> None:
    found = exact_poisson(4, 120)
    assert (found.lower, found.upper) == pytest.approx((0.009082211446886, 0.085346572495031))
    assert exact_poisson(0, 100, side="upper").upper == pytest.approx(0.02995732273554)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_the_exact_interval_mirrors_and_holds_the_estimate(x: int, rest: int) -> None:
    if x + rest == 0:
        return
    one, other = exact_binomial(x, x + rest), exact_binomial(rest, x + rest)
    assert one.lower <= one.estimate <= one.upper
    assert one.lower == pytest.approx(1 - other.upper, abs=1e-12)


def test_impossible_counts_and_sides_are_refused() -> None:
    with pytest.raises(OutOfRange, match="7 of 5"):
        exact_binomial(7, 5)
    with pytest.raises(OutOfRange, match="time"):
        exact_poisson(3, 0)
    with pytest.raises(UnknownOption, match="two-sided, upper, lower"):
        exact_binomial(1, 5, side="both")  # type: ignore[arg-type]

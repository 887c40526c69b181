from __future__ import annotations

import math

import pytest

from tamis.steps.conversions import Derived, derived


def only(values: dict[str, float]) -> Derived:
    (one,) = derived(values)
    return one


def test_sd_from_se() -> None:
    one = only({"n": 31, "se": 0.63})
    assert (one.name, one.formula) == ("sd", "SE · √n = 0.63 · √31")
    assert one.value == pytest.approx(0.63 * math.sqrt(31), rel=1e-5)


def test_sd_from_the_interval_of_a_small_group_uses_t() -> None:
    found = {d.name: d for d in derived({"n": 25, "ci-low": 30.0, "ci-high": 34.2})}
    # Cochrane Handbook 6.5.2.2: n = 25, 95 % CI 30.0 to 34.2, divisor 4.128, SD 5.09.
    assert found["sd"].value == pytest.approx(5.09, abs=0.01)
    assert "t with 24 df" in found["sd"].formula
    assert found["mean"].value == 32.1


def test_mean_and_sd_from_quartiles_say_what_they_assume() -> None:
    found = {d.name: d for d in derived({"n": 50, "median": 10, "q1": 7, "q3": 14})}
    assert set(found) == {"mean", "sd"}
    assert "assuming normal" in found["mean"].formula
    assert found["sd"].cautions


def test_events_from_a_percentage_are_whole_people() -> None:
    one = only({"percent": 32.3, "total": 31})
    assert (one.value, one.cautions) == (10, ())
    assert "was rounded" in only({"percent": 34, "total": 31}).cautions[0]


def test_what_was_read_is_not_derived() -> None:
    assert derived({"n": 31, "se": 0.63, "sd": 3.5}) == ()


@pytest.mark.parametrize(
    "values", [{}, {"se": 1}, {"n": 0, "se": 1}, {"n": 9, "ci-low": 2, "ci-high": 2, "mean": 2},
               {"n": 20, "median": 5, "q1": 9, "q3": 1, "percent": 400}]
)  # fmt: skip
def test_numbers_that_do_not_fit_give_nothing(values: dict[str, float]) -> None:
    assert derived(values) == ()

from __future__ import annotations

import pytest

from tamis.stats.measures import effect_size


def test_a_mean_is_placed_between_the_limits() -> None:
    found = effect_size("POMPM", mean=36.0, sd=6.0, n=36, low=0, high=48)
    assert found.yi[0] == pytest.approx(75)
    assert found.vi[0] == pytest.approx((100 / 48) ** 2)


def test_a_lower_limit_shifts_means_but_not_differences() -> None:
    shifted = effect_size("POMPM", mean=3.0, sd=1.0, n=10, low=1, high=5)
    assert shifted.yi[0] == pytest.approx(50)
    arms = {"mean1": 3.0, "sd1": 1.0, "n1": 10, "mean2": 2.0, "sd2": 1.0, "n2": 10}
    assert effect_size("POMPMD", **arms, low=1, high=5).yi[0] == pytest.approx(25)


def test_a_change_is_in_percent_of_the_range() -> None:
    found = effect_size("POMPMC", mean1=30, sd1=5, mean2=36, sd2=5, n=25, r=0.5, low=0, high=48)
    assert found.yi[0] == pytest.approx(-12.5)
    assert found.vi[0] == pytest.approx((100 / 48) ** 2)

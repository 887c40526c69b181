from __future__ import annotations

import math

import pytest

from tamis.stats.errors import OutOfRange
from tamis.stats.measures import (
    log_odds_ratio,
    log_rate_ratio,
    log_ratio_of_means,
    mean_change,
    mean_difference,
    proportion,
    rate_difference,
    risk_difference,
)


def test_limits_follow_level_and_degrees_of_freedom() -> None:
    found = mean_difference(10, 5, 2, 10, 4, 2)
    z, t = found.interval(), found.interval(df=18)
    assert z[1] - z[0] == pytest.approx(2 * 1.959963984540054 * found.se)
    assert t[1] - t[0] == pytest.approx(2 * 2.10092204024104 * found.se)


def test_a_log_odds_ratio_comes_back_as_a_ratio() -> None:
    found = log_odds_ratio(10, 30, 5, 30)
    estimate, low, high = found.natural()
    assert estimate == pytest.approx(10 * 25 / (20 * 5))
    assert low < 1 < estimate < high


@pytest.mark.parametrize("scale", ["raw", "log", "logit", "probit", "arcsine", "double-arcsine"])
def test_a_proportion_survives_every_scale(scale: str) -> None:
    estimate, low, high = proportion(7, 20, scale).natural()
    assert estimate == pytest.approx(0.35, abs=1e-12)
    assert low < estimate < high


def test_no_event_in_one_arm_is_adjusted_and_said() -> None:
    found = log_odds_ratio(0, 20, 3, 20)
    assert math.isfinite(found.estimate)
    assert [c.code for c in found.cautions] == ["zero-cells-adjusted"]


def test_a_risk_difference_is_left_alone() -> None:
    assert risk_difference(0, 20, 3, 20).estimate == pytest.approx(-0.15)


def test_rates_and_ratios_of_means() -> None:
    assert log_rate_ratio(10, 100, 5, 100).estimate == pytest.approx(math.log(2))
    assert rate_difference(10, 100, 5, 100).estimate == pytest.approx(0.05)
    assert log_ratio_of_means(1000, 2, 1, 1000, 1, 0.5).estimate == pytest.approx(math.log(2))


def test_a_change_states_its_assumed_correlation() -> None:
    found = mean_change(20, 40, 5, 36, 6, correlation=0.5)
    assert found.estimate == -4
    assert found.cautions[-1].code == "assumed-correlation"


def test_nan_and_unknown_scales_are_refused() -> None:
    with pytest.raises(OutOfRange, match="mean1"):
        mean_difference(10, math.nan, 2, 10, 4, 2)
    with pytest.raises(OutOfRange, match="double-arcsine"):
        proportion(1, 5, "percent")

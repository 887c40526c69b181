from __future__ import annotations

import pytest

from tamis.stats.convert import (
    hazard_ratio_from_interval,
    hazard_ratio_from_log,
    hazard_ratio_from_logrank,
    hazard_ratio_from_observed_minus_expected,
    hazard_ratio_from_p,
)
from tamis.stats.errors import OutOfRange


def test_steurer_2006_hazard_ratio_and_interval() -> None:
    # Cochrane review CD004270, as in metadat's dat.steurer2006: HR .5532 (.2813 to 1.0878)
    found = hazard_ratio_from_interval(0.5532, 0.2813, 1.0878)
    assert found.estimate == pytest.approx(-0.592, abs=5e-4)
    assert found.se == pytest.approx(0.345, abs=5e-4)
    assert found.interval() == pytest.approx((0.2813, 1.0878), rel=1e-3)
    assert found.cautions == ()


def test_an_estimate_off_the_middle_of_its_interval_is_pointed_out() -> None:
    found = hazard_ratio_from_interval(0.9, 0.2813, 1.0878)
    assert found.cautions[0].code == "inconsistent-report"


def test_p_value_and_events_agree_with_z_and_information() -> None:
    found = hazard_ratio_from_p(0.05, 100, 60, 60, favours_first=True)
    assert found.information == 25
    assert found.estimate / found.se == pytest.approx(-1.959963984540054)


def test_log_rank_tables_give_both_estimates() -> None:
    ratio, peto = hazard_ratio_from_logrank(41, 50.3, 55, 45.7)
    # plain R: log((41/50.3)/(55/45.7)), sqrt(1/50.3 + 1/45.7)
    assert ratio.estimate == pytest.approx(-0.38966789773369753)
    assert ratio.se == pytest.approx(0.20435888475954173)
    assert peto.estimate == pytest.approx(-0.3883917501555219)


def test_three_ways_to_the_same_trial() -> None:
    direct = hazard_ratio_from_log(-0.4, 0.2)
    from_o = hazard_ratio_from_observed_minus_expected(-0.4 / 0.04, 1 / 0.04)
    low, high = direct.interval(0.9)
    from_ci = hazard_ratio_from_interval(direct.hazard_ratio, low, high, 0.9)
    for other in (from_o, from_ci):
        assert (other.estimate, other.se) == pytest.approx((direct.estimate, direct.se))


def test_limits_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(OutOfRange, match="below upper"):
        hazard_ratio_from_interval(0.8, 1.2, 0.6)
    with pytest.raises(OutOfRange, match="hazard_ratio"):
        hazard_ratio_from_interval(-0.5, 0.2, 1.1)

from __future__ import annotations

import math

import numpy as np
import pytest

from tamis.stats.convert import cox, kaplan_meier, log_rank, patients
from tamis.stats.errors import NoEvents, NotConverged, OutOfRange

# The two arms of the 6-MP leukaemia trial (Freireich et al. 1963, Blood 21:699-716)
PLACEBO = patients(
    [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [1] * 21
)
MERCAPTOPURINE = patients(
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
)


def test_freireich_1963_medians_are_8_and_23_weeks() -> None:
    # Collett, Modelling Survival Data, and many others: 8 and 23 weeks in remission
    assert kaplan_meier(PLACEBO).median() == 8
    assert kaplan_meier(MERCAPTOPURINE).median() == 23


def test_cox_1972_survival_estimates_of_the_treated_arm() -> None:
    # Kaplan–Meier table printed in Cox and Oakes (1984), table 4.1
    km = kaplan_meier(MERCAPTOPURINE)
    expected = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    np.testing.assert_allclose(km.survival, expected, atol=6e-4)


def test_freireich_1963_log_rank_is_16_79() -> None:
    # Kalbfleisch and Prentice; R survdiff prints 16.8 on 1 degree of freedom
    found = log_rank(PLACEBO, MERCAPTOPURINE)
    assert found.chi_squared == pytest.approx(16.79, abs=0.01)
    assert found.observed_minus_expected == pytest.approx(9 - 19.25, abs=0.01)


def test_freireich_1963_cox_coefficient() -> None:
    # R coxph: −1.572 (0.412) by Efron, −1.509 (0.410) by Breslow
    b, se = cox(PLACEBO, MERCAPTOPURINE)
    assert (b, se) == (pytest.approx(-1.572, abs=5e-4), pytest.approx(0.412, abs=5e-4))
    assert cox(PLACEBO, MERCAPTOPURINE, "breslow")[0] == pytest.approx(-1.509, abs=5e-4)


def test_swapping_the_arms_flips_the_hazard_ratio() -> None:
    one, other = cox(PLACEBO, MERCAPTOPURINE), cox(MERCAPTOPURINE, PLACEBO)
    assert one[0] == pytest.approx(-other[0])
    assert one[1] == pytest.approx(other[1])


def test_a_restricted_mean_is_the_area_under_the_steps() -> None:
    km = kaplan_meier(patients([1, 2, 3, 4], [1, 0, 1, 0]))
    assert km.restricted_mean(4) == pytest.approx(1 + 2 * 0.75 + 0.375)
    assert km.at(0.5) == 1
    assert km.at(3) == pytest.approx(0.375)


def test_a_curve_that_stays_above_half_has_no_median() -> None:
    assert math.isnan(kaplan_meier(patients([1, 2, 3], [1, 0, 0])).median())


def test_no_event_or_events_in_one_arm_only_are_refused() -> None:
    quiet = patients([5, 6], [0, 0])
    with pytest.raises(NoEvents):
        log_rank(quiet, quiet)
    with pytest.raises(NotConverged, match="growing"):
        cox(PLACEBO, quiet)
    with pytest.raises(OutOfRange, match="0 or 1"):
        patients([1, 2], [1, 2])

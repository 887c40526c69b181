from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.convert import (
    Arm,
    change_within_group,
    combined_arms,
    correlation_sweep,
    implied_correlation,
    sd_from_difference,
    sd_from_interval,
    sd_from_se,
    sd_of_change,
    split_arm,
    split_events,
)
from tamis.stats.errors import MissingArgument, OutOfRange


def test_handbook_7_7_3_2_sd_from_an_interval() -> None:
    # Cochrane Handbook 5.1, 7.7.3.2: n = 25, 32.1 to 34.2, divisor 4.128; SD 2.54
    assert sd_from_interval(32.1, 34.2, 25) == pytest.approx(2.54, abs=0.005)
    large = sd_from_interval(32.1, 34.2, 100, t=False)
    assert large == pytest.approx(10 * 2.1 / 3.92, rel=1e-4)


def test_handbook_7_7_3_3_sd_from_a_p_value() -> None:
    # Cochrane Handbook 5.1, 7.7.3.3: MD 3.8, 25 and 22 patients, P = 0.008; t 2.78, SE 1.37,
    # SD 4.69 with those rounded values
    found = sd_from_difference(25, 22, difference=3.8, p=0.008)
    assert found == pytest.approx(4.69, abs=0.01)
    se = found * math.sqrt(1 / 25 + 1 / 22)
    assert se == pytest.approx(1.37, abs=0.005)
    assert sd_from_difference(25, 22, se=se) == pytest.approx(found)


def test_handbook_16_4_6_4_imputed_correlation() -> None:
    # Cochrane Handbook 5.1, 16.4.6.4: SE 0.583 with r = .68, and 0.632 with an SD of 2
    found = change_within_group(6.5, 2.21, 7.0, 2.38, 10, correlation=0.68)
    assert found.se == pytest.approx(0.583, abs=5e-4)
    assert 2 / math.sqrt(10) == pytest.approx(0.632, abs=5e-4)
    assert found.cautions[0].code == "assumed-correlation"


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 9), st.floats(0.1, 9), st.floats(-0.95, 0.95))
def test_the_implied_correlation_undoes_the_imputed_deviation(a: float, b: float, r: float) -> None:
    assert implied_correlation(a, b, sd_of_change(a, b, r)) == pytest.approx(r, abs=1e-6)


def test_more_correlation_makes_a_change_more_certain() -> None:
    errors = [c.se for c in correlation_sweep(40, 5, 36, 6, 30)]
    assert errors == sorted(errors, reverse=True)


def test_combining_two_arms_is_pooling_their_patients() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(3, 2, 17), rng.normal(5, 1, 9)
    arms = [Arm(v.size, float(v.mean()), float(v.std(ddof=1))) for v in (x, y)]
    both, whole = combined_arms(*arms), np.concatenate((x, y))
    assert (both.n, both.mean) == (26, pytest.approx(whole.mean()))
    assert both.sd == pytest.approx(whole.std(ddof=1))


def test_a_shared_arm_is_divided_without_changing_its_values() -> None:
    assert split_arm(Arm(40, 3.0, 2.0), 2) == (Arm(20, 3.0, 2.0),) * 2
    assert split_events(6, 40, 2) == ((3.0, 20.0),) * 2


def test_incomplete_and_impossible_reports_are_refused() -> None:
    with pytest.raises(MissingArgument, match="difference"):
        sd_from_difference(20, 20, p=0.03)
    with pytest.raises(OutOfRange, match="r = "):
        implied_correlation(1, 1, 5)
    with pytest.raises(OutOfRange, match="se"):
        sd_from_se(-1, 10)
    with pytest.raises(OutOfRange, match="into"):
        split_arm(Arm(40, 3.0, 2.0), 0)

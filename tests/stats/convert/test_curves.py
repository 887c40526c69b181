"""Reconstruction of individual data; truth is known because the curves are drawn from it."""

from __future__ import annotations

import numpy as np
import pytest

from tamis.stats.convert import Curve, Patients, cox, curve, kaplan_meier, patients, reconstruct
from tamis.stats.errors import LengthMismatch, OutOfRange


def trial(seed: int, n: int, rate: float) -> Patients:
    rng = np.random.default_rng(seed)
    t, c = rng.exponential(1 / rate, n), rng.uniform(9, 24, n)
    return patients(np.round(np.minimum(t, c), 1), (t <= c).astype(float))


def drawn(p: Patients, digits: int = 3, error: float = 0.0, **known: object) -> Curve:
    km = kaplan_meier(p)
    s = km.survival + np.random.default_rng(0).normal(0, error, km.survival.size) * (error > 0)
    lines = np.arange(0.0, p.time.max(), 3)
    facts: dict[str, object] = {
        "events": int(p.event.sum()),
        "risk_time": lines,
        "n_risk": [int((p.time >= t).sum()) for t in lines],
        "last_follow_up": float(p.time.max()),
    } | known
    s = np.round(np.clip(s, 0, 1), digits)
    return curve([0, *km.time], [1, *s], p.time.size, **facts)  # type: ignore[arg-type]


def test_numbers_events_and_curve_are_met() -> None:
    p = trial(1, 90, 0.07)
    asked = drawn(p)
    found = reconstruct(asked)
    assert found.patients.time.size == 90
    assert found.patients.event.sum() == p.event.sum()
    at_risk = [(found.patients.time >= t).sum() for t in asked.risk_time]
    assert at_risk == asked.n_risk.tolist()
    assert found.largest_gap < 0.002


@pytest.mark.parametrize(("digits", "error"), [(3, 0.0), (2, 0.0), (3, 0.004)])
def test_the_log_hazard_ratio_comes_back(digits: int, error: float) -> None:
    # A quarter of a standard error is the reference set's own ceiling; IPDfromKM's median error
    # on it is 0.036
    control, treated = trial(2, 120, 0.09), trial(3, 118, 0.06)
    truth, se = cox(control, treated)
    arms = [reconstruct(drawn(p, digits, error)).patients for p in (control, treated)]
    assert abs(cox(*arms)[0] - truth) < se / 8


def test_the_reading_error_is_found() -> None:
    p = trial(4, 150, 0.08)
    assert reconstruct(drawn(p)).reading_error < 0.001
    assert 0.002 <= reconstruct(drawn(p, 3, 0.004)).reading_error <= 0.008


def test_without_a_risk_table_the_events_decide_and_a_caution_says_so() -> None:
    p = trial(5, 100, 0.08)
    found = reconstruct(drawn(p, risk_time=(), n_risk=()))
    assert found.patients.event.sum() == p.event.sum()
    assert any("no numbers at risk" in c.message for c in found.cautions)


def test_with_nothing_but_the_curve_there_are_still_data() -> None:
    p = trial(6, 100, 0.08)
    found = reconstruct(drawn(p, risk_time=(), n_risk=(), events=None))
    assert found.patients.time.size == 100
    assert found.largest_gap < 0.02


def test_a_report_that_contradicts_itself_is_met_as_far_as_possible() -> None:
    p = trial(7, 60, 0.08)
    found = reconstruct(drawn(p, events=3))
    assert any(c.code == "inconsistent-report" for c in found.cautions)


def test_repeating_gives_the_same_data() -> None:
    asked = drawn(trial(8, 70, 0.1))
    one, other = reconstruct(asked).patients, reconstruct(asked).patients
    np.testing.assert_array_equal(one.time, other.time)
    np.testing.assert_array_equal(one.event, other.event)


def test_percentages_and_rising_risk_tables_are_refused() -> None:
    with pytest.raises(OutOfRange, match="not percent"):
        curve([0, 1], [100, 90], 10)
    with pytest.raises(OutOfRange, match="falling"):
        curve([0, 1], [1, 0.9], 10, risk_time=[0, 1], n_risk=[8, 9])
    with pytest.raises(LengthMismatch):
        curve([0, 1], [1, 0.9, 0.8], 10)

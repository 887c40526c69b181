from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.trials.quantities import quantities


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("at least 18 years", 216, None, "months"),
        ("no more than 24 months", None, 24, "months"),
        ("between 6 and 36 months", 6, 36, "months"),
        ("6 weeks to 6 years", 84 / 365.25 * 6, 72, "months"),
        ("18-75 years", 216, 900, "months"),
        ("eighteen (18) years of age or older", 216, None, "months"),
        ("two years or less", None, 24, "months"),
        ("45% of normal or greater", 45, None, "percent"),
        ("not less than 65 %", 65, None, "percent"),
        ("≥ 50% of predicted", 50, None, "percent"),
        ("\\>= 50%", 50, None, "percent"),
        ("greater than or equal to 25", 25, None, "none"),
    ],
)
def test_a_number_has_a_direction_and_a_unit(
    text: str, low: float | None, high: float | None, unit: str
) -> None:
    found = quantities(text)[0]
    assert (found.low, found.high, found.unit) == (pytest.approx(low), pytest.approx(high), unit)


def test_signs_that_are_strict_are_marked() -> None:
    more, most = quantities("> 18 years, ≤ 80 years")
    assert (more.low_open, most.high_open) == (True, False)


def test_the_unit_after_the_second_number_is_the_first_ones_too() -> None:
    assert [q.unit for q in quantities("more than 6 and less than 36 months")] == ["months"] * 2


def test_an_excluded_range_is_what_is_left() -> None:
    (found,) = quantities("less than 50 %")
    assert (found.flipped.low, found.flipped.high, found.flipped.low_open) == (50, None, False)


def test_a_calendar_year_is_no_quantity() -> None:
    assert not [q for q in quantities("after 2020") if not q.bare]


@pytest.mark.parametrize("piece", ["1 ", "18-", "≥ ", "one ", "at least ", "(1) ", "1 to "])
def test_time_grows_with_length_alone(piece: str) -> None:
    begun = time.perf_counter()
    quantities(piece * (8_000 // len(piece)))
    assert time.perf_counter() - begun < 10


@given(st.integers(0, 120), st.sampled_from(["≥", ">=", "at least", "not less than", "minimum"]))
@settings(max_examples=40)
def test_any_number_after_a_sign_is_its_lower_end(number: int, sign: str) -> None:
    (found,) = [q for q in quantities(f"{sign} {number} %") if not q.bare]
    assert found.low == number

"""Numbers with their direction and unit: "≥ 18 years", "between 6 and 24 months", "40% or less".

A `Quantity` is a range that is stated, with where it stands. Numbers may be words; times become
months. Time grows with length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from tamis.trials.quantity_words import (
    BARE,
    MONTHS,
    NUMBER_WORD,
    OPERATED,
    RANGE,
    REVERSED,
    SUFFIXED,
    Unit,
    unit_of,
    value_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A range as stated: `low` and `high` in `unit`, None where open; places in the text.

    `bare` marks a number without a direction ("a score of 24").
    """

    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False
    unit: Unit = "none"
    raw_unit: str = ""
    start: int
    end: int
    bare: bool = False

    @property
    def flipped(self) -> Quantity:
        """What is left when this range is excluded; unchanged when it is bounded on both sides."""
        if self.low is not None and self.high is not None:
            return self
        return replace(
            self, low=self.high, high=self.low, low_open=not self.high_open,
            high_open=not self.low_open,
        )  # fmt: skip


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of a text with the range it states, in order; none is counted twice."""
    taken: list[Quantity] = []
    used = bytearray(len(text))
    text = _TWICE.sub(lambda m: f"{m[1] or m[2]:>{len(m[0])}}", text)
    for found in (_ranges, _operated, _suffixed, _reversed, _bares):
        for quantity in found(text):
            if not any(used[quantity.start : quantity.end]):
                used[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
                taken.append(quantity)
    return tuple(_shared_units(text, sorted(taken, key=lambda q: q.start)))


#: "eighteen (18)" and "18 (eighteen)": one number; places stay what they are.
_TWICE = re.compile(
    rf"\b(?:(?:{NUMBER_WORD})\s?\((\d{{1,3}})\)|(\d{{1,3}})\s?\((?:{NUMBER_WORD})\))", re.IGNORECASE
)
#: What stands between two numbers that share the unit after the second.
_JOINT = re.compile(r"[\s,]*(?:and|but|or|to|,)[\s,]*(?:is |are |be )?", re.IGNORECASE)


def _shared_units(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """'More than 6 and less than 36 months': the first number is in months too."""
    for one, other in zip_longest(found, found[1:]):
        shared = (
            other is not None
            and not one.bare
            and not one.raw_unit
            and bool(other.raw_unit)
            and not other.bare
            and _JOINT.fullmatch(text[one.end : other.start])
        )
        if not shared or other is None:
            yield one
            continue
        scale = MONTHS.get(other.raw_unit, 1.0)
        yield replace(
            one, low=None if one.low is None else one.low * scale,
            high=None if one.high is None else one.high * scale,
            unit=other.unit, raw_unit=other.raw_unit,
        )  # fmt: skip


def _ranges(text: str) -> Iterator[Quantity]:
    for m in RANGE.finditer(text):
        joined = re.search(r"\sand\s", m[0]) and not m["between"]
        start = m.start()
        if joined or (start and (text[start - 1].isalnum() or text[start - 1] in ".-–")):
            continue
        scale, unit, raw = unit_of(m["unit"])
        low_scale, low_unit, _ = unit_of(m["low_unit"] or m["unit"])
        low, high = value_of(m["low"]), value_of(m["number"])
        if low_unit == unit == "months" and low_scale != scale:  # "6 weeks to 6 years"
            low *= low_scale / scale
        # "24-20 years" can't be right, but it is what is printed, and it should be seen.
        if (low < high or (raw == "year" and low > high > 1)) and not _is_year(high, unit):
            yield Quantity(
                low=low * scale, high=high * scale, unit=unit, raw_unit=raw, start=start,
                end=m.end(),
            )  # fmt: skip


def _operated(text: str) -> Iterator[Quantity]:
    for m in OPERATED.finditer(text):
        start = m.start()
        if m["op"][0].isalpha() and start and text[start - 1].isalnum():
            continue
        scale, unit, raw = unit_of(m["unit"])
        value = value_of(m["number"]) * scale
        if _is_year(value, unit):
            continue
        up, strict = bool(m["ge"] or m["gt"]), bool(m["gt"] or m["lt"])
        yield _one_sided(value, up, strict, unit, raw, start, m.end())


def _suffixed(text: str) -> Iterator[Quantity]:
    for m in SUFFIXED.finditer(text):
        scale, unit, raw = unit_of(m["unit"])
        up = bool(re.search(r"more|older|above|over|greater|higher|longer|up|\+", m["after"]))
        yield _one_sided(value_of(m["number"]) * scale, up, False, unit, raw, m.start(), m.end())


def _reversed(text: str) -> Iterator[Quantity]:
    for m in REVERSED.finditer(text):
        scale, unit, raw = unit_of(m["unit"])
        up, strict = m["op"][0] in "≤<", m["op"] in "<>"
        yield _one_sided(value_of(m["number"]) * scale, up, strict, unit, raw, m.start(), m.end())


def _bares(text: str) -> Iterator[Quantity]:
    for m in BARE.finditer(text):
        scale, unit, raw = unit_of(m["unit"])
        value = value_of(m["number"]) * scale
        yield Quantity(
            low=value, high=value, unit=unit, raw_unit=raw, start=m.start(), end=m.end(), bare=True
        )


def _one_sided(
    value: float, up: bool, strict: bool, unit: Unit, raw: str, start: int, end: int
) -> Quantity:
    if up:
        return Quantity(low=value, low_open=strict, unit=unit, raw_unit=raw, start=start, end=end)
    return Quantity(high=value, high_open=strict, unit=unit, raw_unit=raw, start=start, end=end)


def _is_year(value: float, unit: Unit) -> bool:
    """Whether a number without a unit is a calendar year."""
    return unit == "none" and 1900 <= value <= 2100

"""Axes drawn plainly: few ticks, faint rules, and titles that read level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from tamis.report.plots.advance import SMALL, advance
from tamis.report.plots.effect_scale import plain_number
from tamis.report.plots.scale import Scale
from tamis.report.plots.svg import line, text

Ticks = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Maps values to pixels; `start` is where `low` lies. Values outside are not cut."""

    low: float
    high: float
    start: float
    end: float
    ticks: Ticks
    title: str

    def at(self, value: float) -> float:
        """The pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def inside(self, value: float) -> float:
        """The pixel of a value, kept on the axis."""
        return self.at(min(max(value, min(self.low, self.high)), max(self.low, self.high)))

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return min(self.low, self.high) <= value <= max(self.low, self.high)


def plain_ticks(low: float, high: float, most: int = 6) -> Ticks:
    """Round values between two, with their texts."""
    values = Scale(low=min(low, high), high=max(low, high), left=0, right=1).ticks(most)
    return tuple((v, plain_number(v)) for v in values)


def span(values: Iterable[float], margin: float = 0.06) -> tuple[float, float]:
    """The range of values with a margin at both ends; one value alone gets room around it."""
    found = list(values)
    low, high = min(found), max(found)
    room = (high - low) * margin or abs(high) * margin or 1.0
    return low - room, high + room


def panel(x: Axis, y: Axis, *, grid: bool = True) -> Markup:
    """Both axes, with rules across at the ticks of y; the title of y stands above it."""
    out = Markup("")
    left, right = sorted((x.start, x.end))
    top, bottom = sorted((y.start, y.end))
    for value, label in y.ticks:
        at = y.at(value)
        if grid:
            out += line(left, at, right, at, "rule")
        out += text(left - 8, at + 4.5, label, "small end")
    out += line(left, bottom, right, bottom, "axis")
    for at, label in apart([(x.at(v), label) for v, label in x.ticks]):
        out += line(at, bottom, at, bottom + 5, "axis")
        out += text(at, bottom + 20, label, "small middle")
    out += text((left + right) / 2, bottom + 42, x.title, "middle")
    return out + text(max(left - 50, 0), top - 16, y.title, "")


def apart(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Ticks whose texts leave room for one another, from the left."""
    kept: list[tuple[float, str]] = []
    end = -1e9
    for at, label in sorted(ticks):
        half = advance(label, SMALL) / 2
        if at - half >= end:
            kept.append((at, label))
            end = at + half + 6
    return kept

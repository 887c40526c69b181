"""An axis: where values fall, and which ticks to write."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: Measures that multiply: drawn on a logarithmic axis, with no effect at 1.
RATIOS = frozenset({"RR", "OR", "HR", "IRR", "ROM", "VR", "CVR", "PETO"})
#: Measures that compare nothing, so that no line marks "no effect".
SINGLE_GROUP = frozenset(
    {"proportion", "PR", "PLO", "PLN", "PAS", "PFT", "IR", "MEAN", "narrative"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Maps values in [low, high] to [left, right]; `cut` values lie outside and get arrows."""

    low: float
    high: float
    left: float
    right: float
    log: bool = False

    def at(self, value: float) -> float:
        """The position of a value, kept inside the axis."""
        low, high, v = (
            self._t(self.low),
            self._t(self.high),
            self._t(min(max(value, self.low), self.high)),
        )
        return self.left + (v - low) / (high - low) * (self.right - self.left)

    def _t(self, value: float) -> float:
        return math.log(value) if self.log else value

    def ticks(self, most: int = 6) -> tuple[float, ...]:
        """Round values along the axis."""
        return _log_ticks(self.low, self.high) if self.log else _ticks(self.low, self.high, most)


def null_value(measure: str) -> float | None:
    """The value that means no difference, or None when the measure compares nothing."""
    if measure in SINGLE_GROUP:
        return None
    return 1.0 if measure in RATIOS else 0.0


def fit_scale(
    spans: Iterable[tuple[float, float, float]], measure: str, left: float, right: float
) -> Scale:
    """An axis that shows all estimates whole and cuts only intervals that are far too wide.

    Args:
        spans: (low, estimate, high) of every row.
        measure: The effect measure; ratios get a logarithmic axis.
        left: Where the axis begins, in pixels.
        right: Where it ends.
    """
    log, null = measure in RATIOS, null_value(measure)
    rows = [s for s in spans if all(map(math.isfinite, s)) and (not log or min(s) > 0)]
    change = math.log if log else float
    back = math.exp if log else float
    if not rows:
        rows = [(0.5, 1.0, 2.0)] if log else [(-1.0, 0.0, 1.0)]
    points = [change(e) for _, e, _ in rows] + ([change(null)] if null is not None else [])
    low, high = min(change(r[0]) for r in rows), max(change(r[2]) for r in rows)
    widths = sorted(change(r[2]) - change(r[0]) for r in rows)
    reach = 2.5 * widths[len(widths) // 2] or 1.0
    low = min(max(low, min(points) - reach), *points)
    high = max(min(high, max(points) + reach), *points)
    margin = (high - low) * 0.04 or 1.0
    return Scale(low=back(low - margin), high=back(high + margin), left=left, right=right, log=log)


def _ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw)
    first = math.ceil(low / step)
    return tuple(round(i * step, 10) for i in range(first, math.floor(high / step) + 1))


def _log_ticks(low: float, high: float) -> tuple[float, ...]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    few = len(decades) > 4
    found = [m * 10.0**d for d in decades for m in ((1,) if few else (1, 2, 5))]
    return tuple(round(v, 10) for v in found if low <= v <= high) or (1.0,)

"""The scale on which effects are pooled, and the one on which they are read."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from tamis.report.plots.scale import Scale

_WORDS = {
    "OR": "Odds ratio", "RR": "Risk ratio", "RD": "Risk difference", "HR": "Hazard ratio",
    "PETO": "Odds ratio (Peto)", "IRR": "Rate ratio", "IRD": "Rate difference",
    "MD": "Mean difference", "SMD": "Standardised mean difference", "ROM": "Ratio of means",
    "PFT": "Double arcsine of the proportion", "PAS": "Proportion", "": "Effect",
}  # fmt: skip
_BACK: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "tanh": math.tanh,
    "expit": lambda x: 1 / (1 + math.exp(-x)),
    "arcsine": lambda x: math.sin(min(max(x, 0.0), math.pi / 2)) ** 2,
}
_FORTH: dict[str, Callable[[float], float]] = {
    "exp": math.log,
    "tanh": math.atanh,
    "expit": lambda p: math.log(p / (1 - p)),
    "arcsine": lambda p: math.asin(math.sqrt(p)),
}
_UNIT_TICKS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)
_NO_NULL = ("one group, events", "one group, mean", "reliability")


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectScale:
    """How effects of a measure are shown; values come in on the scale of the analysis.

    Attributes:
        words: Name of what is shown, for axes and tables.
        back: Transformation to the scale of reading; "" where they are the same.
        null: The value of no difference on the scale of the analysis; None for single groups.
        digits: Decimals of an effect in text.
    """

    words: str
    back: str = ""
    null: float | None = 0.0
    digits: int = 2

    def shown(self, value: float) -> float:
        """A value as it is read: exp of a log ratio, tanh of Fisher's z …"""
        try:
            return _BACK[self.back](value) if self.back else value
        except OverflowError:
            return math.inf

    def text(self, value: float) -> str:
        """A value as it is written."""
        return number(self.shown(value), self.digits)

    def interval(self, low: float, high: float) -> str:
        """'0.20 to 0.65'."""
        return f"{self.text(low)} to {self.text(high)}"

    def ticks(self, low: float, high: float, most: int = 6) -> tuple[tuple[float, str], ...]:
        """(position on the scale of the analysis, text) of round values."""
        a, b = self.shown(low), self.shown(high)
        if self.back == "exp" and a > 0 and math.isfinite(b):
            values = _ratio_ticks(a, b, most)
        elif self.back in ("expit", "arcsine") and b - a > 0.3:
            values = tuple(t for t in _UNIT_TICKS if a <= t <= b)[:: 1 if most > 4 else 2]
        else:
            values = Scale(low=a, high=b, left=0, right=1).ticks(most)
        forth = _FORTH.get(self.back, float)
        inside = [v for v in values if self._has(v)]
        return tuple((forth(v), plain_number(v)) for v in inside)

    def _has(self, value: float) -> bool:
        if self.back == "exp":
            return value > 0
        if self.back == "tanh":
            return -1 < value < 1
        return not self.back or 0 < value < 1


def _ratio_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    found = Scale(low=low, high=high, left=0, right=1, log=True).ticks()
    if len(found) < 3:
        return Scale(low=low, high=high, left=0, right=1).ticks(most)
    if len(found) <= most:
        return found
    thin = [v for v in found if f"{v:e}"[0] in ("1", "5" if len(found) <= 2 * most else "1")]
    thin = [v for v in thin if f"{v:e}"[0] == "1"] if len(thin) > most else thin
    step = -(-len(thin) // most)
    kept = [v for v in thin if round(math.log10(v)) % step == 0] if step > 1 else thin
    return tuple(kept)


def effect_scale(measure: str = "", words: str = "") -> EffectScale:
    """The scale of a measure of `tamis.stats.measures`, HR for log hazard ratios, or "" for any.

    Args:
        measure: The field's abbreviation.
        words: What to call the effect instead of the measure's own name.
    """
    if measure in ("", "GEN", "HR"):
        name = words or _WORDS["HR" if measure == "HR" else ""]
        return EffectScale(words=name, back="exp" if measure == "HR" else "")
    from tamis.stats.measures import MEASURES

    found = MEASURES[measure]
    back = found.back if found.back in _BACK else ""
    title = found.title.split(",")[0].removeprefix("log ").removeprefix("logit ")
    title = found.title if found.back and not back else title
    named = words or _WORDS.get(measure, title[:1].upper() + title[1:])
    null: float | None = 0.0
    if found.family.name.startswith(_NO_NULL):
        null = None
    if measure.startswith(("AUC", "CLES")):
        null = 0.5
    return EffectScale(words=named, back=back, null=null)


def number(value: float, digits: int) -> str:
    """A number with a fixed count of decimals and a true minus; large ones with fewer decimals."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "not estimable"
    keep = digits if abs(value) < 100 else max(digits - 1, 0)
    text = f"{value:.{keep}f}" if abs(value) < 1e5 else f"{value:.1e}"
    return ("0" + text[2:] if float(text) == 0 and text.startswith("-") else text).replace("-", "−")


def plain_number(value: float) -> str:
    """A tick's number: no trailing zeros."""
    return f"{value:.10g}".replace("-", "−")


def p_text(p: float) -> str:
    """'P<0.001', 'P=0.03'."""
    if p < 0.001:
        return "P<0.001"
    return f"P={p:.3f}" if p < 0.01 else f"P={p:.2f}"

"""How values are written on a page."""

from __future__ import annotations

import math

MINUS = "\u2212"


def show(value: float | int | str | None, digits: int | None = None) -> str:
    """Write a value with a true minus sign; `digits` decimals, or as short as it was read."""
    if value is None:
        return "not reported here"
    if isinstance(value, str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{value:.{digits}f}" if digits is not None else f"{value:.12g}"
    if text.startswith("-"):
        text = text[1:] if float(text) == 0 else MINUS + text[1:]
    return text


def show_interval(low: float, high: float, digits: int) -> str:
    """'1.22 to 5.54'."""
    return f"{show(low, digits)} to {show(high, digits)}"

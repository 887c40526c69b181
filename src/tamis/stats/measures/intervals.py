"""Confidence intervals of one proportion or one rate, exact and approximate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.measures._special import normal_quantile

Side = Literal["two-sided", "upper", "lower"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate with its limits.

    Attributes:
        estimate: Observed proportion or rate.
        lower: Lower limit; the parameter's smallest value for an upper bound.
        upper: Upper limit; the parameter's largest value for a lower bound.
        level: Confidence level.
        method: Name of the interval.
    """

    estimate: float
    lower: float
    upper: float
    level: float
    method: str


def _counts(events: float, n: float, level: float) -> None:
    if not (n > 0 and 0 <= events <= n):
        raise OutOfRange("events, n", f"{events:g} of {n:g}", "0 ≤ events ≤ n and n above 0")
    if not 0 < level < 1:
        raise OutOfRange("level", f"{level:g}", "between 0 and 1")


def _tails(level: float, side: Side) -> tuple[float, float]:
    """Probability left below the lower and above the upper limit."""
    tails = {
        "two-sided": ((1 - level) / 2,) * 2,
        "upper": (0.0, 1 - level),
        "lower": (1 - level, 0.0),
    }
    if side not in tails:
        raise UnknownOption("side", repr(side), ", ".join(tails))
    return tails[side]


def exact_binomial(
    events: float, n: float, level: float = 0.95, side: Side = "two-sided"
) -> Interval:
    """Clopper–Pearson interval, or a one-sided exact bound.

    For 0 of n the 95 % upper bound (`side="upper"`) is 1 − 0.05^(1/n), near 3/n.

    Raises:
        OutOfRange: Impossible counts or level.

    Source: Clopper and Pearson (1934), Biometrika 26:404-413; Hanley and Lippman-Hand (1983),
    JAMA 249:1743-1745.
    """
    from scipy.special import betaincinv

    _counts(events, n, level)
    below, above = _tails(level, side)
    low = float(betaincinv(events, n - events + 1, below)) if events > 0 and below else 0.0
    high = float(betaincinv(events + 1, n - events, 1 - above)) if events < n and above else 1.0
    return Interval(
        estimate=events / n, lower=low, upper=high, level=level, method="Clopper–Pearson"
    )


def wilson(events: float, n: float, level: float = 0.95) -> Interval:
    """Score interval (Wilson 1927, J Am Stat Assoc 22:209-212)."""
    _counts(events, n, level)
    p, z = events / n, normal_quantile((1 + level) / 2).item()
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    low = 0.0 if events == 0 else float(middle - half)
    high = 1.0 if events == n else float(middle + half)
    return Interval(estimate=p, lower=low, upper=high, level=level, method="Wilson")


def jeffreys(events: float, n: float, level: float = 0.95) -> Interval:
    """Quantiles of Beta(x + ½, n − x + ½) (Brown et al. 2001, Stat Sci 16:101-133)."""
    from scipy.special import betaincinv

    _counts(events, n, level)
    a, b, tail = events + 0.5, n - events + 0.5, (1 - level) / 2
    low = float(betaincinv(a, b, tail)) if events > 0 else 0.0
    high = float(betaincinv(a, b, 1 - tail)) if events < n else 1.0
    return Interval(estimate=events / n, lower=low, upper=high, level=level, method="Jeffreys")


def agresti_coull(events: float, n: float, level: float = 0.95) -> Interval:
    """Wald interval after adding z²/2 to both cells; its limits may leave 0 to 1.

    Source: Agresti and Coull (1998), Am Stat 52:119-126.
    """
    _counts(events, n, level)
    z = normal_quantile((1 + level) / 2).item()
    size = n + z**2
    p = (events + z**2 / 2) / size
    half = z * float(np.sqrt(p * (1 - p) / size))
    return Interval(
        estimate=events / n, lower=p - half, upper=p + half, level=level, method="Agresti–Coull"
    )


def exact_poisson(
    events: float, time: float, level: float = 0.95, side: Side = "two-sided"
) -> Interval:
    """Exact interval, or one-sided bound, of a rate.

    Raises:
        OutOfRange: Events below 0, or person-time not above 0.

    Source: Garwood (1936), Biometrika 28:437-442.
    """
    from scipy.special import gammaincinv

    if not (events >= 0 and time > 0):
        raise OutOfRange("events, time", f"{events:g} in {time:g}", "events ≥ 0, time above 0")
    if not 0 < level < 1:
        raise OutOfRange("level", f"{level:g}", "between 0 and 1")
    below, above = _tails(level, side)
    low = float(gammaincinv(events, below)) / time if events > 0 and below else 0.0
    high = float(gammaincinv(events + 1, 1 - above)) / time if above else float("inf")
    return Interval(
        estimate=events / time, lower=low, upper=high, level=level, method="exact Poisson"
    )

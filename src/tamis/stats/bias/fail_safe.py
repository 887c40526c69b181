"""Fail-safe N: how many null results would overturn a finding."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.distributions import chi2_sf, normal_cdf, normal_quantile, normal_two_sided
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.models.columns import Column, Vector, vector
from tamis.stats.models.data import check_positive
from tamis.stats.models.pool import pool
from tamis.stats.models.pooled import Pooled

#: More than this many studies is "more than anyone could hide".
LIMIT = 10_000_000
Kind = Literal["rosenthal", "rosenthal-fisher", "orwin", "rosenberg", "general"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailSafe:
    """A file-drawer number.

    Attributes:
        kind: How it was computed.
        n: Number of studies averaging null results; `LIMIT` where it is more.
        p_value: Of the observed studies; None for Orwin.
        mean, target: Observed and targeted mean (Orwin); None otherwise.
        estimate_with: Pooled effect with the drawer opened (general); None otherwise.
    """

    kind: str
    n: int
    p_value: float | None = None
    mean: float | None = None
    target: float | None = None
    estimate_with: float | None = None


def fail_safe_n(
    yi: Column,
    vi: Column | None = None,
    *,
    kind: Kind = "rosenthal",
    alpha: float = 0.05,
    target: float | None = None,
    method: str = "REML",
    test: str = "z",
) -> FailSafe:
    """Fail-safe N.

    Args:
        yi: Effects.
        vi: Sampling variances; Orwin's number does without, and then uses the plain mean.
        kind: rosenthal: Stouffer's combined test, one-sided (Rosenthal 1979). rosenthal-fisher:
            Fisher's instead. orwin: mean down to `target` (Orwin 1983). rosenberg: p of the
            equal-effects mean (Rosenberg 2005). general: p of the mean of any model, added studies
            having the harmonic mean variance and as much heterogeneity, their distance from the
            mean raising τ².
        alpha: Level to be lost.
        target: Mean to be reached (Orwin); half the observed by default.
        method, test: Of the model (general).

    Raises:
        UnknownOption: An unknown kind.
        OutOfRange: `alpha` is not in (0, 1), or `vi` lacks where it is needed.
    """
    if not 0 < alpha < 1:
        raise OutOfRange("alpha", repr(alpha), "a number between 0 and 1")
    if kind == "orwin":
        return _orwin(yi, vi, target)
    if kind not in _KINDS:
        raise UnknownOption("kind", repr(kind), ", ".join([*_KINDS, "orwin", "general"]))
    if vi is None:
        raise OutOfRange("vi", "None", "sampling variances, which all kinds but Orwin's need")
    data = check_positive(yi, vi)
    if kind == "general":
        return _general(data.yi, data.vi, alpha, method, test)
    return _KINDS[kind](data.yi, data.vi, alpha)


def _ceiling(x: float) -> int:
    return int(min(LIMIT, math.ceil(max(0.0, x))))


def _rosenthal(y: Vector, v: Vector, alpha: float) -> FailSafe:
    k = len(y)
    z = abs(float((y / np.sqrt(v)).sum())) / math.sqrt(k)
    n = _ceiling(k * (z / normal_quantile(1 - alpha)) ** 2 - k)
    return FailSafe(kind="rosenthal", n=n, p_value=0.5 * normal_two_sided(z))


def _fisher(y: Vector, v: Vector, alpha: float) -> FailSafe:
    p = np.array([normal_cdf(-abs(float(x))) for x in y / np.sqrt(v)])
    x2, k = -2.0 * float(np.log(np.maximum(p, 5e-324)).sum()), len(y)

    def lost(n: int) -> bool:
        return chi2_sf(x2 + 2.0 * n * math.log(2.0), 2 * (k + n)) >= alpha

    n = smallest(lost)
    return FailSafe(kind="rosenthal-fisher", n=n, p_value=chi2_sf(x2, 2 * k))


def smallest(holds: Callable[[int], bool]) -> int:
    """The smallest n ≥ 0 from which a condition holds, or `LIMIT`."""
    if holds(0):
        return 0
    low, high = 0, 1
    while not holds(high):
        low, high = high, 2 * high
        if high >= LIMIT:
            return LIMIT
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _orwin(yi: Column, vi: Column | None, target: float | None) -> FailSafe:
    if vi is None:
        y = vector("yi", yi)
        y = y[~np.isnan(y)]
        mean, k = float(y.mean()), len(y)
    else:
        data = check_positive(yi, vi)
        w = 1.0 / data.vi
        mean, k = float(w @ data.yi) / float(w.sum()), len(data.yi)
    goal = mean / 2.0 if target is None else math.copysign(target, mean)
    n = LIMIT if goal == 0 else _ceiling(round(k * (mean - goal) / goal, 9))
    return FailSafe(kind="orwin", n=n, mean=mean, target=goal)


def _rosenberg(y: Vector, v: Vector, alpha: float) -> FailSafe:
    w = 1.0 / v
    total, k = float(w.sum()), len(y)
    z = float(w @ y) / math.sqrt(total)
    n = _ceiling(k * ((z / normal_quantile(1 - alpha / 2)) ** 2 - 1.0))
    return FailSafe(kind="rosenberg", n=n, p_value=normal_two_sided(z))


def _general(y: Vector, v: Vector, alpha: float, method: str, test: str) -> FailSafe:
    fit = pool(y, v, method=method, test=test)
    if fit.p_value >= alpha:
        return FailSafe(kind="general", n=0, p_value=fit.p_value, estimate_with=fit.estimate)
    n = smallest(lambda n: with_null_studies(fit, n)[1] >= alpha)
    return FailSafe(
        kind="general", n=n, p_value=fit.p_value, estimate_with=with_null_studies(fit, n)[0]
    )


def with_null_studies(fit: Pooled, n: int) -> tuple[float, float]:
    """Pooled effect and p-value with n studies added that average 0."""
    y, v, k = fit.fit.yi, fit.fit.vi, fit.k
    typical = k / float((1.0 / v).sum())
    # Observed and added studies spread by τ² around their own means, the estimate and 0.
    joint = k * fit.estimate / (k + n)
    between = k * (fit.estimate - joint) ** 2 + n * joint**2
    within = (k - 1 + max(0, n - 1)) * fit.tau2
    tau2 = max(0.0, (within + between) / (k + n - 1)) if fit.fit.random_effects else 0.0
    w = 1.0 / (v + tau2)
    total = float(w.sum()) + n / (typical + tau2)
    estimate = float(w @ y) / total
    return estimate, normal_two_sided(estimate * math.sqrt(total))


_KINDS: dict[str, Callable[[Vector, Vector, float], FailSafe]] = {
    "rosenthal": _rosenthal,
    "rosenthal-fisher": _fisher,
    "rosenberg": _rosenberg,
    "general": lambda y, v, alpha: _general(y, v, alpha, "REML", "z"),
}

"""Trim and fill: how many studies a symmetric funnel lacks, and the result with them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import NotConverged, TooFewStudies, UnknownOption
from tamis.stats.models.columns import Column, Vector
from tamis.stats.models.data import check
from tamis.stats.models.pool import pool
from tamis.stats.models.pooled import Pooled
from tamis.stats.regression.regress import regress

ITERATIONS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimAndFill:
    """A funnel made symmetric (Duval and Tweedie 2000).

    Attributes:
        k0: Estimated number of missing studies.
        k0_se: Its standard error.
        k0_p: p-value that none is missing (R0 only).
        side: Where they are missing.
        filled_yi, filled_vi: The studies added, shape (k0,).
        pooled: The model on all studies, given and added.
    """

    k0: int
    k0_se: float
    k0_p: float | None
    side: Literal["left", "right"]
    filled_yi: Vector
    filled_vi: Vector
    pooled: Pooled

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Those of the model, and what the method is worth."""
        text = "Trim and fill assumes that asymmetry is due to missing studies alone"
        return (*self.pooled.cautions, Caution("method-not-recommended", text))


def trim_and_fill(
    yi: Column,
    vi: Column,
    *,
    estimator: Literal["L0", "R0", "Q0"] = "L0",
    side: Literal["left", "right"] | None = None,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> TrimAndFill:
    """Estimate and impute missing studies.

    Args:
        yi, vi: Effects and sampling variances.
        estimator: Of the number missing (Duval and Tweedie 2000, Biometrics 56:455–463, section 4).
        side: Where studies are missing; by default opposite to the slope of Egger's regression.
        method, test, level: Of the model, as for `pool`.

    Raises:
        TooFewStudies: Fewer than three studies.
        UnknownOption: An unknown estimator or side.
        NotConverged: The number of missing studies does not settle, or Q0 has no real value.
    """
    if estimator not in ("L0", "R0", "Q0"):
        raise UnknownOption("estimator", repr(estimator), "L0, R0, Q0")
    if side not in (None, "left", "right"):
        raise UnknownOption("side", repr(side), "left, right or None")
    data = check(yi, vi)
    k = len(data.yi)
    if k < 3:
        raise TooFewStudies("yi", f"{k} studies", "at least 3")
    where = side or _side(data.yi, data.vi, method)
    sign = -1.0 if where == "right" else 1.0
    order = np.argsort(sign * data.yi, kind="stable")
    y, v = sign * data.yi[order], data.vi[order]
    k0, se, centre = _missing(y, v, estimator, method)
    fill = slice(k - k0, k)
    new_y = sign * (2.0 * centre - y[fill])
    all_y, all_v = np.concatenate([sign * y, new_y]), np.concatenate([v, v[fill]])
    return TrimAndFill(
        k0=k0,
        k0_se=se,
        k0_p=0.5 ** (k0 + 1) if estimator == "R0" else None,
        side=where,
        filled_yi=new_y,
        filled_vi=v[fill].copy(),
        pooled=pool(all_y, all_v, method=method, test=test, level=level),
    )


def _side(y: Vector, v: Vector, method: str) -> Literal["left", "right"]:
    X = np.column_stack([np.ones(len(y)), np.sqrt(v)])
    fit = regress(y, v, X, method=method, test="z").fit
    return "right" if fit.p > 1 and fit.beta[1] < 0 else "left"


def _missing(y: Vector, v: Vector, estimator: str, method: str) -> tuple[int, float, float]:
    """Number missing on the left of effects in rising order, its SE, and the trimmed centre."""
    k = len(y)
    k0 = 0
    for _ in range(ITERATIONS):
        if k0 >= k:
            raise NotConverged("estimator", "every study trimmed", "another estimator")
        centre = pool(y[: k - k0], v[: k - k0], method=method, test="z").estimate
        d = y - centre
        ranks = np.argsort(np.argsort(np.abs(d), kind="stable"), kind="stable") + 1.0
        before = k0
        k0, se = _ESTIMATORS[estimator](np.sign(d) * ranks, k)
        if k0 == before:
            return k0, se, centre
    raise NotConverged("estimator", f"{ITERATIONS} iterations", "another estimator")


def _r0(signed: Vector, k: int) -> tuple[int, float]:
    below = -signed[signed < 0]
    k0 = max(0, int(k - (below.max() if below.size else 0.0)) - 1)
    return k0, math.sqrt(2.0 * k0 + 2.0)


def _variance(k: int, k0: float) -> float:
    return (
        k * (k + 1) * (2 * k + 1)
        + 10 * k0**3
        + 27 * k0**2
        + 17 * k0
        - 18 * k * k0**2
        - 18 * k * k0
        + 6 * k**2 * k0
    ) / 24


def _l0(signed: Vector, k: int) -> tuple[int, float]:
    sr = float(signed[signed > 0].sum())
    k0 = (4 * sr - k * (k + 1)) / (2 * k - 1)
    return max(0, round(k0)), 4 * math.sqrt(max(0.0, _variance(k, k0))) / (2 * k - 1)


def _q0(signed: Vector, k: int) -> tuple[int, float]:
    sr = float(signed[signed > 0].sum())
    inside = 2 * k**2 - 4 * sr + 0.25
    if inside < 0:
        raise NotConverged("estimator", "Q0 without a real value", "L0 or R0")
    k0 = k - 0.5 - math.sqrt(inside)
    spread = (k - 0.5) ** 2 - k0 * (2 * k - k0 - 1)
    se = 2 * math.sqrt(max(0.0, _variance(k, k0))) / math.sqrt(spread) if spread > 0 else math.inf
    return max(0, round(k0)), se


_ESTIMATORS = {"R0": _r0, "L0": _l0, "Q0": _q0}

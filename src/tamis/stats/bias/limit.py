"""Limit meta-analysis: the effect an infinitely precise study would show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.distributions import critical, normal_two_sided
from tamis.stats.errors import TooFewStudies
from tamis.stats.models.columns import Column, Vector
from tamis.stats.models.fitting import confidence_level
from tamis.stats.models.pool import pool


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitMeta:
    """Small-study effects taken out (Rücker et al., Biostatistics 2011;12:122–142).

    Attributes:
        estimate, se, ci, p_value: Adjusted effect β₀ + τ α with its normal interval.
        slope: Small-study effect α, on the scale of standardised effects.
        tau2: Heterogeneity that the adjustment uses.
        shrunken: Study effects with the same precision in the limit, shape (k,).
        g2: Share of variability left unexplained by small-study effects, in per cent.
    """

    estimate: float
    se: float
    ci: tuple[float, float]
    p_value: float
    slope: float
    tau2: float
    shrunken: Vector
    g2: float


def limit_meta(yi: Column, vi: Column, *, method: str = "REML", level: float = 0.95) -> LimitMeta:
    """Limit meta-analysis with expectation β₀ (section 3.2, eq. 3.5).

    With s = √(v + τ²), y/s is regressed on 1/s: its slope is β, its intercept α; the adjusted
    effect is β₀ = β + τα. The line through (√(1/v), y/√v) and the intercept gives the g² statistic.

    Raises:
        TooFewStudies: Fewer than three studies.
    """
    base = pool(yi, vi, method=method, test="z")
    y, v, k = base.fit.yi, base.fit.vi, base.k
    if k < 3:
        raise TooFewStudies("yi", f"{k} studies", "at least 3")
    tau = base.tau
    s = np.sqrt(v + base.tau2)
    X = np.column_stack([1.0 / s, np.ones(k)])
    inverse = np.linalg.inv(X.T @ X)
    beta, alpha = (inverse @ (X.T @ (y / s))).tolist()
    gradient = np.array([1.0, tau])
    se = math.sqrt(float(gradient @ inverse @ gradient))
    estimate = beta + tau * alpha
    half = critical(confidence_level(level), None) * se
    # Each study's effect at infinite precision: its deviation shrunk by τ/s.
    shrunken = beta + tau / s * (y - beta)
    x0, y0 = 1.0 / np.sqrt(v), shrunken / np.sqrt(v)
    r2 = float(np.corrcoef(x0, y0)[0, 1] ** 2) if float(np.ptp(x0)) > 0 else 0.0
    return LimitMeta(
        estimate=estimate,
        se=se,
        ci=(estimate - half, estimate + half),
        p_value=normal_two_sided(estimate / se),
        slope=alpha,
        tau2=base.tau2,
        shrunken=shrunken,
        g2=100.0 * (1.0 - r2),
    )

"""Henmi and Copas' interval: fixed-effect weights, random-effects uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.distributions import legendre, normal_quantile, special
from tamis.stats.errors import TooFewStudies
from tamis.stats.models.columns import Column, Vector
from tamis.stats.models.data import check_positive
from tamis.stats.models.fitting import confidence_level

#: Nodes of Gauss–Legendre quadrature over the standardised estimate; more change no printed digit.
NODES = 400
#: The standard normal beyond this adds nothing.
REACH = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HenmiCopas:
    """A pooled effect that large studies dominate, with an interval that allows for it.

    Attributes:
        estimate: Inverse-variance weighted mean.
        se: Its standard error under random effects, with the DerSimonian–Laird τ².
        ci: Confidence limits.
        level: Confidence level in (0, 1).
        tau2: DerSimonian–Laird estimate.
    """

    estimate: float
    se: float
    ci: tuple[float, float]
    level: float
    tau2: float


def henmi_copas(yi: Column, vi: Column, *, level: float = 0.95) -> HenmiCopas:
    """Interval that is robust to publication bias (Henmi and Copas, Stat Med 2010;29:2969–2983).

    The pivot U = (θ̂ − θ)/SE(τ̂²) is referred to its own distribution: given θ̂, Q is a quadratic form
    whose first two moments are matched by a gamma (section 4), and τ̂² is a function of Q.

    Raises:
        TooFewStudies: Fewer than two studies.
        LengthMismatch, NotFinite, NegativeVariance: Unusable columns.
    """
    data, confidence = check_positive(yi, vi), confidence_level(level)
    y, w = data.yi, 1.0 / data.vi
    k = y.shape[0]
    if k < 2:
        raise TooFewStudies("yi", f"{k} study", "at least 2")
    total = float(w.sum())
    estimate = float(w @ y) / total
    ratio = float(w @ w) / total
    q = float(w @ (y - estimate) ** 2)
    tau2 = max(0.0, (q - (k - 1)) / (total - ratio))
    se = math.sqrt((tau2 * ratio + 1.0) / total)
    reach = _quantile(w, tau2, 1.0 - confidence) * se
    return HenmiCopas(
        estimate=estimate,
        se=se,
        ci=(estimate - reach, estimate + reach),
        level=confidence,
        tau2=tau2,
    )


def _quantile(w: Vector, tau2: float, alpha: float) -> float:
    from scipy.optimize import brentq

    def excess(t: float) -> float:
        return _tail(t, w, tau2) - alpha

    high = normal_quantile(1.0 - alpha / 2)
    while excess(high) > 0:
        high *= 2.0
    return float(brentq(excess, 1e-3, high, xtol=1e-12, rtol=1e-14))


def _tail(t: float, w: Vector, tau2: float) -> float:
    """P(|U| > t): |θ̂ − θ| > t·SE(Q) happens when Q is small enough."""
    k, total = w.shape[0], float(w.sum())
    ratio = float(w @ w) / total
    sd = math.sqrt((tau2 * ratio + 1.0) / total)
    # |b| > t √((τ̂² ratio + 1)/total), so b = sd·x must exceed t/√total even at Q = 0.
    start = t / (math.sqrt(total) * sd)
    if start > REACH:
        return 0.0
    nodes, weights = legendre(NODES)
    stop = max(start + 12.0, 12.0)
    x = start + (nodes + 1.0) * 0.5 * (stop - start)
    limit = ((x * sd / t) ** 2 * total - 1.0) / ratio
    below = limit * (total - ratio) + (k - 1.0)
    mean, variance = _moments(x * sd, w, tau2)
    p = special("gammainc")(mean**2 / variance, below * mean / variance)
    density = np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
    return float(2.0 * (weights * p * density).sum() * 0.5 * (stop - start))


def _moments(b: Vector, w: Vector, tau2: float) -> tuple[Vector, Vector]:
    """Mean and variance of Q given θ̂ − θ = b, for effects with variances 1/w + τ²."""
    total = float(w.sum())
    s = 1.0 / w + tau2
    vb = float(w * w @ s) / total**2
    c = w * s / total / vb  # E(effect | b) = c·b

    def centred(a: Vector) -> Vector:  # P a, with P = diag(w) − wwᵀ/total
        return w * (a - float(w @ a) / total)

    pc = centred(c)
    # tr(PS), tr(PSPS) for P = diag(w) − wwᵀ/total and S = diag(s) − vb·ccᵀ.
    ws = w * s
    trace_d = float(ws.sum()) - float(w * w @ s) / total
    cpc = float(c @ pc)
    trace = trace_d - vb * cpc
    wws = float(w * w @ s)
    squares = (
        float(ws @ ws)
        - 2.0 * float(w * ws @ ws) / total
        + (wws / total) ** 2
        - 2.0 * vb * float(s * pc @ pc)
        + (vb * cpc) ** 2
    )
    spread = float(s * pc @ pc) - vb * cpc**2
    return trace + b * b * cpc, 2.0 * squares + 4.0 * b * b * spread

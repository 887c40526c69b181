"""Robust variance estimation with correlated or hierarchical effects, as Hedges et al. propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.errors import NegativeVariance, OutOfRange, UnknownOption
from tamis.stats.multilevel.inputs import Column, Floats, Ints, design, finite, levels
from tamis.stats.robust.fit import RobustFit, cluster_robust


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkingHeterogeneity:
    """Moment estimates behind the weights.

    Attributes:
        tau2: Variance between clusters.
        omega2: Variance within clusters; None under correlated effects.
        I2: Share of heterogeneity in percent; None under hierarchical effects.
    """

    tau2: float
    omega2: float | None
    I2: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RobustMetaRegression:
    """A robust meta-regression: its working heterogeneity and its robust fit."""

    working: WorkingHeterogeneity
    fit: RobustFit


def robust_meta_regression(
    yi: Column,
    vi: Column,
    cluster: Column,
    *,
    X: Column | None = None,
    weights: Literal["correlated", "hierarchical"] = "correlated",
    rho: float = 0.8,
    small: bool = True,
    level: float = 0.95,
) -> RobustMetaRegression:
    """Fit a meta-regression whose standard errors hold whatever the correlation of effects.

    Args:
        yi: Effects (k,).
        vi: Sampling variances (k,).
        cluster: Study of each effect (k,).
        X: Design matrix (k, p); default: an intercept.
        weights: One weight per study, 1/(k_j(v̄_j + τ²)), or 1/(v_ij + τ² + ω²).
        rho: Assumed correlation of effects within studies, for τ² under correlated effects.
        small: Bias-reduced variances with Satterthwaite degrees of freedom (CR2), else the
            variance of 2010 times m/(m − p) with m − p degrees of freedom.
        level: Coverage of the intervals.

    Source: Hedges, Tipton & Johnson 2010, Res Synth Methods 1:39; Tipton 2015, Psychol
    Methods 20:375. Follows robumeta's ``robu(modelweights="CORR" | "HIER")``.
    """
    if weights not in ("correlated", "hierarchical"):
        raise UnknownOption("weights", repr(weights), "correlated, hierarchical")
    if not 0 <= rho <= 1:
        raise OutOfRange("rho", f"{rho:g}", "between 0 and 1")
    y = finite(yi, "yi")
    v = finite(vi, "vi", len(y))
    if (v <= 0).any():
        raise NegativeVariance("vi", "a variance of zero or less", "variances above zero")
    matrix, _ = design(X, len(y), None)
    codes, _ = levels(cluster, "cluster")
    if weights == "correlated":
        found, phi = _correlated(y, v, matrix, codes, rho)
    else:
        found, phi = _hierarchical(y, v, matrix, codes)
    fit = cluster_robust(
        y,
        matrix,
        phi,
        codes,
        kind="CR2" if small else "CR1p",
        df="satterthwaite" if small else "residual",
        level=level,
    )
    return RobustMetaRegression(working=found, fit=fit)


def _correlated(
    y: Floats, v: Floats, X: Floats, codes: Ints, rho: float
) -> tuple[WorkingHeterogeneity, Floats]:
    n = np.bincount(codes)
    mean_v = (np.bincount(codes, v) / n)[codes]
    size = n[codes].astype(np.float64)
    w = 1 / (size * mean_v)
    bread = np.linalg.inv(X.T @ (w[:, None] * X))
    e = y - X @ (bread @ (X.T @ (w * y)))
    Q = float(w @ e**2)
    sums = np.array([np.bincount(codes, x) for x in X.T]).T
    wj = np.zeros(len(n))
    wj[codes] = w
    own = X.T @ ((w / size)[:, None] * X)
    joint = sums.T @ ((wj / n)[:, None] * sums)
    spent = float(np.trace(bread @ own) + rho * np.trace(bread @ (joint - own)))
    usual = len(n) - spent
    below = float((n * wj).sum() - np.trace(bread @ (sums.T @ (wj[:, None] ** 2 * sums))))
    tau2 = max((Q - usual) / below, 0.0)
    I2 = 100 * max((Q - usual) / Q, 0.0) if Q > 0 else 0.0
    return WorkingHeterogeneity(tau2=tau2, omega2=None, I2=I2), size * (mean_v + tau2)


def _hierarchical(
    y: Floats, v: Floats, X: Floats, codes: Ints
) -> tuple[WorkingHeterogeneity, Floats]:
    """Match Q = e′We and Q₁ = e′Je with their expectations (J: ones within clusters)."""
    w = 1 / v
    bread = np.linalg.inv(X.T @ (w[:, None] * X))
    e = y - X @ (bread @ (X.T @ (w * y)))
    J = (codes[:, None] == codes[None, :]).astype(np.float64)
    M = np.diag(w) - (w[:, None] * X) @ bread @ (X.T * w)
    N = np.eye(len(y)) - X @ bread @ (X.T * w)
    R = N.T @ J @ N
    a1, b1, c1 = float((R * J).sum()), float(np.trace(R)), float(np.diag(R) @ v)
    a2, b2, c2 = float((M * J).sum()), float(np.trace(M)), float(len(y) - X.shape[1])
    q1, q2 = float(e @ J @ e) - c1, float(w @ e**2) - c2
    omega2 = max((a2 * q1 - a1 * q2) / (b1 * a2 - b2 * a1), 0.0)
    tau2 = max((q2 - omega2 * b2) / a2, 0.0)
    return WorkingHeterogeneity(tau2=tau2, omega2=omega2, I2=None), v + tau2 + omega2

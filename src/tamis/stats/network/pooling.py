"""Pooling a network: generalised least squares, equivalently the flow of an electrical network.

With Laplacian L = Σ_s X_s′ M_s⁻¹ X_s the treatment levels are θ̂ = L⁺ Σ_s X_s′ M_s⁻¹ y_s and the
contrasts' variances the effective resistances L⁺_ii + L⁺_jj − 2L⁺_ij (Rücker 2012, Res Synth
Methods 3:312; Rücker & Schwarzer 2014 for studies of several arms).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.likelihood import LOG_2PI
from tamis.stats.network.contrasts import Study


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Treatment levels by least squares, followed by the parameters of extra columns.

    Attributes:
        theta: Levels, summing to zero (n,).
        cov: Their covariance, the pseudo-inverse of the Laplacian (n, n).
        laplacian: L (n, n).
        Q: Weighted sum of squared residuals.
        df: Independent contrasts less free levels.
        logdet: log|M| + log|X′WX| of an estimable reduction, for REML.
        moment: tr(PU), by which Q − df grows per unit of τ².
    """

    theta: Floats
    cov: Floats
    laplacian: Floats
    Q: float
    df: int
    logdet: float
    moment: float


#: Further columns of a study's design, (m−1, c): what its contrasts owe to c extra parameters.
Extra = Callable[[Study], Floats]


def _no_more(study: Study) -> Floats:
    return np.empty((len(study.y), 0))


def pool(studies: Sequence[Study], n: int, tau2: float = 0.0, extra: Extra = _no_more) -> Pooled:
    """Fit the consistency model at a given τ².

    Args:
        studies: Studies of a connected set of the n treatments (others keep a level of zero).
        n: Number of treatments.
        tau2: Heterogeneity variance of every contrast.
        extra: Columns of parameters beyond consistency.
    """
    size = n + extra(studies[0]).shape[1]
    L, b = np.zeros((size, size)), np.zeros(size)
    parts = []
    logdet = 0.0
    for study in studies:
        X = np.hstack([study.design(n), extra(study)])
        M = study.V + tau2 * study.heterogeneity
        WX = np.linalg.solve(M, X)
        L += X.T @ WX
        b += WX.T @ study.y
        logdet += float(np.linalg.slogdet(M)[1])
        parts.append((X, M, WX))
    values, vectors = np.linalg.eigh(L)
    keep = values > 1e-10 * values[-1]
    cov = (vectors[:, keep] / values[keep]) @ vectors[:, keep].T
    theta = cov @ b
    Q = moment = 0.0
    for study, (X, M, WX) in zip(studies, parts, strict=True):
        e = study.y - X @ theta
        Q += float(e @ np.linalg.solve(M, e))
        U = study.heterogeneity
        moment += float(np.trace(np.linalg.solve(M, U)) - np.trace(WX.T @ U @ WX @ cov))
    rank = int(keep.sum())
    df = sum(len(s.y) for s in studies) - rank
    logdet += float(np.log(values[keep]).sum())
    return Pooled(theta, cov, L, Q, df, logdet, moment)


def moment_tau2(common: Pooled) -> float:
    """Return the generalised DerSimonian–Laird estimate (Jackson, White & Riley 2012)."""
    if common.df <= 0 or common.moment <= 0:
        return 0.0
    return max((common.Q - common.df) / common.moment, 0.0)


def likelihood_tau2(
    studies: Sequence[Study], n: int, *, reml: bool, extra: Extra = _no_more
) -> float:
    """Maximise the (restricted) likelihood over τ² ≥ 0."""
    from scipy.optimize import minimize_scalar

    def loss(tau2: float) -> float:
        at = pool(studies, n, tau2, extra)
        if reml:
            return at.logdet + at.Q
        M = sum(float(np.linalg.slogdet(s.V + tau2 * s.heterogeneity)[1]) for s in studies)
        return M + at.Q + len(studies) * LOG_2PI

    scale = 4 * max(float(np.median([np.diag(s.V).mean() for s in studies])), 1e-12)
    grid = np.concatenate([[0.0], scale * np.geomspace(1e-4, 1e3, 40)])
    values = [loss(t) for t in grid]
    best = int(np.argmin(values))
    if best == 0:
        found = minimize_scalar(
            loss, bounds=(0.0, grid[1]), method="bounded", options={"xatol": 1e-14}
        )
        return float(found.x) if found.fun < values[0] - 1e-12 else 0.0
    high = grid[min(best + 1, len(grid) - 1)]
    found = minimize_scalar(
        loss, bounds=(grid[best - 1], high), method="bounded", options={"xatol": 1e-12 * high}
    )
    return _polished(loss, float(found.x))


def _polished(loss: Callable[[float], float], tau2: float) -> float:
    """Sharpen a minimum by a parabola through three near points: golden section stops at √ε."""
    h = 1e-3 * tau2
    a, b, c = loss(tau2 - h), loss(tau2), loss(tau2 + h)
    bend = a - 2 * b + c
    return tau2 - 0.5 * h * (c - a) / bend if bend > 0 else tau2


def estimated_tau2(
    studies: Sequence[Study], n: int, how: float | str, extra: Extra = _no_more
) -> float:
    """Return τ² as asked for: the moment estimate (DL), REML, ML, or a value as it is.

    Raises:
        UnknownOption, OutOfRange: It is none of these, or below zero.
    """
    if isinstance(how, str):
        if how not in ("DL", "REML", "ML"):
            raise UnknownOption("tau2", repr(how), "DL, REML, ML or a number")
        common = pool(studies, n, 0.0, extra)
        if common.df <= 0:
            return 0.0
        if how == "DL":
            return moment_tau2(common)
        return likelihood_tau2(studies, n, reml=how == "REML", extra=extra)
    if not (np.isfinite(how) and how >= 0):
        raise OutOfRange("tau2", f"{how}", "zero or more")
    return float(how)

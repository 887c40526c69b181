"""What follows from a fit: predictions, shares of variance, random effects, comparisons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.multilevel.inference import chi2_tail, critical
from tamis.stats.multilevel.inputs import Column, Floats, numbers
from tamis.stats.multilevel.result import MultilevelFit
from tamis.stats.multilevel.terms import Intercepts


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Mean effects at rows of X with confidence and prediction intervals, each shape (n,)."""

    mean: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    pi_lb: Floats
    pi_ub: Floats


def predict(
    fit: MultilevelFit, X: Column | None = None, *, tau2: float = 0.0, level: float | None = None
) -> Predictions:
    """Predict mean effects and the interval of a new true effect.

    The prediction interval is x′b ± c √(x′ Var(b) x + Σσ² + τ²).

    Args:
        fit: A fitted model.
        X: Rows at which to predict (n, p); default: the intercept of an intercept-only model.
        tau2: Variance to add from structured terms, for the inner level meant.
        level: Coverage; default: that of the fit.
    """
    if X is None and fit.p > 1:
        raise UnknownOption("X", "no row", "rows of moderators at which to predict")
    rows = np.ones((1, 1)) if X is None else numbers(X, "X").reshape(-1, fit.p)
    mean = rows @ fit.beta
    variance = np.einsum("ip,pq,iq->i", rows, fit.vb, rows)
    ddf = None if fit.ddf is None else np.array([float(min(fit.ddf))])
    c = critical(fit.level if level is None else level, ddf)
    spread = np.sqrt(variance + sum(fit.sigma2) + tau2)
    se = np.sqrt(variance)
    return Predictions(mean, se, mean - c * se, mean + c * se, mean - c * spread, mean + c * spread)


@dataclass(frozen=True, slots=True)
class Shares:
    """I² in percent, in total and per variance component."""

    total: float
    parts: tuple[float, ...]


def i_squared(fit: MultilevelFit) -> Shares:
    """Share the variance of effects out over sampling error and components.

    I²_j = 100 σ²_j / (Σσ² + ṽ) with the typical sampling variance ṽ = (k − p)/tr(P),
    P = V⁻¹ − V⁻¹X(X′V⁻¹X)⁻¹X′V⁻¹ (Jackson, White & Riley 2012, Stat Med 31:3805;
    Nakagawa & Santos 2012, Evol Ecol 26:1253 for the split).
    """
    W = np.diag(1 / fit.V) if fit.V.ndim == 1 else np.linalg.inv(fit.V)
    WX = W @ fit.X
    P = W - WX @ np.linalg.solve(fit.X.T @ WX, WX.T)
    typical = (fit.k - fit.p) / float(np.trace(P))
    total = sum(fit.sigma2)
    return Shares(
        100 * total / (total + typical),
        tuple(100 * s / (total + typical) for s in fit.sigma2),
    )


@dataclass(frozen=True, slots=True, eq=False)
class RandomEffects:
    """Predicted deviations of the levels of one component, with standard errors, shape (q,)."""

    name: str
    labels: tuple[str, ...]
    mean: Floats
    se: Floats


def random_effects(fit: MultilevelFit) -> tuple[RandomEffects, ...]:
    """Predict the random effects of each variance component (BLUPs).

    û = σ²Z′M⁻¹(y − Xb), Var(û − u) = σ²R − σ²Z′PZσ² (Robinson 1991, Stat Sci 6:15).
    """
    P, Pe = _projection(fit)
    out = []
    for term, component in zip(fit.intercept_terms(), fit.components, strict=True):
        Z = np.zeros((fit.k, len(term.labels)))
        Z[np.arange(fit.k), term.codes] = 1.0
        R = np.eye(len(term.labels)) if term.relatedness is None else term.relatedness
        D = component.sigma2 * R
        ZD = Z @ D
        variance = np.diag(D) - np.einsum("iq,ij,jq->q", ZD, P, ZD, optimize=True)
        out.append(
            RandomEffects(term.name, term.labels, ZD.T @ Pe, np.sqrt(np.maximum(variance, 0)))
        )
    return tuple(out)


def marginal(fit: MultilevelFit) -> Floats:
    """Return the marginal covariance M of the effects, shape (k, k)."""
    M = np.zeros((fit.k, fit.k))
    for s, stack in enumerate(fit.model.layout.dense.stacks):
        blocks = fit.model.marginal(fit.point.theta, s)
        for rows, real, block in zip(stack.rows, stack.real, blocks, strict=True):
            M[np.ix_(rows[real], rows[real])] = block[np.ix_(real, real)]
    return M


def _projection(fit: MultilevelFit) -> tuple[Floats, Floats]:
    W = np.linalg.inv(marginal(fit))
    WX = W @ fit.X
    return W - WX @ fit.vb @ WX.T, W @ (fit.y - fit.X @ fit.beta)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Likelihood-ratio test of two nested models."""

    LRT: float
    df: int
    pval: float


def compare(full: MultilevelFit, reduced: MultilevelFit) -> Comparison:
    """Test a reduced model against a full one by 2(ℓ_full − ℓ_reduced).

    Raises:
        UnknownOption: The models cannot be compared: different effects, different methods, or
            REML with different moderators.
    """
    comparable = full.method == reduced.method and np.array_equal(full.y, reduced.y)
    same_fixed = full.X.shape == reduced.X.shape and np.allclose(full.X, reduced.X)
    if not comparable or (full.method == "REML" and not same_fixed):
        raise UnknownOption(
            "reduced", "a model of other effects, method or (REML) moderators", "a nested model"
        )
    df = full.p + len(full.point.theta) - reduced.p - len(reduced.point.theta)
    if df < 0:
        raise OutOfRange("reduced", f"{-df} more parameters than `full`", "fewer parameters")
    lrt = max(2 * (full.fit.ll - reduced.fit.ll), 0.0)
    return Comparison(lrt, df, chi2_tail(lrt, df))


def hat_values(fit: MultilevelFit) -> Floats:
    """Return the diagonal of H = X(X′WX)⁻¹X′W, the leverages, shape (k,)."""
    W = np.linalg.inv(marginal(fit))
    return np.asarray(np.einsum("ip,pq,qi->i", fit.X, fit.vb, fit.X.T @ W))


def holds_intercepts_only(fit: MultilevelFit) -> bool:
    """Whether every random term is a plain variance component."""
    return all(isinstance(t, Intercepts) for t in fit.model.terms)

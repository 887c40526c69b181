"""Residuals, hat values, shrunken study effects, and Baujat's coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.diagnostics.sequences import leave_one_out
from tamis.stats.distributions import critical
from tamis.stats.errors import StatsError
from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.fit import Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
    """Residuals in study order, shape (k,).

    Attributes:
        raw: y − Xβ.
        pearson: Over √(v + τ²).
        standardised_se, standardised: Over their own standard error.
    """

    raw: Vector
    pearson: Vector
    standardised_se: Vector
    standardised: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyEffects:
    """Predicted study effects or their deviations, in study order, shape (k,)."""

    estimate: Vector
    se: Vector
    lower: Vector
    upper: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Baujat:
    """Contribution to heterogeneity (x) against influence on the result (y), shape (k,)."""

    heterogeneity: Vector
    influence: Vector


def unscaled_covariance(fit: Fit) -> Matrix:
    """Covariance of the coefficients without the Knapp–Hartung factor."""
    out: Matrix = fit.vb / fit.s2w if fit.s2w > 0 else fit.vb
    return out


def hat_matrix(fit: Fit) -> Matrix:
    """X(XᵀWX)⁻¹XᵀW, shape (k, k)."""
    w = fit.model_weights
    root = np.sqrt(w)[:, None]
    Q = np.linalg.qr(root * fit.X)[0]
    out: Matrix = (Q @ Q.T) * np.where(root > 0, 1.0 / np.where(root > 0, root, 1.0), 0.0) * root.T
    return out


def hat_values(fit: Fit) -> Vector:
    """Diagonal of the hat matrix: each study's pull on its own fitted value."""
    root = np.sqrt(fit.model_weights)[:, None]
    Q = np.linalg.qr(root * fit.X)[0]
    out: Vector = np.einsum("kp,kp->k", Q, Q)
    return out


def residuals(fit: Fit) -> Residuals:
    """Raw, Pearson and internally standardised residuals (Viechtbauer and Cheung 2010, eq. 7)."""
    total = fit.vi + fit.tau2
    if fit.weights is None:
        variance = total * (1.0 - hat_values(fit))
    else:
        left = np.eye(fit.k) - hat_matrix(fit)
        variance = np.einsum("ij,j,ij->i", left, total, left)
    se = np.sqrt(np.maximum(variance, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        standardised = np.where(se > 0, fit.residuals / se, np.nan)
    return Residuals(
        raw=fit.residuals,
        pearson=fit.residuals / np.sqrt(total),
        standardised_se=se,
        standardised=standardised,
    )


def _shrinkage(fit: Fit) -> Vector:
    if not fit.random_effects:
        raise StatsError("fit", "an equal-effects model", "a random-effects model")
    out: Vector = fit.tau2 / (fit.tau2 + fit.vi)
    return out


def _limits(fit: Fit, estimate: Vector, variance: Vector) -> StudyEffects:
    se = np.sqrt(variance)
    half = critical(fit.level, fit.df) * se
    return StudyEffects(estimate=estimate, se=se, lower=estimate - half, upper=estimate + half)


def best_predictions(fit: Fit) -> StudyEffects:
    """Best linear unbiased predictions of the study effects (Raudenbush and Bryk 1985, eq. 16).

    Raises:
        StatsError: An equal-effects model has none.
    """
    share = _shrinkage(fit)
    spread = np.einsum("ki,ij,kj->k", fit.X, fit.vb, fit.X)
    estimate = share * fit.yi + (1.0 - share) * fit.fitted
    return _limits(fit, estimate, share * fit.vi + (1.0 - share) ** 2 * spread)


def random_effects(fit: Fit) -> StudyEffects:
    """Predicted deviations of the study effects from the model.

    Raises:
        StatsError: An equal-effects model has none.
    """
    share = _shrinkage(fit)
    spread = np.einsum("ki,ij,kj->k", fit.X, fit.vb, fit.X)
    return _limits(fit, share * fit.residuals, share * fit.vi + share**2 * spread)


def baujat(fit: Fit) -> Baujat:
    """Coordinates of Baujat's plot (Baujat et al. 2002)."""
    without = leave_one_out(fit)
    moved = fit.fitted - np.einsum("kp,kp->k", fit.X, without.beta)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Infinite where the studies left are all alike and have no error.
        squared = np.where(moved == 0.0, 0.0, moved**2 / without.se[:, 0] ** 2)
    return Baujat(
        heterogeneity=residuals(fit).pearson ** 2,
        influence=squared,
    )

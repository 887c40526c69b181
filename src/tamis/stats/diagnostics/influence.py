"""What changes when a study is left out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.diagnostics.residuals import hat_values
from tamis.stats.diagnostics.sequences import leave_one_out
from tamis.stats.distributions import special
from tamis.stats.errors import StatsError, TooFewStudies
from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.fit import Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """Deletion diagnostics in study order (Viechtbauer and Cheung 2010); shape (k,).

    Attributes:
        deleted_residual, deleted_se: Residual from the fit without the study, and its standard
            error.
        studentised: Their ratio (externally studentised residual).
        dffits: Change in the study's fitted value, in standard errors.
        cooks_distance: Distance between the coefficients with and without it.
        covariance_ratio: Generalised variance of the coefficients without over with it.
        tau2_without, q_without: τ² and Q without it.
        hat, weight: Pull on its own fitted value; weight in per cent.
        dfbetas: Change in each coefficient, in standard errors, shape (k, p).
        influential: Beyond a customary limit in any of them.
        cautions: Studies without which not every coefficient is determined; theirs are NaN.
    """

    deleted_residual: Vector
    deleted_se: Vector
    studentised: Vector
    dffits: Vector
    cooks_distance: Vector
    covariance_ratio: Vector
    tau2_without: Vector
    q_without: Vector
    hat: Vector
    weight: Vector
    dfbetas: Matrix
    influential: Vector
    cautions: tuple[Caution, ...] = ()


def influence(fit: Fit) -> Influence:
    """Deletion diagnostics, τ² estimated anew without each study.

    Raises:
        TooFewStudies: Fewer than two studies more than coefficients.
        StatsError: A model with given weights or τ².
    """
    if fit.k < fit.p + 1:
        raise TooFewStudies("fit", f"{fit.k} studies", f"at least {fit.p + 1}")
    without = leave_one_out(fit)
    change = fit.beta - without.beta
    covariance = without.covariance
    own = np.einsum("ki,kij,kj->k", fit.X, covariance, fit.X)
    residual = fit.yi - np.einsum("kp,kp->k", fit.X, without.beta)
    # Knapp–Hartung scales the whole variance of the residual, not its model part alone.
    se = np.sqrt(without.s2w * (fit.vi + without.tau2) + own)
    hat = hat_values(fit)
    full = _covariances(fit, without.tau2, without.s2w)
    moved = np.einsum("kp,kp->k", fit.X, change)
    cooks = np.einsum("ki,ij,kj->k", change, _inverse(fit.vb), change)
    dffits = _in_errors(moved, without.s2w * hat * (without.tau2 + fit.vi))
    dfbetas = _in_errors(change, np.diagonal(full, axis1=1, axis2=2))
    with np.errstate(invalid="ignore"):
        # Not a number without studies that alone determine a coefficient; the cautions say so.
        ratio = np.linalg.det(covariance) / float(np.linalg.det(fit.vb))
    return Influence(
        deleted_residual=residual,
        deleted_se=se,
        studentised=_in_errors(residual, se * se),
        dffits=dffits,
        cooks_distance=cooks,
        covariance_ratio=ratio,
        tau2_without=without.tau2,
        q_without=without.q,
        hat=hat,
        weight=fit.weights_percent,
        dfbetas=dfbetas,
        influential=_beyond_limits(fit, dffits, cooks, hat, dfbetas),
        cautions=without.cautions,
    )


def _covariances(fit: Fit, tau2: Vector, s2w: Vector) -> Matrix:
    """Covariance of the coefficients from all studies at each τ², (k, p, p); NaN where τ² is."""
    out: Matrix = np.full((fit.k, fit.p, fit.p), np.nan)
    there = np.flatnonzero(~np.isnan(tau2))
    w = 1.0 / (fit.vi + tau2[there, None])
    half = np.linalg.inv(np.linalg.qr(np.sqrt(w)[:, :, None] * fit.X, mode="r"))
    out[there] = s2w[there, None, None] * (half @ half.transpose(0, 2, 1))
    return out


def _beyond_limits(fit: Fit, dffits: Vector, cooks: Vector, hat: Vector, dfbetas: Matrix) -> Vector:
    """The rules of thumb of Viechtbauer and Cheung (2010), section 4."""
    p, k = fit.p, fit.k
    out: Vector = (
        (np.abs(dffits) > 3.0 * math.sqrt(p / (k - p)))
        | (special("gammainc")(0.5 * p, 0.5 * cooks) > 0.5)
        | (hat > 3.0 * p / k)
        | (np.abs(dfbetas) > 1.0).any(axis=1)
    )
    return out


def _in_errors(change: Vector, variance: Vector) -> Vector:
    """Changes in standard errors; 0 for no change, infinite where what is left has no error."""
    with np.errstate(divide="ignore", invalid="ignore"):
        out: Vector = np.where(change == 0.0, 0.0, change / np.sqrt(variance))
    return out


def _inverse(vb: Matrix) -> Matrix:
    """Inverse of the coefficients' covariance; Knapp–Hartung's is zero when all effects agree."""
    try:
        return np.asarray(np.linalg.inv(vb))
    except np.linalg.LinAlgError as error:
        raise StatsError(
            "fit",
            "an estimate without any error (all effects are alike)",
            'effects that differ, or test="z"',
        ) from error

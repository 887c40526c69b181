"""Log-likelihoods and information criteria of a fitted model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tamis.stats.models.columns import Vector

if TYPE_CHECKING:
    from tamis.stats.models.fit import Fit


@dataclass(frozen=True, slots=True)
class Criteria:
    """One likelihood and what is derived from it.

    Attributes:
        log_likelihood: At the coefficients and τ² of the fit.
        deviance: −2 times its difference from the saturated model (ML) or from 0 (REML).
        aic, bic, aicc: Information criteria; AICc after Hurvich and Tsai (1989).
    """

    log_likelihood: float
    deviance: float
    aic: float
    bic: float
    aicc: float


@dataclass(frozen=True, slots=True)
class FitStatistics:
    """Both likelihoods, whichever of them was maximised."""

    ml: Criteria
    reml: Criteria
    #: ½ log|XᵀX|, which the restricted log-likelihood includes (Harville 1977, eq. 4.2).
    harville_constant: float


def fit_statistics(fit: Fit) -> FitStatistics:
    """Log-likelihoods at the fitted coefficients, which given weights may move from the best ones.

    Parameters counted: p coefficients, and τ² where it was estimated.
    """
    k, p = fit.k, fit.p
    r = fit.residuals
    rss = float((fit.precision * r) @ r)
    s = fit.profile.at(np.array([fit.tau2]))
    log_det = float(s.log_det_v[0])
    ml = -0.5 * (k * math.log(2 * math.pi) + log_det + rss)
    reml = -0.5 * ((k - p) * math.log(2 * math.pi) + log_det + float(s.log_det_xwx[0]) + rss)
    m = p + (1 if fit.random_effects and not fit.tau2_fixed else 0)
    return FitStatistics(
        ml=criteria(ml, -2.0 * (ml - saturated(fit.vi)), k, m),
        reml=criteria(reml, -2.0 * reml, k - p, m),
        harville_constant=0.5 * float(np.linalg.slogdet(fit.X.T @ fit.X)[1]),
    )


def equal_effect_statistics(yi: Vector, vi: Vector, estimate: float) -> FitStatistics:
    """The same for studies that are taken to estimate one given value."""
    k, log_det = yi.shape[0], float(np.log(vi).sum())
    rss = float(((yi - estimate) ** 2 / vi).sum())
    ml = -0.5 * (k * math.log(2 * math.pi) + log_det + rss)
    xwx = math.log(float((1.0 / vi).sum()) / k)
    reml = -0.5 * ((k - 1) * math.log(2 * math.pi) + log_det + xwx + rss)
    return FitStatistics(
        ml=criteria(ml, -2.0 * (ml - saturated(vi)), k, 1),
        reml=criteria(reml, -2.0 * reml, k - 1, 1),
        harville_constant=0.5 * math.log(k),
    )


def saturated(vi: Vector) -> float:
    """Log-likelihood of a model in which every study has its own effect."""
    if float(vi.min()) <= 0:
        return math.inf
    return -0.5 * (len(vi) * math.log(2 * math.pi) + float(np.log(vi).sum()))


def criteria(ll: float, deviance: float, n: int, m: int) -> Criteria:
    """Information criteria of a log-likelihood with m parameters and n observations."""
    big = max(n, m + 2)
    return Criteria(
        log_likelihood=ll,
        deviance=deviance,
        aic=-2.0 * ll + 2.0 * m,
        bic=-2.0 * ll + m * (math.log(n) if n > 0 else -math.inf),
        aicc=-2.0 * ll + 2.0 * m * big / (big - m - 1),
    )

"""Log-likelihoods and information criteria of a fitted model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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
    """Log-likelihoods at the fitted coefficients (not at the least-squares ones, if weights differ).

    Parameters counted: p coefficients, and τ² where it was estimated.
    """
    k, p = fit.k, fit.p
    r = fit.residuals
    rss = float((fit.precision * r) @ r)
    s = fit.profile.at(np.array([fit.tau2]))
    log_det = float(s.log_det_v[0])
    ml = -0.5 * (k * math.log(2 * math.pi) + log_det + rss)
    reml = -0.5 * ((k - p) * math.log(2 * math.pi) + log_det + float(s.log_det_xwx[0]) + rss)
    constant = 0.5 * float(np.linalg.slogdet(fit.X.T @ fit.X)[1])
    return FitStatistics(
        ml=_criteria(fit, ml, _deviance(fit, ml), k),
        reml=_criteria(fit, reml, -2.0 * reml, k - p),
        harville_constant=constant,
    )


def _deviance(fit: Fit, ml: float) -> float:
    if float(fit.vi.min()) <= 0:
        return math.inf
    saturated = -0.5 * (fit.k * math.log(2 * math.pi) + float(np.log(fit.vi).sum()))
    return -2.0 * (ml - saturated)


def _criteria(fit: Fit, ll: float, deviance: float, n: int) -> Criteria:
    m = fit.p + (1 if fit.random_effects and not fit.tau2_fixed else 0)
    big = max(n, m + 2)
    return Criteria(
        log_likelihood=ll,
        deviance=deviance,
        aic=-2.0 * ll + 2.0 * m,
        bic=-2.0 * ll + m * (math.log(n) if n > 0 else -math.inf),
        aicc=-2.0 * ll + 2.0 * m * big / (big - m - 1),
    )

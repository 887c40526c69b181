"""The (restricted) likelihood of the marginal model y ~ N(Xβ, M(θ)), with exact derivatives.

With W = M⁻¹, C = (X′WX)⁻¹, P = W − WXCX′W, r = Py and Mᵢ = ∂M/∂θᵢ,

    ℓ_R = −½[(k−p) log 2π − log|X′X| + log|M| + log|X′WX| + y′Py]
    ∂ℓ_R/∂θᵢ = ½[r′Mᵢr − tr(PMᵢ)]
    −∂²ℓ_R/∂θᵢ∂θⱼ = r′MᵢPMⱼr − ½tr(PMᵢPMⱼ) − Σ S∘∂²M/∂θᵢ∂θⱼ,   S = ½(rr′ − P)

(Harville 1977, JASA 72:320; for ML replace P by W in the traces and drop
log|X′WX|, log|X′X| and p). The expected information is ½tr(PMᵢPMⱼ).

All of it is computed with Q of X = QR in the place of X, which leaves ℓ and its derivatives as they
are (log|X′X| cancels) and keeps the digits that uncentred moderators would cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.multilevel.dense import DenseMarginal, invert
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.levels import LevelMarginal, invert_levels
from tamis.stats.multilevel.model import Model

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The likelihood at one θ; derivatives are empty where they were not asked for.

    Attributes:
        theta: Parameters of the covariance.
        ll: The log-likelihood asked for; `ml`, `reml`: both kinds.
        beta: Coefficients (p,); `vb`: their covariance.
        gradient, observed, expected: Derivatives of `ll` and informations.
    """

    theta: Floats
    ll: float
    ml: float
    reml: float
    beta: Floats
    vb: Floats
    gradient: Floats
    observed: Floats
    expected: Floats


def evaluate(model: Model, theta: Floats, *, reml: bool, derivatives: bool = True) -> Point | None:
    """Evaluate the likelihood at θ; None where M is not positive definite."""
    try:
        sums = _inverted(model, theta)
        scale = 1 / np.sqrt(np.diagonal(sums.XWX))
        L = np.linalg.cholesky(sums.XWX * (scale[:, None] * scale))
    except np.linalg.LinAlgError:
        return None
    half = np.linalg.inv(L) * scale
    C = half.T @ half
    gamma = C @ sums.XWy
    ml = -0.5 * (model.k * LOG_2PI + sums.logdet + sums.quadratic(gamma))
    restricted = ml + 0.5 * model.p * LOG_2PI - float(np.log(np.diagonal(L) / scale).sum())
    found = (np.empty(0),) * 3
    if derivatives and len(theta):
        found = sums.derivatives(C, gamma, reml)
    beta, vb = model.back @ gamma, model.back @ C @ model.back.T
    return Point(theta, restricted if reml else ml, ml, restricted, beta, vb, *found)


def _inverted(model: Model, theta: Floats) -> DenseMarginal | LevelMarginal:
    by_level = model.layout.levels
    if by_level is None:
        return invert(model, theta)
    free = np.array([place.stop > place.start for place in model.places])
    return invert_levels(by_level, model.variances(theta), free)

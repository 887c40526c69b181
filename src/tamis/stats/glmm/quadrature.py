"""Adaptive Gauss–Hermite quadrature of one count's likelihood, with exact second derivatives.

Given η = e + τv, v ~ N(0, 1), study i contributes F(e, τ): the sum over the nodes
a_q = v̂ + x_q/√c at the mode v̂ with curvature c. F is differentiated as it stands, the nodes' own
movement included: v̂ and c follow from implicit differentiation of Σ(y − κ′)τ = v̂ and
c = 1 + τ²κ″, so that the maximum found is that of the sum and not only of the integral (Liu &
Pierce 1994, Biometrika 81:624 for the rule).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.glmm.family import Responses
from tamis.stats.glmm.marginal import hermite
from tamis.stats.multilevel.inputs import Floats

_MODE_STEPS = 60


def mode(data: Responses, e: Floats, tau: float, near: Floats | None) -> Floats:
    """Return the modes of the random effects (k,), looked for near those given."""
    y = data.y[:, 0]
    v = np.zeros(len(e)) if near is None else near
    for _ in range(_MODE_STEPS):
        mu, w = data.cumulants(e + tau * v, 2)
        step = (tau * (y - mu) - v) / (1 + tau * tau * w)
        size = np.abs(step)
        largest = float(size.max())
        v = v + (step if largest <= 2 else step / np.maximum(1.0, size / 2))
        if largest < 1e-7:
            break
    return v


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Centre v and log scale of the nodes, with derivatives in (e, τ): (k,), (2, k), (2, 2, k)."""

    v: tuple[Floats, Floats, Floats]
    scale: tuple[Floats, Floats, Floats]


def rule_at(data: Responses, e: Floats, tau: float, near: Floats | None) -> Rule:
    """Lay the nodes about the modes, looked for near those given."""
    v = mode(data, e, tau, near)
    mu, w, w3, w4 = data.cumulants(e + tau * v, 4)
    c = 1 + tau * tau * w
    v1 = np.stack([-tau * w, data.y[:, 0] - mu - tau * w * v]) / c
    eta1 = tau * v1
    eta1[0] += 1
    eta1[1] += v
    along_v, along_eta = _with_tau(v1), _with_tau(eta1)
    square = eta1[:, None] * eta1[None]
    v2 = -(w * (along_eta + tau * along_v) + tau * w3 * square) / c
    c1 = tau * tau * w3 * eta1
    c1[1] += 2 * tau * w
    c2 = 2 * tau * w3 * along_eta + tau * tau * (w4 * square + w3 * (along_v + tau * v2))
    c2[1, 1] += 2 * w
    c1 = c1 / c
    scale2 = -0.5 * (c2 / c - c1[:, None] * c1[None])
    return Rule((v, v1, v2), (-0.5 * np.log(c), -0.5 * c1, scale2))


def _with_tau(x: Floats) -> Floats:
    """Return T_s x_t + T_t x_s with T = (0, 1): what a product with τ adds; (2, k) to (2, 2, k)."""
    out = np.zeros((2, *x.shape))
    out[1] = x
    out[:, 1] += x
    return out


def summed(
    data: Responses, e: Floats, tau: float, nodes: int, rule: Rule
) -> tuple[Floats, Floats, Floats]:
    """Return F (k,) with its first (2, k) and second (2, 2, k) derivatives in (e, τ)."""
    x, logw = hermite(nodes)
    (v, v1, v2), (s, s1, s2) = rule.v, rule.scale
    r = np.exp(s)
    spread = x[:, None] * r
    a = v + spread
    a1 = v1[:, None] + s1[:, None] * spread
    a2 = v2[:, :, None] + (s2 + s1[:, None] * s1[None])[:, :, None] * spread
    eta = e + tau * a
    mu, w = data.cumulants(eta, 2)
    m = data.y[:, 0] - mu
    eta1 = tau * a1
    eta1[0] += 1
    eta1[1] += a
    slope = m * eta1 - a * a1
    bend = (m * tau - a) * a2 + m * _with_tau(a1) + slope[:, None] * slope[None]
    bend -= w * (eta1[:, None] * eta1[None]) + a1[:, None] * a1[None]
    logs = data.y[:, 0] * eta - data.cumulant(eta) - 0.5 * a * a + logw[:, None]
    top = logs.max(axis=0)
    weight = np.exp(logs - top)
    total = weight.sum(axis=0)
    weight /= total
    mean = (weight * slope).sum(axis=1)
    second = (weight * bend).sum(axis=2) - mean[:, None] * mean[None] + s2
    return np.log(total) + top + s, mean + s1, second

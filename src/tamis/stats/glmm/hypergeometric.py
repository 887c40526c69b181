"""The conditional (noncentral hypergeometric) model of 2×2 tables, integrated exactly.

Given its margins, the events of a study's first arm have the density
C(n₁, x) C(n₂, m−x) e^{xθ}/Σ_u C(n₁, u) C(n₂, m−u) e^{uθ}, an exponential family in θ whose
cumulants are sums over its support. With θ = x′β + τv, v ~ N(0, 1), derivatives of the marginal
likelihood are posterior moments, so that one set of quadrature nodes gives them all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from tamis.stats.glmm.marginal import hermite
from tamis.stats.multilevel.inputs import Floats

#: Nodes of the adaptive rule; the integrand is log-concave, and 25 nodes leave errors below 1e-12.
_NODES = 25


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Supports of the conditional distributions, padded.

    Attributes:
        a: Events in the first arm (k,).
        support: Possible values, relative to `a` so that sums stay small (k, s).
        logw: Log binomial products (k, s), −inf on padding.
        X: Moderators (k, p).
    """

    a: Floats
    support: Floats
    logw: Floats
    X: Floats


def tables(a: Floats, n1: Floats, c: Floats, n2: Floats, X: Floats) -> Tables:
    """Lay out the supports of studies with `a` of n1 and `c` of n2 events."""
    m = a + c
    low, high = np.maximum(0, m - n2), np.minimum(n1, m)
    x = low[:, None] + np.arange(int((high - low).max()) + 1)
    inside = x <= high[:, None]
    u = np.where(inside, x, low[:, None])
    logw = _log_choose(n1[:, None], u) + _log_choose(n2[:, None], m[:, None] - u)
    logw -= (_log_choose(n1, a) + _log_choose(n2, c))[:, None]
    return Tables(a, u - a[:, None], np.where(inside, logw, -np.inf), X)


def _log_choose(n: Floats, r: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(r + 1) - special.gammaln(n - r + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Cumulants:
    """Log density of the observed table and its first two derivatives in θ."""

    log: Floats
    slope: Floats
    curve: Floats


def cumulants(t: Tables, theta: Floats) -> Cumulants:
    """Evaluate at θ of shape (k, q)."""
    logs = t.logw[:, None, :] + t.support[:, None, :] * theta[:, :, None]
    top = logs.max(axis=2, keepdims=True)
    mass = np.exp(logs - top)
    powers = np.stack([np.ones_like(t.support), t.support, t.support**2], axis=2)
    total, first, second = np.moveaxis(mass @ powers, 2, 0)
    mean = first / total
    return Cumulants(-(np.log(total) + top[:, :, 0]), -mean, -(second / total - mean**2))


@dataclass(frozen=True, slots=True, eq=False)
class ExactPoint:
    """The marginal likelihood at (β, τ), with derivatives; fits `newton.maximise`."""

    theta: Floats
    ll: float
    gradient: Floats
    observed: Floats
    expected: Floats


def evaluate(t: Tables, theta: Floats, *, random: bool) -> ExactPoint:
    """Evaluate at θ = (β, τ) with a random effect, or θ = β without one."""
    p = t.X.shape[1]
    centre = t.X @ theta[:p]
    if not random:
        here = cumulants(t, centre[:, None])
        gradient = t.X.T @ here.slope[:, 0]
        information = -(t.X * here.curve).T @ t.X
        return ExactPoint(theta, float(here.log.sum()), gradient, information, information)
    tau = float(theta[p])
    x, logw = hermite(_NODES)
    v, curve = _mode(t, centre, tau)
    at = v[:, None] + x / np.sqrt(curve)[:, None]
    here = cumulants(t, centre[:, None] + tau * at)
    logs = here.log - 0.5 * at**2 + logw
    top = logs.max(axis=1, keepdims=True)
    weight = np.exp(logs - top)
    total = weight.sum(axis=1, keepdims=True)
    weight /= total
    ll = float((np.log(total[:, 0]) + top[:, 0] - 0.5 * np.log(curve)).sum())
    w = np.concatenate([np.broadcast_to(t.X[:, None, :], (*at.shape, p)), at[:, :, None]], axis=2)
    score = here.slope[:, :, None] * w
    mean = (weight[:, :, None] * score).sum(axis=1)
    second = np.einsum("kq,kqs,kqt->st", weight, score, score) - mean.T @ mean
    second += np.einsum("kq,kqs,kqt->st", weight * here.curve, w, w)
    expected = mean.T @ mean + 1e-10 * np.eye(p + 1)
    return ExactPoint(theta, ll, mean.sum(axis=0), -second, expected)


def _mode(t: Tables, centre: Floats, tau: float) -> tuple[Floats, Floats]:
    v = np.zeros(len(centre))
    curve = np.ones(len(centre))
    for _ in range(60):
        here = cumulants(t, (centre + tau * v)[:, None])
        curve = 1 - tau**2 * here.curve[:, 0]
        step = (tau * here.slope[:, 0] - v) / curve
        v = v + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    return v, curve


def saturated(t: Tables) -> tuple[Floats, Floats, Floats]:
    """Return each table's own conditional estimate θ̂, its information and log density.

    Where the observed count lies at the end of its support θ̂ is infinite: the information is 0 and
    the log density its supremum, 0.
    """
    theta = np.zeros(len(t.a))
    inner = ((t.support < 0) & np.isfinite(t.logw)).any(axis=1)
    inner &= ((t.support > 0) & np.isfinite(t.logw)).any(axis=1)
    for _ in range(200):
        here = cumulants(t, theta[:, None])
        step = np.where(inner, here.slope[:, 0] / np.maximum(-here.curve[:, 0], 1e-12), 0.0)
        theta = theta + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-12:
            break
    here = cumulants(t, theta[:, None])
    return theta, np.where(inner, -here.curve[:, 0], 0.0), np.where(inner, here.log[:, 0], 0.0)

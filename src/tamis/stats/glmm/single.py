"""Models with one response per study, where a likelihood is a function of two numbers.

Given η = e + τv, v ~ N(0, 1), with e = x′β + offset, study i contributes F(e, τ): the adaptive
Gauss–Hermite sum over the nodes a_q = v̂ + x_q/√c at the mode v̂ with curvature c. F is
differentiated as it stands, the nodes' own movement included: v̂ and c follow from implicit
differentiation of Σ(y − κ′)τ = v̂ and c = 1 + τ²κ″, so that the maximum found is that of the sum
and not only of the integral (Liu & Pierce 1994, Biometrika 81:624 for the rule).

Binomial and Poisson counts have cumulants κ whose derivatives are polynomials of the mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.glmm.family import Responses
from tamis.stats.glmm.marginal import hermite
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.newton import Optimum, maximise

_MODE_STEPS = 60


@dataclass(frozen=True, slots=True, eq=False)
class SinglePoint:
    """The likelihood at θ = (β, τ) or β, and the modes of the random effects there (k,).

    Fits `newton.maximise`.
    """

    theta: Floats
    ll: float
    gradient: Floats
    observed: Floats
    expected: Floats
    modes: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """One count per study.

    Attributes:
        data: The counts, shapes (k, 1).
        X: Moderators (k, p).
        nodes: Number of quadrature points.
    """

    data: Responses
    X: Floats
    nodes: int

    def equal(self, beta: Floats) -> SinglePoint:
        """Evaluate at β without heterogeneity."""
        eta = self.data.offset[:, 0] + self.X @ beta
        y = self.data.y[:, 0]
        mu, w = self.data.cumulants(eta, 2)
        ll = float((y * eta).sum() - self.data.cumulant(eta).sum())
        information = (self.X.T * w) @ self.X
        zero = np.zeros(len(y))
        return SinglePoint(beta, ll, self.X.T @ (y - mu), information, information, zero)

    def mixed(self, theta: Floats, near: Floats | None = None) -> SinglePoint:
        """Evaluate at (β, τ), looking for the modes of the random effects near those given."""
        e = self.data.offset[:, 0] + self.X @ theta[:-1]
        rule = _rule(self.data, e, float(theta[-1]), near)
        F, first, second = _study(self.data, e, float(theta[-1]), self.nodes, rule)
        J = np.empty((len(theta), len(e)))
        J[:-1], J[-1] = self.X.T * first[0], first[1]
        p = len(theta) - 1
        H = np.empty((p + 1, p + 1))
        H[:p, :p] = (self.X.T * second[0, 0]) @ self.X
        H[p, :p] = H[:p, p] = second[0, 1] @ self.X
        H[p, p] = second[1, 1].sum()
        expected = J @ J.T
        expected.flat[:: p + 2] += 1e-10
        return SinglePoint(theta, float(F.sum()), J.sum(axis=1), -H, expected, rule.v[0])

    def at_modes(self, point: SinglePoint, tau: float) -> Floats:
        """Return the linear predictors at the modes of the random effects, shape (k, 1)."""
        fixed = self.X @ point.theta[: self.X.shape[1]]
        return self.data.offset + (fixed + tau * point.modes)[:, None]

    def highest(self, random: bool) -> tuple[SinglePoint, SinglePoint, Optimum]:
        """Return the maximum without heterogeneity, that of the model, and how its ascent ended."""
        start, tau = _start(self.data, self.X, random)
        free = np.full(len(start), np.inf)
        base, end = maximise(self.equal, self.equal(start), -free, free)
        if not random:
            return base, base, end
        point, end = self._climb(np.append(start, tau))
        if point.theta[-1] <= 0 and point.observed[-1, -1] < 0:
            # τ = 0 is always stationary; here it is a minimum that a long step fell into
            point, end = self._climb(np.append(point.theta[:-1], 0.2 * tau))
        return base, point, end

    def _climb(self, start: Floats) -> tuple[SinglePoint, Optimum]:
        first = last = self.mixed(start)

        def mixed(theta: Floats) -> SinglePoint:
            nonlocal last
            last = self.mixed(theta, last.modes)
            return last

        lower = np.full(len(start), -np.inf)
        lower[-1] = 0.0
        return maximise(mixed, first, lower, np.full(len(start), np.inf))


def _start(data: Responses, X: Floats, random: bool) -> tuple[Floats, float]:
    """Start from normal approximations: to the counts with half an event added, then at the modes.

    The second kind is penalised quasi-likelihood (Breslow & Clayton 1993, JASA 88:9): biased where
    events are rare, but two rounds of it save two or three of the dearer Newton steps.
    """
    y, others = data.y[:, 0] + 0.5, data.size[:, 0] - data.y[:, 0] + 0.5
    if data.kind == "binomial":
        effect, v = np.log(y / others) - data.offset[:, 0], 1 / y + 1 / others
    else:
        effect, v = np.log(y) - data.offset[:, 0], 1 / y
    tau2 = 0.1
    for _ in range(2):
        beta, tau2 = scored(effect, v, X, tau2)
    modes = None
    for _ in range(2 if random else 0):
        tau = tau2**0.5
        fixed = X @ beta
        modes = _mode(data, data.offset[:, 0] + fixed, tau, modes)
        local = fixed + tau * modes
        mu, w = data.cumulants(data.offset[:, 0] + local, 2)
        w = np.maximum(w, 1e-6)
        beta, tau2 = scored(local + (data.y[:, 0] - mu) / w, 1 / w, X, tau2)
    return beta, min(tau2**0.5, 2.0)


def scored(effect: Floats, v: Floats, X: Floats, tau2: float) -> tuple[Floats, float]:
    """Return β and τ² ≥ 0.01 after one Fisher scoring of a normal model with variances v (k,)."""
    w = 1 / (v + tau2)
    XW = X.T * w
    beta = np.asarray(np.linalg.solve(XW @ X, XW @ effect), dtype=np.float64)
    e = effect - X @ beta
    w *= w
    return beta, max(float(w @ (e * e - v)) / float(w.sum()), 0.01)


def _mode(data: Responses, e: Floats, tau: float, near: Floats | None) -> Floats:
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
class _Rule:
    """Centre v and log scale of the nodes, with derivatives in (e, τ): (k,), (2, k), (2, 2, k)."""

    v: tuple[Floats, Floats, Floats]
    scale: tuple[Floats, Floats, Floats]


def _rule(data: Responses, e: Floats, tau: float, near: Floats | None) -> _Rule:
    v = _mode(data, e, tau, near)
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
    return _Rule((v, v1, v2), (-0.5 * np.log(c), -0.5 * c1, scale2))


def _with_tau(x: Floats) -> Floats:
    """Return T_s x_t + T_t x_s with T = (0, 1): what a product with τ adds; (2, k) to (2, 2, k)."""
    out = np.zeros((2, *x.shape))
    out[1] = x
    out[:, 1] += x
    return out


def _study(
    data: Responses, e: Floats, tau: float, nodes: int, rule: _Rule
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

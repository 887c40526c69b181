"""Models with one response per study: conditional ones of two arms, and those of one arm.

Study i contributes F(e, τ) with e = x′β + offset, a function of two numbers (`quadrature`), so that
derivatives in (β, τ) are sums of products with x. Binomial and Poisson counts have cumulants whose
derivatives are polynomials of the mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.glmm.family import Responses
from tamis.stats.glmm.quadrature import mode, rule_at, summed
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.newton import Optimum, maximise


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
        rule = rule_at(self.data, e, float(theta[-1]), near)
        F, first, second = summed(self.data, e, float(theta[-1]), self.nodes, rule)
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
        modes = mode(data, data.offset[:, 0] + fixed, tau, modes)
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

"""Binomial and Poisson log-densities with their canonical links, for real and complex predictors.

Complex predictors carry derivatives: f(x + ih) = f(x) + ih f′(x), with no cancellation (the
complex-step rule; Squire & Trapp 1998, SIAM Review 40:110).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import special

from tamis.stats.multilevel.inputs import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Counts of each study's arms.

    Attributes:
        kind: Binomial counts out of `size`, or Poisson counts (size unused).
        y: Events (k, J).
        size: Trials (k, J).
        offset: Part of the linear predictor that is known (k, J).
    """

    kind: Literal["binomial", "poisson"]
    y: Floats
    size: Floats
    offset: Floats

    def constant(self) -> Floats:
        """Return the part of the log-density free of parameters, per study (k,)."""
        if self.kind == "poisson":
            return np.asarray(-special.gammaln(self.y + 1).sum(axis=1))
        n, y = self.size, self.y
        parts = special.gammaln(n + 1) - special.gammaln(y + 1) - special.gammaln(n - y + 1)
        return np.asarray(parts.sum(axis=1))

    def log_density(self, eta: Any) -> Any:
        """Return yη − κ(η) per arm, without the constant; η has shape (…, k, J)."""
        return self.y * eta - self._weighted_cumulant(eta, self.size)

    def cumulant(self, eta: Floats) -> Floats:
        """Return κ(η) of the first arm, for η of shape (…, k)."""
        return np.asarray(self._weighted_cumulant(eta, self.size[:, 0]))

    def cumulants(self, eta: Floats, n: int) -> tuple[Floats, ...]:
        """Return the first n ≤ 4 derivatives of κ of the first arm, for η of shape (…, k)."""
        if self.kind == "poisson":
            return (np.exp(eta),) * n
        share = special.expit(eta)
        mu = self.size[:, 0] * share
        rest = 1 - share
        w = mu * rest
        if n == 2:
            return mu, w
        return mu, w, w * (rest - share), w * (1 - 6 * share * rest)

    def _weighted_cumulant(self, eta: Any, size: Floats) -> Any:
        if self.kind == "poisson":
            return np.exp(eta)
        if np.iscomplexobj(eta):
            return size * np.log1p(np.exp(eta))
        return size * np.logaddexp(0.0, eta)

    def mean_and_weight(self, eta: Any) -> tuple[Any, Any]:
        """Return κ′(η) and κ″(η), the mean and variance of the counts."""
        if self.kind == "poisson":
            mu = np.exp(eta)
            return mu, mu
        odds = np.exp(eta)
        mu = self.size / (1 + 1 / odds)
        return mu, mu / (1 + odds)

    def saturated(self) -> Floats:
        """Return the largest log-density of each study, its counts fitted exactly (k,)."""
        y = self.y
        if self.kind == "poisson":
            best: Floats = special.xlogy(y, y) - y
        else:
            n = self.size
            best = np.asarray(special.xlogy(y, y) + special.xlogy(n - y, n - y))
            best = best - special.xlogy(n, n)
        return np.asarray(best.sum(axis=1) + self.constant())

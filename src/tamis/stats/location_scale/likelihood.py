"""The (restricted) likelihood when heterogeneity itself depends on moderators.

y_i ~ N(x_i′β, v_i + τ_i²) with log τ_i² = z_i′α or τ_i² = z_i′α. In terms of τ_i² the derivatives
are those of any variance component, ½(r_i² − P_ii) and r_i P_ij r_j − ½P_ij² with P = W − WXCX′W
and r = Py (Viechtbauer & López-López 2022, Res Synth Methods 13:697); P is W less a
matrix of rank p, so every sum costs k·p², never k².
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.likelihood import LOG_2PI

Link = Literal["log", "identity"]


@dataclass(frozen=True, slots=True, eq=False)
class ScalePoint:
    """The likelihood at θ = α; fits `newton.maximise`."""

    theta: Floats
    ll: float
    gradient: Floats
    observed: Floats
    expected: Floats
    beta: Floats
    vb: Floats
    tau2: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ScaleModel:
    """Effects y with variances v, location design X and scale design Z."""

    y: Floats
    v: Floats
    X: Floats
    Z: Floats
    link: Link
    reml: bool

    def tau2(self, alpha: Floats) -> Floats:
        """Return τ² of each effect (k,)."""
        eta = self.Z @ alpha
        return np.exp(np.clip(eta, -700, 700)) if self.link == "log" else np.asarray(eta)

    def evaluate(self, alpha: Floats) -> ScalePoint | None:
        """Evaluate at α; None where a variance is not positive."""
        tau2 = self.tau2(alpha)
        total = self.v + tau2
        slack = -1e-12 * float(self.v.max())
        if not np.isfinite(total).all() or (total <= 0).any() or (tau2 < slack).any():
            return None
        w = 1 / total
        X, k, p = self.X, *self.X.shape
        A = w[:, None] * X
        C = np.asarray(np.linalg.inv(X.T @ A), dtype=np.float64)
        beta = C @ (A.T @ self.y)
        e = self.y - X @ beta
        r = w * e
        ll = -0.5 * float(k * LOG_2PI + np.log(total).sum() + e @ r)
        if self.reml:
            logdet = float(np.linalg.slogdet(X.T @ A)[1] - np.linalg.slogdet(X.T @ X)[1])
            ll += 0.5 * (p * LOG_2PI - logdet)
        leverage = np.einsum("ip,pq,iq->i", A, C, A) if self.reml else np.zeros(k)
        slope = 0.5 * (r * r - (w - leverage))
        D = tau2[:, None] * self.Z if self.link == "log" else self.Z
        gradient = D.T @ slope
        observed, expected = self._informations(D, w, r, A, C, leverage)
        if self.link == "log":
            observed -= self.Z.T @ ((slope * tau2)[:, None] * self.Z)
        return ScalePoint(alpha, ll, gradient, observed, expected, beta, C, np.maximum(tau2, 0.0))

    def _informations(
        self, D: Floats, w: Floats, r: Floats, A: Floats, C: Floats, leverage: Floats
    ) -> tuple[Floats, Floats]:
        V = r[:, None] * D
        AV = A.T @ V
        quadratic = V.T @ (w[:, None] * V) - AV.T @ C @ AV
        trace = D.T @ ((w * w - 2 * w * leverage)[:, None] * D)
        if self.reml:
            B = np.einsum("ia,ip,iq->apq", D, A, A, optimize=True)
            CB = C @ B
            trace = trace + np.einsum("apq,bqp->ab", CB, CB)
        return quadratic - 0.5 * trace, 0.5 * trace

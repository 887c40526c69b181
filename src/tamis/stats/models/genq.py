"""Quadratic forms yᵀPy with weights of the analyst's choice: τ² by their mean or their median."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tamis.stats.errors import NotConverged
from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.profile import Profile
from tamis.stats.quadratic_forms import weighted_chi2_cdf


class Form:
    """P = A − AX(XᵀAX)⁻¹XᵀA for weights a, kept as A − UUᵀ with U of shape (k, p)."""

    __slots__ = ("U", "a", "profile")

    def __init__(self, profile: Profile, weights: Vector) -> None:
        self.profile, self.a = profile, weights
        root = np.sqrt(weights)
        self.U = root[:, None] * np.linalg.qr(root[:, None] * profile.basis)[0]

    def value(self) -> float:
        """yᵀPy."""
        y = self.profile.yi
        u = self.U.T @ y
        r = y - self._fitted(u)
        # y minus its weighted fit first: the difference of two large squares has no digits.
        return float(self.a @ (r * r)) - float((self.U.T @ r) @ (self.U.T @ r))

    def _fitted(self, u: Vector) -> Vector:
        out: Vector = (self.U / self.a[:, None]) @ u
        return out

    def trace(self, v: Vector | None = None) -> float:
        """tr(PV) for V = diag(v), or tr P."""
        d = self.a - (self.U * self.U).sum(axis=1)
        return float(d.sum() if v is None else d @ v)

    def trace_of_product(self, v: Vector, w: Vector) -> float:
        """tr(P diag(v) P diag(w))."""
        u2 = (self.U * self.U).sum(axis=1)
        left, right = self._gram(v), self._gram(w)
        return float((self.a**2 - 2.0 * self.a * u2) @ (v * w)) + float((left * right.T).sum())

    def _gram(self, v: Vector) -> Matrix:
        out: Matrix = self.U.T @ (v[:, None] * self.U)
        return out

    def eigenvalues(self, tau2: float) -> Vector:
        """The k − p non-zero eigenvalues of S½PS½ with S = diag(v + τ²)."""
        root = np.sqrt(self.profile.vi + tau2)
        P = np.diag(self.a) - self.U @ self.U.T
        values = np.linalg.eigvalsh(root[:, None] * P * root)
        return np.clip(values[self.profile.p :], 0.0, None)


def mean(profile: Profile, weights: Vector) -> float:
    """τ² that equates yᵀPy to its expectation (DerSimonian and Kacker 2007, eq. 6)."""
    form = Form(profile, weights)
    return (form.value() - form.trace(profile.vi)) / form.trace()


def median(profile: Profile, weights: Vector) -> float:
    """τ² at which the observed yᵀPy is the median of its distribution."""
    return tau2_at(profile, weights, 0.5)


def tau2_at(profile: Profile, weights: Vector, probability: float) -> float:
    """τ² ≥ 0 at which P(form ≤ observed) equals `probability`; 0 where it is below already.

    The form's distribution moves right as τ² grows (Jackson 2013, section 4).
    """
    form = Form(profile, weights)
    q = form.value()

    def excess(tau2: float) -> float:
        return weighted_chi2_cdf(q, form.eigenvalues(tau2)) - probability

    if excess(0.0) <= 0.0:
        return 0.0
    scale = float(profile.vi.mean()) + float(np.ptp(profile.effects)) ** 2
    return bracketed_root(excess, scale)


def bracketed_root(excess: Callable[[float], float], scale: float) -> float:
    """The root above 0 of a function that falls through it, by Brent's method.

    Raises:
        NotConverged: No sign change was found up to 2²⁰⁰ times the scale.
    """
    from scipy.optimize import brentq

    high = scale
    for _ in range(200):
        if excess(high) < 0.0:
            return float(brentq(excess, 0.0, high, xtol=1e-300, rtol=1e-14, maxiter=500))
        high *= 2.0
    raise NotConverged("tau2", "no upper bound", "data in which the quantity falls with τ²")


def form_error(profile: Profile, method: str, tau2: float, weights: Vector | None) -> float:
    """Standard error of a τ² that is linear in a quadratic form: HE, SJ, GENQ, GENQM."""
    from tamis.stats.models.tau2 import crude_tau2

    t, v, one = max(tau2, 0.0), profile.vi, np.ones(profile.k)
    start = crude_tau2(profile)
    if method == "SJ":
        if start <= 0:
            return 0.0
        weights = 1.0 / (v + start)
    form = Form(profile, one if weights is None else weights)
    variance = (
        2.0 * form.trace_of_product(v, v)
        + 4.0 * t * form.trace_of_product(v, one)
        + 2.0 * t * t * form.trace_of_product(one, one)
    )
    scale = start / (profile.k - profile.p) if method == "SJ" else 1.0 / form.trace()
    return math.sqrt(variance) * scale

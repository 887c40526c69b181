"""Studies with moderators, seen through τ²."""

from __future__ import annotations

import math

import numpy as np

from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.profile import Sums, Traces

#: Above this ratio of variances, QR of each weighted design replaces the cheaper Cholesky form,
#: whose loss of orthogonality grows with the square of the condition number.
CHOLESKY_RATIO = 1e3
#: Up to this many columns Gram–Schmidt on the well-conditioned basis costs less than LAPACK's call.
GRAM_SCHMIDT = 6


class Design:
    """Studies with moderators; sums by the QR (or Cholesky) form of each weighted design."""

    __slots__ = ("_basis", "_rows", "_stable", "effects", "k", "p", "vi", "yi")

    def __init__(self, yi: Vector, vi: Vector, X: Matrix) -> None:
        self.k, self.p = X.shape
        self.effects = yi
        self._basis = np.linalg.qr(X)[0]
        self._rows = np.ascontiguousarray(self._basis.T)
        centre = self._basis @ (self._basis.T @ yi)
        # P annihilates the column space, so its removal changes nothing but the rounding.
        self.yi, self.vi = yi - centre, vi
        low = float(vi.min())
        self._stable = low <= 0 or float(vi.max()) / low > CHOLESKY_RATIO

    @property
    def basis(self) -> Matrix:
        """Orthonormal basis of the moderators, (k, p)."""
        return self._basis

    def weighted_basis(self, w: Matrix) -> tuple[Matrix, Vector]:
        """Orthonormal bases of √W·basis for each row of w (g, k), and log|basisᵀ W basis|."""
        root = np.sqrt(w)[:, :, None] * self._basis
        if self._stable:
            Q, R = np.linalg.qr(root)
            diagonal = np.abs(np.diagonal(R, axis1=1, axis2=2))
        else:
            L = np.linalg.cholesky(root.transpose(0, 2, 1) @ root)
            Q = np.linalg.solve(L, root.transpose(0, 2, 1)).transpose(0, 2, 1)
            diagonal = np.diagonal(L, axis1=1, axis2=2)
        return Q, 2.0 * np.log(diagonal).sum(axis=1)

    def _one(self, tau2: float) -> tuple[Vector, Vector, Matrix]:
        """Weights, their roots, and an orthonormal basis of √W·X at one τ²."""
        w = 1.0 / (self.vi + tau2)
        root = np.sqrt(w)
        if self._stable or self.p > GRAM_SCHMIDT:
            return w, root, np.linalg.qr(root[:, None] * self._basis)[0]
        A = root * self._rows
        for i in range(self.p):
            q = A[i]
            for j in range(i):
                q -= float(A[j].dot(q)) * A[j]
            q /= math.sqrt(float(q.dot(q)))
        return w, root, A.T

    def score(self, tau2: float, restricted: bool) -> tuple[float, float]:
        """Twice the derivative of the (restricted) log-likelihood, and its own derivative."""
        w, root, Q = self._one(tau2)
        z = root * _off(Q, root * self.yi)
        u = _off(Q, root * z)
        yppy, yppp = float(z.dot(z)), float(u.dot(u))
        a, b = float(w.sum()), float(w.dot(w))
        if not restricted:
            return yppy - a, b - 2.0 * yppp
        wQ = w[:, None] * Q
        M = Q.T @ wQ
        pp = b - 2.0 * float((wQ * wQ).sum()) + float((M * M).sum())
        return yppy - a + float(M.trace()), pp - 2.0 * yppp

    def scores(self, tau2: Vector, restricted: bool) -> Vector:
        """`score` at many τ², without its derivative."""
        w = 1.0 / (self.vi + tau2[:, None])
        Q, _ = self.weighted_basis(w)
        root = np.sqrt(w)
        z = root * _residual(Q, root * self.yi)
        score: Vector = np.einsum("gk,gk->g", z, z) - w.sum(axis=1)
        if restricted:
            score += np.einsum("gk,gkp,gkp->g", w, Q, Q)
        return score

    def q(self, tau2: float) -> tuple[float, float]:
        """Generalised Q, yᵀPy, and its derivative −yᵀPPy."""
        _, root, Q = self._one(tau2)
        r = _off(Q, root * self.yi)
        z = root * r
        return float(r.dot(r)), -float(z.dot(z))

    def at(self, tau2: Vector) -> Sums:
        """All sums at each τ² of a one-dimensional array."""
        w = 1.0 / (self.vi + tau2[:, None])
        Q, log_det_xwx = self.weighted_basis(w)
        root = np.sqrt(w)
        r = _residual(Q, root * self.yi)
        z = root * r
        h = np.einsum("gkp,gkp->gk", Q, Q)
        w2 = w * w
        QWQ = (Q * w[:, :, None]).transpose(0, 2, 1) @ Q
        u = _residual(Q, root * z)
        return Sums(
            rss=(r * r).sum(axis=1),
            trace_p=(w * (1.0 - h)).sum(axis=1),
            y_pp_y=(z * z).sum(axis=1),
            trace_pp=(w2 * (1.0 - 2.0 * h)).sum(axis=1) + (QWQ * QWQ).sum(axis=(1, 2)),
            y_ppp_y=(u * u).sum(axis=1),
            sum_w=w.sum(axis=1),
            sum_w2=w2.sum(axis=1),
            log_det_v=-np.log(w).sum(axis=1),
            log_det_xwx=log_det_xwx,
        )

    def traces(self, tau2: float) -> Traces:
        """Traces and sums of weights at one τ²."""
        w, _, Q = self._one(tau2)
        wQ = w[:, None] * Q
        M = Q.T @ wQ
        rest = w * (1.0 - np.einsum("kp,kp->k", Q, Q))
        a, b = float(w.sum()), float(w.dot(w))
        pp = b - 2.0 * float((wQ * wQ).sum()) + float((M * M).sum())
        return Traces(float(rest.sum()), pp, a, b)

    def ordinary_residuals(self) -> Vector:
        """Residuals of the unweighted fit."""
        return self.yi

    def ordinary_hat(self) -> Vector:
        """Diagonal of the unweighted hat matrix."""
        out: Vector = np.einsum("kp,kp->k", self._basis, self._basis)
        return out


def _off(Q: Matrix, a: Vector) -> Vector:
    """a − QQᵀa, twice for the last digits."""
    a = a - Q @ (Q.T @ a)
    return a - Q @ (Q.T @ a)


def _residual(Q: Matrix, a: Matrix) -> Matrix:
    """a − QQᵀa for each row of a (g, k), twice for the last digits."""
    for _ in range(2):
        a = a - (Q @ (Q.transpose(0, 2, 1) @ a[:, :, None]))[:, :, 0]
    return a

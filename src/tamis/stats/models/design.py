"""Studies with moderators, seen through τ²."""

from __future__ import annotations

import numpy as np

from tamis.stats.models import small
from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.gram import Basis, Gram, scores
from tamis.stats.models.profile import Sums, Traces

#: Above this ratio of variances, QR of each weighted design replaces the cheaper forms by Gram
#: matrices, whose loss of digits grows with the condition number.
GRAM_RATIO = 1e3
#: Up to this many columns Gram matrices cost less than LAPACK's QR of the whole design.
GRAM_COLUMNS = 6


class Design:
    """Studies with moderators; sums by the Gram matrix or the QR form of each weighted design."""

    __slots__ = (
        "_basis",
        "_factor",
        "_gram",
        "_last",
        "_mean",
        "effects",
        "high",
        "k",
        "low",
        "p",
        "vi",
        "yi",
    )

    def __init__(
        self, yi: Vector, vi: Vector, X: Matrix, factors: tuple[Matrix, Matrix] | None = None
    ) -> None:
        """Take effects, variances, moderators (k, p), and their QR factors where known."""
        self.k, self.p = X.shape
        self.effects = yi
        known: tuple[Matrix, Matrix] = small.factors(X) if factors is None else factors
        self._basis, self._factor = known
        self._mean = yi @ self._basis
        # P annihilates the column space, so its removal changes nothing but the rounding.
        self.yi, self.vi = yi - self._basis @ self._mean, vi
        self.low, self.high = float(vi.min()), float(vi.max())
        modest = self.low > 0 and self.high <= GRAM_RATIO * self.low
        self._gram = Basis(self._basis) if modest and self.p <= GRAM_COLUMNS else None
        self._last: tuple[float, Gram] | None = None

    @property
    def basis(self) -> Matrix:
        """Orthonormal basis of the moderators, (k, p)."""
        return self._basis

    def weighted_basis(self, w: Matrix) -> tuple[Matrix, Vector]:
        """Orthonormal bases of √W·basis for each row of w (g, k), and log|basisᵀ W basis|."""
        root = np.sqrt(w)[:, :, None] * self._basis
        if self._gram is None:
            Q, R = np.linalg.qr(root)
            diagonal = np.abs(np.diagonal(R, axis1=1, axis2=2))
        else:
            L = np.linalg.cholesky(root.transpose(0, 2, 1) @ root)
            Q = np.linalg.solve(L, root.transpose(0, 2, 1)).transpose(0, 2, 1)
            diagonal = np.diagonal(L, axis1=1, axis2=2)
        return Q, 2.0 * np.log(diagonal).sum(axis=1)

    def _short(self, tau2: float) -> Gram | None:
        """The Gram form at one τ², where it keeps its digits; the last one is remembered."""
        if self._gram is None:
            return None
        last = self._last
        if last is None or last[0] != tau2:
            last = (tau2, Gram(self._gram, self.yi, self.vi, tau2))
            self._last = last
        return last[1]

    def _one(self, tau2: float) -> tuple[Vector, Vector, Matrix]:
        """Weights, their roots, and an orthonormal basis of √W·X at one τ²."""
        w = 1.0 / (self.vi + tau2)
        root = np.sqrt(w)
        return w, root, np.linalg.qr(root[:, None] * self._basis)[0]

    def coefficients(self, tau2: float) -> tuple[Vector, Matrix] | None:
        """Coefficients of X and (XᵀWX)⁻¹; None where the Gram form would cost digits."""
        g = self._short(tau2)
        if g is None:
            return None
        half = small.inverse(self._factor)
        cov = half.dot(g.inverse).dot(half.T)
        return half.dot(self._mean + g.coefficients), 0.5 * (cov + cov.T)

    def score(self, tau2: float, restricted: bool) -> tuple[float, float]:
        """Twice the derivative of the (restricted) log-likelihood, and its own derivative."""
        g = self._short(tau2)
        if g is not None:
            p, pp, a, b = g.traces()
            trace, square = (p, pp) if restricted else (a, b)
            return float(g.wr.dot(g.wr)) - trace, square - 2.0 * g.y_ppp_y()
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
        if self._gram is not None:
            return scores(self._gram, self.yi, self.vi, tau2, restricted)
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
        g = self._short(tau2)
        if g is not None:
            return float(g.wr.dot(g.r)), -float(g.wr.dot(g.wr))
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
        g = self._short(tau2)
        if g is not None:
            return g.traces()
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

"""Studies with moderators at one τ², by the Gram matrix of an orthonormal basis.

With B an orthonormal basis of the moderators, the condition number of M = BᵀWB is at most the
ratio of the largest to the smallest weight, so that its inverse keeps its digits where that is
modest. All traces are then sums over p × p matrices.
"""

from __future__ import annotations

import numpy as np

from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.profile import Traces
from tamis.stats.models.small import inverse


class Basis:
    """An orthonormal basis and what its Gram matrices are made of.

    Attributes:
        rows: The basis, transposed: shape (p, k).
        pairs: Products of its columns, shape (k, p²): BᵀWB is w @ pairs.
        ones: Shape (k,); a product with it is the quickest sum.
    """

    __slots__ = ("ones", "p", "pairs", "rows")

    def __init__(self, basis: Matrix) -> None:
        k, self.p = basis.shape
        self.rows = np.ascontiguousarray(basis.T)
        self.pairs = (basis[:, :, None] * basis[:, None, :]).reshape(k, -1)
        self.ones = np.ones(k)


class Gram:
    """Weights, coefficients and residuals at one τ².

    Attributes:
        w: 1/(v + τ²), shape (k,).
        inverse: M⁻¹, shape (p, p): covariance of the coefficients of the basis.
        coefficients: Of the basis, shape (p,).
        r, wr: Residuals and weighted residuals Py, shape (k,).
    """

    __slots__ = ("_basis", "_moments", "coefficients", "inverse", "r", "w", "wr")

    def __init__(self, basis: Basis, y: Vector, v: Vector, tau2: float) -> None:
        p = basis.p
        powers = np.empty((3, y.shape[0]))
        w = np.divide(1.0, v + tau2, out=powers[0])
        w2 = np.multiply(w, w, out=powers[1])
        np.multiply(w2, w, out=powers[2])
        self._moments = powers.dot(basis.pairs)
        self._basis, self.w = basis, w
        self.inverse = inverse(self._moments[0].reshape(p, p))
        self.coefficients = self.inverse.dot(basis.rows.dot(w * y))
        self.r = y - self.coefficients.dot(basis.rows)
        self.wr = w * self.r

    def traces(self) -> Traces:
        """tr P, tr PP, Σw and Σw²."""
        _, second, third = self._moments
        flat = self.inverse.ravel()
        T = self.inverse.dot(second.reshape(self.inverse.shape))
        a, b = float(self.w.dot(self._basis.ones)), float(self.w.dot(self.w))
        pp = b - 2.0 * float(flat.dot(third)) + float(T.ravel().dot(T.T.ravel()))
        return Traces(a - float(flat.dot(second)), pp, a, b)

    def y_ppp_y(self) -> float:
        """(Py)ᵀP(Py)."""
        z = self.w * self.wr
        t = self._basis.rows.dot(z)
        return float(self.wr.dot(z)) - float(t.dot(self.inverse).dot(t))


def scores(basis: Basis, y: Vector, v: Vector, tau2: Vector, restricted: bool) -> Vector:
    """Twice the derivative of the (restricted) log-likelihood at each τ² of an array."""
    p = basis.p
    w = 1.0 / (v + tau2[:, None])
    inverse = np.linalg.inv(w.dot(basis.pairs).reshape(-1, p, p))
    b = (w * y).dot(basis.rows.T)
    wr = w * (y - (inverse @ b[:, :, None])[:, :, 0].dot(basis.rows))
    score: Vector = np.einsum("gk,gk->g", wr, wr) - w.dot(basis.ones)
    if restricted:
        score += np.einsum("gi,gi->g", inverse.reshape(-1, p * p), (w * w).dot(basis.pairs))
    return score

"""A stack of data sets, and the sums every estimator needs, for all of them at once.

Arrays are (k, B): studies down, data sets across, so that a sum over studies runs along memory that
the processor reads in order. Excluded studies have weight 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.models.columns import RANK_TOLERANCE, Flags, Index, Matrix, Vector

#: Doubles per array in which several τ² are tried at once.
BLOCK = 1 << 15
#: Doubles per array below which sums are taken by a product with ones.
SMALL = 1 << 12
ONES = np.ones(SMALL)


@dataclass(frozen=True, slots=True)
class Curve:
    """Quadratic forms and traces of each data set at its τ²; shape (B,)."""

    rss: Vector
    y_pp_y: Vector
    trace_p: Vector
    trace_pp: Vector
    y_ppp_y: Vector
    sum_w: Vector
    sum_w2: Vector


@dataclass(frozen=True, slots=True)
class Stack:
    """B data sets of up to k studies and p moderators.

    Attributes:
        y: Effects, (k, B); 0 where excluded.
        v: Sampling variances, (k, B) or (k, 1).
        X: Moderators, p arrays of shape (k, B) or (k, 1).
        on: 1.0 for studies in use, 0.0 for the others, (k, B); None if all are in use.
        n: Studies in use, (B,).
        one_mean: There is an intercept alone, and no weight outweighs all others together, so that
            the shorter formulas keep their digits.
    """

    y: Matrix
    v: Matrix
    X: tuple[Matrix, ...]
    on: Matrix | None
    n: Vector
    one_mean: bool

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return len(self.X)

    def take(self, index: Index) -> Stack:
        """Some of the data sets, in the order given."""
        return Stack(
            self.y[:, index],
            _columns(self.v, index),
            tuple(_columns(x, index) for x in self.X),
            None if self.on is None else self.on[:, index],
            self.n[index],
            self.one_mean,
        )

    def weights(self, tau2: Vector) -> Matrix:
        """1/(v + τ²), 0 for excluded studies."""
        w: Matrix = np.add(self.v, tau2)
        np.reciprocal(w, out=w)
        if self.on is not None:
            w *= self.on
        return w

    def determined(self) -> Flags | None:
        """Which data sets determine every coefficient, (B,); None where all do for certain."""
        if self.on is None or self.one_mean:
            return None
        basis: list[Matrix] = []
        out: Flags = np.ones(self.n.size, dtype=bool)
        for x in self.X:
            column = x * self.on
            q, size = column, dot(column, column)
            for other in basis:
                q = q - other * dot(other, q)
            left = dot(q, q)
            out &= left > RANK_TOLERANCE**2 * size
            basis.append(q / np.sqrt(np.where(left > 0.0, left, 1.0)))
        return out

    def precision(self) -> Vector:
        """Sum of 1/v over the studies in use, (B,)."""
        w = 1.0 / self.v
        if self.on is None:
            every: Vector = np.broadcast_to(w, self.y.shape).sum(axis=0)
            return every
        out: Vector = w[:, 0].dot(self.on) if w.shape[1] == 1 else dot(w, self.on)
        return out

    def basis(self, root: Matrix) -> tuple[list[Matrix], Vector]:
        """Orthonormal columns spanning √W·X by Gram–Schmidt, and log|XᵀWX|."""
        out: list[Matrix] = []
        log_det = np.zeros(root.shape[1])
        for x in self.X:
            q = root * x
            for _ in range(2):
                for other in out:
                    q = q - other * dot(other, q)
            length2 = dot(q, q)
            log_det += np.log(length2)
            out.append(q / np.sqrt(length2))
        return out, log_det

    def scores(self, tau2: Matrix, restricted: bool) -> Matrix:
        """Twice the derivative of the (restricted) log-likelihood at (g, B) values of τ²."""
        if not self.one_mean:
            return np.array([self._scores(t, restricted) for t in tau2])
        size = self.y.size
        if size * len(tau2) > BLOCK and len(tau2) > 1:
            half = max(1, min(len(tau2) // 2, BLOCK // size))
            parts = (tau2[i : i + half] for i in range(0, len(tau2), half))
            return np.concatenate([self.scores(part, restricted) for part in parts])
        w = 1.0 / (self.v + tau2[:, None, :])
        if self.on is not None:
            w *= self.on
        a = w.sum(axis=1)
        r = self.y - (dot(w, self.y) / a)[:, None, :]
        r *= w
        score: Matrix = dot(r, r) - a
        if restricted:
            score += dot(w, w) / a
        return score

    def _scores(self, tau2: Vector, restricted: bool) -> Vector:
        w = self.weights(tau2)
        root = np.sqrt(w)
        Q, _ = self.basis(root)
        z = root * removed(Q, root * self.y)
        score: Vector = dot(z, z) - w.sum(axis=0)
        if restricted:
            for q in Q:
                score += dot(w * q, q)
        return score

    def q(self, tau2: Vector) -> tuple[Vector, Vector]:
        """Generalised Q and its derivative."""
        w = self.weights(tau2)
        if self.one_mean:
            r = self.y - dot(w, self.y) / w.sum(axis=0)
            wr = w * r
            return dot(wr, r), -dot(wr, wr)
        root = np.sqrt(w)
        r = removed(self.basis(root)[0], root * self.y)
        z = root * r
        return dot(r, r), -dot(z, z)

    def curve(self, tau2: Vector) -> Curve:
        """Everything at one τ² per data set."""
        w = self.weights(tau2)
        root = np.sqrt(w)
        Q, _ = self.basis(root)
        r = removed(Q, root * self.y)
        z = root * r
        u = removed(Q, root * z)
        w2 = w * w
        trace_p, trace_pp = w.sum(axis=0), w2.sum(axis=0)
        sum_w, sum_w2 = trace_p.copy(), trace_pp.copy()
        for i, q in enumerate(Q):
            wq = w * q
            trace_p -= dot(wq, q)
            trace_pp -= 2.0 * dot(wq, wq)
            for j, other in enumerate(Q[: i + 1]):
                trace_pp += (1.0 if i == j else 2.0) * dot(wq, other) ** 2
        return Curve(
            rss=dot(r, r),
            y_pp_y=dot(z, z),
            trace_p=trace_p,
            trace_pp=trace_pp,
            y_ppp_y=dot(u, u),
            sum_w=sum_w,
            sum_w2=sum_w2,
        )

    def log_likelihood(self, tau2: Vector, restricted: bool) -> Vector:
        """(Restricted) log-likelihood up to a constant of each data set."""
        w = self.weights(tau2)
        root = np.sqrt(w)
        Q, log_det = self.basis(root)
        r = removed(Q, root * self.y)
        log_w = np.log(np.where(w > 0, w, 1.0)).sum(axis=0)
        value: Vector = 0.5 * (log_w - dot(r, r))
        return value - 0.5 * log_det if restricted else value

    def q_and_trace(self, tau2: Vector) -> tuple[Vector, Vector]:
        """yᵀPy and tr P."""
        if not self.one_mean:
            c = self.curve(tau2)
            return c.rss, c.trace_p
        w = self.weights(tau2)
        a = w.sum(axis=0)
        r = self.y - dot(w, self.y) / a
        return dot(w * r, r), a - dot(w, w) / a

    def solution(self, tau2: Vector) -> tuple[Matrix, Matrix, Vector]:
        """Coefficients (B, p), their unscaled covariance (B, p, p), and yᵀPy (B,)."""
        if not self.one_mean:
            return *self.coefficients(tau2), self.q(tau2)[0]
        w = self.weights(tau2)
        a = ONES[: len(w)].dot(w) if w.size <= SMALL else w.sum(axis=0)
        centre = dot(w, self.y) / a
        r = self.y - centre
        return centre[:, None], (1.0 / a)[:, None, None], dot(w * r, r)

    def coefficients(self, tau2: Vector) -> tuple[Matrix, Matrix]:
        """Least-squares coefficients (B, p) and their unscaled covariance (B, p, p)."""
        root = np.sqrt(self.weights(tau2))
        B, p = root.shape[1], self.p
        Q: list[Matrix] = []
        R = np.zeros((B, p, p))
        target = np.empty((B, p))
        for j, x in enumerate(self.X):
            q = root * x
            for _ in range(2):
                for i, other in enumerate(Q):
                    share = dot(other, q)
                    R[:, i, j] += share
                    q = q - other * share
            length = np.sqrt(dot(q, q))
            R[:, j, j] = length
            Q.append(q / length)
            target[:, j] = dot(Q[-1], root * self.y)
        half = np.linalg.inv(R) if p > 1 else 1.0 / R
        beta: Matrix = (half @ target[:, :, None])[:, :, 0]
        return beta, half @ half.transpose(0, 2, 1)

    def smallest_and_largest(self) -> tuple[Vector, Vector]:
        """Smallest and largest variance in use, (B,)."""
        v = np.broadcast_to(self.v, self.y.shape)
        if self.on is None:
            return v.min(axis=0), v.max(axis=0)
        return np.where(self.on > 0, v, math.inf).min(axis=0), (v * self.on).max(axis=0)


def dot(a: Matrix, b: Matrix) -> Matrix:
    """Sums over studies of products."""
    out: Matrix
    if a.ndim == 2 and a.shape == b.shape and a.size <= SMALL:
        # The product fits into the fastest cache, and a call of `einsum` costs more than its sums.
        out = ONES[: a.shape[0]].dot(a * b)
        return out
    out = np.einsum("...kb,...kb->...b", a, b)
    return out


def removed(Q: list[Matrix], a: Matrix) -> Matrix:
    """a less its projection on orthonormal columns, twice for the last digits."""
    for _ in range(2):
        for q in Q:
            a = a - q * dot(q, a)
    return a


def _columns(a: Matrix, index: Index) -> Matrix:
    return a if a.shape[1] == 1 else a[:, index]

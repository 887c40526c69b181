"""What every τ² estimator needs to know about the data, as a function of τ².

With W = diag(1 / (vᵢ + τ²)) and P = W − WX(XᵀWX)⁻¹XᵀW (Viechtbauer 2005, eq. 9), estimators are
equations in yᵀPy, tr P, yᵀPPy and their derivatives. `OneMean` has closed forms for a model with
an intercept alone; `Design` handles any full-rank X. Both evaluate many τ² at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from tamis.stats.models.columns import Matrix, Vector

#: Above this ratio of variances, QR of each weighted design replaces the cheaper Cholesky form,
#: whose loss of orthogonality grows with the square of the condition number.
CHOLESKY_RATIO = 1e3
#: Up to this many columns Gram–Schmidt on the well-conditioned basis costs less than LAPACK's call.
GRAM_SCHMIDT = 6
#: Above this ratio of variances the smallest is kept apart in sums over weights.
LEAD_RATIO = 1e4


@dataclass(frozen=True, slots=True)
class Sums:
    """Quadratic forms and traces at one or many τ²; every field has the shape of τ²."""

    rss: Vector
    trace_p: Vector
    y_pp_y: Vector
    trace_pp: Vector
    y_ppp_y: Vector
    sum_w: Vector
    sum_w2: Vector
    log_det_v: Vector
    log_det_xwx: Vector


class Traces(NamedTuple):
    """What standard errors of τ² are made of, at one τ²."""

    trace_p: float
    trace_pp: float
    sum_w: float
    sum_w2: float


class Profile(Protocol):
    """Data seen through τ²; `effects` as given, `yi` up to what P annihilates."""

    k: int
    p: int
    yi: Vector
    vi: Vector
    effects: Vector

    @property
    def basis(self) -> Matrix:
        """Orthonormal basis of the moderators, (k, p)."""
        ...

    def at(self, tau2: Vector) -> Sums:
        """All sums at each τ² of a one-dimensional array."""
        ...

    def score(self, tau2: float, restricted: bool) -> tuple[float, float]:
        """Twice the derivative of the (restricted) log-likelihood, and its own derivative."""
        ...

    def scores(self, tau2: Vector, restricted: bool) -> Vector:
        """`score` at many τ², without its derivative."""
        ...

    def q(self, tau2: float) -> tuple[float, float]:
        """Generalised Q, yᵀPy, and its derivative −yᵀPPy."""
        ...

    def traces(self, tau2: float) -> Traces:
        """Traces and sums of weights at one τ²."""
        ...

    def ordinary_residuals(self) -> Vector:
        """Residuals of the unweighted fit."""
        ...

    def ordinary_hat(self) -> Vector:
        """Diagonal of the unweighted hat matrix."""
        ...


class OneMean:
    """Studies with one common mean; sums in closed form.

    Residuals are formed before they are squared: with variances of very unequal size the shorter
    Σw²y² − 2μΣw²y + μ²Σw² loses every digit. Where one weight may outweigh the rest, what the rest
    contributes is summed apart from it (`_lead`), or its digits would be lost to the large one's.
    """

    __slots__ = ("_lead", "_one", "effects", "k", "p", "vi", "yi")

    def __init__(self, yi: Vector, vi: Vector) -> None:
        self.yi = self.effects = yi
        self.vi, self.k, self.p = vi, yi.shape[0], 1
        self._one = np.ones(self.k)
        lead = int(vi.argmin())
        self._lead = lead if float(vi.max()) > LEAD_RATIO * float(vi[lead]) else -1

    @property
    def basis(self) -> Matrix:
        """The constant column 1/√k."""
        return np.full((self.k, 1), 1.0 / math.sqrt(self.k))

    def _trace_p(self, w: Vector, a: float, b: float) -> float:
        """Σw − Σw²/Σw."""
        if self._lead < 0:
            return a - b / a
        rest = np.delete(w, self._lead)
        s = float(rest.sum())
        return float(w[self._lead]) * s / a + s - float(rest @ rest) / a

    def _weighted_residuals(self, w: Vector, a: float) -> tuple[Vector, Vector]:
        """r and w·r, whose sum is exactly 0."""
        r = self.yi - float(w.dot(self.yi)) / a
        wr = w * r
        if self._lead >= 0:
            wr[self._lead] -= float(wr.sum())
        return r, wr

    def score(self, tau2: float, restricted: bool) -> tuple[float, float]:
        """Twice the derivative of the (restricted) log-likelihood, and its own derivative."""
        w = 1.0 / (self.vi + tau2)
        a, b = float(w.dot(self._one)), float(w.dot(w))
        _, wr = self._weighted_residuals(w, a)
        wwr, yppy = float(w.dot(wr)), float(wr.dot(wr))
        yppp = float((w * wr).dot(wr)) - wwr * wwr / a
        if not restricted:
            return yppy - a, b - 2.0 * yppp
        share = b / a
        curvature = b - 2.0 * float((w * w).dot(w)) / a + share * share - 2.0 * yppp
        return yppy - self._trace_p(w, a, b), curvature

    def traces(self, tau2: float) -> Traces:
        """Traces and sums of weights at one τ²."""
        w = 1.0 / (self.vi + tau2)
        a, b = float(w.dot(self._one)), float(w.dot(w))
        if self._lead >= 0:
            p, pp = self._traces(w[None, :], (w * w)[None, :], np.array([a]))
            return Traces(float(p[0]), float(pp[0]), a, b)
        share = b / a
        return Traces(a - share, b - 2.0 * float((w * w).dot(w)) / a + share * share, a, b)

    def scores(self, tau2: Vector, restricted: bool) -> Vector:
        """`score` at many τ², without its derivative."""
        if self._lead >= 0:
            s = self.at(tau2)
            return s.y_pp_y - (s.trace_p if restricted else s.sum_w)
        w = 1.0 / (self.vi + tau2[:, None])
        a = w.sum(axis=1)
        wr = (self.yi - (w @ self.yi / a)[:, None]) * w
        score: Vector = np.einsum("gk,gk->g", wr, wr) - a
        if restricted:
            score += np.einsum("gk,gk->g", w, w) / a
        return score

    def q(self, tau2: float) -> tuple[float, float]:
        """Generalised Q, yᵀPy, and its derivative −yᵀPPy."""
        w = 1.0 / (self.vi + tau2)
        r, wr = self._weighted_residuals(w, float(w.dot(self._one)))
        return float(wr.dot(r)), -float(wr.dot(wr))

    def at(self, tau2: Vector) -> Sums:
        """All sums at each τ² of a one-dimensional array."""
        w = 1.0 / (self.vi + tau2[:, None])
        a = w.sum(axis=1)
        r = self.yi - (w @ self.yi / a)[:, None]
        wr = w * r
        if self._lead >= 0:
            wr[:, self._lead] -= wr.sum(axis=1)
        w2 = w * w
        wwr = (w * wr).sum(axis=1)
        trace_p, trace_pp = self._traces(w, w2, a)
        return Sums(
            rss=(wr * r).sum(axis=1),
            trace_p=trace_p,
            y_pp_y=(wr * wr).sum(axis=1),
            trace_pp=trace_pp,
            y_ppp_y=(w * wr * wr).sum(axis=1) - wwr * wwr / a,
            sum_w=a,
            sum_w2=w2.sum(axis=1),
            log_det_v=-np.log(w).sum(axis=1),
            # The design's basis is 1/√k, as for every design: orthonormal.
            log_det_xwx=np.log(a) - math.log(self.k),
        )

    def _traces(self, w: Matrix, w2: Matrix, a: Vector) -> tuple[Vector, Vector]:
        """tr P and tr PP."""
        if self._lead < 0:
            b = w2.sum(axis=1)
            return a - b / a, b - 2.0 * (w2 * w).sum(axis=1) / a + (b / a) ** 2
        lead = w[:, self._lead]
        rest, rest2 = np.delete(w, self._lead, axis=1), np.delete(w2, self._lead, axis=1)
        s, b = rest.sum(axis=1), rest2.sum(axis=1)
        diagonal = rest * (a[:, None] - rest) / a[:, None]
        own = lead * s / a
        outside = (2.0 * lead**2 * b + b * b - (rest2 * rest2).sum(axis=1)) / a**2
        return own + diagonal.sum(axis=1), own**2 + (diagonal**2).sum(axis=1) + outside

    def ordinary_residuals(self) -> Vector:
        """Deviations from the plain mean."""
        out: Vector = self.yi - float(self.yi.sum()) / self.k
        return out

    def ordinary_hat(self) -> Vector:
        """1/k for every study."""
        return np.full(self.k, 1.0 / self.k)


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

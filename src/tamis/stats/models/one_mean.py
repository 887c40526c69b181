"""Studies with one common mean, seen through τ²."""

from __future__ import annotations

import math

import numpy as np

from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.profile import Sums, Traces

#: Above this ratio of variances the smallest is kept apart in sums over weights.
LEAD_RATIO = 1e4


class OneMean:
    """Studies with one common mean; sums in closed form.

    Residuals are formed before they are squared: with variances of very unequal size the shorter
    Σw²y² − 2μΣw²y + μ²Σw² loses every digit. Where one weight may outweigh the rest, what the rest
    contributes is summed apart from it (`_lead`), or its digits would be lost to the large one's.
    """

    __slots__ = ("_lead", "_one", "effects", "high", "k", "low", "p", "vi", "yi")

    def __init__(self, yi: Vector, vi: Vector) -> None:
        self.yi = self.effects = yi
        self.vi, self.k, self.p = vi, yi.shape[0], 1
        self._one = np.ones(self.k)
        lead = int(vi.argmin())
        self.low, self.high = float(vi[lead]), float(vi.max())
        self._lead = lead if self.high > LEAD_RATIO * self.low else -1

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

"""The likelihood of effects that had to pass a weight function, with exact derivatives.

ℓ = Σ_i [log w(p_i) + log N(y_i; x_i′β, σ_i² + τ²) − log A_i],   A_i = ∫ w(p(y)) N(y; …) dy

(Hedges & Vevea 2005, in Rothstein et al., Publication Bias in Meta-Analysis, chapter 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from scipy import special

from tamis.stats.multilevel.inputs import Floats
from tamis.stats.selection.moments import (
    REACH,
    Nodes,
    nodes,
    smooth_moments,
    step_moments,
)
from tamis.stats.selection.weights import SMALLEST_P, Kind, log_weight, size

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """What a weight function contributes to each study's likelihood.

    Attributes:
        log: log w at the observed p-values, its gradient and Hessian in δ: (k,), (k, d), (k, d, d).
        a: Moments of w, its gradient and Hessian: (k, 5), (k, 5, d), (k, 5, d, d).
    """

    log: tuple[Floats, Floats, Floats]
    a: tuple[Floats, Floats, Floats]


class WeightModel(Protocol):
    """A weight function bound to the observed studies."""

    @property
    def d(self) -> int:
        """Number of parameters."""

    def __call__(self, delta: Floats, m: Floats, s: Floats) -> Weighing:
        """Weigh studies whose z-values are N(m, s²)."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A piecewise constant weight.

    Attributes:
        lower, upper: Ends of the pieces in z, (J, R, k): J steps, each the union of R intervals.
        piece: Which step each study fell into (k,).
    """

    lower: Floats
    upper: Floats
    piece: Floats

    @property
    def d(self) -> int:
        """Number of steps."""
        return len(self.lower)

    def __call__(self, delta: Floats, m: Floats, s: Floats) -> Weighing:
        """Weigh studies."""
        k, d = len(m), self.d
        moments = step_moments(self.lower, self.upper, m, s).sum(axis=1)
        basis = np.moveaxis(moments, 0, 2)
        member = self.piece[:, None] == np.arange(d)
        with np.errstate(divide="ignore"):
            inverse = np.where(delta > 0, 1 / np.where(delta > 0, delta, 1.0), np.inf)
            log = np.log(delta)[self.piece.astype(np.intp)]
        first = np.where(member, inverse, 0.0)
        second = np.zeros((k, d, d))
        np.einsum("kii->ki", second)[...] = -np.where(member, inverse**2, 0.0)
        return Weighing((log, first, second), (basis @ delta, basis, np.zeros((k, 5, d, d))))


#: Where quadrature does not reach and a p-value is 1 or 0.
_BEYOND = np.array([[-np.inf, -REACH], [REACH, np.inf]])


def _kept(kind: Kind, p: Floats) -> Floats:
    least = SMALLEST_P.get(kind, 0.0)
    return np.asarray(np.clip(p, least, 1 - least))


@lru_cache(maxsize=64)
def _grid(kind: Kind, two_sided: bool, start: float) -> tuple[Nodes, Floats]:
    """Return quadrature nodes, and p-values there and beyond both ends."""
    least = [q for q in (SMALLEST_P.get(kind, 0.0), start) if q > 0]
    tails = [q / 2 if two_sided else q for q in (*least, *(1 - q for q in least))]
    breaks = [0.0] + [float(-special.ndtri(q)) for q in tails]
    at = nodes(tuple(breaks + [-b for b in breaks]) if two_sided else tuple(breaks))
    z = np.concatenate([at.z, [-2 * REACH, 2 * REACH]])
    p = 2 * special.ndtr(-np.abs(z)) if two_sided else special.ndtr(-z)
    return at, _kept(kind, p)


@dataclass(frozen=True, slots=True, eq=False)
class Smooth:
    """A smooth weight of the p-value.

    Attributes:
        kind: Which.
        p: Observed p-values (k,).
        two_sided: Whether p-values are two-sided.
        start: p-values up to here have weight 1.
        precision: Factor by which each study's log weight is scaled (k,), or None.
    """

    kind: Kind
    p: Floats
    two_sided: bool
    start: float
    precision: Floats | None

    @property
    def d(self) -> int:
        """Number of parameters."""
        return size(self.kind)

    def _scaled(self, p: Floats, delta: Floats, rows: bool) -> tuple[Floats, Floats, Floats]:
        """Return log w; with precisions δ is δ·precision, one row per study."""
        if self.precision is None:
            w = log_weight(self.kind, p, delta, self.start)
            return w.value, w.first, w.second
        parts = []
        for i, c in enumerate(self.precision):
            w = log_weight(self.kind, p if rows else p[i : i + 1], delta * c, self.start)
            parts.append((w.value, w.first * c, w.second * c * c))
        join = np.stack if rows else np.concatenate
        return tuple(join([part[n] for part in parts]) for n in range(3))  # type: ignore[return-value]

    def __call__(self, delta: Floats, m: Floats, s: Floats) -> Weighing:
        """Weigh studies."""
        at, p = _grid(self.kind, self.two_sided, self.start)
        value, first, second = self._scaled(p, delta, rows=True)
        w = np.exp(value)
        outer = first[..., :, None] * first[..., None, :]
        W = (w, w[..., None] * first, w[..., None, None] * (second + outer))
        d = self.d
        flat = np.concatenate([part.reshape(*w.shape, -1) for part in W], axis=-1)
        beyond = step_moments(_BEYOND[:, :1] + 0 * m, _BEYOND[:, 1:] + 0 * m, m, s)
        inside, ends = flat[..., :-2, :], flat[..., -2:, :]
        sums = smooth_moments(at, inside, m, s) + np.moveaxis(beyond, 0, 2) @ ends
        a = (sums[..., 0], sums[..., 1 : 1 + d], sums[..., 1 + d :].reshape(*sums.shape[:2], d, d))
        return Weighing(self._scaled(_kept(self.kind, self.p), delta, rows=False), a)


@dataclass(frozen=True, slots=True, eq=False)
class SelectionPoint:
    """The likelihood at θ = (β, τ², δ); fits `newton.maximise`."""

    theta: Floats
    ll: float
    gradient: Floats
    observed: Floats

    @property
    def expected(self) -> Floats:
        """The observed information with its negative curvature turned round."""
        scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(self.observed)), 1e-12))
        values, vectors = np.linalg.eigh(self.observed * np.outer(scale, scale))
        size = np.maximum(np.abs(values), 1e-4)
        return np.asarray((vectors * size) @ vectors.T / np.outer(scale, scale))


@dataclass(frozen=True, slots=True, eq=False)
class SelectionModel:
    """Effects, their design and the weight function that they passed."""

    y: Floats
    v: Floats
    X: Floats
    weigh: WeightModel | None
    held: Floats

    def evaluate(self, theta: Floats) -> SelectionPoint | None:
        """Evaluate at θ = (β, τ², free δ); None outside the domain."""
        p = self.X.shape[1]
        total = self.v + theta[p]
        e = self.y - self.X @ theta[:p]
        ll = -0.5 * float((LOG_2PI + np.log(total) + e * e / total).sum())
        d = len(theta) - p - 1
        g = np.zeros((len(e), 2 + d))
        h = np.zeros((len(e), 2 + d, 2 + d))
        g[:, 0], g[:, 1] = e / total, 0.5 * (e * e / total - 1) / total
        h[:, 0, 0] = -1 / total
        h[:, 0, 1] = h[:, 1, 0] = -e / total**2
        h[:, 1, 1] = (0.5 - e * e / total) / total**2
        if self.weigh is not None:
            extra = self._selection(theta, total)
            if extra is None:
                return None
            ll += extra[0]
            g += extra[1]
            h += extra[2]
        return self._gathered(theta, ll, g, h)

    def _gathered(self, theta: Floats, ll: float, g: Floats, h: Floats) -> SelectionPoint:
        X = self.X
        gradient = np.concatenate([X.T @ g[:, 0], g[:, 1:].sum(axis=0)])
        cross = X.T @ h[:, 0, 1:]
        top = np.concatenate([(X.T * h[:, 0, 0]) @ X, cross], axis=1)
        bottom = np.concatenate([cross.T, h[:, 1:, 1:].sum(axis=0)], axis=1)
        return SelectionPoint(theta, ll, gradient, -np.concatenate([top, bottom]))

    def _selection(self, theta: Floats, total: Floats) -> tuple[float, Floats, Floats] | None:
        assert self.weigh is not None
        p = self.X.shape[1]
        delta = self.held.copy()
        free = np.isnan(delta)
        delta[free] = theta[p + 1 :]
        sigma = np.sqrt(self.v)
        found = self.weigh(delta, self.X @ theta[:p] / sigma, np.sqrt(total) / sigma)
        (log, log1, log2), (a0, a1, a2) = found.log, found.a
        A = a0[:, 0]
        if not np.isfinite(log).all() or (A <= 0).any():
            return None
        log1, log2 = log1[:, free], log2[:, free][:, :, free]
        a1, a2 = a1[:, :, free], a2[:, :, free][:, :, :, free]
        by_mean, by_variance = 1 / sigma, 1 / self.v
        n, d = len(A), int(free.sum())
        first, second = np.empty((n, 2 + d)), np.empty((n, 2 + d, 2 + d))
        first[:, 0] = a0[:, 1] * by_mean
        first[:, 1] = 0.5 * a0[:, 2] * by_variance
        first[:, 2:] = a1[:, 0]
        second[:, 0, 0] = a0[:, 2] * by_mean**2
        second[:, 0, 1] = second[:, 1, 0] = 0.5 * a0[:, 3] * by_mean * by_variance
        second[:, 1, 1] = 0.25 * a0[:, 4] * by_variance**2
        second[:, 0, 2:] = second[:, 2:, 0] = a1[:, 1] * by_mean[:, None]
        second[:, 1, 2:] = second[:, 2:, 1] = 0.5 * a1[:, 2] * by_variance[:, None]
        second[:, 2:, 2:] = a2[:, 0]
        first /= A[:, None]
        second = second / A[:, None, None] - first[:, :, None] * first[:, None, :]
        g, h = -first, -second
        g[:, 2:] += log1
        h[:, 2:, 2:] += log2
        return float((log - np.log(A)).sum()), g, h

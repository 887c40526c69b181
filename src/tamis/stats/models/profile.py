"""What every τ² estimator needs to know about the data, as a function of τ².

With W = diag(1 / (vᵢ + τ²)) and P = W − WX(XᵀWX)⁻¹XᵀW (Viechtbauer 2005, eq. 9), estimators are
equations in yᵀPy, tr P, yᵀPPy and their derivatives. `one_mean.OneMean` has closed forms for a
model with an intercept alone; `design.Design` handles any full-rank X. Both evaluate many τ² at
once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from tamis.stats.models.columns import Matrix, Vector


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
    """Data seen through τ²; `effects` as given, `yi` up to what P annihilates.

    `low` and `high` are the smallest and the largest variance.
    """

    k: int
    p: int
    low: float
    high: float
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

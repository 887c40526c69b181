"""Covariance structures: from a few parameters to the matrix G of the inner levels.

Each structure is written once, as G(θ) in arithmetic that also holds for complex θ; its first
derivatives follow by the complex-step rule, Im G(θ + ih·e)/h, which has no cancellation (Squire &
Trapp 1998, SIAM Review 40:110). Heteroscedastic structures are estimated on the scale of
standard deviations and unstructured ones through a Cholesky factor, so that a variance of zero is
an ordinary point of the parameter space.

=====  ==============================================  =================
name   G (i, j)                                        parameters
=====  ==============================================  =================
ID     τ² on the diagonal                              τ²
DIAG   τ²ᵢ on the diagonal                             τ²₁ … τ²_q
CS     τ² ρ                                            τ², ρ
HCS    τᵢ τⱼ ρ                                         τ₁ … τ_q, ρ
AR     τ² ρ^|i−j|                                      τ², ρ
HAR    τᵢ τⱼ ρ^|i−j|                                   τ₁ … τ_q, ρ
CAR    τ² ρ^|tᵢ−tⱼ|                                    τ², ρ
UN     τᵢ τⱼ ρᵢⱼ                                       Cholesky factor
GEN    as UN, over covariates                          Cholesky factor
GDIAG  as DIAG, over covariates                        τ²₁ … τ²_q
=====  ==============================================  =================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tamis.stats.errors import OutOfRange, StatsError
from tamis.stats.multilevel.inputs import Floats, Ints
from tamis.stats.multilevel.terms import Structured

_STEP = 1e-30  # complex step: any size is exact, because nothing is subtracted

_HETEROSCEDASTIC = ("HCS", "HAR", "UN", "GEN")
_UNSTRUCTURED = ("UN", "GEN")
_DIAGONAL = ("ID", "DIAG", "GDIAG")


@dataclass(frozen=True, slots=True, eq=False)
class Covariance:
    """G as a function of its free parameters.

    Attributes:
        term: The term whose inner levels covary.
        held: Value of each natural parameter, NaN where it is estimated.
        factor: Whether the parameters are the entries of a Cholesky factor.
        together: Which pairs of inner levels ever share an outer level (q × q).
    """

    term: Structured
    held: Floats
    factor: bool
    together: Any

    @property
    def free(self) -> Ints:
        """Indices of the parameters that are estimated."""
        return np.flatnonzero(np.isnan(self.held)).astype(np.intp)

    @property
    def n_variances(self) -> int:
        """How many variances the structure has."""
        return 1 if self.term.struct in ("ID", "CS", "AR", "CAR") else self.term.size

    def matrix(self, free: Any) -> Any:
        """Return G at the values of the free parameters, which may be complex."""
        theta = self.held.astype(free.dtype if len(free) else float)
        theta[self.free] = free
        q, m = self.term.size, self.n_variances
        if self.factor:
            L = np.zeros((q, q), dtype=theta.dtype)
            L[np.tril_indices(q)] = theta
            return L @ L.T
        scale = np.broadcast_to(theta[:m], (q,))
        if self.term.struct in _DIAGONAL:
            return np.diag(scale)
        R = self._correlation(theta[m:])
        if self.term.struct in _HETEROSCEDASTIC:
            return R * scale[:, None] * scale[None, :]
        return R * scale[0]

    def _correlation(self, rho: Any) -> Any:
        q = self.term.size
        if self.term.struct in _UNSTRUCTURED:
            R = np.eye(q, dtype=rho.dtype)
            R[np.triu_indices(q, 1)] = rho
            return R + np.triu(R, 1).T
        if self.term.struct in ("CS", "HCS"):
            return np.where(np.eye(q, dtype=bool), 1.0, rho[0])
        gap = np.abs(self.term.positions[:, None] - self.term.positions[None, :])
        if self.term.struct == "CAR":
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(gap == 0, 1.0, rho[0] ** gap)
        power = np.ones((q, q), dtype=rho.dtype)
        for lag in range(1, q):
            power[gap >= lag] *= rho[0]
        return power

    def derivatives(self, free: Floats) -> Floats:
        """Return dG/dθ for each free parameter, shape (n, q, q)."""
        if self.factor:
            return self._factor_derivatives(free)
        steps = free + 1j * _STEP * np.eye(len(free))
        slopes = [self.matrix(step).imag / _STEP for step in steps]
        return np.array(slopes, dtype=np.float64).reshape(-1, self.term.size, self.term.size)

    def _factor_derivatives(self, free: Floats) -> Floats:
        """Return d(LL′)/dL_ip = e_i L_p′ + L_p e_i′ for each entry of L."""
        q = self.term.size
        row, column = np.tril_indices(q)
        L = np.zeros((q, q))
        L[row, column] = free
        out = np.zeros((len(free), q, q))
        out[np.arange(len(free)), row, :] = L[:, column].T
        return out + np.swapaxes(out, 1, 2)

    def curvature(self, free: Floats, weight: Floats) -> Floats:
        """Return Σ weight ∘ d²G/dθᵢdθⱼ, shape (n, n), by differences of exact derivatives."""
        n = len(free)
        if self.factor:
            row, column = np.tril_indices(self.term.size)
            both = (weight + weight.T)[np.ix_(row, row)]
            return np.asarray(np.where(column[:, None] == column[None, :], both, 0.0))
        out = np.zeros((n, n))
        if self.term.struct in _DIAGONAL:
            return out
        for j in range(n):
            h = 1e-6 * max(abs(free[j]), 1e-3)
            up, down = free.copy(), free.copy()
            up[j] += h
            down[j] -= h
            change = (self.derivatives(up) - self.derivatives(down)) / (2 * h)
            out[j] = np.tensordot(change, weight, axes=2)
        return (out + out.T) / 2

    def bounds(self) -> tuple[Floats, Floats]:
        """Return the lower and upper limits of the free parameters."""
        n = len(self.held)
        lower, upper = np.full(n, -np.inf), np.full(n, np.inf)
        if not self.factor:
            m = self.n_variances
            lower[:m] = 0.0
            upper[m:] = 1.0
            lower[m:], _ = self.rho_limits()
        return np.asarray(lower[self.free]), np.asarray(upper[self.free])

    def rho_limits(self) -> tuple[float, float]:
        """Return the range of a correlation."""
        shared = -1.0 / max(self.term.size - 1, 1)
        return {"CS": shared, "HCS": shared, "CAR": 0.0}.get(self.term.struct, -1.0), 1.0

    def to_scale(self, tau2: Floats) -> Floats:
        """Return variances as they are estimated: as standard deviations if they differ."""
        return np.sqrt(tau2) if self.term.struct in _HETEROSCEDASTIC else tau2

    def from_scale(self, scaled: Floats) -> Floats:
        """Return variances from the scale on which they are estimated."""
        return scaled**2 if self.term.struct in _HETEROSCEDASTIC else scaled

    def start(self, tau2: float, rho: float) -> Floats:
        """Return free parameters with equal variances `tau2` and correlations near `rho`."""
        q, m = self.term.size, self.n_variances
        if self.factor:
            R = np.where(np.eye(q, dtype=bool), 1.0, max(rho, -0.9 / max(q - 1, 1)))
            L = np.linalg.cholesky(R * tau2)
            return np.asarray(L[np.tril_indices(q)])[self.free]
        whole = np.full(len(self.held), rho)
        whole[:m] = np.sqrt(tau2) if self.term.struct in _HETEROSCEDASTIC else tau2
        lower, upper = self.bounds()
        return np.asarray(np.clip(whole[self.free], lower + 1e-8, upper - 1e-8))

    def reported(self, free: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return variances and correlations as people report them (row by row for UN)."""
        G = np.real(self.matrix(free))
        struct, m, q = self.term.struct, self.n_variances, self.term.size
        tau2 = tuple(float(v) for v in (np.diag(G) if m > 1 else G[:1, 0]))
        if struct in _DIAGONAL:
            return tau2, (0.0,)
        if struct not in _UNSTRUCTURED:
            whole = self.held.copy()
            whole[self.free] = free
            return tau2, tuple(float(v) for v in whole[m:])
        sd = np.sqrt(np.diag(G))
        R = np.divide(G, np.outer(sd, sd), out=np.zeros((q, q)), where=np.outer(sd, sd) > 0)
        return tau2, tuple(
            float(np.clip(R[i, j], -1, 1)) if self.together[i, j] else 0.0
            for i in range(q)
            for j in range(i + 1, q)
        )


def covariance(term: Structured) -> Covariance:
    """Build the covariance of one structured term, with what its data cannot show held at zero.

    Raises:
        OutOfRange: `tau2` or `rho` has the wrong number of values, or values outside their range.
    """
    q = term.size
    together = _co_occurrence(term)
    unstructured = term.struct in _UNSTRUCTURED
    factor = unstructured and term.tau2 is None and term.rho is None
    if factor:
        return Covariance(term, np.full(q * (q + 1) // 2, np.nan), True, together)
    m = 1 if term.struct in ("ID", "CS", "AR", "CAR") else q
    n_rho = 0 if term.struct in _DIAGONAL else q * (q - 1) // 2 if unstructured else 1
    tau2 = _held(term.tau2, m, "tau2")
    rho = _held(term.rho, n_rho, "rho")
    if (tau2 < 0).any() or (np.abs(rho) > 1).any():
        raise OutOfRange("tau2, rho", "a value outside its range", "τ² ≥ 0 and |ρ| ≤ 1")
    if n_rho and not unstructured and not (together & ~np.eye(q, dtype=bool)).any():
        rho = np.where(np.isnan(rho), 0.0, rho)
    if term.struct in _HETEROSCEDASTIC:
        tau2 = np.sqrt(tau2)
    return Covariance(term, np.concatenate([tau2, rho]), False, together)


def _co_occurrence(term: Structured) -> Any:
    if term.by_covariate:
        return np.ones((term.size, term.size), dtype=bool)
    table = np.zeros((len(term.outer_labels), term.size), dtype=bool)
    table[term.outer, term.inner] = True
    return (table.T.astype(float) @ table.astype(float)) > 0


def _held(values: tuple[float | None, ...] | None, n: int, name: str) -> Floats:
    if values is None:
        return np.full(n, np.nan)
    if len(values) not in (1, n):
        error: type[StatsError] = OutOfRange
        raise error(name, f"{len(values)} values", f"one, or {n}")
    whole = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    return np.broadcast_to(whole, (n,)).copy() if n else np.empty(0)

"""Maximising a sum over studies with parameters of each study's own and shared ones.

The matrix of second derivatives is an arrow: each study's own parameter meets the shared ones and
itself only, so it is eliminated by its Schur complement. First derivatives come from complex steps,
second ones from differences of those, all perturbations evaluated in one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from tamis.stats.multilevel.inputs import Floats

_STEP = 1e-25
_REACH = 25.0  # an own parameter beyond this stands for an infinite one: e^-25 of information left


class StudySum(Protocol):
    """A function of each study's parameters that can be differentiated."""

    def __call__(self, theta: Any, near: Any = None) -> Any:
        """Return values (S, k) at parameters (S, k, d), which may be complex."""

    def modes(self, theta: Floats, near: Any = None) -> Any:
        """Return what `near` wants, at parameters (k, d)."""

    def derivatives(self, theta: Floats) -> tuple[Floats, Floats] | None:
        """Return gradient (k, d) and second derivatives (k, d, d) where they are at hand."""


@dataclass(frozen=True, slots=True, eq=False)
class ArrowOptimum:
    """A maximum.

    Attributes:
        own: Each study's own parameter (k,), or (0,) when there is none.
        shared: Shared parameters.
        ll: Sum over studies.
        information: Observed information of the shared parameters, own ones eliminated.
        own_information: Observed information of the own parameters, shared ones eliminated (k, k).
        converged: Whether the last step was negligible.
    """

    own: Floats
    shared: Floats
    ll: float
    information: Floats
    own_information: Floats
    converged: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Derivatives:
    gradient: Floats
    hessian: Floats


def _derivatives(f: StudySum, theta: Floats, near: Any) -> _Derivatives:
    """Differentiate per study: gradient (k, d) and second derivatives (k, d, d)."""
    known = f.derivatives(theta)
    if known is not None:
        return _Derivatives(*known)
    k, d = theta.shape
    h = 1e-6 * np.maximum(np.abs(theta).max(axis=0), 0.1)
    points = theta + np.concatenate([np.zeros((1, d)), np.diag(h)])[:, None, :]
    stack = points[:, None] + 1j * _STEP * np.eye(d)[None, :, None, :]
    values = np.imag(f(stack.reshape(-1, k, d), near)).reshape(d + 1, d, k) / _STEP
    hessian = (values[1:] - values[0]) / h[:, None, None]
    hessian = np.moveaxis(hessian, 2, 0)
    return _Derivatives(values[0].T, (hessian + np.swapaxes(hessian, 1, 2)) / 2)


def maximise_arrow(
    f: StudySum,
    own: Floats,
    shared: Floats,
    lower: Floats,
    *,
    limit: int = 60,
) -> ArrowOptimum:
    """Maximise Σ_i f_i(own_i, shared) with shared ≥ lower.

    Args:
        f: Maps parameters (S, k, d) to values (S, k); own parameter first.
        own: Start of the own parameters, (k,), or (0,).
        shared: Start of the shared ones.
        lower: Their lower bounds.
        limit: The largest number of Newton steps.
    """
    state = _State(f, own, shared, lower)
    converged = False
    for _ in range(limit):
        step = state.step()
        if step is None:
            converged = True
            break
        if not state.move(*step):
            converged = state.decrement < 1e-6
            break
        if state.decrement < 1e-9:
            converged = True
            break
    state.settle()
    information, own_information = state.informations()
    return ArrowOptimum(state.own, state.shared, state.ll, information, own_information, converged)


class _State:
    """Where the ascent stands."""

    def __init__(self, f: StudySum, own: Floats, shared: Floats, lower: Floats) -> None:
        self.f, self.own, self.shared, self.lower = f, own, shared, lower
        self.n_own = int(len(own) > 0)
        self.decrement = np.inf
        self.k = len(own) if self.n_own else self._count()
        self.near: Any = None
        self.ll, self.near = self._value(own, shared)
        self._found: _Derivatives | None = None

    def _count(self) -> int:
        return int(np.shape(self.f(self.shared[None, None, :]))[-1])

    def _theta(self, own: Floats, shared: Floats) -> Floats:
        rows = np.broadcast_to(shared, (self.k, len(shared)))
        return np.column_stack([own, rows]) if self.n_own else np.array(rows)

    def _value(self, own: Floats, shared: Floats) -> tuple[float, Any]:
        """Return the sum at parameters, and the modes there."""
        theta = self._theta(own, shared)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            near = self.f.modes(theta, self.near)
            ready = None if near is None else near[None]
            return float(self.f(theta[None], ready).sum()), near

    def derivatives(self) -> _Derivatives:
        if self._found is None:
            theta = self._theta(self.own, self.shared)
            self._found = _derivatives(self.f, theta, self.near)
        return self._found

    def settle(self) -> None:
        """Set to its bound what lies next to it, if the likelihood does not mind."""
        near = (self.shared > self.lower) & (self.shared - self.lower < 1e-5)
        if near.any():
            shared = np.where(near, self.lower, self.shared)
            ll, modes = self._value(self.own, shared)
            if ll >= self.ll - 1e-10 * (1 + abs(self.ll)):
                self.shared, self.ll, self.near, self._found = shared, ll, modes, None

    def informations(self) -> tuple[Floats, Floats]:
        """Return the informations of shared and own parameters, the other kind eliminated."""
        H = -self.derivatives().hessian
        G = H[:, self.n_own :, self.n_own :].sum(axis=0)
        if not self.n_own:
            return np.asarray(G), np.empty((0, 0))
        a, b = H[:, 0, 0], H[:, 0, 1:]
        safe = np.maximum(a, 1e-300)
        shared = G - np.einsum("ks,kt->st", b / safe[:, None], b)
        free = self.shared > self.lower
        pick = b[:, free]
        own = np.diag(a) - pick @ np.linalg.pinv(G[np.ix_(free, free)]) @ pick.T
        return np.asarray(shared), np.asarray(own)

    def step(self) -> tuple[Floats, Floats] | None:
        """Return the Newton step of own and shared parameters; None when nothing is free."""
        found = self.derivatives()
        g, H = found.gradient, -found.hessian
        shared_slope = g[:, self.n_own :].sum(axis=0)
        G = H[:, self.n_own :, self.n_own :].sum(axis=0)
        free = ~((self.shared <= self.lower) & (shared_slope <= 0))
        own_step = np.zeros(len(self.own))
        shared_step = np.zeros(len(self.shared))
        slope, b, a = shared_slope, np.empty((self.k, 0)), np.empty(0)
        if self.n_own:
            a, b = np.maximum(H[:, 0, 0], 1e-12), H[:, 0, 1:]
            G = G - (b / a[:, None]).T @ b
            slope = shared_slope - (b / a[:, None]).T @ g[:, 0]
        if free.any():
            shared_step[free] = _ascent(G[np.ix_(free, free)], slope[free])
        if self.n_own:
            own_step = np.clip((g[:, 0] - b @ shared_step) / a, -3.0, 3.0)
            own_step = np.clip(self.own + own_step, -_REACH, _REACH) - self.own
        elif not free.any():
            return None
        gain = shared_slope @ shared_step + (g[:, 0] @ own_step if self.n_own else 0.0)
        self.decrement = abs(0.5 * float(gain))
        return own_step, shared_step

    def move(self, own_step: Floats, shared_step: Floats) -> bool:
        """Take the step, halved until the likelihood does not fall."""
        length = 1.0
        noise = 1e-12 * (1 + abs(self.ll))
        for _ in range(40):
            own = self.own + length * own_step
            shared = np.maximum(self.shared + length * shared_step, self.lower)
            ll, modes = self._value(own, shared)
            if np.isfinite(ll) and ll >= self.ll - noise:
                self.own, self.shared, self.ll = own, shared, ll
                self.near, self._found = modes, None
                return True
            length *= 0.4
        return False


def _ascent(A: Floats, g: Floats) -> Floats:
    """Solve A x = g, with the eigenvalues of A made positive so that x climbs."""
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(A)), 1e-12))
    values, vectors = np.linalg.eigh(A * np.outer(scale, scale))
    values = np.maximum(np.abs(values), 1e-8)
    return np.asarray(scale * (vectors @ ((vectors.T @ (scale * g)) / values)))

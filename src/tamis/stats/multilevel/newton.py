"""Newton's method within bounds, for likelihoods whose first and second derivatives are exact."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from tamis.stats.multilevel.inputs import Floats


class Evaluated(Protocol):
    """What the optimiser needs to know of a point."""

    @property
    def theta(self) -> Floats: ...  # noqa: D102
    @property
    def ll(self) -> float: ...  # noqa: D102
    @property
    def gradient(self) -> Floats: ...  # noqa: D102
    @property
    def observed(self) -> Floats: ...  # noqa: D102
    @property
    def expected(self) -> Floats: ...  # noqa: D102


P = TypeVar("P", bound=Evaluated)

#: Half the squared length of a Newton step in standard errors at which we stop: the step after it
#: is of the order of its square.
_DECREMENT = 1e-10
#: Steps that gain less than this in a row mean a ridge along which the likelihood is flat.
_IDLE_GAIN, _IDLE_STEPS = 1e-11, 4


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where the ascent ended."""

    steps: int
    converged: bool


def maximise(
    evaluate: Callable[[Floats], P | None],
    start: P,
    lower: Floats,
    upper: Floats,
    *,
    limit: int = 100,
    scoring: float = np.inf,
    known: P | None = None,
) -> tuple[P, Optimum]:
    """Climb from `start` to a maximum within bounds.

    A parameter at its bound stays there while the slope points outwards. The step solves the
    observed information when that is positive definite, else the expected information; it is
    halved until the likelihood rises. What ends next to its lower bound is set to it.

    Args:
        evaluate: Returns a point with gradient and informations, or None outside the domain.
        start: The first point.
        lower: Lower bounds, shape (m,).
        upper: Upper bounds, shape (m,).
        limit: The largest number of steps.
        scoring: While half the squared length of a Newton step in standard errors exceeds this,
            steps solve the expected information instead (Fisher scoring).
        known: A maximum found before; an ascent that is next to it ends there.

    Returns:
        The last point and whether the ascent converged.
    """
    # A step may pass through where numbers overflow; what is not finite there is never taken.
    with np.errstate(over="ignore", invalid="ignore"):
        here, end = _climb(evaluate, start, lower, upper, limit, scoring, known)
    near = (here.theta > lower) & (here.theta - lower < 1e-6 * np.abs(here.theta).max(initial=0.0))
    if near.any():
        settled = evaluate(np.where(near, lower, here.theta))
        if settled is not None and settled.ll >= here.ll - 1e-12 * (1 + abs(here.ll)):
            here = settled
    return here, end


def _climb(
    evaluate: Callable[[Floats], P | None],
    start: P,
    lower: Floats,
    upper: Floats,
    limit: int,
    scoring: float,
    known: P | None,
) -> tuple[P, Optimum]:
    here, idle = start, 0
    for step_number in range(limit):
        if known is not None and _beside(here, known):
            return known, Optimum(step_number, True)
        free = _free(here, lower, upper)
        if not free.any():
            return here, Optimum(step_number, True)
        step, decrement, curved = _step(here, free, scoring)
        there = _search(evaluate, here, step, lower, upper)
        if there is None:
            return here, Optimum(step_number, decrement < 1e-6)
        small = decrement < _DECREMENT and curved
        gain = there.ll - here.ll
        stalled = gain <= 1e-13 * (1 + abs(here.ll)) and decrement < 1e-8
        idle = idle + 1 if gain <= _IDLE_GAIN * (1 + abs(here.ll)) else 0
        here = there
        if small or stalled or idle == _IDLE_STEPS:
            return here, Optimum(step_number + 1, True)
    return here, Optimum(limit, False)


def _beside(here: Evaluated, top: Evaluated) -> bool:
    """Whether `here` lies within a tenth of a standard error of a maximum, and as far below it
    as the curvature there says.
    """
    apart = here.theta - top.theta
    below = 0.5 * float(apart @ top.observed @ apart) - float(top.gradient @ apart)
    return 0 <= below < 0.005 and abs(top.ll - here.ll - below) <= 0.1 * below + 1e-9


def _free(here: Evaluated, lower: Floats, upper: Floats) -> Floats:
    at_lower = (here.theta <= lower) & (here.gradient <= 0)
    at_upper = (here.theta >= upper) & (here.gradient >= 0)
    return np.asarray(~(at_lower | at_upper))


def _step(here: Evaluated, free: Floats, scoring: float) -> tuple[Floats, float, bool]:
    every = bool(free.all())
    pick = (slice(None), slice(None)) if every else np.ix_(free, free)
    g = here.gradient if every else here.gradient[free]
    curved = True
    direction = solve_definite(here.observed[pick], g)
    if direction is None or 0.5 * float(g @ direction) > scoring:
        curved = False
        direction = solve_definite(here.expected[pick], g)
    if direction is None:
        direction = _lifted(here.expected[pick], g)
    step = direction
    if not every:
        step = np.zeros(len(here.theta))
        step[free] = direction
    return step, 0.5 * float(g @ direction), curved


def _lifted(A: Floats, g: Floats) -> Floats:
    """Solve A x = g with the eigenvalues of the scaled A lifted to at least 1e-7."""
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(A)), 1e-300))
    values, vectors = np.linalg.eigh(A * np.outer(scale, scale))
    lifted = np.maximum(np.abs(values), 1e-7)
    return np.asarray(scale * (vectors @ ((vectors.T @ (scale * g)) / lifted)))


def solve_definite(A: Floats, g: Floats) -> Floats | None:
    """Solve A x = g for A positive definite up to the scaling of its rows; else None."""
    from scipy.linalg.lapack import dposv

    d = A.diagonal()
    if not d.min() > 0:
        return None
    scale = 1 / np.sqrt(d)
    factor, x, failed = dposv(A * (scale[:, None] * scale), scale * g, lower=1)
    if failed or not np.diagonal(factor).min() >= 1e-7 or not np.isfinite(x).all():
        return None
    return np.asarray(scale * x)


def _finite(point: Evaluated) -> bool:
    """Whether a point has a likelihood and derivatives (a sum is finite only if its parts are)."""
    return math.isfinite(point.ll + float(point.gradient.sum()) + float(point.observed.sum()))


def _search(
    evaluate: Callable[[Floats], P | None],
    here: P,
    step: Floats,
    lower: Floats,
    upper: Floats,
) -> P | None:
    noise = 1e-13 * (1 + abs(here.ll))
    length = 1.0
    for _ in range(50):
        theta = np.minimum(np.maximum(here.theta + length * step, lower), upper)
        if (theta == here.theta).all():
            return None
        there = evaluate(theta)
        if there is not None and _finite(there):
            gain = float(here.gradient @ (theta - here.theta))
            if there.ll >= here.ll + 1e-4 * max(gain, 0.0) - noise:
                return there
        length *= 0.3
    return None

"""Newton's method within bounds, for likelihoods whose first and second derivatives are exact."""

from __future__ import annotations

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
_DECREMENT = 1e-13


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
) -> tuple[P, Optimum]:
    """Climb from `start` to a maximum within bounds.

    A parameter at its bound stays there while the slope points outwards. The step solves the
    observed information when that is positive definite, else the expected information; it is
    halved until the likelihood rises.

    Args:
        evaluate: Returns a point with gradient and informations, or None outside the domain.
        start: The first point.
        lower: Lower bounds, shape (m,).
        upper: Upper bounds, shape (m,).
        limit: The largest number of steps.

    Returns:
        The last point and whether the ascent converged.
    """
    here = start
    for step_number in range(limit):
        free = _free(here, lower, upper)
        if not free.any():
            return here, Optimum(step_number, True)
        step, decrement, curved = _step(here, free)
        there = _search(evaluate, here, step, lower, upper)
        if there is None:
            return here, Optimum(step_number, decrement < 1e-6)
        small = decrement < _DECREMENT and curved
        stalled = there.ll - here.ll <= 1e-13 * (1 + abs(here.ll)) and decrement < 1e-8
        here = there
        if small or stalled:
            return here, Optimum(step_number + 1, True)
    return here, Optimum(limit, False)


def _free(here: Evaluated, lower: Floats, upper: Floats) -> Floats:
    at_lower = (here.theta <= lower) & (here.gradient <= 0)
    at_upper = (here.theta >= upper) & (here.gradient >= 0)
    return np.asarray(~(at_lower | at_upper))


def _step(here: Evaluated, free: Floats) -> tuple[Floats, float, bool]:
    g = here.gradient[free]
    pick = np.ix_(free, free)
    curved = True
    direction = solve_definite(here.observed[pick], g)
    if direction is None:
        curved = False
        direction = solve_definite(here.expected[pick], g)
    if direction is None:
        F = here.expected[pick]
        ridge = 1e-8 * max(float(np.trace(F)) / len(g), 1e-300)
        direction = solve_definite(F + ridge * np.eye(len(g)), g)
    if direction is None:
        direction = g / max(float(np.abs(g).max()), 1e-300)
    step = np.zeros(len(here.theta))
    step[free] = direction
    return step, 0.5 * float(g @ direction), curved


def solve_definite(A: Floats, g: Floats) -> Floats | None:
    """Solve A x = g for A positive definite up to the scaling of its rows; else None."""
    d = np.diag(A)
    if (d <= 0).any() or not np.isfinite(A).all():
        return None
    scale = 1 / np.sqrt(d)
    scaled = A * np.outer(scale, scale)
    try:
        L = np.linalg.cholesky(scaled)
    except np.linalg.LinAlgError:
        return None
    if np.diag(L).min() < 1e-7:
        return None
    return np.asarray(scale * np.linalg.solve(L.T, np.linalg.solve(L, scale * g)))


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
        theta = np.clip(here.theta + length * step, lower, upper)
        if (theta == here.theta).all():
            return None
        there = evaluate(theta)
        if there is not None and np.isfinite(there.ll):
            gain = float(here.gradient @ (theta - here.theta))
            if there.ll >= here.ll + 1e-4 * max(gain, 0.0) - noise:
                return there
        length *= 0.3
    return None

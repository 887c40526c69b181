"""A linear classifier that learns in milliseconds: squared hinge, ridge penalty, weighted rows.

Minimises ½‖w‖² + Σ cᵢ max(0, 1 − yᵢ(w·xᵢ + b))² with b penalised like a weight (the objective of
LIBLINEAR's L2-loss support vector machine, Fan et al. 2008, eq. 2) by the finite Newton method
(Keerthi and DeCoste 2005): for the rows inside the margin, I, the solution is w = Σ βᵢxᵢ with
(K_II + ½C_I⁻¹) β_I = y_I, solved by conjugate gradients; I is found again until it stays the same.
About seven products with the rows are enough, so it starts from nothing each time: what is learned
never depends on when one learned before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Solution:
    """How much each row counts in the solution, and the margin of each row."""

    beta: Floats
    margin: Floats


def solve(
    apply: Callable[[Floats], Floats],
    target: Floats,
    cost: Floats,
    rounds: int = 12,
    tolerance: float = 1e-3,
) -> Solution:
    """Fit the classifier in terms of its rows.

    Args:
        apply: β (n) → Kβ (n), K the rows' inner products plus one.
        target: +1 or −1 per row.
        cost: Weight cᵢ > 0 per row.
        rounds: Newton rounds at most.
        tolerance: Relative residual at which conjugate gradients stop.
    """
    beta = np.zeros(len(target))
    margin = np.zeros(len(target))
    inside = np.ones(len(target), dtype=bool)
    for _ in range(rounds):
        beta = _conjugate(apply, target, cost, inside, beta * inside, tolerance)
        margin = apply(beta)
        now = target * margin < 1
        if np.array_equal(now, inside):
            break
        inside = now
    return Solution(beta, margin)


def _conjugate(
    apply: Callable[[Floats], Floats],
    target: Floats,
    cost: Floats,
    inside: NDArray[np.bool_],
    beta: Floats,
    tolerance: float,
) -> Floats:
    """Solve (K + ½C⁻¹)β = y on the rows inside, β = 0 elsewhere; preconditioned by the diagonal."""
    ridge = 0.5 / cost
    scale = np.where(inside, 1.0 / (2.0 + ridge), 0.0)
    residual = np.where(inside, target - apply(beta) - ridge * beta, 0.0)
    goal = tolerance * float(np.sqrt(max(1, int(inside.sum()))))
    step = scale * residual
    direction = step.copy()
    power = float(residual @ step)
    for _ in range(60):
        if float(np.sqrt(residual @ residual)) <= goal:
            break
        image = np.where(inside, apply(direction) + ridge * direction, 0.0)
        along = power / float(direction @ image)
        beta = beta + along * direction
        residual = residual - along * image
        step = scale * residual
        fresh = float(residual @ step)
        direction = step + (fresh / power) * direction
        power = fresh
    return beta

"""The decision model: a table of points, added up.

    log-odds = base + Σ weight(field, level) + Σ weight(crossing of two fields)

A crossing says what a sum of single fields cannot: another page in the same volume of the same
journal is another item, however much else agrees. The form is the additive one of Fellegi and
Sunter (JASA 1969;64:1183, eq. 8) with two-way terms; the weights are fitted by penalised logistic
regression, shrunk towards the priors printed beside them (`tamis.match.fit`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from tamis.match.errors import MatchError
from tamis.match.levels import LEVELS


class UnknownLevelError(MatchError):
    """A scorecard names a field or level that no comparison gives."""

    def __init__(self, name: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{name!r} is not one of: {', '.join(allowed)}. Correct the scorecard.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Weights of evidence and the two thresholds.

    Attributes:
        base: Log-odds before any field is seen.
        weights: Field → level words → log-odds added. Levels left out add nothing.
        crossings: (field, field) → (level, level) → log-odds added on top.
        same_above: Probability from which a pair is taken as the same without asking.
        ask_above: Probability from which a person is asked.
    """

    base: float
    weights: Mapping[str, Mapping[str, float]]
    crossings: Mapping[tuple[str, str], Mapping[tuple[str, str], float]]
    same_above: float
    ask_above: float

    def __post_init__(self) -> None:
        for field, levels in self.weights.items():
            _check(field, tuple(levels))
        for (left, right), table in self.crossings.items():
            _check(left, tuple(a for a, _ in table))
            _check(right, tuple(b for _, b in table))

    def weight(self, field: str, level: int) -> float:
        """Points of one level of one field."""
        return self.weights.get(field, {}).get(LEVELS[field][level], 0.0)

    def log_odds(self, levels: pl.DataFrame) -> npt.NDArray[np.float64]:
        """Score compared pairs.

        Args:
            levels: Output of `compare`: one Int8 column per field.

        Returns:
            Natural log-odds that the two records are the same, one per row.
        """
        total = np.full(len(levels), self.base)
        for field, points in self.weights.items():
            table = np.array([points.get(word, 0.0) for word in LEVELS[field]])
            total += table[levels[field].to_numpy()]
        for (left, right), points_of in self.crossings.items():
            grid = np.zeros((len(LEVELS[left]), len(LEVELS[right])))
            for (a, b), points_ab in points_of.items():
                grid[LEVELS[left].index(a), LEVELS[right].index(b)] = points_ab
            total += grid[levels[left].to_numpy(), levels[right].to_numpy()]
        return total


def probability(log_odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Logistic function, safe at both ends."""
    clipped = np.clip(log_odds, -40, 40)
    result: npt.NDArray[np.float64] = 1 / (1 + np.exp(-clipped))
    return result


def _check(field: str, levels: tuple[str, ...]) -> None:
    if field not in LEVELS:
        raise UnknownLevelError(field, tuple(LEVELS))
    for level in levels:
        if level not in LEVELS[field]:
            raise UnknownLevelError(level, LEVELS[field])

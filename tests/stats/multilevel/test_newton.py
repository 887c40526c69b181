from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.newton import maximise, solve_definite


@dataclass(frozen=True)
class _Quartic:
    """−x⁴ + 2x² − 0.1x: maxima near ±1, the left one higher."""

    theta: Floats

    @property
    def ll(self) -> float:
        x = float(self.theta[0])
        return -(x**4) + 2 * x**2 - 0.1 * x

    @property
    def gradient(self) -> Floats:
        return np.asarray(-4 * self.theta**3 + 4 * self.theta - 0.1)

    @property
    def observed(self) -> Floats:
        return np.array([[12 * float(self.theta[0]) ** 2 - 4]])

    @property
    def expected(self) -> Floats:
        return np.array([[8.0]])


FREE = np.array([np.inf])


def _climb(x: float, known: _Quartic | None = None) -> tuple[_Quartic, int]:
    top, end = maximise(_Quartic, _Quartic(np.array([x])), -FREE, FREE, known=known)
    return top, end.steps


def test_an_ascent_beside_a_known_maximum_ends_there() -> None:
    top, steps = _climb(-0.4)
    again, fewer = _climb(-1.5, known=top)
    assert again is top
    assert fewer < steps + 1


def test_an_ascent_to_another_maximum_is_finished() -> None:
    left, _ = _climb(-0.4)
    right, _ = _climb(0.7, known=left)
    assert right.theta[0] == pytest.approx(0.98721, abs=1e-4)
    assert right.gradient[0] == pytest.approx(0.0, abs=1e-8)


@pytest.mark.parametrize("scoring", [0.0, 1e9])
def test_scoring_reaches_the_same_maximum(scoring: float) -> None:
    start = _Quartic(np.array([1.4]))
    top, end = maximise(_Quartic, start, -FREE, FREE, scoring=scoring)
    assert end.converged
    assert abs(top.gradient[0]) < 1e-4


@pytest.mark.parametrize(
    "matrix",
    [
        [[1.0, 2.0], [2.0, 1.0]],
        [[0.0, 0.0], [0.0, 1.0]],
        [[1.0, 1.0], [1.0, 1.0]],
        [[1.0, np.nan], [np.nan, 1.0]],
    ],
)
def test_what_is_not_positive_definite_is_not_solved(matrix: list[list[float]]) -> None:
    assert solve_definite(np.array(matrix), np.ones(2)) is None


def test_rows_of_very_different_scale_are_solved() -> None:
    scaled = np.array([[1e12, 1e3], [1e3, 1e-4]])
    x = solve_definite(scaled, np.array([2e12, 2e3]))
    assert x == pytest.approx(np.array([2.0, 0.0]), abs=1e-6)

"""Shapes of a dose–response curve, each zero at the reference dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.multilevel.inputs import Floats

Shape = Literal["linear", "quadratic", "spline"]

#: Quantiles of dose at which Harrell (2015, table 2.3) puts 3, 4 and 5 knots.
KNOT_QUANTILES = {
    3: (0.10, 0.50, 0.90),
    4: (0.05, 0.35, 0.65, 0.95),
    5: (0.05, 0.275, 0.5, 0.725, 0.95),
}


@dataclass(frozen=True, slots=True)
class Basis:
    """A curve's terms as functions of dose.

    Attributes:
        shape: linear, quadratic or restricted cubic spline.
        knots: Knots of the spline.
        names: Names of its terms.
    """

    shape: Shape
    knots: tuple[float, ...]
    names: tuple[str, ...]

    def __call__(self, dose: Floats) -> Floats:
        """Return the terms at doses (n,), shape (n, p)."""
        if self.shape == "linear":
            return np.asarray(dose[:, None])
        if self.shape == "quadratic":
            return np.column_stack([dose, dose**2])
        return self._spline(dose)

    def _spline(self, x: Floats) -> Floats:
        """Restricted cubic spline (Harrell 2015, Regression Modeling Strategies, chapter 2).

        s_j(x) = [(x−t_j)₊³ − (x−t_{m−1})₊³ (t_m−t_j)/(t_m−t_{m−1})
        + (x−t_m)₊³ (t_{m−1}−t_j)/(t_m−t_{m−1})]/(t_m−t_1)²
        """
        t = np.array(self.knots)
        last, before = t[-1], t[-2]

        def cube(knot: float) -> Floats:
            return np.asarray(np.maximum(x - knot, 0.0) ** 3)

        columns = [x]
        for knot in t[:-2]:
            bend = cube(knot) - cube(before) * (last - knot) / (last - before)
            bend = bend + cube(last) * (before - knot) / (last - before)
            columns.append(bend / (last - t[0]) ** 2)
        return np.column_stack(columns)


def basis(shape: str, dose: Floats, knots: int | Sequence[float] = 3) -> Basis:
    """Choose the terms of a curve.

    Args:
        shape: linear, quadratic or spline.
        dose: Doses observed, for the quantiles at which a number of knots is put.
        knots: For splines, their number (3 to 5) or places.

    Raises:
        UnknownOption, OutOfRange: As they say.
    """
    if shape == "linear":
        return Basis("linear", (), ("dose",))
    if shape == "quadratic":
        return Basis("quadratic", (), ("dose", "dose²"))
    if shape != "spline":
        raise UnknownOption("shape", repr(shape), "linear, quadratic, spline")
    if isinstance(knots, int):
        if knots not in KNOT_QUANTILES:
            raise OutOfRange("knots", str(knots), "3, 4 or 5, or their places")
        places = tuple(float(q) for q in np.quantile(dose, KNOT_QUANTILES[knots]))
    else:
        places = tuple(float(k) for k in knots)
    if len(places) < 3 or any(b <= a for a, b in pairwise(places)):
        raise OutOfRange("knots", str(places), "three or more rising doses")
    names = ("dose", *(f"dose{'′' * j}" for j in range(1, len(places) - 1)))
    return Basis("spline", places, names)

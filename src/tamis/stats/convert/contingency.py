"""2×2 tables from an effect size and the margins."""

from __future__ import annotations

import math

import numpy as np

from tamis.stats.errors import MissingArgument, OutOfRange
from tamis.stats.measures._values import FloatArray

Table = tuple[float, float, float, float]


def table_from_margins(
    n: float,
    row: float,
    column: float,
    *,
    odds_ratio: float | None = None,
    phi: float | None = None,
    chi_squared: float | None = None,
    continuity_corrected: bool = True,
    positive: bool = True,
) -> Table:
    """Cells (a, b, c, d) of a table with known margins, to the nearest whole numbers.

    Args:
        n: Total.
        row: a + b, the first row.
        column: a + c, the first column.
        odds_ratio: ad/(bc), not on the log scale.
        phi: Phi coefficient.
        chi_squared: Pearson's χ².
        continuity_corrected: Whether that χ² was Yates-corrected.
        positive: Direction of the association behind χ².

    Raises:
        MissingArgument: None of the three effects is given.
        OutOfRange: No table with these margins has this effect.

    Source: Bonett (2007), Psychol Methods 12:254-255, for the odds ratio; definitions for the rest.
    """
    if not (0 < row < n and 0 < column < n):
        raise OutOfRange("row, column", f"{row:g} and {column:g}", f"between 0 and n = {n:g}")
    spread = row * (n - row) * column * (n - column)
    if odds_ratio is not None:
        a = _from_odds_ratio(n, row, column, odds_ratio)
    elif phi is not None:
        a = (row * column + phi * math.sqrt(spread)) / n
    elif chi_squared is not None:
        excess = math.sqrt(chi_squared * spread / n) + (n / 2 if continuity_corrected else 0)
        a = (row * column + (excess if positive else -excess)) / n
    else:
        raise MissingArgument("odds_ratio", "no effect", "`odds_ratio`, `phi` or `chi_squared`")
    a = float(np.round(a))
    cells = (a, row - a, column - a, n - row - column + a)
    if min(cells) < 0:
        raise OutOfRange("effect", f"cells {cells}", "an effect possible with these margins")
    return cells


def _from_odds_ratio(n: float, row: float, column: float, odds_ratio: float) -> float:
    if odds_ratio < 0:
        raise OutOfRange("odds_ratio", f"{odds_ratio:g}", "0 or more, not its logarithm")
    # a(n − row − column + a) = OR (row − a)(column − a), a quadratic in a
    square = 1 - odds_ratio
    linear = n - row - column + odds_ratio * (row + column)
    constant = -odds_ratio * row * column
    if abs(square) < 1e-12:
        return -constant / linear
    root = math.sqrt(linear**2 - 4 * square * constant)
    return (root - linear) / (2 * square)


def cells_array(tables: list[Table]) -> FloatArray:
    """Tables as an array of shape (k, 4)."""
    return np.array(tables, dtype=np.float64)

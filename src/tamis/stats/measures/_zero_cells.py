"""What happens to tables with an empty cell.

A ratio is undefined when a cell is empty, so a constant may be added to the cells. Which tables
receive it changes the answer, hence the rule is always explicit.
Source: Sweeting et al. (2004), Stat Med 23:1351-1375; Cochrane Handbook 10.4.4.2.
"""

from __future__ import annotations

import numpy as np

from tamis.stats.measures._values import BoolArray, FloatArray, Options


def adjust(
    cells: tuple[FloatArray, ...], options: Options, uninformative: BoolArray
) -> tuple[FloatArray, ...]:
    """Add the continuity constant where the rule says so.

    Args:
        cells: Counts that can be zero, each of shape (k,).
        options: `continuity`, `zero_cells` and `drop_double_zero` are read.
        uninformative: Tables with no event, or nothing but events, in both groups.

    Returns:
        The cells, NaN in tables that are dropped.
    """
    affected = np.logical_or.reduce([cell == 0 for cell in cells])
    if options.zero_cells == "leave":
        chosen = np.zeros_like(affected)
    elif options.zero_cells == "adjust-every-study":
        chosen = np.ones_like(affected)
    elif options.zero_cells == "adjust-every-study-if-any-is-affected":
        kept = affected & ~uninformative if options.drop_double_zero else affected
        chosen = np.full_like(affected, kept.any())
    else:
        chosen = affected
    shift = np.where(chosen, options.continuity, 0.0)
    if options.drop_double_zero:
        shift = np.where(uninformative, np.nan, shift)
    return tuple(cell + shift for cell in cells)

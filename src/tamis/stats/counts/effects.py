"""Effects and variances of the tables themselves, ½ (or another constant) added to empty cells.

The formulas are those of `tamis.stats.measures.effect_size`; pooling needs them without its
cautions and conversions, which cost several times as much as the pooling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tamis.stats.models.columns import Matrix, Vector

if TYPE_CHECKING:
    from tamis.stats.counts.tables import Groups

Pair = tuple[Vector, Vector]


def study_effects(
    measure: str, groups: Groups, continuity: float, drop_double_zero: bool = True
) -> Pair:
    """Effects and variances of the tables in which they exist.

    Args:
        measure: OR, RR, RD, PETO, IRR or IRD.
        groups: Checked groups.
        continuity: Added to every cell of a table with an empty one.
        drop_double_zero: Leave out tables without, or with nothing but, events in both groups.

    Source: as for `measures.MEASURES[measure]`.
    """
    rates = measure in ("IRR", "IRD")
    a, n1, c, n2 = groups.events1, groups.size1, groups.events2, groups.size2
    cells = np.array((a, c) if rates else (a, n1 - a, c, n2 - c))
    times = (n1, n2) if rates else ()
    if not rates and float(cells.min()) >= 1.0:
        return _FORMS[measure](*cells)
    cells = _adjusted(cells, continuity, drop_double_zero)
    with np.errstate(all="ignore"):
        y, v = _FORMS[measure](*cells, *times)
    there = np.isfinite(y) & np.isfinite(v) & (v >= 0)
    return y[there], v[there]


def _adjusted(cells: Matrix, continuity: float, drop_double_zero: bool) -> Matrix:
    """Cells, shape (2 or 4, k), with the constant; NaN in tables that are dropped."""
    empty = cells == 0.0
    shift = np.where(empty.any(axis=0), continuity, 0.0)
    if drop_double_zero:
        half = len(cells) // 2
        shift = np.where((empty[:half] & empty[half:]).any(axis=0), np.nan, shift)
    out: Matrix = cells + shift
    return out


def _log_odds_ratio(a: Vector, b: Vector, c: Vector, d: Vector) -> Pair:
    return np.log(a / b) - np.log(c / d), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d


def _log_risk_ratio(a: Vector, b: Vector, c: Vector, d: Vector) -> Pair:
    n1, n2 = a + b, c + d
    return np.log(a / n1) - np.log(c / n2), 1.0 / a - 1.0 / n1 + 1.0 / c - 1.0 / n2


def _risk_difference(a: Vector, b: Vector, c: Vector, d: Vector) -> Pair:
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    return p1 - p2, p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2


def _peto(a: Vector, b: Vector, c: Vector, d: Vector) -> Pair:
    n1, events = a + b, a + c
    n = n1 + c + d
    share = n1 / n
    v = events * (b + d) * share * ((c + d) / n) / (n - 1.0)
    return (a - events * share) / v, 1.0 / v


def _log_rate_ratio(x1: Vector, x2: Vector, t1: Vector, t2: Vector) -> Pair:
    return np.log(x1 / t1) - np.log(x2 / t2), 1.0 / x1 + 1.0 / x2


def _rate_difference(x1: Vector, x2: Vector, t1: Vector, t2: Vector) -> Pair:
    return x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2


_FORMS = {
    "OR": _log_odds_ratio,
    "RR": _log_risk_ratio,
    "RD": _risk_difference,
    "PETO": _peto,
    "IRR": _log_rate_ratio,
    "IRD": _rate_difference,
}

"""Do tables share one odds ratio? Breslow and Day's test, and Tarone's correction of it."""

from __future__ import annotations

import numpy as np

from tamis.stats.counts.result import ChiSquare, chi_square
from tamis.stats.counts.tables import Groups
from tamis.stats.models.columns import Vector


def breslow_day(g: Groups, odds_ratio: float) -> tuple[ChiSquare | None, ChiSquare | None]:
    """Tarone's (1985) and Breslow and Day's (1980, eq. 4.30) test.

    Args:
        g: Groups, possibly with a continuity constant.
        odds_ratio: The Mantel–Haenszel estimate.

    Returns:
        Tarone's test and Breslow and Day's, None where no table has both outcomes.
    """
    events, n = g.events1 + g.events2, g.size1 + g.size2
    keep = (events > 0) & (events < n)
    tables = int(np.count_nonzero(keep))
    if not tables:
        return None, None
    a, n1, n2, m = g.events1, g.size1, g.size2, events
    if tables < g.k:
        a, n1, n2, m = a[keep], n1[keep], n2[keep], m[keep]
    expected = _expected(odds_ratio, n1, n2, m)
    b, c, d = n1 - expected, m - expected, n2 - m + expected
    with np.errstate(divide="ignore"):
        precision = 1.0 / expected + 1.0 / b + 1.0 / c + 1.0 / d
    off = a - expected
    day = float((off * off).dot(precision))
    tarone = day - float(off.sum()) ** 2 / float((1.0 / precision).sum())
    df = tables - 1
    return chi_square(max(0.0, tarone), df), chi_square(day, df)


def _expected(odds_ratio: float, n1: Vector, n2: Vector, m: Vector) -> Vector:
    """Events in the first group that the margins and a common odds ratio imply."""
    if abs(odds_ratio - 1.0) < 1e-12:
        same: Vector = n1 * m / (n1 + n2)
        return same
    qa = 1.0 - odds_ratio
    qb = odds_ratio * (n1 + m) + n2 - m
    qc = -odds_ratio * n1 * m
    # The root between max(0, m − n2) and min(n1, m), in the form that does not cancel.
    root = np.sqrt(qb * qb - 4.0 * qa * qc)
    out: Vector = -2.0 * qc / (qb + root)
    return out

"""Mantel–Haenszel estimates with variances that stay valid for many small tables."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.counts.effects import study_effects
from tamis.stats.counts.homogeneity import breslow_day
from tamis.stats.counts.result import ChiSquare, CountPooled, chi_square
from tamis.stats.counts.tables import COUNTS, RATES, Groups, adjusted, read
from tamis.stats.errors import NoEvents
from tamis.stats.models.columns import Column, Flags
from tamis.stats.models.fitting import confidence_level


def mantel_haenszel(
    measure: str,
    *,
    level: float = 0.95,
    continuity: float = 0.0,
    continuity_in: Literal["none", "only-zero", "all"] = "none",
    drop_double_zero: bool = False,
    continuity_correction: bool = True,
    **columns: Column,
) -> CountPooled:
    """Pool two-group counts under an equal-effects model, without correcting empty cells.

    Variances: Robins, Breslow and Greenland 1986 (OR), Greenland and Robins 1985 (RR, IRR, IRD),
    Sato, Greenland and Robins 1989 (RD). Q compares studies, ½ added where a cell is empty.

    Args:
        measure: OR, RR, RD, IRR or IRD.
        level: Confidence level.
        continuity: Constant for the pooled estimate; it needs none.
        continuity_in: Which studies receive it.
        drop_double_zero: Leave out studies without events in both groups; matters for RD only.
        continuity_correction: Of the Mantel–Haenszel test of no effect.
        **columns: `events1`, `n1`, `events2`, `n2`, or `time1`, `time2` for rates; or metafor's
            `ai`, `n1i`, `ci`, `n2i`, `x1i`, `t1i`, `x2i`, `t2i`.

    Raises:
        UnknownMeasure, MissingArgument, LengthMismatch, OutOfRange, NotFinite: Unusable columns.
        NoEvents: The outcome never, or always, occurs.
    """
    groups = read(measure, columns, (*COUNTS, *RATES))
    return pool_groups(
        measure, groups, level, continuity, continuity_in, drop_double_zero, continuity_correction
    )


def pool_groups(
    measure: str,
    groups: Groups,
    level: float = 0.95,
    continuity: float = 0.0,
    continuity_in: str = "none",
    drop_double_zero: bool = False,
    continuity_correction: bool = True,
) -> CountPooled:
    """`mantel_haenszel` for checked groups."""
    empty = groups.double_zero()
    if empty.all():
        raise NoEvents("events1", "an outcome that never, or always, occurs", "both outcomes")
    confidence = confidence_level(level)
    yi, vi = study_effects(measure, groups, 0.5)
    g = adjusted(groups, continuity, continuity_in, measure in RATES)
    if drop_double_zero:
        g = g.subset(~empty)
    estimate, se = _POOLED[measure](g)
    cautions = groups.cautions
    if estimate is None:
        message = "One group has no events, or nothing but events: the pooled ratio does not exist"
        cautions = (*cautions, Caution("undefined-effect", message))
    tarone = day = None
    if measure == "OR" and estimate is not None:
        tarone, day = breslow_day(g, math.exp(estimate))
    informative = None
    if measure == "OR":
        informative = 0 if estimate is None else int(np.count_nonzero(_informative(g)))
    return CountPooled(
        method="Mantel-Haenszel",
        measure=measure,
        k=groups.k,
        k_informative=informative,
        estimate=estimate,
        se=se,
        level=confidence,
        yi=yi,
        vi=vi,
        association=_association(measure, g, continuity_correction),
        homogeneity=tarone,
        homogeneity_breslow_day=day,
        cautions=cautions,
    )


def _informative(g: Groups) -> Flags:
    events = g.events1 + g.events2
    out: Flags = (events > 0) & (events < g.size1 + g.size2)
    return out


def _or(g: Groups) -> tuple[float | None, float | None]:
    a, c = g.events1, g.events2
    b, d, n = g.size1 - a, g.size2 - c, g.size1 + g.size2
    P, Q, R, S = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    r, s = float(R.sum()), float(S.sum())
    if r <= 0 or s <= 0:
        return None, None
    across = float(P.dot(S)) + float(Q.dot(R))
    variance = 0.5 * (float(P.dot(R)) / r**2 + across / (r * s) + float(Q.dot(S)) / s**2)
    return math.log(r / s), math.sqrt(variance)


def _rr(g: Groups) -> tuple[float | None, float | None]:
    a, c, n1, n2, n = g.events1, g.events2, g.size1, g.size2, g.size1 + g.size2
    r, s = float((a * n2 / n).sum()), float((c * n1 / n).sum())
    if r <= 0 or s <= 0:
        return None, None
    above = float(((n1 / n) * (n2 / n) * (a + c) - (a / n) * c).sum())
    return math.log(r / s), math.sqrt(above / (r * s))


def _rd(g: Groups) -> tuple[float | None, float | None]:
    a, c, n1, n2, n = g.events1, g.events2, g.size1, g.size2, g.size1 + g.size2
    below = float((n1 / n * n2).sum())
    theta = float((a * (n2 / n) - c * (n1 / n)).sum()) / below
    p = float((c * (n1 / n) ** 2 - a * (n2 / n) ** 2 + (n1 / n) * (n2 / n) * (n2 - n1) / 2).sum())
    q = float((a * (n2 - c) / n + c * (n1 - a) / n).sum()) / 2
    return theta, math.sqrt(max(0.0, theta * p + q)) / below


def _irr(g: Groups) -> tuple[float | None, float | None]:
    a, c, t1, t2, t = g.events1, g.events2, g.size1, g.size2, g.size1 + g.size2
    r, s = float((a * (t2 / t)).sum()), float((c * (t1 / t)).sum())
    if r <= 0 or s <= 0:
        return None, None
    return math.log(r / s), math.sqrt(float(((a + c) * (t1 / t) * (t2 / t)).sum()) / (r * s))


def _ird(g: Groups) -> tuple[float | None, float | None]:
    a, c, t1, t2, t = g.events1, g.events2, g.size1, g.size2, g.size1 + g.size2
    below = float((t1 / t * t2).sum())
    theta = float((a * (t2 / t) - c * (t1 / t)).sum()) / below
    variance = float((((t1 / t) * t2) ** 2 * (a / t1**2 + c / t2**2)).sum())
    return theta, math.sqrt(variance) / below


_POOLED = {"OR": _or, "RR": _rr, "RD": _rd, "IRR": _irr, "IRD": _ird}


def _association(measure: str, g: Groups, corrected: bool) -> ChiSquare | None:
    """(Cochran–)Mantel–Haenszel test: (|Σ(O − E)| − ½)²/ΣV."""
    if measure not in ("OR", "IRR"):
        return None
    events, n = g.events1 + g.events2, g.size1 + g.size2
    share = g.size1 / n
    variance = share * (g.size2 / n) * events
    if measure == "OR":
        variance *= (n - events) / (n - 1)
    difference = abs(float((g.events1 - share * events).sum())) - (0.5 if corrected else 0.0)
    total = float(variance.sum())
    return chi_square(difference**2 / total, 1) if total > 0 else None

"""Peto's one-step odds ratio."""

from __future__ import annotations

import math

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.counts.effects import study_effects
from tamis.stats.counts.result import CountPooled, chi_square
from tamis.stats.counts.tables import Groups, adjusted, read
from tamis.stats.errors import NoEvents, OutOfRange
from tamis.stats.models.columns import Column
from tamis.stats.models.fitting import confidence_level

#: Larger than this ratio of group sizes, or effects beyond this log odds ratio, and Peto's method
#: is biased (Greenland and Salvan 1990; Cochrane Handbook 10.4.2).
UNBALANCED, LARGE = 3.0, math.log(4.0)


def peto(
    *,
    level: float = 0.95,
    continuity: float = 0.0,
    continuity_in: str = "none",
    drop_double_zero: bool = False,
    **columns: Column,
) -> CountPooled:
    """Pool odds ratios by Σ(O − E)/ΣV (Yusuf et al. 1985, appendix).

    Args:
        level: Confidence level.
        continuity, continuity_in, drop_double_zero: As for `mantel_haenszel`.
        **columns: `events1`, `n1`, `events2`, `n2`, or metafor's `ai`, `n1i`, `ci`, `n2i`.

    Raises:
        MissingArgument, LengthMismatch, OutOfRange, NotFinite: Unusable columns.
        NoEvents: One of the outcomes never occurs.
    """
    groups = read("OR", columns, ("OR",))
    return peto_groups(groups, level, continuity, continuity_in, drop_double_zero)


def peto_groups(
    groups: Groups,
    level: float = 0.95,
    continuity: float = 0.0,
    continuity_in: str = "none",
    drop_double_zero: bool = False,
) -> CountPooled:
    """`peto` for checked groups."""
    g = adjusted(groups, continuity, continuity_in, rates=False)
    if drop_double_zero:
        g = g.subset(~groups.double_zero())
    events, n = g.events1 + g.events2, g.size1 + g.size2
    share = g.size1 / n
    variance = share * (g.size2 / n) * (events * ((n - events) / (n - 1)))
    total = float(variance.sum())
    if total <= 0:
        raise NoEvents("events1", "an outcome that never, or always, occurs", "both outcomes")
    if float(groups.size1.min()) <= 0.0 or float(groups.size2.min()) <= 0.0:
        raise OutOfRange("n1", "a group of nobody", "groups of 1 or more, or missing")
    difference = float((g.events1 - share * events).sum())
    estimate = difference / total
    yi, vi = study_effects("PETO", groups, 0.5)
    q_effects = study_effects("PETO", groups, 0.0) if groups.empty_cell() else None
    return CountPooled(
        method="Peto",
        measure="OR",
        k=groups.k,
        k_informative=int(np.count_nonzero(variance > 0)),
        estimate=estimate,
        se=1.0 / math.sqrt(total),
        level=confidence_level(level),
        yi=yi,
        vi=vi,
        q_effects=q_effects,
        association=chi_square(difference**2 / total, 1),
        cautions=groups.cautions + _cautions(groups, estimate),
    )


def _cautions(groups: Groups, estimate: float) -> tuple[Caution, ...]:
    sizes = groups.size1 / groups.size2
    ratio = max(float(sizes.max()), 1.0 / float(sizes.min()))
    if ratio > UNBALANCED or abs(estimate) > LARGE:
        why = "groups of unequal size" if ratio > UNBALANCED else "a large effect"
        return (Caution("method-not-recommended", f"Peto's method is biased with {why}"),)
    return ()

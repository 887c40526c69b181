"""Residuals of tables from the estimate of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.counts.effects import study_effects
from tamis.stats.counts.peto import peto_groups
from tamis.stats.counts.pooling import pool_groups
from tamis.stats.counts.tables import COUNTS, RATES, read
from tamis.stats.models.columns import Column, Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedResiduals:
    """In table order, shape (k,); NaN where the table has no effect of its own."""

    residual: Vector
    se: Vector
    studentised: Vector


def deleted_residuals(
    measure: str, *, method: str = "Mantel-Haenszel", **columns: Column
) -> DeletedResiduals:
    """Externally studentised residuals of pooled counts (Viechtbauer and Cheung 2010, eq. 11).

    Args:
        measure: OR, RR, RD, IRR or IRD.
        method: "Mantel-Haenszel" or "Peto".
        **columns: As for `mantel_haenszel`.
    """
    groups = read(measure, columns, (*COUNTS, *RATES))
    every = np.arange(groups.k)
    residual, se = np.full(groups.k, np.nan), np.full(groups.k, np.nan)
    for i in every:
        own = groups.subset(every == i)
        if own.double_zero().all():
            continue
        y, v = study_effects("PETO" if method == "Peto" else measure, own, 0.5)
        rest = groups.subset(every != i)
        fit = peto_groups(rest) if method == "Peto" else pool_groups(measure, rest)
        if y.size and fit.estimate is not None and fit.se is not None:
            residual[i], se[i] = y[0] - fit.estimate, np.sqrt(v[0] + fit.se**2)
    return DeletedResiduals(residual=residual, se=se, studentised=residual / se)

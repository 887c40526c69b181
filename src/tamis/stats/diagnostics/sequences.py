"""The same model on fewer studies: without each in turn, or adding one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tamis.stats.batch.fits import ManyFits, regress_many
from tamis.stats.counts.peto import peto_groups
from tamis.stats.counts.pooling import pool_groups
from tamis.stats.counts.result import CountPooled
from tamis.stats.counts.tables import COUNTS, RATES, Groups, read
from tamis.stats.errors import LengthMismatch, StatsError, TooFewStudies
from tamis.stats.models.columns import Column, Flags, vector
from tamis.stats.models.fit import Fit


def refits(fit: Fit, include: Flags) -> ManyFits:
    """The model of `fit`, with its method, test and level, on subsets of its studies.

    Raises:
        StatsError: The model has weights of its own, or a given τ².
        TooFewStudies: A subset is smaller than the number of coefficients.
    """
    if fit.weights is not None or fit.tau2_fixed:
        raise StatsError("fit", "given weights or a given τ²", "an inverse-variance model")
    return regress_many(
        fit.yi,
        fit.vi,
        fit.X,
        include=include,
        method=fit.method,
        test=fit.test,
        level=fit.level,
    )


def leave_one_out(fit: Fit) -> ManyFits:
    """The model without each study in turn; row i is without study i.

    Raises:
        TooFewStudies: There is no study to spare.
    """
    if fit.k < fit.p + 1:
        raise TooFewStudies("fit", f"{fit.k} studies", f"at least {fit.p + 1}")
    return refits(fit, ~np.eye(fit.k, dtype=bool))


def cumulative(fit: Fit, order: Column | None = None) -> ManyFits:
    """The model on the first, the first two, … studies; from as many as it has coefficients.

    Args:
        fit: A fitted model.
        order: A column to sort the studies by (a year, a precision); as given by default.

    Raises:
        LengthMismatch: `order` has not one value per study.
    """
    rank = np.arange(fit.k)
    if order is not None:
        by = vector("order", order)
        if len(by) != fit.k:
            raise LengthMismatch("order", f"{len(by)} values", f"{fit.k}, one per study in use")
        rank = np.argsort(np.argsort(by, kind="stable"), kind="stable")
    sizes = np.arange(fit.p, fit.k + 1)
    return refits(fit, rank[None, :] < sizes[:, None])


def _tables(
    method: str, measure: str, level: float, columns: dict[str, Column]
) -> tuple[Groups, Callable[[Groups], CountPooled]]:
    groups = read(measure, columns, (*COUNTS, *RATES))
    if method == "Peto":
        return groups, lambda g: peto_groups(g, level)
    return groups, lambda g: pool_groups(measure, g, level)


def leave_one_table_out(
    measure: str, *, method: str = "Mantel-Haenszel", level: float = 0.95, **columns: Column
) -> tuple[CountPooled, ...]:
    """`mantel_haenszel` or `peto` without each table in turn.

    Args:
        measure: OR, RR, RD, IRR or IRD.
        method: "Mantel-Haenszel" or "Peto".
        level: Confidence level.
        **columns: As for `mantel_haenszel`.
    """
    groups, fit = _tables(method, measure, level, columns)
    every = np.arange(groups.k)
    return tuple(fit(groups.subset(every != i)) for i in every)


def cumulative_tables(
    measure: str, *, method: str = "Mantel-Haenszel", level: float = 0.95, **columns: Any
) -> tuple[CountPooled, ...]:
    """`mantel_haenszel` or `peto` on the first, the first two, … tables."""
    groups, fit = _tables(method, measure, level, columns)
    return tuple(fit(groups.subset(np.arange(i + 1))) for i in range(groups.k))

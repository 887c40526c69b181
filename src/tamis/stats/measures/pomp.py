"""Percentage of the maximum possible score: (score − low)/(high − low) × 100.

Source: Cohen et al. (1999), Multivar Behav Res 34:315-346.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tamis.stats.measures import change, means, single_means
from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._values import (
    Columns,
    Compute,
    Family,
    FloatArray,
    Measure,
    Options,
    Pair,
)


def _ranged(family: Family) -> Family:
    def prepare(given: Columns) -> dict[str, FloatArray]:
        table = family.prepare(given)
        require(table, ("low", "high"), "a scale with limits")
        refuse("high", table["high"] <= table["low"], "above `low`")
        return table

    columns = {**family.columns, "low": "mini", "high": "maxi"}
    name = family.name + " on a scale with limits"
    return replace(family, name=name, columns=columns, prepare=prepare)


def _percent(compute: Compute, shifted: bool) -> Callable[[Columns, Options], Pair]:
    def scaled(table: Columns, options: Options) -> Pair:
        y, v = compute(table, options)
        by = 100 / (table["high"] - table["low"])
        return (y - table["low"] if shifted else y) * by, v * by**2

    return scaled


_COHEN = "Cohen et al. (1999), Multivar Behav Res 34:315-346"

MEASURES = (
    Measure(
        code="POMPM",
        title="mean, percent of maximum possible",
        family=_ranged(single_means.FAMILY),
        compute=_percent(single_means.mean, True),
        source=_COHEN,
    ),
    Measure(
        code="POMPMD",
        title="mean difference, percent of maximum possible",
        family=_ranged(means.FAMILY),
        compute=_percent(means.mean_difference, False),
        variances=("unequal", "equal"),
        source=_COHEN,
    ),
    Measure(
        code="POMPMC",
        title="mean change, percent of maximum possible",
        family=_ranged(change.FAMILY),
        compute=_percent(change.mean_change, False),
        source=_COHEN,
    ),
)

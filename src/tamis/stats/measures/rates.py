"""Events per person-time, in two groups or one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair
from tamis.stats.measures._zero_cells import adjust


def _checked(given: Mapping[str, FloatArray], groups: tuple[str, ...], table: str) -> None:
    require(given, [name + g for g in groups for name in ("events", "time")], table)
    for g in groups:
        refuse("events" + g, given["events" + g] < 0, "a count of 0 or more")
        refuse("time" + g, given["time" + g] <= 0, "a person-time above 0")


def _prepare_two(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    _checked(given, ("1", "2"), "two groups, events in person-time")
    return dict(given)


def _prepare_one(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    _checked(given, ("",), "one group, events in person-time")
    return dict(given)


TWO = Family(
    name="two groups, events in person-time",
    columns={"events1": "x1i", "time1": "t1i", "events2": "x2i", "time2": "t2i"},
    prepare=_prepare_two,
    size=lambda _: None,
    counts=("events1", "events2"),
)
ONE = Family(
    name="one group, events in person-time",
    columns={"events": "xi", "time": "ti"},
    prepare=_prepare_one,
    size=lambda _: None,
    counts=("events",),
)


def _two(table: Columns, options: Options) -> tuple[FloatArray, ...]:
    x1, x2 = table["events1"], table["events2"]
    return (*adjust((x1, x2), options, (x1 == 0) & (x2 == 0)), table["time1"], table["time2"])


def _one(table: Columns, options: Options) -> tuple[FloatArray, ...]:
    x = table["events"]
    return (*adjust((x,), options, np.zeros(x.shape, dtype=bool)), table["time"])


def log_rate_ratio(table: Columns, options: Options) -> Pair:
    """ln(rate1/rate2), variance 1/x1 + 1/x2."""
    x1, x2, t1, t2 = _two(table, options)
    return np.log(x1 / t1) - np.log(x2 / t2), 1 / x1 + 1 / x2


def rate_difference(table: Columns, options: Options) -> Pair:
    """rate1 − rate2, variance x1/t1² + x2/t2²."""
    x1, x2, t1, t2 = _two(table, options)
    return x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2


def root_rate_difference(table: Columns, options: Options) -> Pair:
    """√rate1 − √rate2, variance 1/(4 t1) + 1/(4 t2)."""
    x1, x2, t1, t2 = _two(table, options)
    return np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2)


def rate(table: Columns, options: Options) -> Pair:
    """x/t, variance x/t²."""
    x, t = _one(table, options)
    return x / t, x / t**2


def log_rate(table: Columns, options: Options) -> Pair:
    """ln(x/t), variance 1/x."""
    x, t = _one(table, options)
    return np.log(x / t), 1 / x


def root_rate(table: Columns, options: Options) -> Pair:
    """√(x/t), variance 1/(4t)."""
    x, t = _one(table, options)
    return np.sqrt(x / t), 1 / (4 * t)


def freeman_tukey_rate(table: Columns, options: Options) -> Pair:
    """½(√(x/t) + √((x + 1)/t)), variance 1/(4t)."""
    x, t = _one(table, options)
    return (np.sqrt(x / t) + np.sqrt((x + 1) / t)) / 2, 1 / (4 * t)


_ROTHMAN = "Rothman et al. (2008), Modern Epidemiology, 3rd ed., chapter 14"

MEASURES = (
    Measure(
        code="IRR",
        title="log incidence rate ratio",
        family=TWO,
        compute=log_rate_ratio,
        continuity=0.5,
        back="exp",
        source=_ROTHMAN,
    ),
    Measure(
        code="IRD",
        title="incidence rate difference",
        family=TWO,
        compute=rate_difference,
        continuity=0.5,
        source=_ROTHMAN,
    ),
    Measure(
        code="IRSD",
        title="difference of square roots of incidence rates",
        family=TWO,
        compute=root_rate_difference,
        source=_ROTHMAN,
    ),
    Measure(
        code="IR", title="incidence rate", family=ONE, compute=rate, continuity=0.5, source=_ROTHMAN
    ),
    Measure(
        code="IRLN",
        title="log incidence rate",
        family=ONE,
        compute=log_rate,
        continuity=0.5,
        back="exp",
        source=_ROTHMAN,
    ),
    Measure(
        code="IRS",
        title="square root of incidence rate",
        family=ONE,
        compute=root_rate,
        back="square",
        source=_ROTHMAN,
    ),
    Measure(
        code="IRFT",
        title="incidence rate, Freeman–Tukey",
        family=ONE,
        compute=freeman_tukey_rate,
        back="freeman-tukey-rate",
        source="Freeman and Tukey (1950), Ann Math Stat 21:607-611",
    ),
)

"""One group, outcome measured."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._special import small_sample_factor
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair


def _prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    require(given, ("sd", "n"), "one group, mean")
    refuse("sd", given["sd"] < 0, "a standard deviation of 0 or more")
    refuse("n", given["n"] < 1, "a sample size of 1 or more")
    return dict(given)


FAMILY = Family(
    name="one group, mean",
    columns={"mean": "mi", "sd": "sdi", "n": "ni"},
    prepare=_prepare,
    size=lambda table: table["n"],
)


def mean(table: Columns, options: Options) -> Pair:
    """The mean, variance sd²/n."""
    require(table, ("mean",), FAMILY.name)
    return table["mean"], table["sd"] ** 2 / table["n"]


def standardised_mean(table: Columns, options: Options) -> Pair:
    """mean/sd, variance 1/n + y²/(2n)."""
    require(table, ("mean",), FAMILY.name)
    n = table["n"]
    y = table["mean"] / table["sd"]
    y = small_sample_factor(n - 1) * y if options.small_sample else y
    return y, 1 / n + y**2 / (2 * n)


def log_mean(table: Columns, options: Options) -> Pair:
    """ln(mean), variance of first order."""
    require(table, ("mean",), FAMILY.name)
    return np.log(table["mean"]), table["sd"] ** 2 / (table["n"] * table["mean"] ** 2)


def log_cv(table: Columns, options: Options) -> Pair:
    """Log coefficient of variation."""
    require(table, ("mean",), FAMILY.name)
    n = table["n"]
    y = np.log(table["sd"] / table["mean"])
    y = y + 1 / (2 * (n - 1)) if options.small_sample else y
    return y, 1 / (2 * (n - 1)) + table["sd"] ** 2 / (n * table["mean"] ** 2)


def log_sd(table: Columns, options: Options) -> Pair:
    """Log standard deviation."""
    n = table["n"]
    y = np.log(table["sd"])
    y = y + 1 / (2 * (n - 1)) if options.small_sample else y
    return y, 1 / (2 * (n - 1))


_NAKAGAWA = "Nakagawa et al. (2015), Methods Ecol Evol 6:143-152"

MEASURES = (
    Measure(code="MN", title="mean", family=FAMILY, compute=mean, source="variance of a mean"),
    Measure(
        code="SMN",
        title="standardised mean",
        family=FAMILY,
        compute=standardised_mean,
        source="Hedges (1981), J Educ Stat 6:107-128",
    ),
    Measure(
        code="MNLN",
        title="log mean",
        family=FAMILY,
        compute=log_mean,
        back="exp",
        source="Hedges et al. (1999), Ecology 80:1150-1156",
    ),
    Measure(
        code="CVLN",
        title="log coefficient of variation",
        family=FAMILY,
        compute=log_cv,
        back="exp",
        source=_NAKAGAWA,
    ),
    Measure(
        code="SDLN",
        title="log standard deviation",
        family=FAMILY,
        compute=log_sd,
        back="exp",
        source=_NAKAGAWA,
    ),
)

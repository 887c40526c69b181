"""Two independent groups: mean differences in standard deviations, and odds ratios from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tamis.stats.errors import MissingArgument
from tamis.stats.measures._columns import require
from tamis.stats.measures._special import small_sample_factor
from tamis.stats.measures._values import Columns, FloatArray, Measure, Options, Pair
from tamis.stats.measures.associations import COX_SNELL, LOGISTIC_SD
from tamis.stats.measures.means import FAMILY, MEANS


def difference_in_sds(table: Columns) -> FloatArray:
    """The uncorrected standardised difference, however it was reported.

    Raises:
        MissingArgument: Neither means nor `d`, `t` or `p` were given.
    """
    if "d" not in table:
        raise MissingArgument(
            "d", "neither means nor `d`, `t` or `p`", f"{', '.join(MEANS)}, or `d`, `t` or `p`"
        )
    return table["d"]


def standardised_mean_difference(table: Columns, options: Options) -> Pair:
    """Hedges' g (Cohen's d if not corrected), standardised by the pooled sd."""
    d, n1, n2 = difference_in_sds(table), table["n1"], table["n2"]
    n, df = n1 + n2, n1 + n2 - 2
    j = small_sample_factor(df)
    y = j * d if options.small_sample else d
    base = 1 / n1 + 1 / n2
    if options.variance == "scaled":
        return y, j**2 * (base + d**2 / (2 * n))
    if options.variance == "adjusted":
        # Hedges (1982), Psychol Bull 92:490-499, equation 8
        return y, base + y**2 / (2 * (n - 3.94))
    if options.variance == "unbiased":
        return y, base + (1 - (df - 2) / (df * j**2)) * y**2
    if options.variance == "averaged":
        kept = np.isfinite(y) & np.isfinite(n)
        return y, base + (np.sum(y[kept] * n[kept]) / np.sum(n[kept])) ** 2 / (2 * n)
    if options.variance == "no-effect":
        # Exact when the difference is zero: d is then a multiple of a central t
        return y, np.where(df > 2, j**2 * df / (df - 2) * base, np.nan)
    return y, base + y**2 / (2 * n)


def heteroscedastic_smd(table: Columns, options: Options) -> Pair:
    """Standardised by √((sd1² + sd2²)/2), variances not taken as equal."""
    require(table, MEANS, "two groups, means")
    n1, n2 = table["n1"], table["n2"]
    v1, v2 = table["sd1"] ** 2, table["sd2"] ** 2
    sd2 = (v1 + v2) / 2
    d = (table["mean1"] - table["mean2"]) / np.sqrt(sd2)
    y = small_sample_factor(n1 + n2 - 2) * d if options.small_sample else d
    v = y**2 * (v1**2 / (n1 - 1) + v2**2 / (n2 - 1)) / (8 * sd2**2)
    return y, v + (v1 / (n1 - 1) + v2 / (n2 - 1)) / sd2


def one_sd_smd(table: Columns, options: Options) -> Pair:
    """Standardised by the second group's sd, variances taken as equal (Glass's delta)."""
    require(table, ("mean1", "mean2", "sd2"), "two groups, means and the second group's sd")
    n1, n2 = table["n1"], table["n2"]
    d = (table["mean1"] - table["mean2"]) / table["sd2"]
    y = small_sample_factor(n2 - 1) * d if options.small_sample else d
    return y, 1 / n1 + 1 / n2 + y**2 / (2 * n2)


def one_sd_heteroscedastic_smd(table: Columns, options: Options) -> Pair:
    """Standardised by the second group's sd, variances not taken as equal."""
    require(table, MEANS, "two groups, means")
    n1, n2 = table["n1"], table["n2"]
    d = (table["mean1"] - table["mean2"]) / table["sd2"]
    y = small_sample_factor(n2 - 1) * d if options.small_sample else d
    ratio = table["sd1"] ** 2 / table["sd2"] ** 2
    return y, ratio / (n1 - 1) + 1 / (n2 - 1) + y**2 / (2 * (n2 - 1))


def _odds_ratio(by: float) -> Callable[[Columns, Options], Pair]:
    def compute(table: Columns, options: Options) -> Pair:
        y, v = standardised_mean_difference(table, options)
        return y * by, v * by**2

    return compute


_HEDGES = "Hedges (1981), J Educ Stat 6:107-128"
_BONETT = "Bonett (2008), Psychol Methods 13:99-109"
_CHINN = "Chinn (2000), Stat Med 19:3127-3131"

MEASURES = (
    Measure(
        code="SMD",
        title="standardised mean difference",
        family=FAMILY,
        compute=standardised_mean_difference,
        source=_HEDGES,
        variances=("large-sample", "scaled", "adjusted", "unbiased", "averaged", "no-effect"),
    ),
    Measure(
        code="SMDH",
        title="standardised mean difference, unequal variances",
        family=FAMILY,
        compute=heteroscedastic_smd,
        source=_BONETT,
    ),
    Measure(
        code="SMD1",
        title="mean difference in sds of group 2",
        family=FAMILY,
        compute=one_sd_smd,
        source=_HEDGES,
    ),
    Measure(
        code="SMD1H",
        title="mean difference in sds of group 2, unequal variances",
        family=FAMILY,
        compute=one_sd_heteroscedastic_smd,
        source=_BONETT,
    ),
    *(
        Measure(
            code=code,
            title=f"log odds ratio from the SMD, {word}",
            family=FAMILY,
            compute=_odds_ratio(by),
            corrected=False,
            back="exp",
            source=source,
        )
        for code, word, by, source in (
            ("D2OR", "logistic", LOGISTIC_SD, _CHINN),
            ("D2ORL", "logistic", LOGISTIC_SD, _CHINN),
            (
                "D2ORN",
                "normal",
                COX_SNELL,
                "Cox and Snell (1989), Analysis of Binary Data, 2nd ed.",
            ),
        )
    ),
)

"""One group seen twice, outcome measured; differences are first minus second.

The correlation `r` between the two is rarely reported. It is an argument without a default, so
that it is always somebody's stated assumption; `correlation_sweep` shows what depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._special import normal_cdf, normal_density, small_sample_factor
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair


def _prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    require(given, ("sd1", "n", "r"), "one group seen twice, means")
    for name in ("sd1", "sd2"):
        if name in given:
            refuse(name, given[name] < 0, "a standard deviation of 0 or more")
    refuse("n", given["n"] < 1, "a sample size of 1 or more")
    refuse("r", np.abs(given["r"]) > 1, "between −1 and 1")
    return dict(given)


FAMILY = Family(
    name="one group seen twice, means",
    columns={
        "mean1": "m1i",
        "sd1": "sd1i",
        "mean2": "m2i",
        "sd2": "sd2i",
        "n": "ni",
        "r": "ri",
    },
    prepare=_prepare,
    size=lambda table: table["n"],
)
ALL = ("mean1", "sd1", "mean2", "sd2")


def _change_variance(table: Columns) -> FloatArray:
    s1, s2 = table["sd1"], table["sd2"]
    out: FloatArray = s1**2 + s2**2 - 2 * table["r"] * s1 * s2
    return out


def mean_change(table: Columns, options: Options) -> Pair:
    """mean1 − mean2."""
    require(table, ALL, FAMILY.name)
    return table["mean1"] - table["mean2"], _change_variance(table) / table["n"]


def change_in_change_sds(table: Columns, options: Options) -> Pair:
    """Mean change in standard deviations of the change."""
    require(table, ALL, FAMILY.name)
    n = table["n"]
    y = (table["mean1"] - table["mean2"]) / np.sqrt(_change_variance(table))
    y = small_sample_factor(n - 1) * y if options.small_sample else y
    return y, 1 / n + y**2 / (2 * n)


def change_in_first_sds(table: Columns, options: Options) -> Pair:
    """Mean change in standard deviations of the first occasion."""
    require(table, ("mean1", "mean2"), FAMILY.name)
    n = table["n"]
    d = (table["mean1"] - table["mean2"]) / table["sd1"]
    j = small_sample_factor(n - 1)
    y = j * d if options.small_sample else d
    if options.variance == "scaled":
        return y, j**2 * (2 * (1 - table["r"]) / n + d**2 / (2 * n))
    return y, 2 * (1 - table["r"]) / n + y**2 / (2 * n)


def change_in_first_sds_heteroscedastic(table: Columns, options: Options) -> Pair:
    """As `change_in_first_sds`, variances of the occasions not taken as equal."""
    require(table, ALL, FAMILY.name)
    n = table["n"]
    y = (table["mean1"] - table["mean2"]) / table["sd1"]
    y = small_sample_factor(n - 1) * y if options.small_sample else y
    v = _change_variance(table) / (table["sd1"] ** 2 * (n - 1))
    return y, v + y**2 / (2 * (n - 1))


def change_in_mean_sds(table: Columns, options: Options) -> Pair:
    """Mean change in standard deviations pooled over the occasions."""
    require(table, ALL, FAMILY.name)
    n, r = table["n"], table["r"]
    d = (table["mean1"] - table["mean2"]) / np.sqrt((table["sd1"] ** 2 + table["sd2"] ** 2) / 2)
    j = small_sample_factor(2 * (n - 1) / (1 + r**2))
    y = j * d if options.small_sample else d
    return y, 2 * (1 - r) / n + y**2 / (2 * n) * (1 + r**2) / 2


def change_in_mean_sds_heteroscedastic(table: Columns, options: Options) -> Pair:
    """As `change_in_mean_sds`, variances of the occasions not taken as equal."""
    require(table, ALL, FAMILY.name)
    n, r = table["n"], table["r"]
    v1, v2 = table["sd1"] ** 2, table["sd2"] ** 2
    sd2 = (v1 + v2) / 2
    d = (table["mean1"] - table["mean2"]) / np.sqrt(sd2)
    j = small_sample_factor(2 * (n - 1) / (1 + r**2))
    y = j * d if options.small_sample else d
    v = y**2 * (v1**2 + v2**2 + 2 * r**2 * v1 * v2) / (8 * sd2**2 * (n - 1))
    return y, v + _change_variance(table) / (sd2 * (n - 1))


def log_ratio_of_means(table: Columns, options: Options) -> Pair:
    """ln(mean1/mean2)."""
    require(table, ALL, FAMILY.name)
    n = table["n"]
    cv1, cv2 = table["sd1"] / table["mean1"], table["sd2"] / table["mean2"]
    y = np.log(table["mean1"] / table["mean2"])
    v = (cv1**2 + cv2**2 - 2 * table["r"] * cv1 * cv2) / n
    return y + ((cv1**2 - cv2**2) / (2 * n) if options.small_sample else 0), v


def log_variability_ratio(table: Columns, options: Options) -> Pair:
    """ln(sd1/sd2), variance (1 − r²)/(n − 1)."""
    require(table, ("sd2",), FAMILY.name)
    y = np.log(table["sd1"] / table["sd2"])
    return y, (1 - table["r"] ** 2) / (table["n"] - 1)


def log_cv_ratio(table: Columns, options: Options) -> Pair:
    """Log ratio of the coefficients of variation."""
    require(table, ALL, FAMILY.name)
    n, r = table["n"], table["r"]
    cv1, cv2 = table["sd1"] / table["mean1"], table["sd2"] / table["mean2"]
    y = np.log(cv1) - np.log(cv2)
    v = (1 - r**2) / (n - 1) + (cv1**2 + cv2**2 - 2 * r * cv1 * cv2) / n
    return y - ((cv1**2 - cv2**2) / (2 * n) if options.small_sample else 0), v


def probability_of_superiority(table: Columns, options: Options) -> Pair:
    """Φ((mean1 − mean2)/√(sd1² + sd2²)): two different persons, one at each occasion."""
    require(table, ALL, FAMILY.name)
    n, r = table["n"], table["r"]
    v1, v2 = table["sd1"] ** 2, table["sd2"] ** 2
    z = (table["mean1"] - table["mean2"]) / np.sqrt(v1 + v2)
    wobble = z**2 * (v1**2 + v2**2 + 2 * r**2 * v1 * v2) / (2 * (v1 + v2) * (n - 1))
    v = normal_density(z) ** 2 * (_change_variance(table) / (n - 1) + wobble) / (v1 + v2)
    return normal_cdf(z), v


_BECKER = "Becker (1988), Br J Math Stat Psychol 41:257-278"
_BONETT = "Bonett (2008), Psychol Methods 13:99-109"
_COUSINEAU = "Cousineau (2020), Quant Meth Psych 16:418-421"
_SENIOR = "Senior et al. (2020), Evol Ecol 34"

MEASURES = (
    Measure(
        code="MC",
        title="mean change",
        family=FAMILY,
        compute=mean_change,
        source="Cochrane Handbook 6.5.2.8",
    ),
    Measure(
        code="SMCC",
        title="mean change in sds of the change",
        family=FAMILY,
        compute=change_in_change_sds,
        source="Gibbons et al. (1993), J Educ Stat 18:271-279",
    ),
    Measure(
        code="SMCR",
        title="mean change in sds of the first occasion",
        family=FAMILY,
        compute=change_in_first_sds,
        variances=("large-sample", "scaled"),
        source=_BECKER,
    ),
    Measure(
        code="SMCRH",
        title="mean change in sds of the first occasion, unequal variances",
        family=FAMILY,
        compute=change_in_first_sds_heteroscedastic,
        source=_BONETT,
    ),
    Measure(
        code="SMCRP",
        title="mean change in pooled sds",
        family=FAMILY,
        compute=change_in_mean_sds,
        source=_COUSINEAU,
    ),
    Measure(
        code="SMCRPH",
        title="mean change in pooled sds, unequal variances",
        family=FAMILY,
        compute=change_in_mean_sds_heteroscedastic,
        source=_BONETT,
    ),
    Measure(
        code="ROMC",
        title="log ratio of means of two occasions",
        family=FAMILY,
        compute=log_ratio_of_means,
        back="exp",
        source="Lajeunesse (2011), Ecology 92:2049-2055",
    ),
    Measure(
        code="VRC",
        title="log ratio of sds of two occasions",
        family=FAMILY,
        compute=log_variability_ratio,
        back="exp",
        source=_SENIOR,
    ),
    Measure(
        code="CVRC",
        title="log ratio of coefficients of variation of two occasions",
        family=FAMILY,
        compute=log_cv_ratio,
        back="exp",
        source=_SENIOR,
    ),
    Measure(
        code="CLESCN",
        title="probability of superiority over two occasions",
        family=FAMILY,
        compute=probability_of_superiority,
        source="delta method under normality",
    ),
    Measure(
        code="AUCCN",
        title="area under the curve over two occasions",
        family=FAMILY,
        compute=probability_of_superiority,
        source="delta method under normality",
    ),
)

"""Two independent groups, outcome measured: the table, and differences on its own scale."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair

MEANS = ("mean1", "sd1", "n1", "mean2", "sd2", "n2")


def _prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    table = dict(given)
    require(table, ("n1", "n2"), "two groups, means")
    for g in ("1", "2"):
        refuse("n" + g, table["n" + g] < 1, "a sample size of 1 or more")
        if "sd" + g in table:
            refuse("sd" + g, table["sd" + g] < 0, "a standard deviation of 0 or more")
    if "p" in table:
        refuse("p", np.abs(table["p"]) > 1, "a two-sided P value, signed by the direction")
    table.update(_standardised(table))
    return table


def _standardised(table: Columns) -> dict[str, FloatArray]:
    """Uncorrected standardised difference, from what each row reports.

    The order is means, then `d`, then `t`, then `p`.
    """
    n1, n2 = table["n1"], table["n2"]
    df = n1 + n2 - 2
    tries = []
    with np.errstate(all="ignore"):
        if set(MEANS) <= table.keys():
            tries.append((table["mean1"] - table["mean2"]) / pooled_sd(table))
        if "d" in table:
            tries.append(table["d"])
        if "t" in table:
            tries.append(table["t"] * np.sqrt(1 / n1 + 1 / n2))
        if "p" in table:
            from scipy.special import stdtrit

            t = -stdtrit(df, np.abs(table["p"]) / 2) * np.sign(table["p"])
            tries.append(t * np.sqrt(1 / n1 + 1 / n2))
    if not tries:
        return {}
    found = tries[0]
    for other in tries[1:]:
        found = np.where(np.isnan(found), other, found)
    return {"d": found}


def pooled_sd(table: Columns) -> FloatArray:
    """Standard deviation pooled over the two groups, weighted by degrees of freedom."""
    n1, n2 = table["n1"], table["n2"]
    square = ((n1 - 1) * table["sd1"] ** 2 + (n2 - 1) * table["sd2"] ** 2) / (n1 + n2 - 2)
    return np.sqrt(square)


FAMILY = Family(
    name="two groups, means",
    columns={
        "mean1": "m1i",
        "sd1": "sd1i",
        "n1": "n1i",
        "mean2": "m2i",
        "sd2": "sd2i",
        "n2": "n2i",
        "d": "di",
        "t": "ti",
        "p": "pi",
    },
    prepare=_prepare,
    size=lambda table: table["n1"] + table["n2"],
)


def mean_difference(table: Columns, options: Options) -> Pair:
    """mean1 − mean2; variances of the groups taken as unequal, or pooled."""
    require(table, MEANS, "two groups, means")
    y = table["mean1"] - table["mean2"]
    if options.variance == "equal":
        return y, pooled_sd(table) ** 2 * (1 / table["n1"] + 1 / table["n2"])
    return y, table["sd1"] ** 2 / table["n1"] + table["sd2"] ** 2 / table["n2"]


def _squared_cv(table: Columns, options: Options) -> tuple[FloatArray, FloatArray]:
    """Squared coefficients of variation as the variance form asks for them."""
    s1, s2 = table["sd1"], table["sd2"]
    if options.variance in ("equal", "averaged-equal"):
        s1 = s2 = pooled_sd(table)
    cv1, cv2 = s1 / table["mean1"], s2 / table["mean2"]
    if options.variance.startswith("averaged"):
        cv1, cv2 = _mean_weighted(cv1, table["n1"]), _mean_weighted(cv2, table["n2"])
    return cv1**2, cv2**2


def _mean_weighted(values: FloatArray, n: FloatArray) -> FloatArray:
    kept = np.isfinite(values) & np.isfinite(n)
    return np.full_like(values, np.sum(values[kept] * n[kept]) / np.sum(n[kept]))


def log_ratio_of_means(table: Columns, options: Options) -> Pair:
    """ln(mean1/mean2); needs means of one sign."""
    require(table, MEANS, "two groups, means")
    n1, n2 = table["n1"], table["n2"]
    y = np.log(table["mean1"] / table["mean2"])
    cv1, cv2 = _squared_cv(table, options)
    v = cv1 / n1 + cv2 / n2
    if options.variance == "second-order":
        v = v + cv1**2 / (2 * n1**2) + cv2**2 / (2 * n2**2)
    return y + (_ratio_bias(table) if options.small_sample else 0), v


def _ratio_bias(table: Columns) -> FloatArray:
    """Lajeunesse (2015), Ecology 96:2056-2063, equation 8."""
    first = table["sd1"] ** 2 / (table["n1"] * table["mean1"] ** 2)
    second = table["sd2"] ** 2 / (table["n2"] * table["mean2"] ** 2)
    out: FloatArray = (first - second) / 2
    return out


def _sd_bias(table: Columns) -> FloatArray:
    """Nakagawa et al. (2015), Methods Ecol Evol 6:143-152, equation 3."""
    return 1 / (2 * (table["n1"] - 1)) - 1 / (2 * (table["n2"] - 1))


def log_variability_ratio(table: Columns, options: Options) -> Pair:
    """ln(sd1/sd2)."""
    require(table, ("sd1", "n1", "sd2", "n2"), "two groups, standard deviations")
    y = np.log(table["sd1"] / table["sd2"])
    v = 1 / (2 * (table["n1"] - 1)) + 1 / (2 * (table["n2"] - 1))
    return y + (_sd_bias(table) if options.small_sample else 0), v


def log_cv_ratio(table: Columns, options: Options) -> Pair:
    """Log ratio of the coefficients of variation."""
    require(table, MEANS, "two groups, means")
    n1, n2 = table["n1"], table["n2"]
    y = np.log(table["sd1"] / table["mean1"]) - np.log(table["sd2"] / table["mean2"])
    cv1, cv2 = table["sd1"] ** 2 / table["mean1"] ** 2, table["sd2"] ** 2 / table["mean2"] ** 2
    v = cv1 / n1 + cv2 / n2 + 1 / (2 * (n1 - 1)) + 1 / (2 * (n2 - 1))
    if options.small_sample:
        y = y + _sd_bias(table) - _ratio_bias(table)
    return y, v


_NAKAGAWA = "Nakagawa et al. (2015), Methods Ecol Evol 6:143-152"

MEASURES = (
    Measure(
        code="MD",
        title="mean difference",
        family=FAMILY,
        compute=mean_difference,
        variances=("unequal", "equal"),
        source="Cochrane Handbook 6.5.1.1",
    ),
    Measure(
        code="ROM",
        title="log ratio of means",
        family=FAMILY,
        compute=log_ratio_of_means,
        variances=("unequal", "second-order", "equal", "averaged", "averaged-equal"),
        back="exp",
        source="Hedges et al. (1999), Ecology 80:1150-1156",
    ),
    Measure(
        code="VR",
        title="log ratio of standard deviations",
        family=FAMILY,
        compute=log_variability_ratio,
        back="exp",
        source=_NAKAGAWA,
    ),
    Measure(
        code="CVR",
        title="log ratio of coefficients of variation",
        family=FAMILY,
        compute=log_cv_ratio,
        back="exp",
        source=_NAKAGAWA,
    ),
)

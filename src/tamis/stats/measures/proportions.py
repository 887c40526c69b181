"""One group, events of a total."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.errors import MissingArgument
from tamis.stats.measures._columns import refuse
from tamis.stats.measures._special import normal_quantile
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair
from tamis.stats.measures._zero_cells import adjust


def _prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    table = dict(given)
    if "events" not in table or not {"nonevents", "n"} & table.keys():
        found = ", ".join(table) or "nothing"
        raise MissingArgument("events", f"only {found}", "`events` and one of `nonevents`, `n`")
    if "n" in table:
        refuse("events", table["events"] > table["n"], "at most `n`")
        table.setdefault("nonevents", table["n"] - table["events"])
    table["n"] = table["events"] + table["nonevents"]
    refuse("events", table["events"] < 0, "a count of 0 or more")
    refuse("nonevents", table["nonevents"] < 0, "a count of 0 or more")
    return table


FAMILY = Family(
    name="one group, events of total",
    columns={"events": "xi", "nonevents": "mi", "n": "ni"},
    prepare=_prepare,
    size=lambda table: table["n"],
    counts=("events", "nonevents"),
)


def _share(table: Columns, options: Options) -> tuple[FloatArray, FloatArray, FloatArray]:
    x, m = table["events"], table["nonevents"]
    x, m = adjust((x, m), options, np.zeros(x.shape, dtype=bool))
    return x, m, x + m


def proportion(table: Columns, options: Options) -> Pair:
    """x/n with the binomial variance."""
    x, _, n = _share(table, options)
    p = x / n
    q = np.nansum(x) / np.nansum(n) if options.variance == "averaged" else p
    return p, q * (1 - q) / (n - 1 if options.variance == "unbiased" else n)


def log_proportion(table: Columns, options: Options) -> Pair:
    """ln p, variance 1/x − 1/n."""
    x, _, n = _share(table, options)
    q = np.nansum(x) / np.nansum(n)
    v = (1 - q) / (q * n) if options.variance == "averaged" else 1 / x - 1 / n
    return np.log(x / n), v


def logit_proportion(table: Columns, options: Options) -> Pair:
    """ln(p/(1 − p)), variance 1/x + 1/(n − x)."""
    x, m, n = _share(table, options)
    q = np.nansum(x) / np.nansum(n)
    v = 1 / (q * (1 - q) * n) if options.variance == "averaged" else 1 / x + 1 / m
    return np.log(x / m), v


def probit_proportion(table: Columns, options: Options) -> Pair:
    """Φ⁻¹(p), variance 2π p(1 − p) exp(z²)/n."""
    x, _, n = _share(table, options)
    p = x / n
    z = normal_quantile(p)
    return z, 2 * np.pi * p * (1 - p) * np.exp(z**2) / n


def arcsine_proportion(table: Columns, options: Options) -> Pair:
    """asin √p, variance 1/(4n)."""
    x, _, n = _share(table, options)
    return np.arcsin(np.sqrt(x / n)), 1 / (4 * n)


def freeman_tukey_proportion(table: Columns, options: Options) -> Pair:
    """½(asin √(x/(n + 1)) + asin √((x + 1)/(n + 1))), variance 1/(4n + 2)."""
    x, _, n = _share(table, options)
    y = np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))
    return y / 2, 1 / (4 * n + 2)


_LARGE = ("large-sample", "averaged")
_BINOMIAL = "Agresti (2002), Categorical Data Analysis, section 1.3; delta method"

MEASURES = (
    Measure(
        code="PR",
        title="proportion",
        family=FAMILY,
        compute=proportion,
        continuity=0.5,
        variances=("large-sample", "unbiased", "averaged"),
        source=_BINOMIAL,
    ),
    Measure(
        code="PLN",
        title="log proportion",
        family=FAMILY,
        compute=log_proportion,
        continuity=0.5,
        variances=_LARGE,
        back="exp",
        source=_BINOMIAL,
    ),
    Measure(
        code="PLO",
        title="logit proportion",
        family=FAMILY,
        compute=logit_proportion,
        continuity=0.5,
        variances=_LARGE,
        back="expit",
        source=_BINOMIAL,
    ),
    Measure(
        code="PRZ",
        title="probit proportion",
        family=FAMILY,
        compute=probit_proportion,
        continuity=0.5,
        back="normal-cdf",
        source=_BINOMIAL,
    ),
    Measure(
        code="PAS",
        title="arcsine square root proportion",
        family=FAMILY,
        compute=arcsine_proportion,
        back="arcsine",
        source="Rücker et al. (2009), Stat Med 28:721-738",
    ),
    Measure(
        code="PFT",
        title="proportion, Freeman–Tukey double arcsine",
        family=FAMILY,
        compute=freeman_tukey_proportion,
        back="freeman-tukey",
        source="Freeman and Tukey (1950), Ann Math Stat 21:607-611",
    ),
)

"""Probability that a value of group 1 exceeds one of group 2 (AUC, common-language effect size)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._special import normal_cdf, normal_density
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair
from tamis.stats.measures.means import FAMILY, MEANS, pooled_sd


def _prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    table = dict(given)
    require(table, ("auc", "n1", "n2"), "two groups, area under the curve")
    table.setdefault("ties", np.zeros_like(table["auc"]))
    for name in ("auc", "ties"):
        refuse(name, (table[name] < 0) | (table[name] > 1), "a probability")
    return table


OBSERVED = Family(
    name="two groups, area under the curve",
    columns={"auc": "ai", "n1": "n1i", "n2": "n2i", "ties": "mi"},
    prepare=_prepare,
    size=lambda table: table["n1"] + table["n2"],
)


def observed(table: Columns, options: Options) -> Pair:
    """Observed probability of superiority, ties counted half."""
    a, n1, n2 = table["auc"], table["n1"], table["n2"]
    # Method 4: both group sizes set to their mean in the numerator
    each = (n1 + n2) / 2 - 1
    v = 1 + each * (1 - a) / (2 - a) + each * a / (1 + a)
    return a, a * (1 - a) * v / ((n1 - 1) * (n2 - 1))


def from_means(table: Columns, options: Options) -> Pair:
    """Φ((mean1 − mean2)/√(sd1² + sd2²)) under normality."""
    require(table, MEANS, "two groups, means")
    n1, n2 = table["n1"], table["n2"]
    v1, v2 = table["sd1"] ** 2, table["sd2"] ** 2
    if options.variance == "equal":
        v1 = v2 = pooled_sd(table) ** 2
    z = (table["mean1"] - table["mean2"]) / np.sqrt(v1 + v2)
    spread = v1 / (n1 - 1) + v2 / (n2 - 1)
    wobble = z**2 / (v1 + v2) * (v1**2 / (n1 - 1) + v2**2 / (n2 - 1)) / 2
    return normal_cdf(z), normal_density(z) ** 2 * (spread + wobble) / (v1 + v2)


MEASURES = tuple(
    Measure(code=code, title=title, family=family, compute=compute, source=source, variances=kinds)
    for code, title, family, compute, source, kinds in (
        (
            "CLES",
            "probability of superiority",
            OBSERVED,
            observed,
            "Newcombe (2006), Stat Med 25:559-573",
            ("large-sample",),
        ),
        (
            "AUC",
            "area under the curve",
            OBSERVED,
            observed,
            "Newcombe (2006), Stat Med 25:559-573",
            ("large-sample",),
        ),
        (
            "CLESN",
            "probability of superiority from means",
            FAMILY,
            from_means,
            "McGraw and Wong (1992), Psychol Bull 111:361-365; delta method",
            ("unequal", "equal"),
        ),
        (
            "AUCN",
            "area under the curve from means",
            FAMILY,
            from_means,
            "McGraw and Wong (1992), Psychol Bull 111:361-365; delta method",
            ("unequal", "equal"),
        ),
    )
)

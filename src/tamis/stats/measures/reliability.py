"""Cronbach's alpha, and genotype counts: measures with a table of their own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair


def _prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    require(given, ("alpha", "items", "n"), "reliability")
    refuse("alpha", given["alpha"] > 1, "at most 1")
    refuse("items", given["items"] < 2, "2 items or more")
    refuse("n", given["n"] < 1, "a sample size of 1 or more")
    return dict(given)


FAMILY = Family(
    name="reliability",
    columns={"alpha": "ai", "items": "mi", "n": "ni"},
    prepare=_prepare,
    size=lambda table: table["n"],
)


def alpha(table: Columns, options: Options) -> Pair:
    """Cronbach's alpha itself."""
    a, m, n = table["alpha"], table["items"], table["n"]
    return a, 2 * m * (1 - a) ** 2 / ((m - 1) * (n - 2))


def hakstian_whalen(table: Columns, options: Options) -> Pair:
    """1 − (1 − α)^⅓."""
    a, m, n = table["alpha"], table["items"], table["n"]
    v = 18 * m * (n - 1) * (1 - a) ** (2 / 3) / ((m - 1) * (9 * n - 11) ** 2)
    return 1 - np.cbrt(1 - a), v


def bonett(table: Columns, options: Options) -> Pair:
    """−ln(1 − α)."""
    a, m, n = table["alpha"], table["items"], table["n"]
    return -np.log(1 - a), 2 * m / ((m - 1) * (n - 2))


def _prepare_genotypes(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    names = ("homozygous1", "heterozygous", "homozygous2")
    require(given, names, "genotype counts")
    for name in names:
        refuse(name, given[name] < 0, "a count of 0 or more")
    return dict(given)


GENOTYPES = Family(
    name="genotype counts",
    columns={"homozygous1": "ai", "heterozygous": "bi", "homozygous2": "ci"},
    prepare=_prepare_genotypes,
    size=lambda table: table["homozygous1"] + table["heterozygous"] + table["homozygous2"],
)


def relative_excess_heterozygosity(table: Columns, options: Options) -> Pair:
    """ln(heterozygous/(2√(homozygous1·homozygous2)))."""
    a, b, c = (table[name] for name in ("homozygous1", "heterozygous", "homozygous2"))
    return np.log(b / (2 * np.sqrt(a * c))), 1 / (4 * a) + 1 / b + 1 / (4 * c)


_BONETT = "Bonett (2002), J Educ Behav Stat 27:335-340; (2010), Psychol Methods 15:368-385"

MEASURES = (
    Measure(code="ARAW", title="Cronbach's alpha", family=FAMILY, compute=alpha, source=_BONETT),
    Measure(
        code="AHW",
        title="Cronbach's alpha, cube root",
        family=FAMILY,
        back="cube",
        compute=hakstian_whalen,
        source="Hakstian and Whalen (1976), Psychometrika 41:219-231",
    ),
    Measure(
        code="ABT",
        title="Cronbach's alpha, logarithm",
        family=FAMILY,
        compute=bonett,
        back="one-minus-exp",
        source=_BONETT,
    ),
    Measure(
        code="REH",
        title="relative excess heterozygosity",
        family=GENOTYPES,
        back="exp",
        compute=relative_excess_heterozygosity,
        source="Ziegler et al. (2011), BMC Genet 12:25",
    ),
)

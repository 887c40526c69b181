"""Matched pairs, or one group seen twice, outcome yes or no.

                    second yes   second no
    first yes       both (a)     first_only (b)
    first no        second_only (c)  neither (d)

`MPORM` reads the two margins instead: first yes/no, second yes/no, and their correlation.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair
from tamis.stats.measures._zero_cells import adjust

CELLS = ("both", "first_only", "second_only", "neither")
MARGINS = ("first_yes", "first_no", "second_yes", "second_no")


def _prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    require(given, CELLS, "matched pairs")
    for name in CELLS:
        refuse(name, given[name] < 0, "a count of 0 or more")
    return dict(given)


def _prepare_margins(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    require(given, (*MARGINS, "r"), "the margins of matched pairs")
    for name in MARGINS:
        refuse(name, given[name] < 0, "a count of 0 or more")
    refuse("r", np.abs(given["r"]) > 1, "between −1 and 1")
    return dict(given)


def _pairs(table: Columns) -> FloatArray:
    return table["both"] + table["first_only"] + table["second_only"] + table["neither"]


FAMILY = Family(
    name="matched pairs",
    columns=dict(zip(CELLS, ("ai", "bi", "ci", "di"), strict=True)),
    prepare=_prepare,
    size=_pairs,
    counts=CELLS,
)
MARGINAL = Family(
    name="margins of matched pairs",
    columns={**dict(zip(MARGINS, ("ai", "bi", "ci", "di"), strict=True)), "r": "ri"},
    prepare=_prepare_margins,
    size=lambda table: table["first_yes"] + table["first_no"],
    counts=MARGINS,
)


def _cells(table: Columns, options: Options) -> tuple[FloatArray, ...]:
    a, b, c, d = (table[name] for name in CELLS)
    return adjust((a, b, c, d), options, ((a == 0) & (c == 0)) | ((b == 0) & (d == 0)))


def risk_difference(table: Columns, options: Options) -> Pair:
    """Difference of the marginal proportions, (b − c)/n."""
    a, b, c, d = _cells(table, options)
    n = a + b + c + d
    return (b - c) / n, b / n**2 + c / n**2 - (b - c) ** 2 / n**3


def log_risk_ratio(table: Columns, options: Options) -> Pair:
    """Log ratio of the marginal proportions."""
    a, b, c, _ = _cells(table, options)
    return np.log((a + b) / (a + c)), (b + c) / ((a + b) * (a + c))


def marginal_log_odds_ratio(table: Columns, options: Options) -> Pair:
    """Log odds ratio of the marginal proportions."""
    a, b, c, d = _cells(table, options)
    n = a + b + c + d
    p, q = (a + b) / n, (a + c) / n
    covariance = (a * d - b * c) / n**2 / (p * (1 - p) * q * (1 - q))
    v = (1 / (p * (1 - p)) + 1 / (q * (1 - q)) - 2 * covariance) / n
    return np.log(p / (1 - p)) - np.log(q / (1 - q)), v


def conditional_log_odds_ratio(table: Columns, options: Options) -> Pair:
    """ln(b/c), conditional on the pair."""
    _, b, c, _ = _cells(table, options)
    return np.log(b / c), 1 / b + 1 / c


def peto(table: Columns, options: Options) -> Pair:
    """One-step conditional log odds ratio, 2(b − c)/(b + c)."""
    _, b, c, _ = _cells(table, options)
    return 2 * (b - c) / (b + c), 4 / (b + c)


def log_odds_ratio_from_margins(table: Columns, options: Options) -> Pair:
    """Marginal log odds ratio when only the margins and their correlation are reported."""
    a, b, c, d = (table[name] for name in MARGINS)
    a, b, c, d = adjust((a, b, c, d), options, ((a == 0) & (c == 0)) | ((b == 0) & (d == 0)))
    # Both margins count the same pairs; where they differ, the nearest whole number of them.
    n = np.round((a + b + c + d) / 2)
    v = 1 / a + 1 / b + 1 / c + 1 / d - 2 * table["r"] * n / np.sqrt(a * b * c * d)
    return np.log(a / b) - np.log(c / d), v


_BECKER = "Becker and Balagtas (1993), Biometrics 49:997-1009"
_ELBOURNE = "Elbourne et al. (2002), Int J Epidemiol 31:140-149"

MEASURES = (
    Measure(
        code="MPRD",
        title="matched-pairs risk difference",
        family=FAMILY,
        compute=risk_difference,
        continuity=0.5,
        source="Agresti (2002), equation 10.2",
    ),
    Measure(
        code="MPRR",
        title="matched-pairs log risk ratio",
        family=FAMILY,
        compute=log_risk_ratio,
        continuity=0.5,
        back="exp",
        source="Agresti and Min (2004), Stat Med 23:65-75",
    ),
    Measure(
        code="MPOR",
        title="matched-pairs marginal log odds ratio",
        family=FAMILY,
        compute=marginal_log_odds_ratio,
        continuity=0.5,
        back="exp",
        source=_BECKER,
    ),
    Measure(
        code="MPORC",
        title="matched-pairs conditional log odds ratio",
        family=FAMILY,
        compute=conditional_log_odds_ratio,
        continuity=0.5,
        back="exp",
        source=_BECKER,
    ),
    Measure(
        code="MPPETO",
        title="matched-pairs conditional log odds ratio by Peto's one step",
        family=FAMILY,
        compute=peto,
        continuity=0.5,
        back="exp",
        source=_ELBOURNE,
    ),
    Measure(
        code="MPORM",
        title="matched-pairs marginal log odds ratio from the margins",
        family=MARGINAL,
        compute=log_odds_ratio_from_margins,
        continuity=0.5,
        back="exp",
        source=_ELBOURNE,
    ),
)

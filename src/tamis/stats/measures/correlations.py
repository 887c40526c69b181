"""One group: correlations, partial and semi-partial correlations, and explained variance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tamis.stats.measures._columns import refuse, require
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair
from tamis.stats.measures.associations import fisher_z


def _prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    table = dict(given)
    require(table, ("n",), "one group, correlation")
    refuse("n", table["n"] < 1, "a sample size of 1 or more")
    if "r" not in table and "t" in table and "predictors" not in table:
        df = table["n"] - 2
        table["r"] = table["t"] / np.sqrt(table["t"] ** 2 + df)
    if "r" in table:
        refuse("r", np.abs(table["r"]) > 1, "between −1 and 1")
    return table


def _prepare_regression(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    require(given, ("n", "predictors"), "one group, regression")
    if "r_squared" in given:
        bad = (given["r_squared"] < 0) | (given["r_squared"] > 1)
        refuse("r_squared", bad, "between 0 and 1")
    if "r" in given:
        refuse("r", np.abs(given["r"]) > 1, "between −1 and 1")
    few = given["n"] - given["predictors"] - 1 <= 0
    refuse("predictors", few, "fewer than `n` − 1")
    return dict(given)


FAMILY = Family(
    name="one group, correlation",
    columns={"r": "ri", "n": "ni", "t": "ti"},
    prepare=_prepare,
    size=lambda table: table["n"],
)
REGRESSION = Family(
    name="one group, regression",
    columns={"t": "ti", "n": "ni", "predictors": "mi", "r_squared": "r2i", "r": "ri"},
    prepare=_prepare_regression,
    size=lambda table: table["n"],
)


def _hypergeometric(a: float, b: float, c: FloatArray, z: FloatArray) -> FloatArray:
    """Gauss's ₂F₁(a, b; c; z), by its series where c is large.

    scipy's routine fails there for some z, and the series needs few terms.
    """
    from scipy.special import hyp2f1

    total = term = np.ones_like(z)
    for k in range(200):
        term = term * (a + k) * (b + k) / ((c + k) * (k + 1)) * z
        total = total + term
    return np.where(c > 20, total, hyp2f1(a, b, c, z))


def _average(r: FloatArray, n: FloatArray) -> FloatArray:
    kept = np.isfinite(r) & np.isfinite(n)
    return np.full_like(r, np.sum(r[kept] * n[kept]) / np.sum(n[kept]))


def _unbiased(r: FloatArray, n: FloatArray) -> FloatArray:
    """Olkin and Pratt (1958), Ann Math Stat 29:201-211, equation 2.3."""
    return r * _hypergeometric(0.5, 0.5, (n - 2) / 2, 1 - r**2)


def _correlation_variance(
    y: FloatArray, r: FloatArray, n: FloatArray, options: Options
) -> FloatArray:
    if options.variance == "unbiased":
        # Hedges (1989), Psychol Bull 106, via Olkin and Pratt's estimator of ρ²
        square = 1 - (n - 3) / (n - 2) * (1 - r**2) * _hypergeometric(1, 1, n / 2, 1 - r**2)
        return y**2 - square
    if options.variance == "averaged":
        return (1 - _average(y, n) ** 2) ** 2 / (n - 1)
    if options.variance == "no-effect":
        return 1 / (n - 1)
    return (1 - y**2) ** 2 / (n - 1)


def correlation(table: Columns, options: Options) -> Pair:
    """Pearson's r."""
    require(table, ("r",), FAMILY.name)
    r, n = table["r"], table["n"]
    return r, _correlation_variance(r, r, n, options)


def unbiased_correlation(table: Columns, options: Options) -> Pair:
    """Pearson's r corrected for its bias towards zero."""
    require(table, ("r",), FAMILY.name)
    r, n = table["r"], table["n"]
    y = _unbiased(r, n)
    return y, _correlation_variance(y, r, n, options)


def z_correlation(table: Columns, options: Options) -> Pair:
    """atanh r with variance 1/(n − 3)."""
    require(table, ("r",), FAMILY.name)
    v = np.where(table["n"] > 3, 1 / (table["n"] - 3), np.nan)
    return np.arctanh(table["r"]), v


def partial_correlation(table: Columns, options: Options) -> Pair:
    """Partial r from a coefficient's t, in a model with `predictors` terms."""
    n, m = table["n"], table["predictors"]
    df = n - m - 1
    if "r" in table:
        r = table["r"]
    else:
        require(table, ("t",), REGRESSION.name)
        r = table["t"] / np.sqrt(table["t"] ** 2 + df)
    return r, (1 - r**2) ** 2 / (n - m)


def z_partial_correlation(table: Columns, options: Options) -> Pair:
    """atanh of the partial correlation with variance 1/(n − predictors − 2)."""
    r, _ = partial_correlation(table, options)
    return np.arctanh(r), 1 / (table["n"] - table["predictors"] - 2)


def semipartial_correlation(table: Columns, options: Options) -> Pair:
    """Semi-partial r from a coefficient's t and the model's R²."""
    require(table, ("t", "r_squared"), REGRESSION.name)
    n, m, t, big = table["n"], table["predictors"], table["t"], table["r_squared"]
    r = t * np.sqrt(1 - big) / np.sqrt(n - m - 1)
    without = big - r**2
    return r, (big**2 - 2 * big + without + 1 - without**2) / n


def explained_variance(table: Columns, options: Options) -> Pair:
    """R², variance 4R²(1 − R²)²/n."""
    require(table, ("r_squared",), REGRESSION.name)
    big, n = table["r_squared"], table["n"]
    return big, 4 * big * (1 - big) ** 2 / n


def z_explained_variance(table: Columns, options: Options) -> Pair:
    """atanh √R², variance 1/n."""
    require(table, ("r_squared",), REGRESSION.name)
    return np.arctanh(np.sqrt(table["r_squared"])), 1 / table["n"]


_OLKIN = "Olkin and Pratt (1958), Ann Math Stat 29:201-211"
_ALOE = "Aloe and Becker (2012), J Educ Behav Stat 37:278-297"
_FORMS = ("large-sample", "unbiased", "averaged", "no-effect")

MEASURES = (
    Measure(
        code="COR",
        title="correlation",
        family=FAMILY,
        compute=correlation,
        variances=_FORMS,
        source=_OLKIN,
    ),
    Measure(
        code="UCOR",
        title="correlation, unbiased",
        family=FAMILY,
        compute=unbiased_correlation,
        variances=_FORMS,
        source=_OLKIN,
    ),
    Measure(
        code="ZCOR",
        title="correlation, Fisher z",
        family=FAMILY,
        compute=z_correlation,
        back="tanh",
        source="Fisher (1921), Metron 1:3-32",
    ),
    Measure(
        code="PCOR",
        title="partial correlation",
        family=REGRESSION,
        compute=partial_correlation,
        source=_ALOE,
    ),
    Measure(
        code="ZPCOR",
        title="partial correlation, Fisher z",
        family=REGRESSION,
        compute=z_partial_correlation,
        back="tanh",
        source=_ALOE,
    ),
    Measure(
        code="SPCOR",
        title="semi-partial correlation",
        family=REGRESSION,
        compute=semipartial_correlation,
        source=_ALOE,
    ),
    Measure(
        code="ZSPCOR",
        title="semi-partial correlation, Fisher z",
        family=REGRESSION,
        compute=fisher_z(semipartial_correlation),
        back="tanh",
        source=_ALOE,
    ),
    Measure(
        code="R2",
        title="explained variance",
        family=REGRESSION,
        compute=explained_variance,
        source="Olkin and Finn (1995), Psychol Bull 118:155-164",
    ),
    Measure(
        code="ZR2",
        title="explained variance, Fisher z of its root",
        family=REGRESSION,
        compute=z_explained_variance,
        back="tanh-squared",
        source="Olkin and Finn (1995), Psychol Bull 118:155-164",
    ),
)

"""Two independent groups: the difference as a correlation with group membership."""

from __future__ import annotations

import numpy as np

from tamis.stats.measures._special import normal_density, normal_quantile
from tamis.stats.measures._values import Columns, FloatArray, Measure, Options, Pair
from tamis.stats.measures.associations import fisher_z
from tamis.stats.measures.means import FAMILY
from tamis.stats.measures.standardised import difference_in_sds


def _correlation(table: Columns) -> tuple[FloatArray, FloatArray]:
    """Point-biserial r and h = df/n1 + df/n2, with r = d/√(d² + h)."""
    d, n1, n2 = difference_in_sds(table), table["n1"], table["n2"]
    h = (n1 + n2 - 2) * (1 / n1 + 1 / n2)
    return d / np.sqrt(d**2 + h), h


def point_biserial(table: Columns, options: Options) -> Pair:
    """Correlation of the outcome with the group."""
    r, h = _correlation(table)
    d, n1, n2 = difference_in_sds(table), table["n1"], table["n2"]
    n = n1 + n2
    if options.variance == "cross-sectional":
        p = n1 / n
        # Tate (1954), Ann Math Stat 25:603-607: asymptotic variance
        return r, (1 - r**2) ** 2 * (1 - 1.5 * r**2 + r**2 / (4 * p * (1 - p))) / n
    return r, h**2 / (h + d**2) ** 3 * (1 / n1 + 1 / n2 + d**2 / (2 * n))


def _biserial(table: Columns) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    r, _ = _correlation(table)
    p = table["n1"] / (table["n1"] + table["n2"])
    z = normal_quantile(1 - p)
    f = normal_density(z)
    return np.sqrt(p * (1 - p)) / f * r, p, z, f


def biserial(table: Columns, options: Options) -> Pair:
    """Correlation with the normal variable whose cut formed the groups."""
    r, p, z, f = _biserial(table)
    q, n = 1 - p, table["n1"] + table["n2"]
    bend = 1.5 + (1 - p * z / f) * (1 + q * z / f)
    s = np.clip(r, -1, 1)  # an estimate may exceed 1, where the formula is no variance
    return r, (p * q / f**2 - bend * s**2 + s**4) / (n - 1)


_TATE = "Tate (1954), Ann Math Stat 25:603-607"

MEASURES = (
    Measure(
        code="RPB",
        title="point-biserial correlation",
        family=FAMILY,
        compute=point_biserial,
        variances=("stratified", "cross-sectional"),
        source=_TATE,
    ),
    Measure(
        code="ZPB",
        title="point-biserial correlation, Fisher z",
        family=FAMILY,
        compute=fisher_z(point_biserial),
        variances=("stratified", "cross-sectional"),
        back="tanh",
        source=_TATE,
    ),
    Measure(
        code="RBIS",
        title="biserial correlation",
        family=FAMILY,
        compute=biserial,
        source="Soper (1914), Biometrika 10:384-390",
    ),
    Measure(
        code="ZBIS",
        title="biserial correlation, Fisher z",
        family=FAMILY,
        compute=fisher_z(biserial),
        back="tanh",
        source="Soper (1914), Biometrika 10:384-390",
    ),
)

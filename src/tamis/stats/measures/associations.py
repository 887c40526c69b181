"""Two independent groups, outcome yes or no: the association of group and outcome.

Correlations, and standardised differences of the variable that may lie behind the outcome.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tamis.stats.measures._special import normal_quantile
from tamis.stats.measures._values import Columns, Options, Pair
from tamis.stats.measures.tetrachoric import tetrachoric
from tamis.stats.measures.two_by_two import FLEISS, cells, log_odds_ratio, measure

#: Cox (1970): the logistic distribution's standard deviation is π/√3.
LOGISTIC_SD = math.pi / math.sqrt(3)
#: Cox and Snell (1989): ratio of log odds to probit that fits best for normal data.
COX_SNELL = 1.65


def phi(table: Columns, options: Options) -> Pair:
    """Phi coefficient; variance for groups sampled separately or one cross-section."""
    a, b, c, d = cells(table, options)
    n, n1, n2, m1, m2 = a + b + c + d, a + b, c + d, a + c, b + d
    y = (a * d - b * c) / np.sqrt(n1 * n2 * m1 * m2)
    if options.variance == "cross-sectional":
        # Bishop, Fienberg and Holland (1975), Discrete Multivariate Analysis, equation 11.3-9
        row, col = (n1 - n2) / n, (m1 - m2) / n
        prow, pcol = n1 * n2 / n**2, m1 * m2 / n**2
        v = 1 - y**2 + y * (1 + y**2 / 2) * row * col / np.sqrt(prow * pcol)
        return y, (v - 0.75 * y**2 * (row**2 / prow + col**2 / pcol)) / n
    # Delta method over the two binomials, group sizes fixed.
    w1, w2, p1, p2, pm = n1 / n, n2 / n, a / n1, c / n2, m1 / n
    spread = np.sqrt(pm * (1 - pm))
    bend = (p1 - p2) * (1 - 2 * pm) / (2 * spread**3)
    slope1 = np.sqrt(w1 * w2) * (1 / spread - w1 * bend)
    slope2 = np.sqrt(w1 * w2) * (-1 / spread - w2 * bend)
    return y, slope1**2 * p1 * (1 - p1) / n1 + slope2**2 * p2 * (1 - p2) / n2


def fisher_z(correlation: Callable[[Columns, Options], Pair]) -> Callable[[Columns, Options], Pair]:
    """Carry a correlation to atanh r, variance by the delta method."""

    def compute(table: Columns, options: Options) -> Pair:
        y, v = correlation(table, options)
        return np.arctanh(y), v / (1 - y**2) ** 2

    return compute


def yules_q(table: Columns, options: Options) -> Pair:
    """Yule's Q = (OR − 1)/(OR + 1)."""
    y, v = log_odds_ratio(table, options)
    q = np.tanh(y / 2)
    return q, (1 - q**2) ** 2 * v / 4


def yules_y(table: Columns, options: Options) -> Pair:
    """Yule's Y = (√OR − 1)/(√OR + 1)."""
    y, v = log_odds_ratio(table, options)
    q = np.tanh(y / 4)
    return q, (1 - q**2) ** 2 * v / 16


def tetrachoric_correlation(table: Columns, options: Options) -> Pair:
    """Correlation of the two normal variables that were cut at a threshold."""
    return tetrachoric(*cells(table, options))


def probit_difference(table: Columns, options: Options) -> Pair:
    """Φ⁻¹(p1) − Φ⁻¹(p2), a standardised mean difference of the variable behind the cut."""
    a, b, c, d = cells(table, options)
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    z1, z2 = normal_quantile(p1), normal_quantile(p2)
    v1 = 2 * np.pi * p1 * (1 - p1) * np.exp(z1**2) / n1
    return z1 - z2, v1 + 2 * np.pi * p2 * (1 - p2) * np.exp(z2**2) / n2


def _scaled(by: float) -> Callable[[Columns, Options], Pair]:
    def compute(table: Columns, options: Options) -> Pair:
        y, v = log_odds_ratio(table, options)
        return y / by, v / by**2

    return compute


_KIRK = "Kirk (1973), Biometrika 60:11-18"

MEASURES = (
    measure("PHI", "phi coefficient", phi, FLEISS, ("cross-sectional", "stratified"), 0),
    measure(
        "ZPHI",
        "phi coefficient, Fisher z",
        fisher_z(phi),
        FLEISS,
        ("cross-sectional", "stratified"),
        0,
        back="tanh",
    ),
    measure("YUQ", "Yule's Q", yules_q, "Yule (1912), J R Stat Soc 75:579-652"),
    measure("YUY", "Yule's Y", yules_y, "Yule (1912), J R Stat Soc 75:579-652"),
    measure("RTET", "tetrachoric correlation", tetrachoric_correlation, _KIRK, continuity=0),
    measure(
        "ZTET",
        "tetrachoric correlation, Fisher z",
        fisher_z(tetrachoric_correlation),
        _KIRK,
        continuity=0,
        back="tanh",
    ),
    measure(
        "PBIT",
        "difference of probits",
        probit_difference,
        "Sánchez-Meca et al. (2003), Psychol Methods 8:448-467",
    ),
    measure(
        "OR2D",
        "SMD from the odds ratio, logistic",
        _scaled(LOGISTIC_SD),
        "Chinn (2000), Stat Med 19:3127-3131",
    ),
    measure(
        "OR2DL",
        "SMD from the odds ratio, logistic",
        _scaled(LOGISTIC_SD),
        "Chinn (2000), Stat Med 19:3127-3131",
    ),
    measure(
        "OR2DN",
        "SMD from the odds ratio, normal",
        _scaled(COX_SNELL),
        "Cox and Snell (1989), Analysis of Binary Data, 2nd ed.",
    ),
)

"""Two independent groups, outcome yes or no.

          events       non-events     total
group 1   events1 (a)  nonevents1 (b)  n1
group 2   events2 (c)  nonevents2 (d)  n2
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from tamis.stats.errors import MissingArgument
from tamis.stats.measures._columns import refuse
from tamis.stats.measures._special import normal_quantile
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair
from tamis.stats.measures._zero_cells import adjust
from tamis.stats.measures.tetrachoric import tetrachoric

Cells = tuple[FloatArray, FloatArray, FloatArray, FloatArray]

#: Cox (1970): the logistic distribution's standard deviation is π/√3.
LOGISTIC_SD = math.pi / math.sqrt(3)
#: Cox and Snell (1989): ratio of log odds to probit that fits best for normal data.
COX_SNELL = 1.65


def prepare(given: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Complete both rows of the table and check the counts."""
    table = dict(given)
    for group in ("1", "2"):
        events, rest, total = "events" + group, "nonevents" + group, "n" + group
        if len({events, rest, total} & table.keys()) < 2:
            found = ", ".join(table) or "nothing"
            allowed = f"two of `{events}`, `{rest}`, `{total}`"
            raise MissingArgument(events, f"only {found}", allowed)
        if total in table:
            whole = table[total]
            known = events if events in table else rest
            refuse(known, table[known] > whole, f"at most `{total}`")
            other = rest if known == events else events
            table.setdefault(other, whole - table[known])
        table[total] = table[events] + table[rest]
        refuse(events, table[events] < 0, "a count of 0 or more")
        refuse(rest, table[rest] < 0, "a count of 0 or more")
    return table


def size(table: Columns) -> FloatArray:
    """Total sample size, before any adjustment."""
    return table["n1"] + table["n2"]


FAMILY = Family(
    name="two groups, events of total",
    columns={
        "events1": "ai",
        "nonevents1": "bi",
        "events2": "ci",
        "nonevents2": "di",
        "n1": "n1i",
        "n2": "n2i",
    },
    prepare=prepare,
    size=size,
    counts=("events1", "nonevents1", "events2", "nonevents2"),
)


def _cells(table: Columns, options: Options) -> Cells:
    a, b, c, d = (table[name] for name in ("events1", "nonevents1", "events2", "nonevents2"))
    a, b, c, d = adjust((a, b, c, d), options, ((a == 0) & (c == 0)) | ((b == 0) & (d == 0)))
    return a, b, c, d


def _weighted(p: FloatArray, n: FloatArray) -> FloatArray:
    kept = np.isfinite(p) & np.isfinite(n)
    return np.full_like(p, np.sum(p[kept] * n[kept]) / np.sum(n[kept]))


def log_risk_ratio(table: Columns, options: Options) -> Pair:
    """ln(p1/p2) with variance 1/a − 1/n1 + 1/c − 1/n2."""
    a, b, c, d = _cells(table, options)
    p1, p2 = a / (a + b), c / (c + d)
    if options.variance == "averaged":
        m1, m2 = _weighted(p1, a + b), _weighted(p2, c + d)
        v = (1 - m1) / (m1 * (a + b)) + (1 - m2) / (m2 * (c + d))
    else:
        v = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return np.log(p1) - np.log(p2), v


def log_odds_ratio(table: Columns, options: Options) -> Pair:
    """ln(ad/bc) with variance 1/a + 1/b + 1/c + 1/d."""
    a, b, c, d = _cells(table, options)
    return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d


def risk_difference(table: Columns, options: Options) -> Pair:
    """p1 − p2 with the sum of the binomial variances."""
    a, b, c, d = _cells(table, options)
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    q1, q2 = p1, p2
    if options.variance == "averaged":
        q1, q2 = _weighted(p1, n1), _weighted(p2, n2)
    less = 1 if options.variance == "unbiased" else 0
    return p1 - p2, q1 * (1 - q1) / (n1 - less) + q2 * (1 - q2) / (n2 - less)


def arcsine_difference(table: Columns, options: Options) -> Pair:
    """asin √p1 − asin √p2 with variance 1/(4 n1) + 1/(4 n2)."""
    a, b, c, d = _cells(table, options)
    n1, n2 = a + b, c + d
    y = np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2))
    return y, 1 / (4 * n1) + 1 / (4 * n2)


def peto(table: Columns, options: Options) -> Pair:
    """One-step log odds ratio (O − E)/V with variance 1/V."""
    a, b, c, d = _cells(table, options)
    n = a + b + c + d
    expected = (a + c) * (a + b) / n
    v = (a + c) * (b + d) * ((a + b) / n) * ((c + d) / n) / (n - 1)
    return (a - expected) / v, 1 / v


def phi(table: Columns, options: Options) -> Pair:
    """Phi coefficient; variance for groups sampled separately or one cross-section."""
    a, b, c, d = _cells(table, options)
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
    return tetrachoric(*_cells(table, options))


def probit_difference(table: Columns, options: Options) -> Pair:
    """Φ⁻¹(p1) − Φ⁻¹(p2), a standardised mean difference of the variable behind the cut."""
    a, b, c, d = _cells(table, options)
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


def _measure(
    code: str,
    title: str,
    compute: Callable[[Columns, Options], Pair],
    source: str,
    variances: tuple[str, ...] = ("large-sample",),
    continuity: float = 0.5,
    back: str | None = None,
) -> Measure:
    return Measure(
        code=code,
        title=title,
        family=FAMILY,
        compute=compute,
        source=source,
        variances=variances,
        continuity=continuity,
        back=back,
    )


_FLEISS = "Fleiss and Berlin (2009), in Cooper et al., Handbook of Research Synthesis, 2nd ed."
_KIRK = "Kirk (1973), Biometrika 60:11-18"

MEASURES = (
    _measure(
        "RR", "log risk ratio", log_risk_ratio, _FLEISS, ("large-sample", "averaged"), back="exp"
    ),
    _measure("OR", "log odds ratio", log_odds_ratio, _FLEISS, back="exp"),
    _measure(
        "RD", "risk difference", risk_difference, _FLEISS, ("large-sample", "unbiased", "averaged")
    ),
    _measure(
        "AS",
        "difference of arcsine square roots",
        arcsine_difference,
        "Rücker et al. (2009), Stat Med 28:721-738",
        continuity=0,
    ),
    _measure(
        "PETO",
        "log odds ratio by Peto's one step",
        peto,
        "Yusuf et al. (1985), Prog Cardiovasc Dis 27:335-371",
        back="exp",
    ),
    _measure("PHI", "phi coefficient", phi, _FLEISS, ("cross-sectional", "stratified"), 0),
    _measure(
        "ZPHI",
        "phi coefficient, Fisher z",
        fisher_z(phi),
        _FLEISS,
        ("cross-sectional", "stratified"),
        0,
        back="tanh",
    ),
    _measure("YUQ", "Yule's Q", yules_q, "Yule (1912), J R Stat Soc 75:579-652"),
    _measure("YUY", "Yule's Y", yules_y, "Yule (1912), J R Stat Soc 75:579-652"),
    _measure("RTET", "tetrachoric correlation", tetrachoric_correlation, _KIRK, continuity=0),
    _measure(
        "ZTET",
        "tetrachoric correlation, Fisher z",
        fisher_z(tetrachoric_correlation),
        _KIRK,
        continuity=0,
        back="tanh",
    ),
    _measure(
        "PBIT",
        "difference of probits",
        probit_difference,
        "Sánchez-Meca et al. (2003), Psychol Methods 8:448-467",
    ),
    _measure(
        "OR2D",
        "SMD from the odds ratio, logistic",
        _scaled(LOGISTIC_SD),
        "Chinn (2000), Stat Med 19:3127-3131",
    ),
    _measure(
        "OR2DL",
        "SMD from the odds ratio, logistic",
        _scaled(LOGISTIC_SD),
        "Chinn (2000), Stat Med 19:3127-3131",
    ),
    _measure(
        "OR2DN",
        "SMD from the odds ratio, normal",
        _scaled(COX_SNELL),
        "Cox and Snell (1989), Analysis of Binary Data, 2nd ed.",
    ),
)

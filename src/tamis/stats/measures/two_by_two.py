"""Two independent groups, outcome yes or no: the table, and risks and odds compared.

          events       non-events     total
group 1   events1 (a)  nonevents1 (b)  n1
group 2   events2 (c)  nonevents2 (d)  n2
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from tamis.stats.errors import MissingArgument
from tamis.stats.measures._columns import refuse
from tamis.stats.measures._values import Columns, Family, FloatArray, Measure, Options, Pair
from tamis.stats.measures._zero_cells import adjust

Cells = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


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


def cells(table: Columns, options: Options) -> Cells:
    """The four cells, adjusted for zeros as the options say."""
    a, b, c, d = (table[name] for name in ("events1", "nonevents1", "events2", "nonevents2"))
    a, b, c, d = adjust((a, b, c, d), options, ((a == 0) & (c == 0)) | ((b == 0) & (d == 0)))
    return a, b, c, d


def _weighted(p: FloatArray, n: FloatArray) -> FloatArray:
    kept = np.isfinite(p) & np.isfinite(n)
    return np.full_like(p, np.sum(p[kept] * n[kept]) / np.sum(n[kept]))


def log_risk_ratio(table: Columns, options: Options) -> Pair:
    """ln(p1/p2) with variance 1/a − 1/n1 + 1/c − 1/n2."""
    a, b, c, d = cells(table, options)
    p1, p2 = a / (a + b), c / (c + d)
    if options.variance == "averaged":
        m1, m2 = _weighted(p1, a + b), _weighted(p2, c + d)
        v = (1 - m1) / (m1 * (a + b)) + (1 - m2) / (m2 * (c + d))
    else:
        v = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return np.log(p1) - np.log(p2), v


def log_odds_ratio(table: Columns, options: Options) -> Pair:
    """ln(ad/bc) with variance 1/a + 1/b + 1/c + 1/d."""
    a, b, c, d = cells(table, options)
    return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d


def risk_difference(table: Columns, options: Options) -> Pair:
    """p1 − p2 with the sum of the binomial variances."""
    a, b, c, d = cells(table, options)
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    q1, q2 = p1, p2
    if options.variance == "averaged":
        q1, q2 = _weighted(p1, n1), _weighted(p2, n2)
    less = 1 if options.variance == "unbiased" else 0
    return p1 - p2, q1 * (1 - q1) / (n1 - less) + q2 * (1 - q2) / (n2 - less)


def arcsine_difference(table: Columns, options: Options) -> Pair:
    """asin √p1 − asin √p2 with variance 1/(4 n1) + 1/(4 n2)."""
    a, b, c, d = cells(table, options)
    n1, n2 = a + b, c + d
    y = np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2))
    return y, 1 / (4 * n1) + 1 / (4 * n2)


def peto(table: Columns, options: Options) -> Pair:
    """One-step log odds ratio (O − E)/V with variance 1/V."""
    a, b, c, d = cells(table, options)
    n = a + b + c + d
    expected = (a + c) * (a + b) / n
    v = (a + c) * (b + d) * ((a + b) / n) * ((c + d) / n) / (n - 1)
    return (a - expected) / v, 1 / v


def measure(
    code: str,
    title: str,
    compute: Callable[[Columns, Options], Pair],
    source: str,
    variances: tuple[str, ...] = ("large-sample",),
    continuity: float = 0.5,
    back: str | None = None,
) -> Measure:
    """A measure of this table."""
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


FLEISS = "Fleiss and Berlin (2009), in Cooper et al., Handbook of Research Synthesis, 2nd ed."

MEASURES = (
    measure(
        "RR", "log risk ratio", log_risk_ratio, FLEISS, ("large-sample", "averaged"), back="exp"
    ),
    measure("OR", "log odds ratio", log_odds_ratio, FLEISS, back="exp"),
    measure(
        "RD", "risk difference", risk_difference, FLEISS, ("large-sample", "unbiased", "averaged")
    ),
    measure(
        "AS",
        "difference of arcsine square roots",
        arcsine_difference,
        "Rücker et al. (2009), Stat Med 28:721-738",
        continuity=0,
    ),
    measure(
        "PETO",
        "log odds ratio by Peto's one step",
        peto,
        "Yusuf et al. (1985), Prog Cardiovasc Dis 27:335-371",
        back="exp",
    ),
)

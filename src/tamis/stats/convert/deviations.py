"""Standard deviations that were not reported as such.

Source: Cochrane Handbook, version 6, section 6.5.2.
"""

from __future__ import annotations

import math

from tamis.stats.errors import MissingArgument, OutOfRange
from tamis.stats.measures._special import normal_quantile

#: Below this size an interval of a mean is taken to rest on t (Handbook 6.5.2.2).
LARGE_GROUP = 60


def require_positive(**values: float) -> None:
    """Refuse a value that is not a finite number above 0, by its name."""
    for name, value in values.items():
        if not (value > 0 and math.isfinite(value)):
            raise OutOfRange(name, f"{value:g}", "a finite number above 0")


def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(df, p))


def sd_from_se(se: float, n: float) -> float:
    """SE · √n (Handbook 6.5.2.2)."""
    require_positive(se=se, n=n)
    return se * math.sqrt(n)


def sd_from_interval(
    lower: float, upper: float, n: float, level: float = 0.95, *, t: bool | None = None
) -> float:
    """From a confidence interval of one group's mean (Handbook 6.5.2.2).

    Args:
        lower: Lower limit.
        upper: Upper limit.
        n: Group size.
        level: Confidence level.
        t: Whether the interval used the t distribution; by default for groups below 60.
    """
    require_positive(width=upper - lower, n=n)
    if t or (t is None and n < LARGE_GROUP):
        require_positive(degrees_of_freedom=n - 1)
        factor = t_quantile((1 + level) / 2, n - 1)
    else:
        factor = float(normal_quantile((1 + level) / 2))
    return math.sqrt(n) * (upper - lower) / (2 * factor)


def sd_from_difference(
    n1: float,
    n2: float,
    *,
    difference: float | None = None,
    se: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    t: float | None = None,
    p: float | None = None,
    level: float = 0.95,
) -> float:
    """Average deviation of two groups behind a difference of means (Handbook 6.5.2.3).

    Uses the first of: `se`; `lower` and `upper`; `difference` with `t`; `difference` with `p`.

    Raises:
        MissingArgument: None of these is complete.
    """
    require_positive(n1=n1, n2=n2, degrees_of_freedom=n1 + n2 - 2)
    if se is None and lower is not None and upper is not None:
        se = (upper - lower) / (2 * t_quantile((1 + level) / 2, n1 + n2 - 2))
    if se is None and difference is not None and t is None and p is not None:
        if not 0 < p < 1:
            raise OutOfRange("p", f"{p:g}", "between 0 and 1")
        t = -t_quantile(p / 2, n1 + n2 - 2)
    if se is None and difference is not None and t:
        se = abs(difference / t)
    if se is None:
        allowed = "`se`; `lower` and `upper`; or `difference` with `t` or `p`"
        raise MissingArgument("se", "no complete set of numbers", allowed)
    require_positive(se=se)
    return se / math.sqrt(1 / n1 + 1 / n2)

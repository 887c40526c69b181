"""Standard deviations that were not reported as such, and arms that must be joined or split.

Source: Cochrane Handbook, version 6, sections 6.5.2 (deviations), 16.4.6 of version 5.1 (change
scores) and 23.3.4 (shared control groups).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tamis.stats.cautions import Caution
from tamis.stats.errors import MissingArgument, OutOfRange
from tamis.stats.measures._special import normal_quantile

#: Below this size an interval of a mean is taken to rest on t (Handbook 6.5.2.2).
LARGE_GROUP = 60


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not (value > 0 and math.isfinite(value)):
            raise OutOfRange(name, f"{value:g}", "a finite number above 0")


def _t(p: float, df: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, p))


def sd_from_se(se: float, n: float) -> float:
    """SE · √n (Handbook 6.5.2.2)."""
    _positive(se=se, n=n)
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
    _positive(width=upper - lower, n=n)
    if t or (t is None and n < LARGE_GROUP):
        _positive(degrees_of_freedom=n - 1)
        factor = _t((1 + level) / 2, n - 1)
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
    _positive(n1=n1, n2=n2, degrees_of_freedom=n1 + n2 - 2)
    if se is None and lower is not None and upper is not None:
        se = (upper - lower) / (2 * _t((1 + level) / 2, n1 + n2 - 2))
    if se is None and difference is not None and t is None and p is not None:
        if not 0 < p < 1:
            raise OutOfRange("p", f"{p:g}", "between 0 and 1")
        t = -_t(p / 2, n1 + n2 - 2)
    if se is None and difference is not None and t:
        se = abs(difference / t)
    if se is None:
        allowed = "`se`; `lower` and `upper`; or `difference` with `t` or `p`"
        raise MissingArgument("se", "no complete set of numbers", allowed)
    _positive(se=se)
    return se / math.sqrt(1 / n1 + 1 / n2)


def sd_of_change(sd_before: float, sd_after: float, correlation: float) -> float:
    """√(s₁² + s₂² − 2 r s₁ s₂) (Handbook 6.5.2.8)."""
    _positive(sd_before=sd_before, sd_after=sd_after)
    if not -1 <= correlation <= 1:
        raise OutOfRange("correlation", f"{correlation:g}", "−1 to 1")
    return math.sqrt(max(sd_before**2 + sd_after**2 - 2 * correlation * sd_before * sd_after, 0))


def implied_correlation(sd_before: float, sd_after: float, sd_change: float) -> float:
    """The r that a reported deviation of the change implies (Handbook 6.5.2.8).

    Raises:
        OutOfRange: No correlation can give these three deviations.
    """
    _positive(sd_before=sd_before, sd_after=sd_after, sd_change=sd_change)
    r = (sd_before**2 + sd_after**2 - sd_change**2) / (2 * sd_before * sd_after)
    if abs(r) > 1:
        raise OutOfRange("sd_change", f"{sd_change:g} (r = {r:.3g})", "a value with |r| at most 1")
    return r


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A mean change within one group under one assumed correlation.

    Attributes:
        mean: After minus before.
        sd: Standard deviation of the change.
        se: Standard error of the mean change.
        correlation: The assumed correlation.
        lower: Lower limit, t distribution with n − 1 degrees of freedom.
        upper: Upper limit.
        t: mean/se.
        p: Two-sided P value.
        standardised: mean/sd, corrected by 1 − 3/(4(n − 1) − 1).
        cautions: The assumption.
    """

    mean: float
    sd: float
    se: float
    correlation: float
    lower: float
    upper: float
    t: float
    p: float
    standardised: float
    cautions: tuple[Caution, ...] = ()


def change_within_group(
    mean_before: float,
    sd_before: float,
    mean_after: float,
    sd_after: float,
    n: float,
    *,
    correlation: float,
    level: float = 0.95,
) -> Change:
    """Mean change of one group from its two occasions and an assumed correlation.

    Source: Cochrane Handbook 6.5.2.8; Follmann et al. (1992), J Clin Epidemiol 45:769-773.
    """
    from scipy.special import stdtr

    _positive(degrees_of_freedom=n - 1)
    mean, sd = mean_after - mean_before, sd_of_change(sd_before, sd_after, correlation)
    _positive(sd_of_change=sd)
    se = sd / math.sqrt(n)
    half = _t((1 + level) / 2, n - 1) * se
    text = f"correlation of {correlation:g} between the occasions is assumed"
    return Change(
        mean=mean,
        sd=sd,
        se=se,
        correlation=correlation,
        lower=mean - half,
        upper=mean + half,
        t=mean / se,
        p=2 * float(stdtr(n - 1, -abs(mean / se))),
        standardised=(1 - 3 / (4 * (n - 1) - 1)) * mean / sd,
        cautions=(Caution("assumed-correlation", text),),
    )


def correlation_sweep(
    mean_before: float,
    sd_before: float,
    mean_after: float,
    sd_after: float,
    n: float,
    correlations: Sequence[float] = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
) -> tuple[Change, ...]:
    """`change_within_group` over a range of correlations, to show what the assumption decides."""
    return tuple(
        change_within_group(mean_before, sd_before, mean_after, sd_after, n, correlation=r)
        for r in correlations
    )


@dataclass(frozen=True, slots=True)
class Arm:
    """Size, mean and standard deviation of one arm."""

    n: float
    mean: float
    sd: float


def combined_arms(first: Arm, second: Arm) -> Arm:
    """Two arms as one (Handbook table 6.5.a)."""
    _positive(n1=first.n, n2=second.n, degrees_of_freedom=first.n + second.n - 1)
    n = first.n + second.n
    mean = (first.n * first.mean + second.n * second.mean) / n
    within = (first.n - 1) * first.sd**2 + (second.n - 1) * second.sd**2
    between = first.n * second.n / n * (first.mean - second.mean) ** 2
    return Arm(n, mean, math.sqrt((within + between) / (n - 1)))


def split_arm(arm: Arm, into: int) -> tuple[Arm, ...]:
    """A shared control arm divided among comparisons (Handbook 23.3.4).

    Size is divided; mean and deviation stay. Splitting loses a little information and leaves the
    comparisons correlated no longer; `shared_arm_covariance` keeps everything.
    """
    if into < 1:
        raise OutOfRange("into", f"{into}", "1 or more")
    _positive(n=arm.n)
    return (Arm(arm.n / into, arm.mean, arm.sd),) * into


def split_events(events: float, n: float, into: int) -> tuple[tuple[float, float], ...]:
    """Events and size of a shared control arm divided among comparisons (Handbook 23.3.4)."""
    if into < 1 or not 0 <= events <= n:
        raise OutOfRange(
            "events, n, into", f"{events:g}, {n:g}, {into}", "0 ≤ events ≤ n, into ≥ 1"
        )
    return ((events / into, n / into),) * into

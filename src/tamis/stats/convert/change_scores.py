"""Mean changes within one group, whose correlation between occasions must be assumed.

Source: Cochrane Handbook, version 6, section 6.5.2.8; version 5.1, section 16.4.6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tamis.stats.cautions import Caution
from tamis.stats.convert.deviations import require_positive, t_quantile
from tamis.stats.errors import OutOfRange


def sd_of_change(sd_before: float, sd_after: float, correlation: float) -> float:
    """√(s₁² + s₂² − 2 r s₁ s₂) (Handbook 6.5.2.8)."""
    require_positive(sd_before=sd_before, sd_after=sd_after)
    if not -1 <= correlation <= 1:
        raise OutOfRange("correlation", f"{correlation:g}", "−1 to 1")
    return math.sqrt(max(sd_before**2 + sd_after**2 - 2 * correlation * sd_before * sd_after, 0))


def implied_correlation(sd_before: float, sd_after: float, sd_change: float) -> float:
    """The r that a reported deviation of the change implies (Handbook 6.5.2.8).

    Raises:
        OutOfRange: No correlation can give these three deviations.
    """
    require_positive(sd_before=sd_before, sd_after=sd_after, sd_change=sd_change)
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

    require_positive(degrees_of_freedom=n - 1)
    mean, sd = mean_after - mean_before, sd_of_change(sd_before, sd_after, correlation)
    require_positive(sd_of_change=sd)
    se = sd / math.sqrt(n)
    half = t_quantile((1 + level) / 2, n - 1) * se
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

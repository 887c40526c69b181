"""Log hazard ratios from what trials report.

Source: Parmar et al. (1998), Stat Med 17:2815-2834; Tierney et al. (2007), Trials 8:16.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange
from tamis.stats.measures._special import normal_quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHazardRatio:
    """A log hazard ratio; below 0 favours the first group.

    Attributes:
        estimate: ln HR.
        se: Its standard error.
        information: Variance of O − E behind it, where the method has one.
        method: Which reported numbers it came from.
        cautions: Assumptions and inconsistencies.
    """

    estimate: float
    se: float
    method: str
    information: float | None = None
    cautions: tuple[Caution, ...] = ()

    @property
    def hazard_ratio(self) -> float:
        """exp(estimate)."""
        return math.exp(self.estimate)

    @property
    def variance(self) -> float:
        """se²."""
        return self.se**2

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Wald limits of the hazard ratio."""
        half = float(normal_quantile((1 + level) / 2)) * self.se
        return math.exp(self.estimate - half), math.exp(self.estimate + half)


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not (value > 0 and math.isfinite(value)):
            raise OutOfRange(name, f"{value:g}", "a finite number above 0")


def _level(level: float) -> float:
    if not 0 < level < 1:
        raise OutOfRange("level", f"{level:g}", "between 0 and 1")
    return float(normal_quantile((1 + level) / 2))


def hazard_ratio_from_interval(
    hazard_ratio: float, lower: float, upper: float, level: float = 0.95
) -> LogHazardRatio:
    """From a hazard ratio and its limits (Tierney 2007, equation 7).

    A caution says when the estimate is not midway between the limits on the log scale.
    """
    _positive(hazard_ratio=hazard_ratio, lower=lower, upper=upper)
    if not lower < upper:
        raise OutOfRange("lower", f"{lower:g}", f"below upper = {upper:g}")
    y, se = math.log(hazard_ratio), math.log(upper / lower) / (2 * _level(level))
    off = abs(y - math.log(lower * upper) / 2) / se
    cautions: tuple[Caution, ...] = ()
    if off > 0.1:
        text = f"the hazard ratio lies {off:.2g} standard errors from the middle of its interval"
        cautions = (Caution("inconsistent-report", text),)
    return LogHazardRatio(estimate=y, se=se, method="HR and interval", cautions=cautions)


def hazard_ratio_from_log(log_hazard_ratio: float, se: float) -> LogHazardRatio:
    """From a Cox coefficient and its standard error."""
    _positive(se=se)
    return LogHazardRatio(estimate=log_hazard_ratio, se=se, method="ln HR and standard error")


def hazard_ratio_from_observed_minus_expected(
    observed_minus_expected: float, variance: float
) -> LogHazardRatio:
    """(O − E)/V with variance 1/V (Tierney 2007, equations 1 and 2)."""
    _positive(variance=variance)
    return LogHazardRatio(
        estimate=observed_minus_expected / variance,
        se=1 / math.sqrt(variance),
        information=variance,
        method="O − E and V",
    )


def hazard_ratio_from_p(
    p: float, events: float, n1: float, n2: float, favours_first: bool
) -> LogHazardRatio:
    """From a two-sided log-rank P value and the number of events.

    V = events · n1 · n2/(n1 + n2)², events/4 for equal arms (Tierney 2007, equations 9 to 12).
    """
    _positive(p=p, events=events, n1=n1, n2=n2)
    if p > 1:
        raise OutOfRange("p", f"{p:g}", "at most 1")
    information = events * n1 * n2 / (n1 + n2) ** 2
    z = float(-normal_quantile(p / 2))
    text = "variance approximated from the number of events and the allocation"
    return LogHazardRatio(
        estimate=(-z if favours_first else z) / math.sqrt(information),
        se=1 / math.sqrt(information),
        information=information,
        method="P value and events",
        cautions=(Caution("approximate-p-value", text),),
    )


def hazard_ratio_from_logrank(
    observed1: float, expected1: float, observed2: float, expected2: float
) -> tuple[LogHazardRatio, LogHazardRatio]:
    """From a log-rank table: the ratio of O/E, and Peto's one step.

    The first is ln[(O1/E1)/(O2/E2)] with variance 1/E1 + 1/E2, the second (O1 − E1)/V with
    1/V = 1/E1 + 1/E2 (Parmar 1998, equations 4 and 5).
    """
    _positive(observed1=observed1, expected1=expected1, observed2=observed2, expected2=expected2)
    information = 1 / (1 / expected1 + 1 / expected2)
    se = 1 / math.sqrt(information)
    ratio = math.log(observed1 / expected1) - math.log(observed2 / expected2)
    return (
        LogHazardRatio(estimate=ratio, se=se, information=information, method="O/E ratio"),
        LogHazardRatio(
            estimate=(observed1 - expected1) / information,
            se=se,
            information=information,
            method="log-rank O and E",
        ),
    )

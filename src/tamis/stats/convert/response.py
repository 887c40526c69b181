"""Responder rates from means and deviations.

Source: Furukawa et al. (2005), Int Clin Psychopharmacol 20:49-52; Suissa (1991), Epidemiology
2:211-217. Values are taken as normal within each arm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange
from tamis.stats.measures._special import normal_cdf, normal_density


@dataclass(frozen=True, slots=True, kw_only=True)
class Responders:
    """Shares beyond a threshold, and their contrasts.

    Attributes:
        treated: Share of the treated arm.
        control: Share of the control arm.
        treated_se: Standard error by the delta method; None without sample sizes.
        control_se: Likewise.
        cautions: The assumption of normality.
    """

    treated: float
    control: float
    treated_se: float | None
    control_se: float | None
    cautions: tuple[Caution, ...] = ()

    @property
    def risk_difference(self) -> float:
        """treated − control."""
        return self.treated - self.control

    @property
    def risk_ratio(self) -> float:
        """treated/control; infinite if nobody in the control arm responds."""
        return self.treated / self.control if self.control else math.inf

    @property
    def odds_ratio(self) -> float:
        """Ratio of the odds; infinite where a denominator vanishes."""
        below = (1 - self.treated) * self.control
        return self.treated * (1 - self.control) / below if below else math.inf


def responder_share(
    mean: float, sd: float, threshold: float, *, higher_is_response: bool = True
) -> float:
    """Share of normal values beyond a threshold.

    Raises:
        OutOfRange: The deviation is not above 0.
    """
    if not sd > 0:
        raise OutOfRange("sd", f"{sd:g}", "above 0")
    z = (threshold - mean) / sd
    return float(normal_cdf(-z if higher_is_response else z))


def responders(
    mean_treated: float,
    sd_treated: float,
    mean_control: float,
    sd_control: float,
    threshold: float,
    *,
    n_treated: float | None = None,
    n_control: float | None = None,
    higher_is_response: bool = True,
) -> Responders:
    """Responder shares of two arms at one threshold."""
    arms = ((mean_treated, sd_treated, n_treated), (mean_control, sd_control, n_control))
    shares = [
        responder_share(mean, sd, threshold, higher_is_response=higher_is_response)
        for mean, sd, _ in arms
    ]
    errors = [_se(mean, sd, n, threshold) for mean, sd, n in arms]
    text = f"responders at {threshold:g} derived from means, assuming normal values"
    return Responders(
        treated=shares[0],
        control=shares[1],
        treated_se=errors[0],
        control_se=errors[1],
        cautions=(Caution("assumed-distribution", text),),
    )


def _se(mean: float, sd: float, n: float | None, threshold: float) -> float | None:
    if n is None or n < 2:
        return None
    z = (threshold - mean) / sd
    return float(normal_density(z)) * math.sqrt(1 / n + z**2 / (2 * (n - 1)))

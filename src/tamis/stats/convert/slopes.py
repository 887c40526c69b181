"""Rates of decline: points of a scale per month.

The revised ALS functional rating scale runs from 0 to 48 (healthy).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tamis.stats.cautions import Caution
from tamis.stats.errors import LengthMismatch, OutOfRange, TooFewStudies
from tamis.stats.measures._columns import as_column
from tamis.stats.measures._values import FloatArray

#: Highest score of the ALSFRS-R.
HEALTHY = 48.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """A mean rate of change.

    Attributes:
        slope: Points per month.
        sd: Standard deviation between patients, where it follows from what was reported.
        se: Standard error of the mean rate.
        intercept: Fitted mean at month 0, where fitted.
        intercept_se: Its standard error.
        cautions: Assumptions.
    """

    slope: float
    se: float
    sd: float | None = None
    intercept: float | None = None
    intercept_se: float | None = None
    cautions: tuple[Caution, ...] = ()

    @property
    def variance(self) -> float:
        """Sampling variance of the mean rate."""
        return self.se**2


def slope_from_change(change: float, sd: float, n: float, months: float) -> Slope:
    """Rate from a mean change over a period, taken as linear.

    Raises:
        OutOfRange: Months or n not above 0, or sd below 0.
    """
    for name, value, bad in (("months", months, months <= 0), ("n", n, n < 1), ("sd", sd, sd < 0)):
        if bad or not math.isfinite(value):
            raise OutOfRange(name, f"{value:g}", "a positive number")
    linear = Caution("assumed-distribution", f"decline taken as linear over {months:g} months")
    each = sd / months
    return Slope(slope=change / months, sd=each, se=each / math.sqrt(n), cautions=(linear,))


def slope_over_visits(
    mean: object,
    sd: object,
    n: float,
    month: object,
    *,
    correlation_per_month: float,
    intercept: bool = True,
) -> Slope:
    """Generalised-least-squares line through the visit means of one arm.

    The covariance of two visit means is ρ^|months apart| · sd · sd/n (Ishak et al. 2007, Clin
    Trials 4:525-539).

    Args:
        mean: Mean at each visit, shape (t,).
        sd: Standard deviation at each visit, shape (t,).
        n: Patients.
        month: Month of each visit, shape (t,).
        correlation_per_month: ρ, an assumption unless reported.
        intercept: False for changes from baseline, which start at 0.

    Raises:
        LengthMismatch: Columns differ in length.
        OutOfRange: ρ outside [0, 1), or a deviation not above 0.
        TooFewStudies: Fewer visits than coefficients.
    """
    y, s, t = (as_column(k, v) for k, v in (("mean", mean), ("sd", sd), ("month", month)))
    if not y.size == s.size == t.size:
        raise LengthMismatch("mean, sd, month", f"{y.size}, {s.size}, {t.size}", "one length")
    if y.size < 1 + intercept:
        raise TooFewStudies("mean", f"{y.size} visits", f"{1 + intercept} or more")
    if not 0 <= correlation_per_month < 1:
        raise OutOfRange("correlation_per_month", f"{correlation_per_month:g}", "0 to below 1")
    if not (s > 0).all() or n < 1:
        raise OutOfRange("sd, n", "a value not above 0", "positive numbers")
    covariance = np.outer(s, s) * decay(t, correlation_per_month) / n
    design = np.column_stack((np.ones_like(t), t)) if intercept else t[:, None]
    weighted = np.linalg.solve(covariance, design)
    bread = np.linalg.inv(design.T @ weighted)
    b, se = bread @ (weighted.T @ y), np.sqrt(np.diag(bread))
    assumed = Caution(
        "assumed-correlation", f"correlation {correlation_per_month:g} per month between visits"
    )
    return Slope(
        slope=float(b[-1]),
        se=float(se[-1]),
        intercept=float(b[0]) if intercept else None,
        intercept_se=float(se[0]) if intercept else None,
        cautions=(assumed,),
    )


def decay(times: FloatArray, per_unit: float) -> FloatArray:
    """Correlation matrix ρ^|difference of times|; 1 on the diagonal."""
    apart = np.abs(times[:, None] - times[None, :])
    with np.errstate(divide="ignore"):
        return np.where(apart == 0, 1.0, np.power(per_unit, apart))


def progression_rate(score: npt.ArrayLike, months_since_onset: npt.ArrayLike) -> FloatArray:
    """ΔFS, points lost per month since onset: (48 − score)/months.

    Source: Kimura et al. (2006), Neurology 66:265-267.

    Raises:
        OutOfRange: A score outside 0 to 48, or months not above 0.
    """
    points = np.asarray(score, dtype=np.float64)
    months = np.asarray(months_since_onset, dtype=np.float64)
    if ((points < 0) | (points > HEALTHY)).any():
        raise OutOfRange("score", "a value outside the scale", "0 to 48")
    if (months <= 0).any():
        raise OutOfRange("months_since_onset", "a value of 0 or below", "above 0")
    out: FloatArray = (HEALTHY - points) / months
    return out

"""Are there more significant studies than their power allows?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.distributions import chi2_sf, normal_quantile, special
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.models.columns import Column, Vector
from tamis.stats.models.data import check_positive


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcessSignificance:
    """Ioannidis and Trikalinos's test (Clin Trials 2007;4:245–253).

    Attributes:
        observed, expected: Number of significant studies.
        p_value: One-sided, for more than expected.
        chi2: Statistic of the χ² form; None for the binomial.
        theta: Effect at which power was computed.
        power: Of each study, shape (k,).
    """

    observed: int
    expected: float
    p_value: float
    chi2: float | None
    theta: float
    power: Vector

    @property
    def ratio(self) -> float:
        """Observed over expected."""
        return self.observed / self.expected


def excess_significance(
    yi: Column,
    vi: Column,
    *,
    test: Literal["chi2", "binomial"] = "chi2",
    alpha: float = 0.05,
    theta: float | None = None,
) -> ExcessSignificance:
    """Test of excess significance.

    Args:
        yi, vi: Effects and sampling variances.
        test: Distribution of the observed number.
        alpha: Level at which studies are (two-sided) significant.
        theta: True effect; the equal-effects mean by default.

    Raises:
        UnknownOption: An unknown test.
        OutOfRange: `alpha` is not in (0, 1).
    """
    if test not in ("chi2", "binomial"):
        raise UnknownOption("test", repr(test), "chi2, binomial")
    if not 0 < alpha < 1:
        raise OutOfRange("alpha", repr(alpha), "a number between 0 and 1")
    data = check_positive(yi, vi)
    se, k = np.sqrt(data.vi), len(data.yi)
    w = 1.0 / data.vi
    effect = float(w @ data.yi) / float(w.sum()) if theta is None else theta
    critical = normal_quantile(1 - alpha / 2)
    ndtr = special("ndtr")
    power: Vector = ndtr(-critical + effect / se) + ndtr(-critical - effect / se)
    observed = int((2.0 * ndtr(-np.abs(data.yi / se)) <= alpha).sum())
    expected = float(power.sum())
    chi2 = None
    if test == "chi2":
        chi2 = (observed - expected) ** 2 / expected
        if expected < k:
            chi2 += (observed - expected) ** 2 / (k - expected)
        half = chi2_sf(chi2, 1) / 2
        p = half if observed >= expected else 1 - half
    else:
        p = _binomial_tail(observed, k, expected / k)
    return ExcessSignificance(
        observed=observed, expected=expected, p_value=p, chi2=chi2, theta=effect, power=power
    )


def _binomial_tail(x: int, n: int, p: float) -> float:
    """P(X ≥ x)."""
    if x <= 0:
        return 1.0
    if p >= 1.0 or math.isnan(p):
        return 1.0
    return float(special("betainc")(x, n - x + 1, p))

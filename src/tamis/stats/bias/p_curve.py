"""p-curve: is there evidential value among the significant results?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.distributions import normal_cdf, normal_quantile, special
from tamis.stats.errors import TooFewStudies
from tamis.stats.models.columns import Column, Vector
from tamis.stats.models.data import check

#: Power that "flat" stands for in the test of flatness.
FLAT_POWER = 1.0 / 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PCurve:
    """Distribution of significant p-values (Simonsohn, Simmons and Nelson 2014, 2015).

    Attributes:
        k: Significant studies, p < 0.05 two-sided.
        p_values: Theirs, shape (k,).
        right_skew_full, right_skew_half: p of Stouffer's test of evidential value, from all, and
            from p < 0.025 (None if there are none).
        flat_full: p of the test that power is below a third.
        binomial: p that more than half lie below 0.025 by chance.
        power: Estimated average power, between 0.05 and 0.99.
        evidential_value: The authors' rule: half p < .05, or both full and half p < .1.
        cautions: Heterogeneity and selection of p-values limit what it says.
    """

    k: int
    p_values: Vector
    right_skew_full: float
    right_skew_half: float | None
    flat_full: float
    binomial: float
    power: float
    evidential_value: bool
    cautions: tuple[Caution, ...]


def p_curve(yi: Column, vi: Column) -> PCurve:
    """p-curve analysis of z tests y/√v.

    Raises:
        TooFewStudies: No study is significant.
    """
    data = check(yi, vi)
    z = np.abs(data.yi) / np.sqrt(data.vi)
    z = z[z > normal_quantile(0.975)]
    if not z.size:
        raise TooFewStudies("yi", "no significant study", "at least one")
    p: Vector = 2.0 * special("ndtr")(-z)
    full = _stouffer(p / 0.05)
    below = p[p < 0.025]
    half = _stouffer(below / 0.025) if below.size else None
    n, k = int(below.size), int(p.size)
    shift = noncentrality(FLAT_POWER)
    return PCurve(
        k=k,
        p_values=p,
        right_skew_full=full,
        right_skew_half=half,
        flat_full=1.0 - _stouffer(_pp(z, shift)),
        binomial=float(special("betainc")(n, k - n + 1, 0.5)) if n else 1.0,
        power=_power(z),
        evidential_value=half is not None and (half < 0.05 or (half < 0.1 and full < 0.1)),
        cautions=(
            Caution(
                "method-not-recommended", "p-curve assumes that p-values were not chosen among"
            ),
        ),
    )


def _stouffer(pp: Vector) -> float:
    """One-sided p that uniform values are too small."""
    z = special("ndtri")(np.clip(pp, 1e-300, 1 - 1e-16))
    return normal_cdf(float(z.sum()) / math.sqrt(len(z)))


def _pp(z: Vector, shift: float) -> Vector:
    """P(so small a p | significant) for a true noncentrality."""
    ndtr, crit = special("ndtr"), normal_quantile(0.975)
    power = float(ndtr(shift - crit) + ndtr(-shift - crit))
    out: Vector = (ndtr(shift - z) + ndtr(-shift - z)) / power
    return out


def noncentrality(power: float) -> float:
    """Mean of z at which a two-sided 5 % test has the power."""
    from scipy.optimize import brentq

    crit = normal_quantile(0.975)
    return float(brentq(lambda m: normal_cdf(m - crit) + normal_cdf(-m - crit) - power, 0.0, 40.0))


def _power(z: Vector) -> float:
    """Power at which the significant p-values look uniform."""
    from scipy.optimize import brentq

    def excess(power: float) -> float:
        return _stouffer(_pp(z, noncentrality(power))) - 0.5

    low, high = 0.0501, 0.99
    if excess(low) > 0:
        return 0.05
    if excess(high) < 0:
        return 0.99
    return float(brentq(excess, low, high, xtol=1e-10))

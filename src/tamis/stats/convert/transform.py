"""Between the scale on which effects are pooled and the scale on which they are read.

Values are numbers or arrays; outside a function's domain it raises `OutOfRange`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tamis.stats.errors import OutOfRange
from tamis.stats.measures._special import normal_cdf, normal_density, normal_quantile
from tamis.stats.measures._values import FloatArray
from tamis.stats.measures.associations import COX_SNELL, LOGISTIC_SD


def _within(values: npt.ArrayLike, low: float, high: float, name: str) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    bad = (array < low) | (array > high)
    if bad.any():
        raise OutOfRange(name, f"{array[bad].flat[0]:g}", f"{low:g} to {high:g}")
    return array


def _any(values: npt.ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def logit(p: npt.ArrayLike) -> FloatArray:
    """ln(p/(1 − p)); ±∞ at the ends."""
    p = _within(p, 0, 1, "p")
    with np.errstate(divide="ignore"):
        return np.log(p) - np.log1p(-p)


def expit(x: npt.ArrayLike) -> FloatArray:
    """1/(1 + exp(−x))."""
    half = np.tanh(_any(x) / 2)
    return (1 + half) / 2


def arcsine(p: npt.ArrayLike) -> FloatArray:
    """asin √p."""
    return np.arcsin(np.sqrt(_within(p, 0, 1, "p")))


def from_arcsine(x: npt.ArrayLike) -> FloatArray:
    """sin² x, with x brought into [0, π/2]."""
    return np.sin(np.clip(_any(x), 0, math.pi / 2)) ** 2


def fisher_z(r: npt.ArrayLike) -> FloatArray:
    """Atanh r (Fisher 1921, Metron 1:3-32)."""
    return np.arctanh(_within(r, -1, 1, "r"))


def from_fisher_z(z: npt.ArrayLike) -> FloatArray:
    """Tanh z."""
    return np.tanh(_any(z))


def fisher_z_of_r_squared(r_squared: npt.ArrayLike) -> FloatArray:
    """Atanh √R² (Olkin and Finn 1995, Psychol Bull 118:155-164)."""
    return np.arctanh(np.sqrt(_within(r_squared, 0, 1, "r_squared")))


def r_squared_from_fisher_z(z: npt.ArrayLike) -> FloatArray:
    """tanh² z."""
    return np.tanh(_any(z)) ** 2


def square(x: npt.ArrayLike) -> FloatArray:
    """x², the inverse of a square root; 0 for x below 0."""
    return np.where(_any(x) < 0, 0.0, _any(x)) ** 2


def hakstian_whalen(alpha: npt.ArrayLike) -> FloatArray:
    """1 − (1 − α)^⅓ (Hakstian and Whalen 1976, Psychometrika 41:219-231)."""
    return 1 - np.cbrt(1 - _within(alpha, -math.inf, 1, "alpha"))


def from_hakstian_whalen(x: npt.ArrayLike) -> FloatArray:
    """1 − (1 − x)³."""
    return 1 - (1 - _any(x)) ** 3


def bonett(alpha: npt.ArrayLike) -> FloatArray:
    """−ln(1 − α) (Bonett 2002, J Educ Behav Stat 27:335-340)."""
    return -np.log1p(-_within(alpha, -math.inf, 1, "alpha"))


def from_bonett(x: npt.ArrayLike) -> FloatArray:
    """1 − exp(−x)."""
    return -np.expm1(-_any(x))


def freeman_tukey(p: npt.ArrayLike, n: npt.ArrayLike) -> FloatArray:
    """Double arcsine of a proportion p of n (Freeman and Tukey 1950, Ann Math Stat 21:607-611)."""
    x, size = _within(p, 0, 1, "p") * _any(n), _any(n)
    return (np.arcsin(np.sqrt(x / (size + 1))) + np.arcsin(np.sqrt((x + 1) / (size + 1)))) / 2


def from_freeman_tukey(x: npt.ArrayLike, n: npt.ArrayLike) -> FloatArray:
    """Proportion of n behind a double arcsine (Miller 1978, Am Stat 32:138).

    Beyond the transform of 0 or of 1 the answer is 0 or 1. For a pooled value n is a convention:
    the harmonic mean of the studies' sizes can mislead (Schwarzer et al. 2019, Res Synth Methods
    10:476-483); a binomial model of the proportions does without it.
    """
    x, n = np.broadcast_arrays(_any(x), _any(n))
    low, high = freeman_tukey(0.0, n), freeman_tukey(1.0, n)
    inside = (x > low) & (x < high)
    s, c = np.sin(2 * np.where(inside, x, 0.5)), np.cos(2 * np.where(inside, x, 0.5))
    root = np.sqrt(np.maximum(1 - (s + (s - 1 / s) / n) ** 2, 0))
    p = (1 - np.sign(c) * root) / 2
    return np.where(inside, p, np.where(x <= low, 0.0, np.where(x >= high, 1.0, np.nan)))


def from_freeman_tukey_pooled(x: npt.ArrayLike, n: npt.ArrayLike) -> FloatArray:
    """`from_freeman_tukey` at the harmonic mean of the studies' sizes n, shape (k,)."""
    sizes = _any(n)
    return from_freeman_tukey(x, sizes.size / np.sum(1 / sizes))


def cohens_u1(d: npt.ArrayLike) -> FloatArray:
    """Share of the two distributions that does not overlap (Cohen 1988, equation 2.2.3)."""
    upper = normal_cdf(np.abs(_any(d)) / 2)
    return (2 * upper - 1) / upper


def cohens_u2(d: npt.ArrayLike) -> FloatArray:
    """Share of one group above the same share of the other (Cohen 1988, equation 2.2.2)."""
    return normal_cdf(_any(d) / 2)


def cohens_u3(d: npt.ArrayLike) -> FloatArray:
    """Share of group 2 below the mean of group 1 (Cohen 1988, equation 2.2.1)."""
    return normal_cdf(_any(d))


def superiority(d: npt.ArrayLike) -> FloatArray:
    """Probability of superiority (McGraw and Wong 1992, Psychol Bull 111:361-365)."""
    return normal_cdf(_any(d) / math.sqrt(2))


def success_rate(d: npt.ArrayLike) -> FloatArray:
    """Binomial effect size display (Rosenthal and Rubin 1982, J Educ Psychol 74:166-169)."""
    return 0.5 + _any(d) / np.sqrt(_any(d) ** 2 + 4) / 2


def overlap(d: npt.ArrayLike) -> FloatArray:
    """Overlapping coefficient 2Φ(−|d|/2)."""
    return 2 * normal_cdf(-np.abs(_any(d)) / 2)


def cliffs_delta(d: npt.ArrayLike) -> FloatArray:
    """2Φ(d/√2) − 1."""
    return 2 * normal_cdf(_any(d) / math.sqrt(2)) - 1


def _degrees(n1: float | None, n2: float | None) -> float:
    """h of r = d/√(d² + h); 4 for equal groups of any size."""
    if n1 is None or n2 is None:
        return 4.0
    return (n1 + n2 - 2) * (1 / n1 + 1 / n2)


def biserial_from_d(
    d: npt.ArrayLike, n1: float | None = None, n2: float | None = None
) -> FloatArray:
    """Biserial correlation; groups of equal size unless told (Jacobs and Viechtbauer 2017)."""
    share = 0.5 if n1 is None or n2 is None else n1 / (n1 + n2)
    r = _any(d) / np.sqrt(_any(d) ** 2 + _degrees(n1, n2))
    return _point_to_biserial(r, share)


def biserial_from_point_biserial(r: npt.ArrayLike, share: float = 0.5) -> FloatArray:
    """Biserial from point-biserial correlation, `share` the proportion in one group."""
    _within(share, 0, 1, "share")
    return _point_to_biserial(_within(r, -1, 1, "r"), share)


def _point_to_biserial(r: FloatArray, share: float) -> FloatArray:
    return r * math.sqrt(share * (1 - share)) / normal_density(normal_quantile(share))


def d_from_point_biserial(
    r: npt.ArrayLike, n1: float | None = None, n2: float | None = None
) -> FloatArray:
    """Standardised mean difference √h r/√(1 − r²)."""
    r = _within(r, -1, 1, "r")
    return math.sqrt(_degrees(n1, n2)) * r / np.sqrt(1 - r**2)


def log_odds_ratio_from_d(d: npt.ArrayLike, distribution: str = "logistic") -> FloatArray:
    """Log odds ratio of a standardised difference (Chinn 2000, Stat Med 19:3127-3131)."""
    return _any(d) * _by(distribution)


def d_from_log_odds_ratio(lnor: npt.ArrayLike, distribution: str = "logistic") -> FloatArray:
    """Standardised difference of a log odds ratio (Chinn 2000, Stat Med 19:3127-3131)."""
    return _any(lnor) / _by(distribution)


def _by(distribution: str) -> float:
    factors = {"logistic": LOGISTIC_SD, "normal": COX_SNELL}
    if distribution not in factors:
        raise OutOfRange("distribution", repr(distribution), ", ".join(factors))
    return factors[distribution]


def risk_ratio_from_log_odds_ratio(lnor: npt.ArrayLike, control_risk: float) -> FloatArray:
    """Risk ratio at a control risk (Zhang and Yu 1998, JAMA 280:1690-1691)."""
    _within(control_risk, 0, 1, "control_risk")
    odds = np.exp(_any(lnor))
    return odds / (1 - control_risk + control_risk * odds)


def back_transform(name: str | None) -> Callable[[npt.ArrayLike], FloatArray]:
    """The function to the natural scale that a measure names as its `back`.

    Raises:
        OutOfRange: The measure has none that works on a pooled value alone.
    """
    known: dict[str | None, Callable[[npt.ArrayLike], FloatArray]] = {
        None: _any,
        "exp": lambda x: np.exp(_any(x)),
        "expit": expit,
        "tanh": from_fisher_z,
        "tanh-squared": r_squared_from_fisher_z,
        "arcsine": from_arcsine,
        "normal-cdf": lambda x: normal_cdf(_any(x)),
        "square": square,
        "cube": from_hakstian_whalen,
        "one-minus-exp": from_bonett,
    }
    if name not in known:
        allowed = ", ".join(str(key) for key in known)
        raise OutOfRange("back", f"{name!r}, which needs sample sizes", allowed)
    return known[name]

"""Mean and standard deviation from quantiles, by the best of several distributions.

The distribution whose quantiles fit best by least squares gives the moments.
Source: McGrath et al. (2020), Stat Methods Med Res 29:2520-2537, section 2.2 ("QE").
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tamis.stats.convert.five_numbers import (
    FiveNumbers,
    Moments,
    derived_by,
    mean_from_five_numbers,
    sd_from_five_numbers,
)
from tamis.stats.errors import NotConverged
from tamis.stats.measures._special import normal_quantile
from tamis.stats.measures._values import FloatArray


@dataclass(frozen=True, slots=True)
class _Family:
    name: str
    quantiles: Callable[[FloatArray, float, float], FloatArray]
    moments: Callable[[float, float], tuple[float, float]]
    start: Callable[[float, float], tuple[float, float]]


def _gamma_quantiles(p: FloatArray, log_shape: float, log_scale: float) -> FloatArray:
    from scipy.special import gammaincinv

    return np.asarray(gammaincinv(math.exp(log_shape), p) * math.exp(log_scale), dtype=np.float64)


def _weibull_moments(log_shape: float, log_scale: float) -> tuple[float, float]:
    k, scale = math.exp(-log_shape), math.exp(log_scale)
    first, second = math.gamma(1 + k), math.gamma(1 + 2 * k)
    return scale * first, scale * math.sqrt(max(second - first**2, 0))


def log_normal_moments(mu: float, log_sigma: float) -> tuple[float, float]:
    """Mean and standard deviation of a log-normal variable."""
    v = math.exp(2 * log_sigma)
    return math.exp(mu + v / 2), math.exp(mu + v / 2) * math.sqrt(math.expm1(v))


def _log_normal_start(mean: float, sd: float) -> tuple[float, float]:
    v = math.log1p((sd / mean) ** 2)
    return math.log(mean) - v / 2, math.log(v) / 2


_FAMILIES = (
    _Family(
        "normal",
        lambda p, mu, log_sigma: mu + math.exp(log_sigma) * normal_quantile(p),
        lambda mu, log_sigma: (mu, math.exp(log_sigma)),
        lambda mean, sd: (mean, math.log(sd)),
    ),
    _Family(
        "log-normal",
        lambda p, mu, log_sigma: np.exp(mu + math.exp(log_sigma) * normal_quantile(p)),
        log_normal_moments,
        _log_normal_start,
    ),
    _Family(
        "gamma",
        _gamma_quantiles,
        lambda a, b: (math.exp(a + b), math.exp(a / 2 + b)),
        lambda mean, sd: (2 * math.log(mean / sd), 2 * math.log(sd) - math.log(mean)),
    ),
    _Family(
        "weibull",
        lambda p, a, b: math.exp(b) * (-np.log1p(-p)) ** math.exp(-a),
        _weibull_moments,
        lambda mean, sd: (1.086 * math.log(mean / sd), math.log(mean)),
    ),
)


def _beta_quantiles(p: FloatArray, log_a: float, log_b: float) -> FloatArray:
    from scipy.special import betaincinv

    return np.asarray(betaincinv(math.exp(log_a), math.exp(log_b), p), dtype=np.float64)


def _beta_moments(log_a: float, log_b: float) -> tuple[float, float]:
    a, b = math.exp(log_a), math.exp(log_b)
    return a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)


def _beta_start(mean: float, sd: float) -> tuple[float, float]:
    size = max(mean * (1 - mean) / sd**2 - 1, 0.1)
    return math.log(mean * size), math.log((1 - mean) * size)


_BETA = _Family("beta", _beta_quantiles, _beta_moments, _beta_start)


def probabilities(s: FiveNumbers) -> FloatArray:
    """Probability that each number of the summary is taken to stand for."""
    quartiles = (0.25, 0.5, 0.75) if s.quartiles else (0.5,)
    return np.array((1 / s.n, *quartiles, 1 - 1 / s.n) if s.extremes else quartiles)


def quantile_estimation(s: FiveNumbers) -> Moments:
    """Mean and sd of the distribution whose quantiles fit best.

    Normal, log-normal, gamma and Weibull are tried (beta too if all numbers lie within 0 to 1);
    only the normal if a number is negative.

    Raises:
        NotConverged: No distribution could be fitted.
    """
    fits = quantile_fits(s)
    if not fits:
        raise NotConverged("quantile_estimation", "no fit", "a summary that a distribution fits")
    best = fits[0]
    cautions = derived_by(f"a {best.family} fit")
    return Moments(mean=best.mean, sd=best.sd, method=f"QE, {best.family}", cautions=cautions)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileFit:
    """One distribution fitted to a summary.

    Attributes:
        family: Name of the distribution.
        misfit: Sum of squared differences of the quantiles, in squared units of the summary.
        mean: Its mean.
        sd: Its standard deviation.
    """

    family: str
    misfit: float
    mean: float
    sd: float


def quantile_fits(s: FiveNumbers) -> tuple[QuantileFit, ...]:
    """Every distribution that `quantile_estimation` tries, the best first."""
    values, p = np.array(s.values), probabilities(s)
    if values[0] < 0:
        families: tuple[_Family, ...] = _FAMILIES[:1]
    else:
        values = np.where(values == 0, 0.01, values)
        families = (*_FAMILIES, _BETA) if values[-1] < 1 else _FAMILIES
    start = mean_from_five_numbers(s), sd_from_five_numbers(s, "wan")
    fits = [fit for f in families if (fit := _fit(f, values, p, start)) is not None]
    return tuple(sorted(fits, key=lambda fit: fit.misfit))


def _fit(
    family: _Family, values: FloatArray, p: FloatArray, start: tuple[float, float]
) -> QuantileFit | None:
    from scipy.optimize import least_squares

    unit = float(values[-1] - values[0])

    def misfit(theta: FloatArray) -> FloatArray:
        with np.errstate(all="ignore"):
            gap = (family.quantiles(p, float(theta[0]), float(theta[1])) - values) / unit
        return np.nan_to_num(gap, nan=1e3, posinf=1e3, neginf=-1e3)

    if family.name != "normal" and start[0] <= 0:
        return None
    try:
        found = least_squares(misfit, family.start(*start), xtol=1e-12, ftol=1e-12, gtol=1e-12)
        mean, sd = family.moments(*(float(x) for x in found.x))
    except (OverflowError, ValueError):  # a family that the numbers drive out of floating range
        return None
    misfit_squared = 2 * float(found.cost) * unit**2
    return QuantileFit(family=family.name, misfit=misfit_squared, mean=mean, sd=sd)

"""Mean and standard deviation from quantiles without assuming one distribution.

- `quantile_estimation`: the best of several distributions by least squares on their quantiles
  (McGrath et al. 2020, Stat Methods Med Res 29:2520-2537, section 2.2, "QE").
- `box_cox`: the power that makes the quantiles symmetric (the same paper, section 2.3, "BC").
- `maximum_likelihood_power`: the power of greatest likelihood (Cai et al. 2021, Stat Methods Med
  Res 30:2701-2719, "MLN").

The reference implementation, estmeansd, draws random numbers for the last two; here the moments
are integrals, so a result is the same every time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.convert.five_numbers import (
    FiveNumbers,
    Moments,
    mean_from_five_numbers,
    sd_from_five_numbers,
)
from tamis.stats.errors import NotConverged, OutOfRange
from tamis.stats.measures._special import normal_cdf, normal_density, normal_quantile
from tamis.stats.measures._values import FloatArray

#: Powers of the Box–Cox transformation that are tried (McGrath 2020; Cai 2021).
POWERS = (0.0, 10.0)


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


def _log_normal_moments(mu: float, log_sigma: float) -> tuple[float, float]:
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
        _log_normal_moments,
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
    cautions = _assumed(f"a {best.family} fit")
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


def _assumed(what: str) -> tuple[Caution, ...]:
    text = f"mean and standard deviation derived from quantiles by {what}"
    return (Caution("assumed-distribution", text),)


def power_transform(values: FloatArray, power: float) -> FloatArray:
    """Box–Cox: (x^λ − 1)/λ, ln x at λ = 0."""
    out: FloatArray = np.log(values) if power == 0 else np.expm1(power * np.log(values)) / power
    return out


def _transformed(s: FiveNumbers, power: float) -> FiveNumbers:
    names = [
        name
        for name, used in (
            ("minimum", s.extremes),
            ("q1", s.quartiles),
            ("median", True),
            ("q3", s.quartiles),
            ("maximum", s.extremes),
        )
        if used
    ]
    moved = power_transform(np.array(s.values), power)
    return FiveNumbers(n=s.n, **dict(zip(names, map(float, moved), strict=True)))


def _scaled(s: FiveNumbers) -> tuple[FiveNumbers, float]:
    """The summary in units of its median, where powers of any size stay in range."""
    if s.values[0] <= 0:
        raise OutOfRange("summary", f"{s.values[0]:g}", "positive numbers (Box–Cox)")
    names = ("minimum", "q1", "median", "q3", "maximum")
    given = {name: getattr(s, name) for name in names}
    moved = {name: None if x is None else x / s.median for name, x in given.items()}
    return FiveNumbers(n=s.n, **moved), s.median  # type: ignore[arg-type]


def box_cox(s: FiveNumbers) -> Moments:
    """Mean and sd by the power that makes the quantiles symmetric about the median.

    Raises:
        OutOfRange: A number is not positive.
    """
    unit, by = _scaled(s)
    logs = np.log(np.array(unit.values))

    def asymmetry(power: float) -> float:
        moved = np.expm1(power * logs) / power if power else logs
        middle = moved.size // 2
        above, below = moved[middle + 1 :] - moved[middle], moved[middle] - moved[:middle][::-1]
        return float(np.sum((above / below - 1) ** 2))

    power = max(0.0, _minimum(asymmetry, -2.0, 3.0))
    moved = _transformed(unit, power)
    mu, sigma = mean_from_five_numbers(moved), sd_from_five_numbers(moved, "wan")
    mean, sd = _moments(mu, sigma, power)
    text = f"Box–Cox with power {power:.3g}"
    return Moments(mean=by * mean, sd=by * sd, method=f"BC, {text}", cautions=_assumed(text))


def maximum_likelihood_power(s: FiveNumbers) -> Moments:
    """Mean and sd by the power under which the transformed quantiles are most likely.

    As in the reference implementation, the likelihood is that of the transformed values, without
    the Jacobian of the transformation, so the power, and a little of the answer, depends on the
    unit of measurement. A caution says so; `box_cox` is free of that.

    Raises:
        OutOfRange: A number is not positive.
        NotConverged: The likelihood has no interior maximum that could be found.
    """
    from scipy.optimize import minimize

    if s.values[0] <= 0:
        raise OutOfRange("summary", f"{s.values[0]:g}", "positive numbers (Box–Cox)")

    def loss(power: float) -> float:
        moved = _transformed(s, power)
        mu, sigma = mean_from_five_numbers(moved), sd_from_five_numbers(moved, "wan")
        return -_log_likelihood(moved, mu, sigma)

    power = _minimum(loss, *POWERS)
    moved = _transformed(s, power)
    mu, sigma = mean_from_five_numbers(moved), sd_from_five_numbers(moved, "wan")

    def misfit(theta: FloatArray) -> float:
        return -_log_likelihood(moved, float(theta[0]), math.exp(float(theta[1])))

    found = minimize(misfit, np.array([mu, math.log(sigma)]), method="Nelder-Mead", tol=1e-11)
    if not found.success:
        raise NotConverged("maximum_likelihood_power", str(found.message), "a maximum")
    mean, sd = _moments(float(found.x[0]), math.exp(float(found.x[1])), power)
    text = f"Box–Cox with power {power:.3g} by maximum likelihood"
    unit = Caution("assumed-distribution", "the chosen power depends on the unit of measurement")
    return Moments(mean=mean, sd=sd, method=f"MLN, {text}", cautions=(*_assumed(text), unit))


def _log_likelihood(s: FiveNumbers, mu: float, sigma: float) -> float:
    """Log-likelihood of order statistics of a normal sample (Cai 2021, equations 3 to 5)."""
    z = (np.array(s.values) - mu) / sigma
    counts = [math.floor(p * s.n + 1) for p in ((0.25, 0.5, 0.75) if s.quartiles else (0.5,))]
    ranks = [1, *counts, s.n] if s.extremes else [0, *counts, s.n + 1]
    edges = normal_cdf(z if s.extremes else np.concatenate(([-np.inf], z, [np.inf])))
    between = np.diff(np.array(ranks, dtype=float)) - 1
    with np.errstate(all="ignore"):
        inside = np.where(between > 0, between * np.log(np.diff(edges)), 0.0)
    total = float(np.sum(inside) - np.sum(z**2) / 2 - z.size * math.log(sigma))
    return total if math.isfinite(total) else -1e300


def _minimum(f: Callable[[float], float], low: float, high: float) -> float:
    """Smallest value of a function with few dips: a grid, then golden section."""
    from scipy.optimize import minimize_scalar

    grid = np.linspace(low, high, 101)
    best = int(np.argmin([f(float(x)) for x in grid]))
    around = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, 100)]))
    found = minimize_scalar(f, bounds=around, method="bounded", options={"xatol": 1e-10})
    return float(found.x) if found.fun <= f(float(grid[best])) else float(grid[best])


def _moments(mu: float, sigma: float, power: float) -> tuple[float, float]:
    """Mean and sd of the back-transformed normal variable, cut symmetrically at its support."""
    if power < 1e-8:
        return _log_normal_moments(mu, math.log(sigma))
    reach = min((mu + 1 / power) / sigma, 12.0)
    nodes, weights = np.polynomial.legendre.leggauss(200)
    z = reach * nodes
    density = weights * normal_density(z)
    density = density / density.sum()
    x = np.maximum(power * (mu + sigma * z) + 1, 0) ** (1 / power)
    mean = float(density @ x)
    return mean, math.sqrt(float(density @ (x - mean) ** 2))

"""Mean and standard deviation from quantiles, by a Box–Cox transformation to normality.

- `box_cox`: the power that makes the quantiles symmetric (McGrath et al. 2020, Stat Methods Med
  Res 29:2520-2537, section 2.3, "BC").
- `maximum_likelihood_power`: the power of greatest likelihood (Cai et al. 2021, Stat Methods Med
  Res 30:2701-2719, "MLN").

The reference implementation, estmeansd, draws random numbers for the moments; here they are
integrals, so a result is the same every time.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.convert.five_numbers import (
    FiveNumbers,
    Moments,
    derived_by,
    mean_from_five_numbers,
    sd_from_five_numbers,
)
from tamis.stats.convert.quantile_fit import log_normal_moments
from tamis.stats.distributions import legendre
from tamis.stats.errors import NotConverged, OutOfRange
from tamis.stats.measures._special import normal_cdf, normal_density
from tamis.stats.measures._values import FloatArray

#: Powers that are tried for symmetry (McGrath 2020) and for likelihood (Cai 2021).
SYMMETRY_POWERS = (-2.0, 3.0)
LIKELIHOOD_POWERS = (0.0, 10.0)


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

    power = max(0.0, _minimum(asymmetry, *SYMMETRY_POWERS))
    moved = _transformed(unit, power)
    mu, sigma = mean_from_five_numbers(moved), sd_from_five_numbers(moved, "wan")
    mean, sd = _moments(mu, sigma, power)
    text = f"Box–Cox with power {power:.3g}"
    return Moments(mean=by * mean, sd=by * sd, method=f"BC, {text}", cautions=derived_by(text))


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

    power = _minimum(loss, *LIKELIHOOD_POWERS)
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
    return Moments(mean=mean, sd=sd, method=f"MLN, {text}", cautions=(*derived_by(text), unit))


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
        return log_normal_moments(mu, math.log(sigma))
    reach = min((mu + 1 / power) / sigma, 12.0)
    nodes, weights = legendre(200)
    z = reach * nodes
    density = weights * normal_density(z)
    density = density / density.sum()
    x = np.maximum(power * (mu + sigma * z) + 1, 0) ** (1 / power)
    mean = float(density @ x)
    return mean, math.sqrt(float(density @ (x - mean) ** 2))

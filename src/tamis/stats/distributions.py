"""Tails and quantiles of the normal, t, χ² and F distributions, accurate far out.

SciPy is imported at first use, so that `import tamis.stats` does not pay for it.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

_SQRT2 = math.sqrt(2.0)


@cache
def special(name: str) -> Callable[..., Any]:
    """A function of `scipy.special`, imported when first needed."""
    import scipy.special

    return getattr(scipy.special, name)  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def legendre(n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and weights of Gauss–Legendre quadrature on (−1, 1), read-only, shape (n,)."""
    nodes, weights = np.polynomial.legendre.leggauss(n)
    nodes.setflags(write=False)
    weights.setflags(write=False)
    return nodes, weights


def normal_two_sided(z: float) -> float:
    """P(|Z| ≥ |z|) for a standard normal Z."""
    return math.erfc(abs(z) / _SQRT2)


def normal_cdf(z: float) -> float:
    """P(Z ≤ z) for a standard normal Z."""
    return 0.5 * math.erfc(-z / _SQRT2)


def t_two_sided(t: float, df: float) -> float:
    """P(|T| ≥ |t|) for Student's T; by the incomplete beta function, so tiny tails keep digits."""
    if math.isinf(t):
        return 0.0
    return float(special("betainc")(0.5 * df, 0.5, df / (df + t * t)))


def t_cdf(t: float, df: float) -> float:
    """P(T ≤ t) for Student's T."""
    tail = 0.5 * t_two_sided(t, df)
    return tail if t <= 0 else 1.0 - tail


def chi2_sf(x: float, df: float) -> float:
    """P(χ² ≥ x)."""
    return float(special("gammaincc")(0.5 * df, 0.5 * x)) if x > 0 else 1.0


def f_sf(x: float, df1: float, df2: float) -> float:
    """P(F ≥ x)."""
    if math.isinf(x):
        return 0.0
    return float(special("betainc")(0.5 * df2, 0.5 * df1, df2 / (df2 + df1 * x))) if x > 0 else 1.0


@lru_cache(maxsize=4096)
def normal_quantile(p: float) -> float:
    """z with P(Z ≤ z) = p."""
    return float(special("ndtri")(p))


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """t with P(T ≤ t) = p; one Newton step after SciPy's answer restores the last digits."""
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -t_quantile(1.0 - p, df)
    t = float(special("stdtrit")(df, p))
    log_density = (
        math.lgamma(0.5 * (df + 1))
        - math.lgamma(0.5 * df)
        - 0.5 * math.log(df * math.pi)
        - 0.5 * (df + 1) * math.log1p(t * t / df)
    )
    return t - (1.0 - p - 0.5 * t_two_sided(t, df)) / -math.exp(log_density)


@lru_cache(maxsize=4096)
def chi2_quantile(p: float, df: float) -> float:
    """x with P(χ² ≤ x) = p."""
    return 2.0 * float(special("gammaincinv")(0.5 * df, p))


@lru_cache(maxsize=4096)
def chi2_upper_quantile(q: float, df: float) -> float:
    """x with P(χ² ≥ x) = q."""
    return 2.0 * float(special("gammainccinv")(0.5 * df, q))


def two_sided(statistic: float, df: float | None) -> float:
    """Two-sided p-value of a z (`df` None) or t statistic."""
    return normal_two_sided(statistic) if df is None else t_two_sided(statistic, df)


def critical(level: float, df: float | None) -> float:
    """The two-sided critical value for a confidence level in (0, 1)."""
    p = 0.5 + 0.5 * level
    return normal_quantile(p) if df is None else t_quantile(p, df)

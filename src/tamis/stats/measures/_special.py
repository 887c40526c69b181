"""Special functions, with scipy loaded at the first use."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tamis.stats.measures._values import FloatArray


def small_sample_factor(df: npt.ArrayLike) -> FloatArray:
    """Exact bias correction of a standardised mean difference.

    J(m) = Γ(m/2) / (√(m/2) Γ((m−1)/2)); NaN for m ≤ 1.
    Source: Hedges (1981), J Educ Stat 6:107-128, equation 6e.
    """
    from scipy.special import gammaln

    m = np.asarray(df, dtype=np.float64)
    with np.errstate(all="ignore"):
        factor = np.exp(gammaln(m / 2) - np.log(np.sqrt(m / 2)) - gammaln((m - 1) / 2))
    return np.where(m > 1, factor, np.nan)


def approximate_factor(df: npt.ArrayLike) -> FloatArray:
    """Approximate J(m) = 1 − 3/(4m − 1) (Hedges 1981, equation 7)."""
    return 1 - 3 / (4 * np.asarray(df, dtype=np.float64) - 1)


def normal_cdf(z: npt.ArrayLike) -> FloatArray:
    """Standard normal distribution function."""
    from scipy.special import ndtr

    return np.asarray(ndtr(np.asarray(z, dtype=np.float64)), dtype=np.float64)


def normal_quantile(p: npt.ArrayLike) -> FloatArray:
    """Standard normal quantile."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.asarray(p, dtype=np.float64)), dtype=np.float64)


def normal_density(z: npt.ArrayLike) -> FloatArray:
    """Standard normal density."""
    at = np.asarray(z, dtype=np.float64)
    out: FloatArray = np.exp(-at * at / 2) / math.sqrt(2 * math.pi)
    return out

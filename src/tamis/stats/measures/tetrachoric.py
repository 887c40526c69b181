"""Tetrachoric correlation of a 2×2 table by maximum likelihood.

The model has as many parameters as the table has free proportions, so the fit is exact: the
thresholds follow from the margins, and ρ is where the bivariate normal probability equals the
first cell's proportion. Its variance is the delta method over the multinomial.
Source: Pearson (1900), Phil Trans A 195:1-47; Kirk (1973), Biometrika 60:11-18.
"""

from __future__ import annotations

import numpy as np

from tamis.stats.measures._special import normal_cdf, normal_quantile
from tamis.stats.measures._values import FloatArray, Pair


def bivariate_normal_cdf(h: FloatArray, k: FloatArray, rho: FloatArray) -> FloatArray:
    """P(X ≤ h, Y ≤ k) of a standard bivariate normal, by Owen's T function.

    Source: Owen (1956), Ann Math Stat 27:1075-1090, equation 3.1. Needs |ρ| < 1.
    """
    from scipy.special import owens_t

    root = np.sqrt(1 - rho * rho)
    # At a threshold of exactly zero the two limits agree only if both zeros have one sign.
    h = np.where(h == 0, 1e-150, h)
    k = np.where(k == 0, 1e-150, k)
    apart = np.where(h * np.sign(k) < 0, 0.5, 0.0)
    total = (normal_cdf(h) + normal_cdf(k)) / 2 - apart
    out: FloatArray = total - owens_t(h, (k / h - rho) / root) - owens_t(k, (h / k - rho) / root)
    return out


def tetrachoric(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> Pair:
    """Correlation and sampling variance.

    An empty cell puts ρ at ±1, where the variance does not exist; an empty margin leaves ρ
    undefined. Both come back as NaN.
    """
    n = a + b + c + d
    h, k = normal_quantile((a + b) / n), normal_quantile((a + c) / n)
    inside = np.isfinite(h) & np.isfinite(k)
    open_ = inside & (a > 0) & (b > 0) & (c > 0) & (d > 0)
    hs, ks = np.where(open_, h, 0.0), np.where(open_, k, 0.0)
    rho = _solve(hs, ks, np.where(open_, a / n, 0.25))
    v = _variance(hs, ks, rho, (a / n, b / n, c / n)) / n
    edge = np.where((a == 0) | (d == 0), -1.0, 1.0)
    y = np.where(open_, rho, np.where(inside, edge, np.nan))
    return y, np.where(open_, v, np.nan)


def _solve(h: FloatArray, k: FloatArray, target: FloatArray) -> FloatArray:
    """Bisect for ρ; the probability grows with it everywhere."""
    low, high = np.full_like(h, -1.0), np.full_like(h, 1.0)
    for _ in range(60):  # 2⁻⁵⁹ is below the spacing of doubles near 1
        middle = (low + high) / 2
        above = bivariate_normal_cdf(h, k, middle) > target
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


def _variance(
    h: FloatArray, k: FloatArray, rho: FloatArray, p: tuple[FloatArray, FloatArray, FloatArray]
) -> FloatArray:
    root = np.sqrt(1 - rho * rho)
    density = np.exp(-(h * h - 2 * rho * h * k + k * k) / (2 * root**2)) / (2 * np.pi * root)
    row, column = normal_cdf((k - rho * h) / root), normal_cdf((h - rho * k) / root)
    slopes = (1 - row - column, -row, -column)
    mean = sum(share * slope for share, slope in zip(p, slopes, strict=True))
    square = sum(share * slope**2 for share, slope in zip(p, slopes, strict=True))
    out: FloatArray = (square - mean**2) / density**2
    return out

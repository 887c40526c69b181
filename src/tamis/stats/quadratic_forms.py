"""Distribution of Σ λᵢ χ²₁, the quadratic form behind every Q statistic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Nodes on Talbot's contour; the error falls like e^(−1.36·N), so 32 reaches rounding.
NODES = 32
#: With more terms than this the transform is too large left of the origin for Talbot's contour,
#: and falls off fast enough along a vertical line.
TALBOT_TERMS = 8
#: −log of the size at which the integral along the vertical line is cut off.
CUT = 37.0


def weighted_chi2_cdf(x: float, weights: NDArray[np.float64]) -> float:
    """P(Σ λᵢ χ²₁ ≤ x) for non-negative weights λ, to about 1e-13.

    Inverts the Laplace transform Π(1 + 2λᵢs)^(−1/2)/s, whose singularities lie on the negative real
    axis: with few terms along Talbot's contour in Weideman's form (Trefethen, Weideman and
    Schmelzer, BIT 2006;46:653–670, eq. 3.4), with many by the trapezoidal rule on the vertical line
    through the saddle point (Rice, SIAM J Sci Stat Comput 1980;1:438–448).

    Args:
        x: Where to evaluate.
        weights: λ, shape (m,); values that are zero to rounding are ignored.
    """
    lam = weights[weights > 1e-14 * max(float(weights.max(initial=0.0)), 1e-300)]
    if x <= 0:
        return 0.0
    if lam.size == 0:
        return 1.0
    lam = lam / x  # the same probability at 1
    value = _talbot(lam) if lam.size <= TALBOT_TERMS else _saddle(lam)
    return min(1.0, max(0.0, value))


def _log_transform(s: NDArray[np.complex128], lam: NDArray[np.float64]) -> NDArray[np.complex128]:
    # Each factor's principal logarithm is continuous off the negative axis; the product's is not.
    out: NDArray[np.complex128] = -0.5 * np.log1p(2.0 * lam[:, None] * s).sum(axis=0) - np.log(s)
    return out


def _talbot(lam: NDArray[np.float64]) -> float:
    theta = (2.0 * np.arange(NODES // 2, NODES) + 1.0) * np.pi / NODES - np.pi
    cot = 1.0 / np.tan(0.6407 * theta)
    s: NDArray[np.complex128] = NODES * (0.5017 * theta * cot - 0.6122 + 0.2645j * theta)
    ds = NODES * (0.5017 * cot - 0.5017 * 0.6407 * theta / np.sin(0.6407 * theta) ** 2 + 0.2645j)
    return float(2.0 * (np.exp(s + _log_transform(s, lam)) * ds).imag.sum() / NODES)


def _saddle(lam: NDArray[np.float64]) -> float:
    low, high = 1.0, 1.0 + 0.5 * lam.size
    # 1 = Σ λ/(1 + 2λs) + 1/s: the right side falls, is above 1 at s = 1, below at 1 + m/2.
    for _ in range(60):
        c = 0.5 * (low + high)
        low, high = (c, high) if (lam / (1 + 2 * lam * c)).sum() + 1 / c > 1 else (low, c)
    step = 2.0 * np.pi * c / (CUT + c)
    peak = _log_transform(np.array([c + 0j]), lam).real[0]
    n = 64
    while _log_transform(np.array([c + 1j * n * step]), lam).real[0] > peak - CUT and n < 1 << 20:
        n *= 2
    s = (c + 1j * step * np.arange(n + 1)).astype(np.complex128)
    terms = np.exp(s + _log_transform(s, lam)).real
    return float(step / np.pi * (terms.sum() - 0.5 * terms[0]))

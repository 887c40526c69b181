"""Integrals of a weight function against a normal density, with derivatives of every order needed.

With z = y/σ, u = (z − m)/s and the Hermite polynomials He_n,

    a_n = ∫ W(z) N(z; m, s²) He_n(u) s^−n dz

gives A = a₀ and, because ∂N/∂s² = ½∂²N/∂m²,

    ∂A/∂m = a₁, ∂²A/∂m² = a₂, ∂A/∂s² = a₂/2, ∂²A/∂m∂s² = a₃/2, ∂²A/∂(s²)² = a₄/4.

Steps integrate in closed form, since ∫φ He_n = −φ He_{n−1}; smooth weights by Gauss–Legendre panels
over the z at which a p-value is neither 0 nor 1 to machine precision, constants beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special

from tamis.stats.multilevel.inputs import Floats

#: Beyond ±8 a one-sided p-value differs from 0 or 1 by less than 1e-15.
REACH = 8.0
_PANELS, _NODES = 32, 8


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Gauss–Legendre nodes z and weights on panels that break where a weight may kink."""

    z: Floats
    weight: Floats


@lru_cache(maxsize=64)
def nodes(breaks: tuple[float, ...]) -> Nodes:
    """Lay panels over ±REACH, with edges at 0 and the given breaks."""
    edges = np.unique(np.clip([*np.linspace(-REACH, REACH, _PANELS + 1), *breaks], -REACH, REACH))
    x, w = np.polynomial.legendre.leggauss(_NODES)
    half = np.diff(edges)[:, None] / 2
    centre = (edges[1:] + edges[:-1])[:, None] / 2
    return Nodes((centre + half * x).ravel(), (half * w).ravel())


def step_moments(lower: Floats, upper: Floats, m: Floats, s: Floats) -> Floats:
    """Return a₀ … a₄ of the indicators of (lower, upper], shape (…, k, 5).

    Args:
        lower: Lower ends in units of z (…, k); may be −inf.
        upper: Upper ends (…, k); may be inf.
        m: Means (k,).
        s: Standard deviations (k,).
    """
    tails = _tails(np.stack([lower, upper]), m, s)
    return np.asarray(tails[0] - tails[1])


def _tails(edge: Floats, m: Floats, s: Floats) -> Floats:
    """Return the moments of the indicators of (edge, ∞)."""
    u = (edge - m) / s
    finite = np.isfinite(u)
    v = np.where(finite, u, 0.0)
    density = np.where(finite, np.exp(-0.5 * v * v) / np.sqrt(2 * np.pi), 0.0)
    out = np.empty((*u.shape, 5))
    out[..., 0] = special.ndtr(-u)
    s2 = s * s
    out[..., 1] = density / s
    out[..., 2] = density * v / s2
    out[..., 3] = density * (v * v - 1) / (s2 * s)
    out[..., 4] = density * (v * (v * v - 3)) / (s2 * s2)
    return out


def smooth_moments(at: Nodes, values: Floats, m: Floats, s: Floats) -> Floats:
    """Return a₀ … a₄ of weights with the given values at the nodes.

    One Hermite polynomial at a time, by He_{n+1} = u He_n − n He_{n−1}, so that what is in hand
    stays small enough for the processor's cache.

    Args:
        at: Nodes (q,).
        values: Any number of weights at them, (q, c), or per study (k, q, c).
        m: Means (k,).
        s: Standard deviations (k,).

    Returns:
        Moments (k, 5, c).
    """
    u = (at.z - m[:, None]) / s[:, None]
    here = np.exp(-0.5 * u * u) * at.weight / (np.sqrt(2 * np.pi) * s[:, None])
    before = np.zeros_like(here)
    out = np.empty((len(m), 5, values.shape[-1]))
    scale = np.ones((len(m), 1))
    for n in range(5):
        sums = here @ values if values.ndim == 2 else (here[:, None, :] @ values)[:, 0]
        out[:, n] = sums * scale
        scale = scale / s[:, None]
        here, before = u * here - n * before, here
    return out

"""GOSH: the model on every subset of the studies, or on a random sample of subsets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.stats.batch.fits import ManyFits
from tamis.stats.diagnostics.sequences import refits
from tamis.stats.errors import OutOfRange
from tamis.stats.models.fit import Fit

#: Up to this many studies every subset is fitted.
ALL_SUBSETS = 15


@dataclass(frozen=True, slots=True)
class Gosh:
    """Fits to subsets (Olkin, Dahabreh and Trikalinos 2012).

    Attributes:
        include: Which studies are in each subset, shape (B, k).
        fits: One row per subset.
        exhaustive: Every subset was fitted.
    """

    include: NDArray[np.bool_]
    fits: ManyFits
    exhaustive: bool


def gosh(
    fit: Fit, *, subsets: int | None = None, seed: int | np.random.Generator | None = None
) -> Gosh:
    """Fit the model to subsets of its studies.

    Args:
        fit: A fitted model.
        subsets: Number of random subsets; every subset if None and k ≤ 15, else 10⁶ is the default.
        seed: For random subsets; without one they differ between calls.

    Raises:
        OutOfRange: `subsets` is below 1.
    """
    k, p = fit.k, fit.p
    if subsets is not None and subsets < 1:
        raise OutOfRange("subsets", str(subsets), "1 or more")
    if subsets is None and k <= ALL_SUBSETS:
        include = every_subset(k)
        include = include[include.sum(axis=1) >= p]
        return Gosh(include, refits(fit, include), True)
    chance = seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)
    include = random_subsets(k, p, subsets or 1_000_000, chance)
    return Gosh(include, refits(fit, include), False)


def every_subset(k: int) -> NDArray[np.bool_]:
    """All subsets but the empty one, small ones first, shape (2ᵏ − 1, k)."""
    codes = np.arange(1, 1 << k, dtype=np.int64)
    include: NDArray[np.bool_] = (codes[:, None] >> np.arange(k)) & 1 == 1
    return include[np.argsort(include.sum(axis=1), kind="stable")]


def random_subsets(k: int, smallest: int, n: int, chance: np.random.Generator) -> NDArray[np.bool_]:
    """n subsets of k studies: every study in or out with equal chance, too small ones redrawn."""
    include = chance.random((n, k)) < 0.5
    while True:
        small = np.flatnonzero(include.sum(axis=1) < smallest)
        if not small.size:
            return include
        include[small] = chance.random((small.size, k)) < 0.5

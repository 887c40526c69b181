"""The working model behind a cluster-robust variance, cut into clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.errors import NotPositiveDefinite, OutOfRange, TooFewStudies
from tamis.stats.multilevel.inputs import (
    Column,
    Floats,
    Ints,
    checked_rank,
    finite,
    levels,
    numbers,
)


@dataclass(frozen=True, slots=True, eq=False)
class Working:
    """Weighted least squares with a working covariance Φ, cut into clusters.

    Attributes:
        e: Residuals (k,).
        X: Moderators (k, p).
        beta: Coefficients (p,).
        bread: (X′WX)⁻¹, shape (p, p).
        phi: Working covariance per cluster.
        score: W X per cluster, each (n_j, p).
        rows: Rows of each cluster.
    """

    e: Floats
    X: Floats
    beta: Floats
    bread: Floats
    phi: tuple[Floats, ...]
    score: tuple[Floats, ...]
    rows: tuple[Ints, ...]

    @property
    def m(self) -> int:
        """Number of clusters."""
        return len(self.rows)


def working(y: Column, X: Column, phi: Column, cluster: Column) -> Working:
    """Fit by weights W = Φ⁻¹ and cut data and covariance into clusters.

    Args:
        y: Effects (k,).
        X: Moderators (k, p).
        phi: Working variances (k,) or covariance (k, k) of the effects.
        cluster: Cluster of each effect (k,).

    Raises:
        OutOfRange: Φ links effects of different clusters, so the clusters are not independent.
        TooFewStudies: Fewer than two clusters.
        NotPositiveDefinite: Φ has no inverse.
    """
    effects = finite(y, "y")
    k = len(effects)
    design = finite(numbers(X, "X").reshape(k, -1), "X")
    checked_rank(design)
    codes, names = levels(cluster, "cluster")
    if len(codes) != k or len(names) < 2:
        raise TooFewStudies("cluster", f"{len(names)} clusters for {k} effects", "two or more")
    covariance = finite(phi, "phi", k)
    rows = tuple(np.flatnonzero(codes == j) for j in range(len(names)))
    blocks = _blocks(covariance, codes, rows)
    score = tuple(
        np.asarray(np.linalg.solve(b, design[r]), dtype=np.float64)
        for b, r in zip(blocks, rows, strict=True)
    )
    bread = np.linalg.inv(sum((design[r].T @ s for r, s in zip(rows, score, strict=True)), _ZERO))
    bread = (bread + bread.T) / 2
    beta = bread @ sum((s.T @ effects[r] for r, s in zip(rows, score, strict=True)), _ZERO)
    return Working(effects - design @ beta, design, beta, bread, blocks, score, rows)


_ZERO = np.zeros(())


def _blocks(phi: Floats, codes: Ints, rows: tuple[Ints, ...]) -> tuple[Floats, ...]:
    if phi.ndim == 1:
        if (phi <= 0).any():
            raise NotPositiveDefinite("phi", "a variance of zero or less", "variances above zero")
        return tuple(np.diag(phi[r]) for r in rows)
    apart = codes[:, None] != codes[None, :]
    if (np.abs(phi[apart]) > 1e-12 * np.abs(phi).max()).any():
        raise OutOfRange(
            "cluster",
            "clusters whose effects covary under the working model",
            "clusters at or above the outermost random effect",
        )
    return tuple(phi[np.ix_(r, r)] for r in rows)

"""Leaving out a cluster at a time, variance components held at their estimates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.errors import LengthMismatch, SingularModerators
from tamis.stats.multilevel.after import marginal
from tamis.stats.multilevel.inputs import Column, Floats, label, levels
from tamis.stats.multilevel.result import MultilevelFit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterInfluence:
    """What each cluster does to the fit.

    Attributes:
        labels: Names of the m clusters.
        cooks: Cook's distances, (b − b₍ⱼ₎)′Var(b)⁻¹(b − b₍ⱼ₎), shape (m,).
        deleted_z: Standardised deleted residual of each effect, its cluster left out (k,).
        deleted_chi2: Their joint statistic per cluster, χ² with `sizes` degrees of freedom (m,).
        sizes: Effects per cluster.
    """

    labels: tuple[str, ...]
    cooks: Floats
    deleted_z: Floats
    deleted_chi2: Floats
    sizes: tuple[int, ...]


def cluster_influence(fit: MultilevelFit, cluster: Column) -> ClusterInfluence:
    """Delete each cluster in turn and refit the coefficients.

    Args:
        fit: A fitted model.
        cluster: Cluster of each effect used (k,).

    Raises:
        LengthMismatch: There is not one cluster per effect.
        SingularModerators: Without some cluster a coefficient is not estimable.

    Source: Viechtbauer & Cheung 2010, Res Synth Methods 1:112, for clusters instead of studies.
    """
    codes, found = levels(cluster, "cluster")
    if len(codes) != fit.k:
        raise LengthMismatch("cluster", f"{len(codes)} entries", f"{fit.k}, one per effect used")
    M = marginal(fit)
    precision = np.linalg.inv(fit.vb)
    cooks, chi2 = np.zeros(len(found)), np.zeros(len(found))
    z = np.zeros(fit.k)
    for j in range(len(found)):
        rows = np.flatnonzero(codes == j)
        rest = np.flatnonzero(codes != j)
        X = fit.X[rest]
        WX = np.linalg.solve(M[np.ix_(rest, rest)], X)
        if np.linalg.matrix_rank(X) < fit.p:
            raise SingularModerators(
                "cluster", f"{label(found[j])!r}", "clusters one can do without"
            )
        vb = np.linalg.inv(X.T @ WX)
        beta = vb @ (WX.T @ fit.y[rest])
        change = fit.beta - beta
        cooks[j] = change @ precision @ change
        e = fit.y[rows] - fit.X[rows] @ beta
        variance = M[np.ix_(rows, rows)] + fit.X[rows] @ vb @ fit.X[rows].T
        z[rows] = e / np.sqrt(np.diag(variance))
        chi2[j] = e @ np.linalg.solve(variance, e)
    return ClusterInfluence(
        labels=tuple(map(label, found)),
        cooks=cooks,
        deleted_z=z,
        deleted_chi2=chi2,
        sizes=tuple(int(n) for n in np.bincount(codes)),
    )


def weights_in_percent(fit: MultilevelFit) -> tuple[Floats, Floats]:
    """Return the diagonal of W and its row sums, each scaled to sum to 100, shape (k,)."""
    W = np.linalg.inv(marginal(fit))
    rows = W.sum(axis=1)
    return 100 * np.diag(W) / np.trace(W), 100 * rows / rows.sum()

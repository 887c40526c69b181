"""Sampling covariances V of effects from the same people, under a stated correlation."""

from __future__ import annotations

import numpy as np

from tamis.stats.errors import OutOfRange
from tamis.stats.multilevel.inputs import Column, Floats, finite, levels


def correlated_errors(vi: Column, cluster: Column, rho: float) -> Floats:
    """Assume one correlation between the sampling errors of a cluster's effects.

    V_ij = ρ √(v_i v_j) within clusters, else 0 (the "constant sampling correlation" working model
    of Hedges, Tipton & Johnson 2010, Res Synth Methods 1:39).

    Args:
        vi: Sampling variances (k,).
        cluster: Cluster of each effect (k,).
        rho: Assumed correlation.

    Returns:
        V, shape (k, k).

    Raises:
        OutOfRange: |ρ| > 1.
    """
    if abs(rho) > 1:
        raise OutOfRange("rho", f"{rho:g}", "between −1 and 1")
    codes, _ = levels(cluster, "cluster")
    v = finite(vi, "vi", len(codes))
    same = codes[:, None] == codes[None, :]
    V = np.where(same, rho, 0.0) * np.sqrt(np.outer(v, v))
    np.fill_diagonal(V, v)
    return V


def autocorrelated_errors(vi: Column, cluster: Column, time: Column, phi: float) -> Floats:
    """Assume sampling errors of a cluster whose correlation fades with the time between them.

    V_ij = φ^|t_i − t_j| √(v_i v_j) within clusters (Ishak et al. 2007, Clin Trials 4:525;
    Trikalinos & Olkin 2012, Clin Trials 9:610).

    Args:
        vi: Sampling variances (k,).
        cluster: Cluster of each effect (k,).
        time: Time of each effect (k,), in the unit of `phi`.
        phi: Assumed correlation of effects one unit apart.

    Returns:
        V, shape (k, k).

    Raises:
        OutOfRange: φ lies outside 0 … 1.
    """
    if not 0 <= phi <= 1:
        raise OutOfRange("phi", f"{phi:g}", "between 0 and 1")
    codes, _ = levels(cluster, "cluster")
    v = finite(vi, "vi", len(codes))
    t = finite(time, "time", len(codes))
    same = codes[:, None] == codes[None, :]
    V = np.where(same, phi ** np.abs(t[:, None] - t[None, :]), 0.0) * np.sqrt(np.outer(v, v))
    np.fill_diagonal(V, v)
    return V

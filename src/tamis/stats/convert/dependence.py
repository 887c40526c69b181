"""Estimates that share patients: their covariance, and how to combine them into one.

Source: Gleser and Olkin (2009), in Cooper et al., Handbook of Research Synthesis, 2nd ed., chapter
19; Ishak et al. (2007), Clin Trials 4:525-539.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from tamis.stats.convert.slopes import decay
from tamis.stats.errors import (
    LengthMismatch,
    MissingArgument,
    NegativeVariance,
    NotPositiveDefinite,
    OutOfRange,
)
from tamis.stats.measures._columns import as_column
from tamis.stats.measures._values import FloatArray

Labels = Sequence[Hashable]


def _labels(name: str, labels: Labels, k: int) -> FloatArray:
    """Whole numbers for labels, by first appearance."""
    seen: dict[Hashable, int] = {}
    codes = np.array([seen.setdefault(label, len(seen)) for label in labels], dtype=np.float64)
    if codes.size != k:
        raise LengthMismatch(name, f"{codes.size}", f"{k}, as many as variances")
    return codes


def _variances(vi: object) -> FloatArray:
    v = as_column("vi", vi)
    if (v < 0).any():
        raise NegativeVariance("vi", f"{v.min():g}", "0 or more")
    return v


def _correlation(name: str, r: float) -> float:
    if not -1 <= r <= 1:
        raise OutOfRange(name, f"{r:g}", "−1 to 1")
    return r


def sampling_covariance(
    vi: object,
    cluster: Labels,
    *,
    outcome: Labels | None = None,
    time: object = None,
    outcome_correlation: float = 1.0,
    correlation_per_time: float = 1.0,
) -> FloatArray:
    """Covariance matrix of estimates from the same patients, shape (k, k).

    Within a cluster two estimates correlate by `outcome_correlation` if their outcomes differ,
    times `correlation_per_time`^|time apart|; estimates of different clusters do not correlate.

    Args:
        vi: Sampling variances, shape (k,).
        cluster: Group of patients behind each estimate.
        outcome: Label of what was measured; without it all estimates measure the same.
        time: When it was measured.
        outcome_correlation: Assumed correlation of different outcomes.
        correlation_per_time: Assumed correlation one unit of time apart.

    Raises:
        LengthMismatch, NegativeVariance, OutOfRange: As the names say.
    """
    v = _variances(vi)
    groups = _labels("cluster", cluster, v.size)
    together = groups[:, None] == groups[None, :]
    r = np.ones((v.size, v.size))
    if outcome is not None:
        kinds = _labels("outcome", outcome, v.size)
        differ = kinds[:, None] != kinds[None, :]
        r = np.where(differ, _correlation("outcome_correlation", outcome_correlation), r)
    if time is not None:
        times = as_column("time", time)
        if times.size != v.size:
            raise LengthMismatch("time", f"{times.size}", f"{v.size}, as many as variances")
        r = r * decay(times, _correlation("correlation_per_time", correlation_per_time))
    root = np.sqrt(v)
    matrix = np.where(together, r * root[:, None] * root[None, :], 0.0)
    np.fill_diagonal(matrix, v)
    return matrix


def shared_arm_covariance(
    vi: object, arm_variance: object, study: Labels, shared_arm: Labels
) -> FloatArray:
    """Covariance of contrasts that share an arm, shape (k, k).

    Two contrasts with the same arm covary by that arm's own variance: sd²/n for mean differences,
    1/events − 1/n for log risk ratios, 1/events + 1/non-events for log odds ratios (Gleser and
    Olkin 2009, equations 19.14 to 19.25).

    Args:
        vi: Variances of the contrasts, shape (k,).
        arm_variance: Variance contributed by the shared arm, shape (k,).
        study: Study of each contrast.
        shared_arm: Label of the arm that is shared.
    """
    v, own = _variances(vi), _variances(arm_variance)
    if own.size != v.size:
        raise LengthMismatch("arm_variance", f"{own.size}", f"{v.size}, as many as variances")
    if (own > v).any():
        raise OutOfRange("arm_variance", "a value above the contrast's own", "at most `vi`")
    same = [_labels(n, c, v.size) for n, c in (("study", study), ("shared_arm", shared_arm))]
    together = np.logical_and.reduce([c[:, None] == c[None, :] for c in same])
    matrix = np.where(together, np.sqrt(own[:, None] * own[None, :]), 0.0)
    np.fill_diagonal(matrix, v)
    return matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregated:
    """One estimate per cluster.

    Attributes:
        cluster: Labels, by first appearance.
        yi: Estimates, shape (m,).
        vi: Sampling variances, shape (m,).
        size: Estimates behind each, shape (m,).
    """

    cluster: tuple[Hashable, ...]
    yi: FloatArray
    vi: FloatArray
    size: tuple[int, ...]


def aggregate(
    yi: object,
    vi: object,
    cluster: Labels,
    *,
    correlation: float = 0.0,
    time: object = None,
    correlation_per_time: float | None = None,
    covariance: FloatArray | None = None,
    weighted: bool = True,
) -> Aggregated:
    """Combine the estimates of each cluster into one.

    Args:
        yi: Estimates, shape (k,).
        vi: Sampling variances, shape (k,).
        cluster: Group of patients behind each estimate.
        correlation: Assumed correlation within a cluster.
        time: When each was measured; with `correlation_per_time` correlations fade.
        correlation_per_time: Assumed correlation one unit of time apart, times `correlation`
            where that is given.
        covariance: The matrix itself, shape (k, k), in place of the correlations.
        weighted: Inverse-variance mean; False for the plain mean.

    Raises:
        NotPositiveDefinite: A cluster's covariance matrix cannot be inverted.
        MissingArgument: `correlation_per_time` without `time`, or the reverse.
    """
    y, v = as_column("yi", yi), _variances(vi)
    if y.size != v.size:
        raise LengthMismatch("yi, vi", f"{y.size}, {v.size}", "one length")
    if (time is None) != (correlation_per_time is None):
        raise MissingArgument("time", "only one of the two", "`time` with `correlation_per_time`")
    if covariance is None:
        fades = correlation_per_time is not None
        covariance = sampling_covariance(
            v,
            cluster,
            outcome=None if fades and correlation == 0 else range(v.size),
            time=time,
            outcome_correlation=correlation,
            correlation_per_time=1.0 if correlation_per_time is None else correlation_per_time,
        )
    codes = _labels("cluster", cluster, v.size)
    pairs, sizes = [], []
    for code in range(int(codes.max()) + 1):
        rows = np.flatnonzero(codes == code)
        pairs.append(_combined(y[rows], covariance[np.ix_(rows, rows)], weighted))
        sizes.append(rows.size)
    return Aggregated(
        cluster=tuple(dict.fromkeys(cluster)),
        yi=np.array([pair[0] for pair in pairs]),
        vi=np.array([pair[1] for pair in pairs]),
        size=tuple(sizes),
    )


def _combined(y: FloatArray, v: FloatArray, weighted: bool) -> tuple[float, float]:
    if not weighted:
        return float(y.mean()), float(v.sum()) / y.size**2
    try:
        np.linalg.cholesky(v)
    except np.linalg.LinAlgError:
        raise NotPositiveDefinite(
            "covariance", "a cluster's matrix that is none", "a positive definite matrix"
        ) from None
    weight = np.linalg.solve(v, np.ones(y.size))
    total = float(weight.sum())
    return float(weight @ y) / total, 1 / total

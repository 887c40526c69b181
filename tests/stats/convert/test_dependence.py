from __future__ import annotations

import numpy as np
import pytest

from tamis.stats.convert import aggregate, sampling_covariance, shared_arm_covariance
from tamis.stats.errors import (
    LengthMismatch,
    MissingArgument,
    NegativeVariance,
    NotPositiveDefinite,
    OutOfRange,
)

VI = [0.074, 0.0398, 0.0481]


def test_outcomes_and_times_multiply_their_correlations() -> None:
    # metafor 5.2-1, vcalc(vi, cluster, obs, time1, rho = .5, phi = .8): 0.02170787875403767
    found = sampling_covariance(
        VI, "aab", outcome=[1, 2, 1], time=[1, 2, 1], outcome_correlation=0.5,
        correlation_per_time=0.8,
    )  # fmt: skip
    assert found[0, 1] == pytest.approx(0.02170787875403767)
    assert found[0, 2] == found[1, 2] == 0
    np.testing.assert_array_equal(found, found.T)


def test_independent_estimates_aggregate_by_inverse_variance() -> None:
    found = aggregate([1.0, 2.0, 5.0], [0.1, 0.1, 0.3], ["x", "x", "y"])
    assert found.cluster == ("x", "y")
    np.testing.assert_allclose(found.yi, [1.5, 5.0])
    np.testing.assert_allclose(found.vi, [0.05, 0.3])


def test_a_duplicate_adds_nothing_when_fully_correlated() -> None:
    found = aggregate([1.0, 1.0], [0.2, 0.2], "aa", correlation=0.999999)
    assert found.vi[0] == pytest.approx(0.2, rel=1e-5)


def test_the_order_of_rows_does_not_matter() -> None:
    y, v, c = [0.1, 0.5, 0.3, 0.9], [0.2, 0.1, 0.4, 0.3], ["a", "b", "a", "b"]
    one = aggregate(y, v, c, correlation=0.6)
    other = aggregate(y[::-1], v[::-1], c[::-1], correlation=0.6)
    assert dict(zip(one.cluster, one.yi, strict=True)) == pytest.approx(
        dict(zip(other.cluster, other.yi, strict=True))
    )


def test_fading_correlation_needs_times() -> None:
    with pytest.raises(MissingArgument, match="time"):
        aggregate([1, 2], [1, 1], "aa", correlation_per_time=0.9)
    found = aggregate([1, 2], [1, 1], "aa", time=[0, 1], correlation_per_time=0.5)
    assert found.vi[0] == pytest.approx(0.75)


def test_contrasts_with_one_control_share_its_variance() -> None:
    found = shared_arm_covariance([0.3, 0.4, 0.2], [0.1, 0.1, 0.05], [1, 1, 2], ["c", "c", "c"])
    assert found[0, 1] == pytest.approx(0.1)
    assert found[0, 2] == 0


def test_impossible_matrices_are_refused() -> None:
    with pytest.raises(NotPositiveDefinite):
        aggregate([1, 2], [1, 1], "aa", correlation=1.0)
    with pytest.raises(NegativeVariance):
        sampling_covariance([-1, 1], "aa")
    with pytest.raises(LengthMismatch, match="cluster"):
        sampling_covariance([1, 1], "aaa")
    with pytest.raises(OutOfRange, match="outcome_correlation"):
        sampling_covariance([1, 1], "aa", outcome=[1, 2], outcome_correlation=2)
    with pytest.raises(OutOfRange, match="arm_variance"):
        shared_arm_covariance([0.1], [0.2], [1], [1])

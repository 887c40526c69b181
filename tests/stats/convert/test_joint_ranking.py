from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.convert import joint_rank
from tamis.stats.convert.joint_ranking import midranks
from tamis.stats.errors import LengthMismatch, OutOfRange

patient = st.tuples(
    st.floats(0.5, 12).map(lambda t: round(t, 1)), st.integers(0, 1), st.integers(-20, 2)
)


def test_survival_comes_before_function() -> None:
    # dies at 3; dies at 8; alive and worse; alive and better
    found = joint_rank([0, 0, 1, 1], [3, 8, 12, 12], [1, 1, 0, 0], [[-1, -1, -9, -2]])
    assert found.score.tolist() == [-3, -1, 1, 3]
    assert (found.wins, found.losses, found.ties) == (4, 0, 0)
    assert found.win_ratio == np.inf


def test_the_last_visit_that_both_have_decides() -> None:
    nan = np.nan
    found = joint_rank([0, 1], [6, 12], [0, 0], [[-1, -2], [-9, -3], [nan, -30]])
    assert found.score.tolist() == [-1, 1]


def test_leaving_before_the_other_dies_is_decided_by_function() -> None:
    found = joint_rank([0, 1], [4, 9], [0, 1], [[-8, -2]])
    assert found.score.tolist() == [-1, 1]


def test_no_common_visit_is_a_tie() -> None:
    found = joint_rank([0, 1], [2, 9], [0, 1], [[np.nan, -2]])
    assert found.ties == 1
    assert found.p == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(patient, min_size=4, max_size=12))
def test_scores_sum_to_zero_and_swapping_the_arms_mirrors_them(rows: list[tuple]) -> None:  # type: ignore[type-arg]
    time, died, change = (list(column) for column in zip(*rows, strict=True))
    arm = [i % 2 for i in range(len(rows))]
    one = joint_rank(arm, time, died, [change])
    other = joint_rank([1 - a for a in arm], time, died, [change])
    assert one.score.sum() == 0
    assert one.statistic == -other.statistic
    assert one.p == pytest.approx(other.p)
    assert one.wilcoxon_p == pytest.approx(other.wilcoxon_p)


def test_ties_share_the_mean_of_their_ranks() -> None:
    assert midranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1, 3.5, 2]


def test_one_arm_or_uneven_visits_are_refused() -> None:
    with pytest.raises(OutOfRange, match="both arms"):
        joint_rank([1, 1], [1, 2], [0, 0], [[0, 0]])
    with pytest.raises(LengthMismatch, match="visit"):
        joint_rank([0, 1], [1, 2], [0, 0], [[0, 0, 0]])

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis import learn

NULLS = learn.Scenario(label="no effect", effect=0.0, variance=0.04)


def test_the_change_is_the_missing_weight_times_the_distance():
    # Two studies of weight 25 at .5; one missing of weight 25 at 0: pooled .5 becomes 1/3.
    found = learn.sufficiency([0.5, 0.5], [0.04, 0.04], NULLS, 1)
    assert found.now.effect == pytest.approx(0.5)
    assert found.then.effect == pytest.approx(1 / 3)
    assert found.change == pytest.approx(-1 / 6)


def test_the_number_that_turns_a_result_is_the_first_that_does():
    needed = learn.sufficiency([0.5, 0.5], [0.04, 0.04], NULLS, 0).needed
    assert needed is not None
    assert learn.sufficiency([0.5, 0.5], [0.04, 0.04], NULLS, needed).crosses
    assert not learn.sufficiency([0.5, 0.5], [0.04, 0.04], NULLS, needed - 1).crosses


def test_studies_like_those_found_never_turn_a_result():
    same = learn.Scenario(label="the same", effect=0.5, variance=0.04)
    found = learn.sufficiency([0.5, 0.5], [0.04, 0.04], same, 50)
    assert (found.change, found.needed) == (pytest.approx(0), None)


@given(st.integers(0, 30), st.floats(0, 2), st.floats(0.01, 1))
def test_more_missing_studies_never_change_it_less(missing, tau2, yielding):
    args = ([0.3, 0.6, 0.1], [0.02, 0.05, 0.01], NULLS)
    fewer = learn.sufficiency(*args, missing, tau2=tau2, yielding=yielding)
    more = learn.sufficiency(*args, missing + 5, tau2=tau2, yielding=yielding)
    assert abs(more.change) >= abs(fewer.change) - 1e-12


def test_nothing_to_pool_and_impossible_numbers_are_refused():
    with pytest.raises(learn.NoStudies, match="at least one study"):
        learn.sufficiency([], [], NULLS, 1)
    with pytest.raises(learn.OutOfRange, match="vi must be above 0"):
        learn.sufficiency([0.1], [0.0], NULLS, 1)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis import learn


def screening(found, run, records=2000):
    """Includes at the start, then a run of excludes."""
    return learn.Progress(records, (1,) * found + (0,) * run)


def test_a_longer_clean_run_promises_fewer_missing():
    left = [learn.missing(screening(40, run), 0.95) for run in (50, 200, 800)]
    assert left == sorted(left, reverse=True)
    assert left[0] > left[-1]


def test_the_default_rule_goes_on_while_finds_come_and_stops_when_they_have_thinned_out():
    rule = learn.Thinning()
    assert not rule(learn.Progress(2000, (1, 0) * 100)).stop
    assert rule(screening(100, 1200)).stop
    assert rule(screening(100, 1200)).standing == "validated"


def test_a_higher_target_takes_longer():
    runs = range(0, 1900, 20)
    first = [
        next(run for run in runs if learn.Thinning(target=target)(screening(60, run)).stop)
        for target in (0.8, 0.9, 0.95)
    ]
    assert first == sorted(first)
    assert first[0] < first[-1]


def test_there_is_no_estimate_before_three_finds():
    assert learn.live_recall(screening(2, 500)) is None
    assert learn.live_recall(screening(3, 500)) is not None
    assert not learn.Thinning()(screening(2, 1900)).stop


@settings(max_examples=60)
@given(st.lists(st.integers(0, 1), min_size=5, max_size=200), st.integers(0, 500))
def test_an_estimate_lies_in_its_interval_and_never_beyond_the_records(labels, rest):
    progress = learn.Progress(len(labels) + rest, tuple(labels))
    found = learn.live_recall(progress)
    if found is not None:
        assert 0 < found.low <= found.value <= found.high <= 1
        assert found.missing <= rest


def test_everything_screened_is_everything_found():
    done = learn.Progress(5, (1, 0, 1, 1, 0))
    found = learn.live_recall(done)
    assert found is not None
    assert found.low == found.value == 1


def test_a_quantile_that_was_not_fitted_is_refused_with_those_that_were():
    with pytest.raises(learn.UnknownChoice, match=r"one of 0.01, .*0.99"):
        learn.Thinning(quantile=0.42)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=40, max_size=80), st.integers(10, 39))
def test_an_earlier_look_knows_nothing_of_what_was_found_later(labels, look):
    whole = learn.Progress(100, tuple(labels), (True,) * len(labels))
    then = dict(learn.bound_path(whole, 0.8, every=1))[look]
    assert then == learn.most_includes(whole.first(look), 0.8)


def test_the_bounds_along_a_screening_end_with_the_bound_of_the_whole():
    progress = learn.Progress(300, (1,) * 20 + (0,) * 180, (False,) * 20 + (True,) * 180)
    path = learn.bound_path(progress, 0.9, every=50)
    assert [screened for screened, _ in path] == [50, 100, 150, 200]
    bounds = [most for _, most in path]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] == learn.most_includes(progress, 0.9)

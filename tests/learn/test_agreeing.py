from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis import learn

counts = st.integers(0, 40)


def vote(record, verdict, by, criterion=""):
    return learn.Decision(record=record, verdict=verdict, by=by, criterion=criterion)


def test_the_textbook_table_has_the_textbook_kappa():
    # 20 and 15 of 50 agreed, 5 and 10 split: observed .7, expected .5, kappa .4.
    found = learn.agreement(learn.Crossing(20, 5, 10, 15))
    assert found.observed.value == pytest.approx(0.7)
    assert found.kappa.value == pytest.approx(0.4)
    assert found.pabak.value == pytest.approx(0.4)
    assert found.positive.value == pytest.approx(40 / 55)
    assert found.negative.value == pytest.approx(30 / 45)


def test_rare_includes_lower_kappa_but_not_ac1():
    found = learn.agreement(learn.Crossing(2, 4, 4, 190))
    assert found.kappa.value < 0.35
    assert found.ac1.value > 0.95


def test_ac1_of_a_symmetric_table_equals_kappa():
    found = learn.agreement(learn.Crossing(30, 10, 10, 30))
    assert found.ac1.value == pytest.approx(found.kappa.value)


@settings(max_examples=60)
@given(counts, counts, counts, counts)
def test_intervals_hold_their_figures_and_reviewers_may_be_swapped(a, b, c, d):
    if a + b + c + d == 0:
        return
    one = learn.agreement(learn.Crossing(a, b, c, d))
    other = learn.agreement(learn.Crossing(a, c, b, d))
    for name in ("observed", "kappa", "pabak", "ac1", "positive", "negative"):
        measure = getattr(one, name)
        swapped = getattr(other, name).value
        if measure.value is None:
            assert swapped is None
        else:
            assert measure.low <= measure.value <= measure.high
            assert swapped == pytest.approx(measure.value)


def test_kappa_is_undefined_when_everything_is_excluded():
    assert learn.agreement(learn.Crossing(0, 0, 0, 9)).kappa.value is None


def test_only_records_judged_by_both_are_counted_and_a_maybe_goes_on():
    held = [vote("1", "maybe", "a"), vote("1", "include", "b"), vote("2", "include", "a")]
    assert learn.crossing(held, "a", "b") == learn.Crossing(1, 0, 0, 0)


def test_reviewers_who_share_nothing_are_told_so():
    with pytest.raises(learn.NothingShared, match="judged no record in common"):
        learn.crossing([vote("1", "include", "a")], "a", "b")


def test_disagreement_is_counted_by_the_criterion_that_was_named():
    held = [
        vote("1", "include", "a"),
        vote("1", "exclude", "b", "design"),
        vote("2", "exclude", "a", "design"),
        vote("2", "maybe", "b"),
        vote("3", "exclude", "a"),
        vote("3", "include", "b"),
    ]
    assert learn.by_criterion(held, "a", "b") == {"design": 2, "none named": 1}


def test_training_rounds_show_agreement_growing():
    held = []
    for number in range(40):
        verdict = "include" if number % 4 == 0 else "exclude"
        opposite = "exclude" if verdict == "include" else "include"
        held += [vote(str(number), verdict, "a")]
        held += [vote(str(number), opposite if number < 10 else verdict, "b")]
    curve = [found.observed.value for found in learn.rounds(held, "a", "b", size=20)]
    assert curve == [0.5, 1.0]

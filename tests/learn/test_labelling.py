from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis import learn


def decision(record, verdict, **rest):
    return learn.Decision(record=record, verdict=verdict, **rest)


def test_a_later_decision_of_the_same_reviewer_replaces_the_earlier():
    held = learn.labels([decision("a", "include", by="x"), decision("a", "exclude", by="x")])
    assert held["a"] == learn.Label(-1, 1.0)


def test_a_maybe_teaches_less_than_an_include():
    held = learn.labels([decision("a", "maybe"), decision("b", "include")])
    assert held["a"].target == held["b"].target == 1
    assert held["a"].weight < held["b"].weight


def test_a_split_vote_leans_to_inclusion_with_little_weight():
    held = learn.labels([decision("a", "include", by="x"), decision("a", "exclude", by="y")])
    assert held["a"] == learn.Label(1, 0.1)


def test_an_exclusion_on_full_text_remembers_the_include_before_it():
    late = decision("a", "exclude", stage="full-text")
    held = learn.labels([decision("a", "include"), late])
    assert held["a"].target == 1
    assert held["a"].weight < 0.5
    assert learn.labels([decision("a", "exclude"), late])["a"].target == -1


def test_an_exclusion_for_a_neutral_reason_teaches_nothing():
    how = learn.Labelling(neutral=frozenset({"duplicate"}))
    assert learn.labels([decision("a", "exclude", criterion="duplicate")], how) == {}


def test_an_unknown_verdict_is_refused_with_the_allowed_ones():
    with pytest.raises(learn.UnknownChoice, match="include, maybe, exclude"):
        learn.labels([decision("a", "yes")])


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["include", "exclude"]))),
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["include", "exclude"]))),
)
def test_nothing_undecided_is_seen_through_the_other_reviewer(mine, theirs):
    held = [decision(r, v, by="me") for r, v in mine] + [
        decision(r, v, by="you") for r, v in theirs
    ]
    decided = {record for record, _ in mine}
    flipped = [
        decision(d.record, "maybe", by=d.by) if d.by == "you" and d.record not in decided else d
        for d in held
    ]
    assert learn.visible(held, "me") == learn.visible(flipped, "me")

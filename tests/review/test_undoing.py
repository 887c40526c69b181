from __future__ import annotations

import pytest

from tamis.model.errors import UnknownName
from tamis.review import Review
from tamis.review.undoing import NotUndoable, NotYours


def verdicts(review: Review) -> list[str]:
    return [d.verdict for d in review.state.decisions]


def boxes(review: Review) -> dict[str, int]:
    assert review.evidence.flow.unbalanced == ()
    return {b.id: b.count for b in review.evidence.flow.boxes}


def test_an_undone_decision_waits_again(review: Review, reports: dict[str, str]) -> None:
    (decision,) = review.screen(reports["alder"], "include")
    assert reports["alder"] not in {w.report for w in review.waiting()}
    review.undo(decision.id)
    assert reports["alder"] in {w.report for w in review.waiting()}
    assert verdicts(review) == []


def test_undo_after_a_change_of_mind_brings_the_first_word_back(
    review: Review, reports: dict[str, str]
) -> None:
    review.screen(reports["alder"], "include")
    (second,) = review.screen(reports["alder"], "maybe")
    review.undo(second.id)
    assert verdicts(review) == ["include"]


def test_undo_has_no_end_and_can_be_undone(review: Review, reports: dict[str, str]) -> None:
    said = [review.screen(reports["alder"], v)[0] for v in ("include", "maybe", "include")]
    taken = [review.undo(event.id)[0] for event in reversed(said)]
    assert verdicts(review) == []
    for event, left in zip(reversed(taken), ("include", "maybe", "include"), strict=True):
        review.undo(event.id)
        assert verdicts(review) == [left]


def test_undoing_what_is_undone_appends_nothing(review: Review, reports: dict[str, str]) -> None:
    (decision,) = review.screen(reports["alder"], "include")
    assert review.undo(decision.id)
    assert review.undo(decision.id) == ()


def test_a_full_text_decision_goes_with_the_retrieval_noted_for_it(
    review: Review, reports: dict[str, str]
) -> None:
    review.screen(reports["alder"], "include")
    before = boxes(review)
    decision = review.screen(reports["alder"], "exclude", criterion="design", stage="full-text")[-1]
    during = boxes(review)
    (taken,) = review.undo(decision.id)
    assert review.state.retrievals == ()
    assert boxes(review) == before != during
    review.undo(taken.id)
    assert boxes(review) == during


def test_nobody_undoes_another_s_decision(review: Review, reports: dict[str, str]) -> None:
    (decision,) = review.screen(reports["alder"], "include")
    with pytest.raises(NotYours, match="anna"):
        Review(review.path, by="ben").undo(decision.id)


def test_searches_and_protocols_stay(review: Review) -> None:
    for event in review.events:
        with pytest.raises(NotUndoable, match="screened"):
            review.undo(event.id)


def test_an_unknown_event_is_named(review: Review) -> None:
    with pytest.raises(UnknownName, match="no event 'nothing'"):
        review.undo("nothing")


def test_records_split_and_undone_may_be_split_again(
    review: Review, reports: dict[str, str]
) -> None:
    pair = (reports["alder"], reports["birch"])
    (split,) = review.split(pair)
    assert review.split(pair) == ()
    review.undo(split.id)
    assert review.split(pair)


def test_a_request_sent_again_decides_and_undoes_once(
    review: Review, reports: dict[str, str]
) -> None:
    first = review.screen(reports["alder"], "include", request="a1")
    undone = review.undo(first[0].id, request="a2")
    assert review.screen(reports["alder"], "include", request="a1") == first
    assert review.undo(first[0].id, request="a2") == undone
    assert verdicts(review) == []


def test_asking_for_a_score_is_noted_once(review: Review) -> None:
    (card,) = review.desk().next("anna")
    (seen,) = review.see_score(card.record, card)
    assert (seen.by, seen.score, seen.model_run) == ("anna", card.score, card.ranking)  # type: ignore[attr-defined]
    assert review.see_score(card.record, card) == ()

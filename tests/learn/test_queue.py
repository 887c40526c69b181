from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis import learn


def decision(record, verdict, by="a"):
    return learn.Decision(record=record, verdict=verdict, by=by)


def ranking(scores, learned=0):
    ids = tuple(f"r{number}" for number in range(len(scores)))
    return learn.Ranking(ids=ids, scores=scores, learned=learned, digest=f"d{learned}", ranker="x")


def test_the_last_complete_ranking_is_served_while_another_is_being_learned():
    queue = learn.Queue(ranking((3.0, 2.0, 1.0)))
    assert queue.next([])[0].record == "r0"
    # A retrain is under way; the decision on r0 is in the log, not yet in any ranking.
    assert queue.next(["r0"])[0] == learn.Shown(record="r1", score=2.0, drawn=False, ranking="x:d0")
    assert queue.renew(ranking((0.0, 1.0, 2.0), learned=1))
    assert queue.next(["r0"])[0].record == "r2"


def test_a_ranking_that_comes_late_never_replaces_a_newer_one():
    queue = learn.Queue(ranking((1.0, 2.0), learned=5))
    assert not queue.renew(ranking((2.0, 1.0), learned=4))
    assert queue.ranking.learned == 5


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=30), st.integers(0, 9))
def test_no_record_is_shown_twice_and_none_is_lost(steps, seed):
    chance = np.random.default_rng(seed)
    queue = learn.Queue(ranking(tuple(chance.normal(size=20).tolist())), learn.Audited(share=0.3))
    shown: list[str] = []
    for count, renew in [*steps, (20, False)]:
        shown += [card.record for card in queue.next(shown, count)]
        if renew:
            queue.renew(ranking(tuple(chance.normal(size=20).tolist()), learned=len(shown)))
    assert sorted(shown) == sorted(f"r{number}" for number in range(20))


def test_a_blind_queue_does_not_move_with_the_other_reviewers_verdicts(review, question):
    documents, labels = review
    ids = [document.id for document in documents]
    mine = [decision(r, "include" if labels[r] else "exclude") for r in ids[:15]]
    ranker = learn.LexicalRanker().fit(documents, question)

    def queue_given(verdict):
        theirs = [decision(record, verdict, by="b") for record in ids[15:60]]
        return learn.rank_blind(ranker, ids, [*mine, *theirs], "a").scores

    assert queue_given("include") == queue_given("exclude")


def test_a_pooled_queue_does_leak_and_by_how_much_is_measured(review):
    documents, labels = review
    ids = [document.id for document in documents]
    mine = [decision(r, "include" if labels[r] else "exclude") for r in ids[:15]]
    theirs = [decision(r, "include" if labels[r] else "exclude", by="b") for r in ids[15:90]]
    ranker = learn.LexicalRanker().fit(documents)
    pooled = np.array(learn.rank(ranker, ids, [*mine, *theirs]).scores)
    blind = np.array(learn.rank_blind(ranker, ids, [*mine, *theirs], "a").scores)
    said = np.array([labels[record] for record in ids[15:90]])

    def gap(scores):
        return scores[15:90][said == 1].mean() - scores[15:90][said == 0].mean()

    assert gap(pooled) > gap(blind)


def test_a_ranking_says_what_it_was_learned_from(review):
    documents, _ = review
    ids = [document.id for document in documents]
    ranker = learn.LexicalRanker().fit(documents)
    one = learn.rank(ranker, ids, [decision("r000", "include")])
    other = learn.rank(ranker, ids, [decision("r000", "maybe")])
    assert (one.learned, one.ranker) == (1, "lexical/3")
    assert one.digest != other.digest


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_an_impossible_audit_share_is_refused(share):
    with pytest.raises(learn.OutOfRange, match="share must be"):
        learn.Audited(share=share)

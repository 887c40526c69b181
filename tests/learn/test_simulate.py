from __future__ import annotations

import pytest

from tamis import learn


def test_a_replay_shows_every_record_once_and_finds_the_topic_early(review, question):
    documents, labels = review
    includes = frozenset(r for r, label in labels.items() if label)
    found = learn.replay(learn.LexicalRanker(), documents, includes, question=question)
    assert sorted(found.shown) == sorted(labels)
    assert found.figures.loss < 0.05
    assert found.figures.first == 1


def test_the_same_replay_twice_is_the_same(review):
    documents, labels = review
    includes = frozenset(r for r, label in labels.items() if label)
    priors = learn.prior_pairs(labels, 5)
    runs = [
        learn.replay(learn.LexicalRanker(), documents, includes, priors=priors) for _ in range(2)
    ]
    assert runs[0].shown == runs[1].shown
    assert runs[0].scores == runs[1].scores


def test_priors_are_not_shown(review):
    documents, labels = review
    priors = learn.prior_pairs(labels, 1)
    assert [decision.verdict for decision in priors] == ["include", "exclude"]
    found = learn.replay(learn.LexicalRanker(), documents, frozenset(), priors=priors)
    assert len(found.shown) == len(documents) - 2
    assert not {decision.record for decision in priors} & set(found.shown)


def test_learning_again_costs_one_retrain_per_batch():
    schedule = learn.Schedule(each=10, share=0.1)
    assert [schedule.batch(decided) for decided in (0, 9, 10, 100)] == [1, 1, 1, 10]


def test_figures_of_a_review_without_includes_are_refused(review):
    documents, _ = review
    found = learn.replay(learn.LexicalRanker(), documents, frozenset())
    with pytest.raises(learn.OneClass):
        _ = found.figures

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis import learn


def include(record, **rest):
    return learn.Decision(record=record, verdict="include", **rest)


def exclude(record, **rest):
    return learn.Decision(record=record, verdict="exclude", **rest)


def best(ranker, documents, count):
    order = np.argsort(-ranker.scores(), kind="stable")[:count]
    return [documents[row].id for row in order]


def test_the_protocol_alone_puts_what_it_asks_for_first(review, question):
    documents, labels = review
    ranker = learn.LexicalRanker().fit(documents, question)
    assert sum(labels[record] for record in best(ranker, documents, 5)) == 5


def test_one_include_without_a_protocol_is_enough_to_learn_from(review):
    documents, labels = review
    ranker = learn.LexicalRanker().fit(documents).learn([include("r000")])
    assert sum(labels[record] for record in best(ranker, documents, 8)) >= 7


def test_without_protocol_or_include_what_resembles_the_excludes_waits(review):
    documents, labels = review
    excluded = [f"r{number}" for number in range(100, 110)]
    ranker = learn.LexicalRanker().fit(documents).learn([exclude(r) for r in excluded])
    assert sum(labels[record] for record in best(ranker, documents, 8)) >= 7


def test_with_nothing_to_go_by_every_record_scores_the_same(review):
    documents, _ = review
    assert not learn.LexicalRanker().fit(documents).scores().any()


def test_a_correction_is_learned(review, question):
    documents, _ = review
    ranker = learn.LexicalRanker().fit(documents, question)
    before = ranker.learn([include("r000", by="a"), exclude("r100", by="a")]).scores()
    ranker.learn([include("r000", by="a"), exclude("r100", by="a"), exclude("r000", by="a")])
    assert not np.array_equal(ranker.scores(), before)


def test_scores_do_not_depend_on_when_or_in_which_order_decisions_were_learned(review, question):
    documents, labels = review
    held = [learn.Decision(record=r, verdict="include" if labels[r] else "exclude") for r in labels]
    stepwise = learn.LexicalRanker().fit(documents, question)
    for number in range(1, 41):
        stepwise.learn(held[:number])
    at_once = learn.LexicalRanker().fit(documents, question).learn(reversed(held[:40]))
    assert np.array_equal(stepwise.scores(), at_once.scores())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 119), st.integers(1, 12))
def test_an_explanation_adds_up_to_the_score(review, question, number, limit):
    documents, _ = review
    ranker = learn.LexicalRanker().fit(documents, question)
    ranker.learn([include("r000"), exclude("r100")])
    found = ranker.explain(f"r{number:03d}", limit)
    parts = sum(pull.amount for pull in (*found.up, *found.down))
    assert parts + found.protocol + found.near + found.rest == pytest.approx(found.score)
    assert len(found.up) <= limit
    assert len(found.down) <= limit


def test_an_explanation_names_the_words_that_were_learned(review):
    documents, _ = review
    ranker = learn.LexicalRanker().fit(documents)
    ranker.learn([include(f"r00{n}") for n in range(6)] + [exclude(f"r10{n}") for n in range(9)])
    up = " ".join(pull.word for pull in ranker.explain("r007").up)
    assert any(word in up for word in ("migraine", "triptan", "headache", "sumatriptan", "aura"))


def test_the_protocols_words_are_named_as_the_record_spells_them():
    texts = ["Triptans for migraines", "A triptan for migraine", "Knee pain", "Hip pain"]
    documents = [learn.Document(id=str(n), title=text) for n, text in enumerate(texts)]
    ranker = learn.LexicalRanker().fit(documents, learn.Question(title="triptan, migraine"))
    assert ranker.explain("0").asked == ("triptans", "migraines")
    assert ranker.explain("1").asked == ("triptan", "migraine")


def test_a_word_of_the_title_counts_for_more_than_one_of_the_abstract():
    filler = "knee hip pain aura relief"
    documents = [
        learn.Document(id="title", title=f"migraine {filler}", abstract=f"fracture {filler}"),
        learn.Document(id="abstract", title=f"fracture {filler}", abstract=f"migraine {filler}"),
    ] + [learn.Document(id=str(n), title=filler) for n in range(6)]
    read = learn.LexicalRanker().fit(documents).features_
    column = read.terms_of("migraine")["migraine"]
    assert read.matrix_[0, column] > read.matrix_[1, column]


def test_an_unknown_or_repeated_record_is_refused_by_name(review):
    documents, _ = review
    ranker = learn.LexicalRanker().fit(documents)
    with pytest.raises(learn.UnknownRecord, match="'elsewhere'"):
        ranker.learn([include("elsewhere")])
    with pytest.raises(learn.UnknownRecord, match="'elsewhere'"):
        ranker.explain("elsewhere")
    with pytest.raises(learn.RepeatedRecord, match="more than once"):
        learn.LexicalRanker().fit([documents[0], documents[0]])


def test_no_documents_and_empty_documents_are_ranked_without_trouble():
    assert len(learn.LexicalRanker().fit([]).scores()) == 0
    blank = [learn.Document(id=str(number)) for number in range(3)]
    ranker = learn.LexicalRanker().fit(blank).learn([include("0"), exclude("1")])
    assert np.isfinite(ranker.scores()).all()


def test_the_built_in_ranker_fits_the_door_for_plug_ins(review, question):
    documents, _ = review
    ranker: learn.Ranker = learn.LexicalRanker()
    assert len(ranker.fit(documents, question).scores()) == len(documents)


def test_what_resembles_an_include_most_is_named(review):
    documents, labels = review
    ranker = learn.LexicalRanker().fit(documents)
    wanted = [r for r, label in labels.items() if label]
    ranker.learn([include(r) for r in wanted[:4]] + [exclude("r100"), exclude("r101")])
    found = ranker.explain(wanted[5])
    assert found.near > 0 > ranker.explain("r102").near
    assert set(found.like) <= set(wanted[:4])
    assert wanted[5] not in found.like


def test_likeness_knows_only_the_includes_that_stand():
    texts = ["migraine aura", "migraine aura relief", "hip fracture", "hip knee", "knee relief"]
    documents = [learn.Document(id=str(n), title=t) for n, t in enumerate(texts)]
    ranker = learn.LexicalRanker().fit(documents)
    ranker.learn([include("0"), include("2"), exclude("4")]).learn([include("0"), exclude("4")])
    fresh = learn.LexicalRanker().fit(documents).learn([include("0"), exclude("4")])
    assert np.array_equal(ranker.scores(), fresh.scores())

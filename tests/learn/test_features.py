from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis import learn
from tamis.learn.vocabulary import singular

texts = st.lists(st.text(alphabet="abc é,.-", max_size=30), min_size=1, max_size=12)


@settings(max_examples=50, deadline=None)
@given(texts)
def test_reading_the_same_texts_again_gives_the_same_rows(given_texts):
    features = learn.Features().fit(given_texts)
    again = features.transform(given_texts)
    assert np.allclose(features.matrix_.toarray(), again.toarray(), atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(texts)
def test_rows_have_length_one_or_none(given_texts):
    matrix = learn.Features().fit(given_texts).matrix_
    lengths = np.sqrt((matrix.toarray() ** 2).sum(axis=1))
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))


def test_words_and_pairs_in_one_document_alone_are_dropped():
    held = learn.Features().fit(["lone wolf here", "wolf here too", "other things"])
    assert set(held.terms_of("lone wolf here")) == {"wolf", "here", "wolf here"}


def test_accents_and_case_do_not_part_words():
    held = learn.Features().fit(["Sjögren disease", "SJOGREN disease", "another matter"])
    assert "sjogren" in held.terms_of("Sjögren")


def test_plural_and_singular_are_one_word():
    held = learn.Features().fit(["a new study of trials", "studies of a trial", "else"])
    assert held.terms_of("Study")["study"] == held.terms_of("Studies")["studies"]
    assert held.terms_of("trial")["trial"] == held.terms_of("trials")["trials"]


@pytest.mark.parametrize("word", ["virus", "diagnosis", "loss", "als", "gas", "pls"])
def test_what_only_looks_like_a_plural_stays(word):
    assert singular(word) == word


def test_rare_words_weigh_more_than_common_ones():
    held = learn.Features().fit([*["common words"] * 8, *["common rare"] * 2, "else"])
    terms = held.terms_of("common rare")
    assert held.idf_[terms["rare"]] > held.idf_[terms["common"]] > 0


def test_unknown_words_make_an_empty_row():
    held = learn.Features().fit(["one two", "one two", "three"])
    assert held.transform(["nothing known", ""]).nnz == 0


@pytest.mark.parametrize("rarest", [1, 2, 3])
def test_the_rarest_words_kept_are_a_setting(rarest):
    held = learn.Features(learn.Weighting(rarest=rarest)).fit(["a1 b1 c1", "b1 c1", "c1", "d1 e1"])
    assert ("a1" in held.terms_of("a1")) == (rarest == 1)
    assert ("b1" in held.terms_of("b1")) == (rarest <= 2)

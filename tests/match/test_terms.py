from __future__ import annotations

import polars as pl
import pytest

from tamis.match.terms import paper_terms, vectors, weighed


def terms(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    """Terms of reports `0`, `1` …, each a title, an abstract and authors."""
    names = ("title", "abstract", "authors")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    ids = pl.Series("id", [str(at) for at in range(len(rows))])
    return paper_terms(frame.insert_column(0, ids))


def test_words_are_taken_whole_by_their_start_in_couples_and_in_runs():
    found = set(terms(("Gravels in MRI", None, "Ito, Keniro"))["term"])
    assert {"w:gravels", "s:grave", "c:gravels in", "a:mri", "g:vels", "n:keniro"} <= found
    assert "w:in" not in found


def test_a_word_that_only_the_abstract_has_counts_less():
    found = dict(terms(("Gravel", "Gravel, pebbles", None)).select("term", "share").iter_rows())
    assert found["w:gravel"] == 1.0 > found["w:pebbles"]


def test_a_vector_has_length_one_and_rare_words_lead():
    found = terms(*((title, None, None) for title in ("gravel knees", "knees", "knees")))
    shown = vectors(found, weighed(found, found.head(0), 3)).filter(id="0")
    value = dict(shown.select("term", "value").iter_rows())
    assert value["w:gravel"] > value["w:knees"]
    assert sum(v * v for v in value.values()) == pytest.approx(1.0)

from __future__ import annotations

from pathlib import Path

import pytest

from tamis.review import Review
from tamis.store.text_index import TextIndex


@pytest.fixture
def index(review: Review) -> TextIndex:
    made = TextIndex(review.folder)
    made.fill()
    return made


def titles(index: TextIndex, text: str) -> set[str]:
    return {line.title.split()[0] for line in index.lines(index.find(text)).values()}


def test_all_words_must_be_there_and_refused_ones_not(index: TextIndex) -> None:
    assert titles(index, "walk*") == {"Walking", "Nordic", "Children"}
    assert titles(index, "walking back") == {"Walking", "Nordic"}
    assert titles(index, "walk* -children") == {"Walking", "Nordic"}
    assert titles(index, '"back pain"') == {"Walking"}


@pytest.mark.parametrize(
    "text", ['"', "AND", "a OR", "(", "*", "-x", "title:walking", "NEAR(", "", "a\x00b", "\ud800x"]
)
def test_nothing_that_is_typed_is_an_error(index: TextIndex, text: str) -> None:
    index.find(text)


def test_authors_years_and_dois_are_found(index: TextIndex) -> None:
    assert titles(index, "birch") == {"Nordic"}
    assert titles(index, "10.1000/walk.3") == {"Children"}
    assert len(index.between(2019, None) or ()) == 2


def test_a_new_search_is_added_and_a_broken_file_made_anew(
    review: Review, index: TextIndex, tmp_path: Path
) -> None:
    assert index.ready
    more = tmp_path / "more.ris"
    more.write_text("TY  - JOUR\nTI  - Hopping on one leg\nPY  - 2021\nER  -\n", encoding="utf-8")
    review.import_files([more], source="embase", run_on="2026-03-02")
    assert not index.ready
    index.fill()
    assert titles(index, "hopping") == {"Hopping"}
    (review.path / ".index" / "text.sqlite").write_bytes(b"no database" * 100)
    again = TextIndex(review.folder)
    again.fill()
    assert titles(again, "hopping") == {"Hopping"}

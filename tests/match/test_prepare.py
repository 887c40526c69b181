from __future__ import annotations

import polars as pl
import pytest

from tamis.match.prepare import prepare, with_recurring

from .records import frame, paper


def prepared(**fields: object) -> dict[str, object]:
    return prepare(frame(fields)).to_dicts()[0]


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [
        ("139-54", "139", "154"),
        ("H384-91", "384", "391"),
        ("70s-85s", "70", "85"),
        ("376 -- 383", "376", "383"),
        ("06-Oct", "6", "10"),
        ("e2115", "2115", None),
        ("xiii-xv", "xiii", None),
        ("742-8; discussion 748-9", "742", "748"),
        ("", None, None),
    ],
)
def test_pages_are_read_however_they_are_written(pages, first, last):
    row = prepared(pages=pages, volume="1")
    assert (row["page"], row["page_end"]) == (first, last)


@pytest.mark.parametrize(
    ("volume", "number"),
    [("88 Suppl 1", "88"), ("33 (8)", "33"), ("2)", None), ("UNKNOWN", None), ("007", "7")],
)
def test_a_volume_is_its_first_number_and_a_fragment_is_unknown(volume, number):
    assert prepared(volume=volume)["volume"] == number


def test_an_article_number_in_the_issue_field_is_read_as_the_page():
    row = prepared(volume="13 (2) (no pagination)", issue="e0191240")
    assert (row["volume"], row["issue"], row["page"]) == ("13", "2", "191240")


@pytest.mark.parametrize(
    "doi",
    ["10.1016/S0029-7844(01)01368-0", "https://doi.org/10.1016/s0029-7844%2801%2901368-0",
     "doi: 10.1016/s0029-7844(01)01368-0."],
)  # fmt: skip
def test_one_doi_in_three_spellings_is_one_key(doi):
    assert prepared(doi=doi)["doi"] == "10.1016/s0029784401013680"


def test_a_doi_field_that_holds_no_doi_is_unknown():
    assert prepared(doi="S0029-7844(01)01368-0")["doi"] is None


@pytest.mark.parametrize(
    "authors",
    ["Pala, A.; König, R.", "Pala A.König R.", "PalaA.KönigR.", "Pala A.KÃ¶nig R.",
     "A. Pala and R. Konig"],
)  # fmt: skip
def test_author_lists_of_five_sources_give_the_same_names(authors):
    assert prepared(authors=authors)["authors"] == "pala konig"


def test_mojibake_is_repaired_and_good_text_left_alone():
    assert (
        prepared(title="AÃ\x9f test of KÃ¶nig")["title"]
        == prepared(title="Aß test of König")["title"]
    )


@pytest.mark.parametrize(
    "title",
    [
        "Healing of gravel beds. [German]",
        "Healing of gravel beds. [Erratum appears in J Gravel. 2001;4:2]",
        "[Healing of gravel beds]",
        "Healing of gravel beds. German\nHeilung von Kiesbetten",
        "Healing of <i>gravel</i> beds",
        "RETRACTED: Healing of gravel beds",
    ],
)
def test_notes_of_databases_are_no_part_of_the_title(title):
    assert prepared(title=title)["title"] == "healing of gravel beds"


def test_a_wrapped_title_keeps_its_second_line():
    assert prepared(title="Healing of\ngravel beds")["title"] == "healing of gravel beds"


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("Erratum: Healing of gravel beds", "erratum"),
        ("Healing of gravel beds (vol 27, pg 305, 2017)", "erratum"),
        ("Healing of gravel beds - Reply", "comment"),
        ("Healing of gravel beds: study protocol", "protocol"),
        ("Healing of gravel beds", None),
    ],
)
def test_a_title_that_speaks_of_another_item_is_marked(title, mark):
    assert prepared(title=title)["mark"] == mark


def test_cyrillic_titles_are_romanised_not_lost():
    assert prepared(title="Сито и песок")["title"] == "sito i pesok"


def test_a_preprint_doi_in_a_journals_record_makes_no_preprint():
    doi = "10.1101/2020.01.01.20000001"
    assert prepared(doi=doi)["preprint"]
    assert not prepared(doi=doi, journal="Sieve Letters")["preprint"]


def test_a_title_that_returns_every_year_is_a_rubric():
    records = frame(
        *(paper(title="Trade press news", year=year) for year in range(1990, 1996)), paper()
    )
    rubrics = with_recurring(prepare(records))["rubric"].to_list()
    assert rubrics == [True] * 6 + [False]


def test_splitting_a_batch_changes_nothing():
    records = frame(paper(), paper(title="Erratum: gravel"), {}, paper(pages="06-Oct"))
    halves = pl.concat([prepare(records.head(2)), prepare(records.tail(2))])
    assert prepare(records).equals(halves)

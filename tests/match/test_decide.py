from __future__ import annotations

import pytest

from tamis.match import link

from .records import frame, paper

EDITORIAL = {"title": "Editorial notes", "authors": "Haas, Ute", "journal": "Sieve Letters",
             "year": 2000, "volume": "11", "issue": "4", "pages": "i-ii"}  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Erratum: " + str(paper()["title"]), "pages": "400", "doi": None},
        {"title": str(paper()["title"]) + ": part 2", "pages": "120-140", "doi": None},
        {"journal": "medRxiv", "volume": None, "pages": None, "issue": None,
         "doi": "10.1101/2016.01.01.20000001"},
        {"volume": "12 Suppl 1", "pages": "S7", "doi": "10.5555/suppl.7",
         "abstract": "Forty gravel beds were sieved and this is only a short report of them."},
        {"journal": "Annals of Mountain Water", "volume": "3", "pages": "9-20", "doi": None},
    ],
    ids=["erratum", "part", "preprint", "conference abstract", "another journal"],
)  # fmt: skip
def test_what_is_related_is_not_merged_and_is_named(changes):
    linkage = link(frame(paper(), paper(**changes)))
    assert linkage.clusters == ()
    assert len(linkage.related) == 1


def test_the_dependent_record_comes_first_in_a_relation():
    erratum = paper(title="Erratum: " + str(paper()["title"]), pages="400", doi=None)
    (relation,) = link(frame(paper(), erratum)).related
    assert (relation.a, relation.b, relation.kind) == ("r1", "r0", "erratum")
    assert relation.words == "is a correction of"


def test_a_recurring_heading_in_another_issue_is_another_item():
    other = {**EDITORIAL, "issue": "3", "doi": "10.5555/notes.3"}
    assert link(frame(EDITORIAL, other)).clusters == ()


def test_a_record_without_a_title_is_asked_about_not_merged():
    linkage = link(frame(paper(doi=None), paper(title=None, doi=None)))
    assert linkage.clusters == ()
    assert [(p.a, p.b) for p in linkage.ask] == [("r0", "r1")]


def test_a_question_shows_the_fields_that_differ():
    linkage = link(frame(paper(doi=None), paper(title=None, doi=None)))
    (question,) = linkage.ask
    assert any(d.field == "title" and d.b is None for d in question.differences)


def test_a_shared_doi_does_not_merge_an_abstract_of_another_journal():
    wrong_doi = paper(journal="Annals of Mountain Water", volume="138 (Supplement 1)",
                      pages="366", abstract=None)  # fmt: skip
    assert link(frame(paper(), wrong_doi)).clusters == ()


def test_a_footnote_mark_behind_the_title_does_no_harm():
    marked = paper(title=str(paper()["title"]).upper() + " 1", doi=None)
    assert link(frame(paper(), marked)).clusters == (("r0", "r1"),)


def test_one_person_writes_one_editorial_for_an_issue():
    unpaged = {**EDITORIAL, "pages": None}
    assert link(frame(unpaged, {**unpaged, "authors": "Haas, U."})).clusters == (("r0", "r1"),)
    assert link(frame(unpaged, {**unpaged, "authors": "Tanne, Ida"})).clusters == ()


def test_two_spellings_of_one_erratum_are_one_and_not_the_paper():
    at = {"issue": "9", "pages": "2487-2487", "doi": None, "abstract": None}
    title, journal = str(paper()["title"]), str(paper()["journal"])
    errata = [paper(**at, title=f"{title} (vol 12, pg 101, 2016)"),
              paper(**at, title=f"{title} ({journal} (2016) 12 (101-110))")]  # fmt: skip
    assert link(frame(paper(doi=None), *errata)).clusters == (("r1", "r2"),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"issue": "3"}, {"issue": "5"}),
        ({"volume": "12"}, {"volume": "19", "issue": "4"}),
        ({"journal": None, "issue": "3", "pages": "9-11"},
         {"journal": None, "issue": "5", "pages": "40-44"}),
    ],
    ids=["other issue", "other volume", "other pages, no journal"],
)  # fmt: skip
def test_where_nothing_shows_the_place_a_contradiction_is_asked_about(one, other):
    thin = {"pages": None, "doi": None, "abstract": None}
    linkage = link(frame(paper(**{**thin, **one}), paper(**{**thin, **other})))
    assert linkage.clusters == ()
    assert len(linkage.ask) == 1


def test_an_issue_number_no_volume_has_contradicts_nothing():
    thin = {"pages": None, "doi": None, "abstract": None}
    linkage = link(frame(paper(**thin, issue="656"), paper(**thin, issue="657")))
    assert linkage.clusters == (("r0", "r1"),)


def test_a_mistyped_heading_is_still_a_heading():
    there = {"pages": None, "volume": "11"}
    mistyped = {**EDITORIAL, **there, "title": "Editorial nots", "issue": "3"}
    assert link(frame({**EDITORIAL, **there}, mistyped)).clusters == ()

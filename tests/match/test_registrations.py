from __future__ import annotations

import polars as pl
import pytest

from tamis.match import DuplicateIdError, MissingColumnError, rank_reports

TRIALS = pl.DataFrame(
    {
        "id": ["NCT00000001", "NCT00000002"],
        "title": ["Gravel baths for sore knees (GRAVEL)", "Sand packs in stiff shoulders"],
        "interventions": ["warm gravel", "sand pack"],
        "start": ["2010-01-01", "2011-05"],
        "completion": ["2012-06-01", None],
        "enrolment": [120, 64],
    }
)


def reports(*rows: dict[str, object]) -> pl.DataFrame:
    columns = ("id", "title", "abstract", "year", "registry_ids")
    given = [{c: row.get(c, f"p{at}" if c == "id" else None) for c in columns}
             for at, row in enumerate(rows)]  # fmt: skip
    return pl.DataFrame(given, schema_overrides={"year": pl.Int32, "abstract": pl.String,
                                                 "registry_ids": pl.String})  # fmt: skip


KNEES = {"title": "Bathing sore knees in warm gravel: a randomised trial", "year": 2013}
SHOULDERS = {"title": "Shoulders packed in sand", "year": 2014}


def test_the_report_that_shares_rare_words_comes_first():
    ranked = rank_reports(TRIALS, reports(SHOULDERS, KNEES))
    assert [(r.registration, r.report) for r in ranked if r.rank == 1] == [
        ("NCT00000001", "p1"), ("NCT00000002", "p0"),
    ]  # fmt: skip


def test_a_printed_number_outranks_any_words():
    other = {
        "title": "Long-term follow-up",
        "abstract": "Registered as NCT 00000001.",
        "year": 2015,
    }
    first, second = rank_reports(TRIALS.head(1), reports(KNEES, other))[:2]
    assert (first.report, first.reasons[0]) == ("p1", "prints NCT00000001")
    assert first.score >= 0.95 > second.score


def test_another_registrations_number_speaks_against_a_report():
    marked = {**KNEES, "registry_ids": "NCT99999999"}
    ranked = rank_reports(TRIALS.head(1), reports(marked, KNEES))
    assert [r.report for r in ranked] == ["p1", "p0"]
    assert "prints another registration's number" in ranked[1].reasons


def test_a_report_from_before_the_trial_began_comes_later():
    early = {**KNEES, "year": 2005}
    assert [r.report for r in rank_reports(TRIALS.head(1), reports(early, KNEES))] == ["p1", "p0"]


def test_the_number_enrolled_speaks_for_a_report():
    sized = {**KNEES, "abstract": "We bathed 120 knees."}
    plain = {**KNEES, "abstract": "We bathed 121 knees."}
    first = rank_reports(TRIALS.head(1), reports(plain, sized))[0]
    assert (first.report, first.reasons[-1]) == ("p1", "prints the number enrolled, 120")


def test_no_more_reports_are_named_than_asked_for():
    ranked = rank_reports(TRIALS.head(1), reports(*[KNEES] * 9), most=3)
    assert [r.rank for r in ranked] == [1, 2, 3]


def test_a_registration_without_a_word_in_common_names_no_report():
    assert rank_reports(TRIALS.head(1), reports({"title": "Moss on roofs"})) == ()


def test_frames_without_rows_rank_nothing():
    assert rank_reports(TRIALS.head(0), reports(KNEES)) == ()
    assert rank_reports(TRIALS, reports(KNEES).head(0)) == ()


def test_ids_must_be_there_and_unique():
    with pytest.raises(MissingColumnError):
        rank_reports(TRIALS.drop("id"), reports(KNEES))
    with pytest.raises(DuplicateIdError):
        rank_reports(TRIALS, reports({**KNEES, "id": "x"}, {**KNEES, "id": "x"}))

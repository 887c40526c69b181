from __future__ import annotations

from dataclasses import replace

from tamis.model.changes import OutcomeSide
from tamis.model.events import Noticed, NoticeKind
from tamis.model.results import StudyRow
from tamis.steps.notices import left_out, problems_of, retracted, study_notices

ROW = StudyRow(
    study="alder-2018", label="Alder 2018", status="completed", design="randomised-open",
    included=True, reports=("r1",), registrations=("NCT00000001",),
)  # fmt: skip
SIDE = OutcomeSide(comparison="walking", outcome="pain", state="graded", words="It may help.")


def noticed(number: int, kind: NoticeKind, **more: str) -> Noticed:
    told = {"report": "r1", "source": "crossref", **more}
    at = "2026-03-02T00:00:00Z"
    return Noticed(id=f"{number:026}", at=at, by="anna", protocol="p", kind=kind, **told)


def home(record: str) -> str:
    return {"r2": "r1"}.get(record, record)


def test_one_retraction_told_by_three_sources_is_one_notice() -> None:
    told = [noticed(i, "retraction", source=s) for i, s in enumerate(("crossref", "pubmed", "rw"))]
    (found,) = study_notices(told, home, [ROW])
    assert found.sources == ("crossref", "pubmed", "rw")
    assert retracted([found]) == ("alder-2018",)


def test_a_notice_about_a_linked_record_is_about_its_study() -> None:
    (found,) = study_notices([noticed(1, "retraction", report="r2")], home, [ROW])
    assert (found.study, found.included) == ("alder-2018", True)


def test_a_reinstated_report_is_not_retracted() -> None:
    told = [noticed(1, "retraction"), noticed(2, "reinstatement")]
    found = study_notices(told, home, [ROW])
    assert retracted(found) == ()
    assert problems_of(found) == ()


def test_a_retraction_after_a_reinstatement_stands() -> None:
    told = [
        noticed(1, "reinstatement", on="2025-01-01"),
        noticed(2, "retraction", on="2026-01-01"),
    ]
    assert retracted(study_notices(told, home, [ROW])) == ("alder-2018",)


def test_the_retraction_of_a_study_that_is_not_included_forbids_and_warns_of_nothing() -> None:
    found = study_notices([noticed(1, "retraction")], home, [replace(ROW, included=False)])
    assert retracted(found) == ()
    assert problems_of(found) == ()


def test_a_warning_names_the_study_the_notice_and_who_told() -> None:
    told = study_notices([noticed(1, "retraction", notice="10.1/x")], home, [ROW])
    (problem,) = problems_of(told)
    assert problem.severity == "warning"
    assert str(problem).startswith(
        "Alder 2018: an included report has been retracted (10.1/x), as crossref said on 2026-03-02"
    )


def test_two_corrections_are_two_and_a_change_of_a_register_knows_its_study() -> None:
    told = [
        noticed(1, "correction", notice="10.1/a"),
        noticed(2, "correction", notice="10.1/b"),
        noticed(3, "registry-change", report="", registration="NCT00000001", field="status"),
    ]
    found = study_notices(told, home, [ROW])
    assert [n.kind for n in found] == ["correction", "correction", "registry-change"]
    assert found[2].study == "alder-2018"


def test_only_outcomes_that_read_otherwise_stand_beside_each_other() -> None:
    other = replace(SIDE, outcome="falls")
    less = replace(SIDE, state="not-studied", words="Nobody asked.")
    pairs = left_out({SIDE.place: SIDE, other.place: other}, {SIDE.place: less, other.place: other})
    assert [(p.given, p.without) for p in pairs] == [(SIDE, less)]

from __future__ import annotations

from dataclasses import replace

from tamis.trials import Registration, Registry
from tamis.trials.radar import Linked, Sighting, months_between, radar
from tamis.trials.registration import PlannedOutcome, RegisterDate

DONE = Registration(
    id="NCT00000001", ids=("NCT00000001",), status="completed", results="no", seen="2026-11-20",
    primary_completion=RegisterDate("2025-06", "actual"), outcomes=(PlannedOutcome(measure="FVC"),),
)  # fmt: skip


def signs(*entries: Registration, studies: tuple[Linked, ...] = ()) -> list[str]:
    return [s.sign for s in seen(*entries, studies=studies)]


def seen(*entries: Registration, studies: tuple[Linked, ...] = ()) -> tuple[Sighting, ...]:
    return radar(Registry.of(entries), "2026-11-20", studies)


def test_results_are_overdue_a_year_after_the_last_measurement() -> None:
    assert signs(DONE) == ["results-overdue"]
    assert signs(replace(DONE, primary_completion=RegisterDate("2026-01"))) == []


def test_posted_results_or_an_unasked_register_are_not_overdue() -> None:
    assert signs(replace(DONE, results="2026-01-02")) == []
    assert signs(replace(DONE, results="")) == []
    assert (
        signs(
            DONE, replace(DONE, id="ISRCTN00000002", ids=("ISRCTN00000002", DONE.id), results="yes")
        )
        == []
    )


def test_a_primary_outcome_that_changed_between_two_snapshots_is_shown_with_both() -> None:
    old = replace(DONE, seen="2025-01-01", outcomes=(PlannedOutcome(measure="ALSFRS-R"),))
    (found,) = [s for s in seen(old, DONE) if s.sign == "primary-outcome-changed"]
    assert (found.was, found.now) == ("ALSFRS-R", "FVC")


def test_only_case_and_stops_changed_is_no_change() -> None:
    old = replace(DONE, seen="2025-01-01", outcomes=(PlannedOutcome(measure="fvc."),))
    assert "primary-outcome-changed" not in signs(old, DONE)


def test_open_entries_that_nobody_confirmed_are_stale() -> None:
    entry = replace(DONE, status="recruiting", primary_completion=RegisterDate(""))
    assert signs(replace(entry, verified="2024-06")) == ["stale"]
    assert signs(replace(entry, verified="2026-06")) == []
    assert signs(replace(entry, status="unknown")) == ["stale"]


def test_a_planned_end_that_passed_is_told() -> None:
    none, march = RegisterDate(""), RegisterDate("2026-03", "planned")
    entry = replace(DONE, status="recruiting", primary_completion=none, completion=march)
    entry = replace(entry, verified="2026-06")
    assert signs(entry) == ["past-completion"]


def test_a_status_that_changed_is_told() -> None:
    old = replace(DONE, seen="2025-01-01", status="recruiting")
    (found,) = [s for s in seen(old, DONE) if s.sign == "status-changed"]
    assert (found.was, found.now) == ("recruiting", "completed")


def test_studies_that_share_people_or_a_registration_are_told_once() -> None:
    studies = (
        ("a", "Alder 2018", (DONE.id,), ("b",)),
        ("b", "Birch 2019", (DONE.id,), ("a",)),
        ("c", "Cedar 2020", (), ()),
    )
    found = [s for s in seen(DONE, studies=studies) if s.sign == "overlap"]
    assert [s.studies for s in found] == [("a", "b")]


def test_months_are_whole() -> None:
    assert months_between("2025-06-15", "2026-06-14") == 11
    assert months_between("2025", "2026-01-01") == 12

from __future__ import annotations

from dataclasses import replace

from tamis.model.protocol import Importance, Outcome, Protocol
from tamis.model.results import StudyRow
from tamis.trials import Registration, Registry
from tamis.trials.missing import Cell, known_missing
from tamis.trials.registration import PlannedOutcome

STUDY = StudyRow(study="a", label="Alder 2018", status="completed", design="rct", included=True,
                 registrations=("NCT00000001",))  # fmt: skip


def outcome(id_: str, label: str, importance: Importance = "critical") -> Outcome:
    return Outcome(id=id_, label=label, measure="MD", better="higher", importance=importance)


def cells(readings: frozenset[tuple[str, str]], *outcomes: Outcome) -> list[Cell]:
    entry = Registration(
        id="NCT00000001", ids=("NCT00000001",),
        outcomes=(PlannedOutcome(measure="Change in ALSFRS-R score", frame="24 weeks"),),
    )  # fmt: skip
    protocol = Protocol(id="r", title="R", question="?", outcomes=outcomes)
    return list(known_missing([STUDY], protocol, Registry.of([entry]), readings))


def test_a_registered_outcome_without_a_value_is_measured_and_not_reported() -> None:
    (cell,) = cells(frozenset(), outcome("alsfrs", "ALSFRS-R, change"))
    assert (cell.availability, cell.registration) == ("measured, not reported", "NCT00000001")
    assert cell.registered == "Change in ALSFRS-R score [24 weeks]"


def test_a_value_that_was_read_is_reported() -> None:
    (cell,) = cells(frozenset({("a", "alsfrs")}), outcome("alsfrs", "ALSFRS-R, change"))
    assert cell.availability == "reported"


def test_one_way_of_reporting_a_scale_does_not_make_the_other_missing() -> None:
    change, slope = outcome("alsfrs", "ALSFRS-R, change"), outcome("slope", "ALSFRS-R slope")
    found = cells(frozenset({("a", "alsfrs")}), change, slope)
    assert [c.availability for c in found] == ["reported", "unknown"]


def test_what_no_registration_names_is_unknown_and_never_called_unmeasured() -> None:
    (cell,) = cells(frozenset(), outcome("survival", "Survival"))
    assert cell.availability == "unknown"


def test_outcomes_of_limited_importance_are_left_out() -> None:
    assert cells(frozenset(), outcome("alsfrs", "ALSFRS-R", "limited")) == []


def test_studies_that_are_not_included_are_left_out() -> None:
    protocol = Protocol(id="r", title="R", question="?", outcomes=(outcome("s", "Survival"),))
    planned = replace(STUDY, included=False)
    assert known_missing([planned], protocol, Registry.of([]), frozenset()) == ()

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tamis.cli.app import app
from tamis.model.errors import UnknownName
from tamis.model.events import StudyLinked
from tamis.review import Review

TRIAL = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT01234567",
            "briefTitle": "Nordic walking for aching backs",
        },
        "statusModule": {
            "startDateStruct": {"date": "2016-01"},
            "completionDateStruct": {"date": "2018-02"},
            "studyFirstSubmitDate": "2015-11-03",
        },
        "conditionsModule": {"conditions": ["Back pain"]},
        "designModule": {"enrollmentInfo": {"count": 60}},
        "armsInterventionsModule": {
            "interventions": [{"type": "BEHAVIORAL", "name": "Nordic walking"}]
        },
    }
}
FOLLOW_UP = """TY  - JOUR
AU  - Alder, A
TI  - Walking for back pain: five years later
AB  - Registered as NCT07654321.
PY  - 2023
ER  -

TY  - JOUR
AU  - Alder, A
TI  - What walkers with a sore back say
AB  - Trial registration NCT07654321.
PY  - 2021
ER  -
"""


@pytest.fixture
def registered(review: Review, tmp_path: Path) -> Review:
    """The review with a registration, and two reports that print another's number."""
    trial, late = tmp_path / "trial.json", tmp_path / "late.ris"
    trial.write_text(json.dumps(TRIAL), encoding="utf-8")
    late.write_text(FOLLOW_UP, encoding="utf-8")
    review.import_files([trial], source="clinicaltrials.gov", run_on="2026-03-01")
    review.import_files([late], source="embase", run_on="2026-03-01")
    return review


def test_a_shared_number_leads_and_shared_words_follow(registered: Review) -> None:
    first, second = registered.suggest_studies()
    assert (first.basis, len(first.reports), second.basis) == ("registration", 2, "words")
    assert second.registrations == ("NCT01234567",)
    assert second.label == "Birch 2019"


def test_nothing_is_linked_until_a_person_accepts(registered: Review) -> None:
    registered.suggest_studies()
    assert not registered.state.studies
    made = registered.accept_study(2)
    assert isinstance(made, StudyLinked)
    assert (made.by, made.study, made.registrations) == ("anna", "birch-2019", ("NCT01234567",))
    assert [s.basis for s in registered.suggest_studies()] == ["registration"]


def test_an_accepted_study_takes_in_what_is_found_later(registered: Review) -> None:
    (first, _) = registered.suggest_studies()
    registered.append(
        registered.event(StudyLinked, study="alder", label="Alder", reports=first.reports[:1])
    )
    assert registered.accept_study(1).study == "alder"


def test_a_number_that_no_suggestion_has_is_refused(registered: Review) -> None:
    with pytest.raises(UnknownName, match="suggestion"):
        registered.accept_study(9)


def test_two_suggestions_may_be_accepted_at_once(registered: Review) -> None:
    shown = CliRunner().invoke(
        app, ["studies", "suggest", str(registered.path), "--accept", "1", "--accept", "2"]
    )
    assert shown.exit_code == 0, shown.output
    assert CliRunner().invoke(app, ["studies", "suggest", str(registered.path)]).stdout == ""

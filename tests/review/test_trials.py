from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tamis.model.errors import UnknownName
from tamis.review import Review
from tamis.trials.person import Person
from tamis.trials.vocabulary import vocabulary


def study(number: str, eligibility: str, **status: Any) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": number, "officialTitle": f"Walking {number}"},
            "statusModule": {"overallStatus": "RECRUITING", "statusVerifiedDate": "2018-01"}
            | status,
            "conditionsModule": {"conditions": ["Elders", "Primary Lateral Sclerosis"]},
            "armsInterventionsModule": {
                "interventions": [{"type": "OTHER", "name": "Nordic walking"}]
            },
            "outcomesModule": {"primaryOutcomes": [{"measure": "Pain"}]},
            "eligibilityModule": {"eligibilityCriteria": eligibility},
        }
    }


def load(review: Review, folder: Path, *studies: dict[str, Any]) -> None:
    source = folder / f"studies-{len(list(folder.iterdir()))}.json"
    source.write_text(json.dumps({"studies": studies}), encoding="utf-8")
    review.import_files([source], source="ctgov")


OPEN = study("NCT00000001", "Inclusion Criteria:\n- Diagnosis of PLS\n- Age over 60 years")
SHUT = study("NCT00000002", "Exclusion Criteria:\n- Primary lateral sclerosis")


def test_registrations_of_a_review_are_matched(review: Review, tmp_path: Path) -> None:
    load(review, tmp_path, OPEN, SHUT)
    found = review.trials.match(Person(condition="Primary lateral sclerosis", age=61))
    assert [(m.id, m.verdict) for m in found] == [
        ("NCT00000001", "may fit"),
        ("NCT00000002", "excluded by"),
    ]
    assert all(m.seen and m.link for m in found)


def test_matching_writes_nothing(review: Review, tmp_path: Path) -> None:
    load(review, tmp_path, OPEN)
    before = review.folder.heads()
    review.trials.match(Person(condition="pls", age=61))
    review.trials.radar()
    assert review.folder.heads() == before


def test_two_snapshots_are_one_trial_with_its_history(review: Review, tmp_path: Path) -> None:
    load(review, tmp_path, OPEN)
    load(review, tmp_path, study("NCT00000001", "", overallStatus="COMPLETED"))
    (trial,) = review.trials.registry().trials
    assert [r.status for r in trial.history()] == ["recruiting", "completed"]
    assert "status-changed" in [s.sign for s in review.trials.radar()]


def test_what_is_given_falls_under_the_reviews_tree(review: Review, tmp_path: Path) -> None:
    load(review, tmp_path, OPEN)
    (entry,) = review.trials.listed("elders", open_only=True)
    assert entry.interventions[0].terms == ("nordic",)


def test_papers_are_no_trials(review: Review, ris: Path) -> None:
    review.import_files([ris], source="elsewhere")
    assert review.trials.registrations() == ()
    assert not review.trials.asking()


def test_an_unknown_trial_or_condition_is_an_error_with_the_known(
    review: Review, tmp_path: Path
) -> None:
    load(review, tmp_path, OPEN)
    with pytest.raises(UnknownName, match="NCT00000001"):
        review.trials.show("NCT09999999")
    with pytest.raises(UnknownName, match="elders"):
        review.trials.match(Person(condition="gout"))


def test_a_card_reads_the_text_and_keeps_its_sentences(review: Review, tmp_path: Path) -> None:
    load(review, tmp_path, OPEN)
    card = review.trials.card("nct00000001")
    text = card.registration.eligibility.text
    assert [c.key for c in card.reading.criteria] == ["diagnosis:requires:pls", "age:requires:≥60"]
    assert all(text[c.start : c.end] == c.sentence for c in card.reading.criteria)


def test_the_protocols_populations_are_conditions(review: Review) -> None:
    words = vocabulary(review.protocol.populations)
    assert words.lineage("elders") == ("elders", "adults")

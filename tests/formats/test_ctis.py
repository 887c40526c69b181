from __future__ import annotations

import json
from typing import Any

from .reading import both, one, said


def whole(**changed: Any) -> dict[str, Any]:
    """A trial as the portal gives it in full."""
    about = {
        "medicalCondition": {"partIMedicalConditions": [{"medicalCondition": "Back pain"}]},
        "eligibilityCriteria": {
            "principalInclusionCriteria": [
                {"principalInclusionCriteria": "Adults"}, {"principalInclusionCriteria": "Pain"},
            ],
            "principalExclusionCriteria": [{"principalExclusionCriteria": "<p>Fracture</p>"}],
        },
        "endPoint": {"primaryEndPoints": [{"endPoint": "Pain at 6 months"}]},
    }  # fmt: skip
    names = {
        "fullTitle": "Walking for pain",
        "secondaryIdentifyingNumbers": {"nctNumber": {"number": "NCT01234567"}},
    }
    details = {"clinicalTrialIdentifiers": names, "trialInformation": about}
    return {
        "ctNumber": "2023-503456-12-00", "ctStatus": "Authorised", "ctPublicStatusCode": 5,
        "decisionDate": "2024-02-01T10:00:00",
        "authorizedApplication": {"authorizedPartI": {"trialDetails": details}},
    } | changed  # fmt: skip


def test_a_trial_in_full_is_a_registration_with_its_numbers_and_day() -> None:
    record = one(json.dumps(whole()))
    assert (record.kind, record.source_id, record.title) == (
        "registration", "2023-503456-12-00", "Walking for pain"
    )  # fmt: skip
    assert record.registry_ids == ("2023-503456-12-00", "NCT01234567")
    assert record.date == "2024-02-01"
    assert record.keywords == ("Back pain",)


def test_numbered_criteria_become_a_text_under_two_headings() -> None:
    fields = dict(one(json.dumps(whole())).extra)
    assert fields["eligibility"] == (
        "Inclusion Criteria:\n1. Adults\n2. Pain\n\nExclusion Criteria:\n1. Fracture"
    )
    assert fields["primary-outcome"] == "Pain at 6 months"


def test_the_public_status_code_counts_and_not_the_applications_status() -> None:
    assert dict(one(json.dumps(whole())).extra)["status"] == "Ongoing, recruitment ended"


def test_rows_of_a_search_are_read_one_by_one() -> None:
    row = {
        "ctNumber": "2024-511111-22-00", "ctTitle": "Walks", "ctStatus": 4,
        "conditions": "Pain; Falls",
        "trialCountries": ["Norway: 3", "Spain: 2"], "sponsor": "A Hospital",
        "trialPhase": "Phase 2",
        "decisionDateOverall": "01/02/2024", "lastUpdated": "10/07/2026",
    }  # fmt: skip
    records, problems = both(json.dumps({"pagination": {"totalRecords": 2}, "data": [row, row]}))
    assert (len(records), problems) == (2, [])
    fields = records[0].extra
    assert ("status", "Ongoing, recruiting") in fields
    assert [v for n, v in fields if n == "location-country"] == ["Norway", "Spain"]
    assert ("last-update", "2026-07-10") in fields


def test_an_item_without_a_number_is_named_and_left_out() -> None:
    content = json.dumps(
        {"data": [{"ctNumber": "2024-511111-22-00", "ctTitle": "Walks"}, {"x": 1}]}
    )
    assert "an item has no ctNumber" in said(content)
    assert len(both(content)[0]) == 1

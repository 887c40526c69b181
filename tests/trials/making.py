"""Small registrations of every register, for tests."""

from __future__ import annotations

import json
from typing import Any

from tamis.formats import read
from tamis.model.records import Record
from tamis.trials.normalise import registration
from tamis.trials.registration import Registration


def records(content: str, format: str | None = None) -> list[Record]:
    """The records of an export."""
    found = read(content.encode(), file="x", format=format)
    return [item for item in found if isinstance(item, Record)]


def entry(content: str, seen: str = "2026-11-20", format: str | None = None) -> Registration:
    """The only registration of an export."""
    (record,) = records(content, format)
    return registration(record, seen)


def study(number: str = "NCT00000001", **changed: Any) -> str:
    """A study as ClinicalTrials.gov's API gives it; modules can be replaced by name."""
    protocol: dict[str, Any] = {
        "identificationModule": {
            "nctId": number, "briefTitle": "Cells", "officialTitle": "Cells for nerves",
            "orgStudyIdInfo": {"id": "CELL-01-2020"},
            "secondaryIdInfos": [{"id": "2020-001234-12", "type": "EUDRACT_NUMBER"}],
        },
        "statusModule": {
            "overallStatus": "RECRUITING", "statusVerifiedDate": "2026-05",
            "startDateStruct": {"date": "2025-01-15", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2027-06", "type": "ESTIMATED"},
            "lastUpdatePostDateStruct": {"date": "2026-05-20"},
        },
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": "University of Somewhere", "class": "OTHER"},
        },
        "oversightModule": {"oversightHasDmc": False},
        "conditionsModule": {"conditions": ["Amyotrophic Lateral Sclerosis"], "keywords": ["MSC"]},
        "designModule": {
            "studyType": "INTERVENTIONAL", "phases": ["PHASE1", "PHASE2"],
            "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": {"masking": "DOUBLE"}},
            "enrollmentInfo": {"count": 40, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [{"label": "Cells", "type": "EXPERIMENTAL",
                           "interventionNames": ["Biological: BM-MSC"]}],
            "interventions": [{"type": "BIOLOGICAL", "name": "BM-MSC"}],
        },
        "outcomesModule": {
            "primaryOutcomes": [{"measure": "ALSFRS-R", "timeFrame": "24 weeks"}],
        },
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Diagnosis of ALS\n",
            "sex": "ALL", "minimumAge": "18 Years", "maximumAge": "75 Years",
        },
        "contactsLocationsModule": {
            "locations": [{"facility": "Clinic", "city": "Oslo", "country": "Norway",
                           "status": "RECRUITING"}],
        },
    }  # fmt: skip
    return json.dumps({"protocolSection": protocol | changed, "hasResults": False})


ICTRP = """<Trials_downloaded_from_ICTRP><Trial><TrialID>KCT0000001</TrialID>
<Last_Refreshed_on>4 May 2026</Last_Refreshed_on><Public_title>Cells</Public_title>
<Scientific_title>Cells for nerves</Scientific_title><Source_Register>CRIS</Source_Register>
<Recruitment_Status>Recruiting</Recruitment_Status><Primary_sponsor>A Hospital</Primary_sponsor>
<Date_enrollement>2025-03-01</Date_enrollement><Target_size>30</Target_size>
<Study_design>Allocation: Randomized. Masking: Double.</Study_design><Phase>Phase 2</Phase>
<Countries>Korea</Countries><Inclusion_Criteria>Diagnosis of ALS</Inclusion_Criteria>
<Exclusion_Criteria>Tracheostomy</Exclusion_Criteria><Agemin>20 Years</Agemin>
<Condition>Amyotrophic Lateral Sclerosis</Condition><Intervention>BM-MSC</Intervention>
<Primary_outcome>ALSFRS-R</Primary_outcome><Secondary_ID>NCT00000001</Secondary_ID>
<results_yes_no>No</results_yes_no><Ethics_Status>Not approved</Ethics_Status>
<Prospective_registration>No</Prospective_registration></Trial></Trials_downloaded_from_ICTRP>"""

CSV = """NCT Number,Study Title,Study Status,Study Results,Conditions,Interventions,Primary Outcome Measures,Sponsor,Funder Type,Phases,Study Design,Enrollment,Start Date,Primary Completion Date,Other IDs,Locations,Last Update Posted
NCT00000001,Cells for nerves,RECRUITING,NO,Amyotrophic Lateral Sclerosis|PLS,BIOLOGICAL: BM-MSC,ALSFRS-R [24 weeks],A Company,INDUSTRY,PHASE2,Allocation: RANDOMIZED|Masking: DOUBLE,40,2025-01-15,2027-06,CELL-01-2020,"Clinic, Oslo, Norway",2026-05-20
"""  # noqa: E501

CTIS = json.dumps(
    {
        "ctNumber": "2023-503456-12-00",
        "ctPublicStatusCode": 4,
        "decisionDate": "2024-02-01",
        "authorizedApplication": {
            "authorizedPartI": {
                "trialDetails": {
                    "clinicalTrialIdentifiers": {
                        "fullTitle": "Cells for nerves",
                        "secondaryIdentifyingNumbers": {"nctNumber": {"number": "NCT00000001"}},
                    },
                    "trialInformation": {
                        "medicalCondition": {
                            "partIMedicalConditions": [
                                {"medicalCondition": "Amyotrophic lateral sclerosis"}
                            ]
                        },
                        "eligibilityCriteria": {
                            "principalInclusionCriteria": [
                                {"principalInclusionCriteria": "Diagnosis of ALS"}
                            ],
                            "principalExclusionCriteria": [
                                {"principalExclusionCriteria": "Tracheostomy"}
                            ],
                        },
                        "endPoint": {"primaryEndPoints": [{"endPoint": "ALSFRS-R"}]},
                    },
                },
                "sponsors": [{"primary": True, "organisation": {"name": "A Hospital"}}],
            }
        },
    }
)

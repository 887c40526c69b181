"""WHO ICTRP's XML export, as `tamis.formats.ictrp` keeps it: every element under its own name."""

from __future__ import annotations

import re

from tamis.trials.fields import Fields, day
from tamis.trials.registration import (
    Design,
    Eligibility,
    Intervention,
    PlannedOutcome,
    RegisterDate,
    Registration,
)
from tamis.trials.sponsors import sponsor_kind
from tamis.trials.statuses import status_of

SIGN = frozenset({"Recruitment_Status", "Source_Register", "Primary_sponsor", "Inclusion_Criteria"})
_DESIGN = re.compile(
    r"(Allocation|Intervention model|Primary purpose|Masking|Assignment|Randomi[sz]ation|Blinding)"
    r":\s*([^.;]+)",
    re.IGNORECASE,
)


def read(fields: Fields) -> Registration:
    """The elements of the WHO Trial Registration Data Set that the portal exports."""
    first = fields.first
    return Registration(
        id="",
        register=first("Source_Register"),
        protocol_numbers=fields.split("Secondary_ID"),
        short_title=first("Public_title"),
        status=status_of(first("Recruitment_Status")),
        status_words=first("Recruitment_Status"),
        page_date=day(first("Last_Refreshed_on")),
        start=RegisterDate(day(first("Date_enrollement", "Date_enrolment"))),
        completion=RegisterDate(day(first("results_date_completed", "Completion_date"))),
        design=_design(fields),
        interventions=tuple(Intervention(name=i) for i in _lines(first("Intervention"))),
        conditions=fields.record.keywords or fields.split("Condition"),
        eligibility=_eligibility(fields),
        countries=fields.split("Countries", ";|"),
        sponsor=first("Primary_sponsor"),
        sponsor_kind=sponsor_kind(first("Primary_sponsor")),
        collaborators=fields.split("Secondary_Sponsor", ";|"),
        oversight=_oversight(fields),
        results=day(first("results_date_posted", "results_date_first_publication"))
        or {"yes": "yes", "no": "no"}.get(first("results_yes_no").lower(), ""),
        outcomes=tuple(PlannedOutcome(measure=o) for o in _lines(first("Primary_outcome"))),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.strip() for p in re.split(r"[;\n]+", text) if p.strip()))


def _design(fields: Fields) -> Design:
    said = fields.first("Study_design")
    parts = {m[1].lower(): m[2].strip() for m in _DESIGN.finditer(said)}
    size = fields.number("Target_size")
    return Design(
        study_type=fields.first("Study_type", "study_type").lower(),
        phase=fields.first("Phase", "phase"),
        allocation=parts.get("allocation", parts.get("randomisation", "")).lower(),
        model=parts.get("intervention model", parts.get("assignment", "")).lower(),
        masking=parts.get("masking", parts.get("blinding", "")).lower(),
        purpose=parts.get("primary purpose", "").lower(),
        enrolment=size,
        enrolment_kind="planned" if size is not None else "",
    )


def _eligibility(fields: Fields) -> Eligibility:
    first = fields.first
    wanted, unwanted = first("Inclusion_Criteria"), first("Exclusion_Criteria")
    parts = []
    if wanted:
        has = re.match(r"\W*(?:key )?inclusion", wanted, re.IGNORECASE)
        parts.append(wanted if has else f"Inclusion Criteria:\n{wanted}")
    if unwanted:
        has = re.match(r"\W*(?:key )?exclusion", unwanted, re.IGNORECASE)
        parts.append(unwanted if has else f"Exclusion Criteria:\n{unwanted}")
    text = "\n\n".join(parts)
    return Eligibility(
        text=text,
        state="whole" if text else "none",
        sex=first("Gender", "Inclusion_gender"),
        minimum_age=first("Agemin", "Inclusion_agemin"),
        maximum_age=first("Agemax", "Inclusion_agemax"),
    )


def _oversight(fields: Fields) -> tuple[tuple[str, str], ...]:
    said = (
        ("ethics", fields.first("Ethics_Status", "Ethics_status")),
        ("ethics-date", day(fields.first("Ethics_Approval_Date"))),
        ("prospective", fields.first("Prospective_registration")),
    )
    return tuple((name, value) for name, value in said if value)

"""ClinicalTrials.gov's search results as CSV: no eligibility text, parts between "|"."""

from __future__ import annotations

import re

from tamis.trials.fields import Fields
from tamis.trials.from_ctgov import outcome
from tamis.trials.registration import (
    Design,
    Eligibility,
    Intervention,
    Registration,
    Site,
)
from tamis.trials.sponsors import sponsor_kind
from tamis.trials.statuses import status_of

SIGN = frozenset({"Study Status", "Study Results", "Funder Type"})


def read(fields: Fields) -> Registration:
    """The columns of the download, by their headings."""
    first, split = fields.first, fields.split
    conditions = tuple(c for k in fields.record.keywords for c in k.split("|") if c)
    return Registration(
        id="",
        register="ClinicalTrials.gov",
        protocol_numbers=split("Other IDs", "|"),
        short_title=first("Acronym"),
        status=status_of(first("Study Status").replace("_", " ")),
        status_words=first("Study Status").replace("_", " ").capitalize(),
        page_date=first("Last Update Posted"),
        start=fields.date("Start Date"),
        primary_completion=fields.date("Primary Completion Date"),
        completion=fields.date("Completion Date"),
        design=_design(fields),
        interventions=tuple(_given(i) for i in split("Interventions", "|")),
        conditions=conditions or split("Conditions", "|"),
        eligibility=Eligibility(sex=first("Sex")),
        sites=tuple(_site(s) for s in split("Locations", "|")),
        countries=tuple(dict.fromkeys(s.rpartition(", ")[2] for s in split("Locations", "|"))),
        sponsor=first("Sponsor"),
        sponsor_kind=sponsor_kind(first("Sponsor"), first("Funder Type")),
        collaborators=split("Collaborators", "|"),
        results=first("Results First Posted")
        or {"YES": "yes", "NO": "no"}.get(first("Study Results").upper(), ""),
        outcomes=tuple(outcome(o) for o in split("Primary Outcome Measures", "|")),
    )


def _design(fields: Fields) -> Design:
    said = dict(part.split(": ", 1) for part in fields.split("Study Design", "|") if ": " in part)
    phase = "/".join(p.replace("PHASE", "") for p in fields.split("Phases", "|") if p != "NA")
    return Design(
        study_type=fields.first("Study Type").lower(),
        phase=phase,
        allocation=said.get("Allocation", "").lower(),
        model=said.get("Intervention Model", "").replace("_", " ").lower(),
        masking=said.get("Masking", "").lower(),
        purpose=said.get("Primary Purpose", "").lower(),
        enrolment=fields.number("Enrollment"),
    )


def _given(line: str) -> Intervention:
    kind, mark, name = line.partition(": ")
    return Intervention(name=name if mark else kind, kind=kind.lower() if mark else "")


def _site(line: str) -> Site:
    parts = [p.strip() for p in re.split(r",", line)]
    return Site(
        facility=parts[0],
        city=parts[1] if len(parts) > 2 else "",
        country=parts[-1] if len(parts) > 1 else "",
    )

"""EU CTIS, as `tamis.formats.ctis` keeps it."""

from __future__ import annotations

from tamis.trials.fields import Fields
from tamis.trials.registration import (
    Design,
    Eligibility,
    Intervention,
    PlannedOutcome,
    RegisterDate,
    Registration,
    Site,
)
from tamis.trials.sponsors import sponsor_kind
from tamis.trials.statuses import status_of

#: Names only that reader gives; a search row has no more.
SIGN = frozenset({"decision-date", "public-title", "sponsor-type", "age-group", "planned-end"})


def read(fields: Fields) -> Registration:
    """Every field CTIS has a place for."""
    first, every = fields.first, fields.every
    started, ended = first("start-date"), first("end-date")
    return Registration(
        id="",
        register="EU CTIS",
        protocol_numbers=every("org-study-id"),
        short_title=first("public-title", "short-title"),
        status=status_of(first("status")),
        status_words=first("status"),
        page_date=max(first("last-update"), first("published")),
        start=RegisterDate(started or first("planned-start"), "actual" if started else "planned"),
        completion=RegisterDate(ended or first("planned-end"), "actual" if ended else "planned"),
        design=Design(phase=first("phase"), enrolment=fields.number("enrollment")),
        interventions=tuple(Intervention(name=i) for i in every("intervention")),
        conditions=every("condition"),
        eligibility=Eligibility(
            text=first("eligibility"),
            state="whole" if first("eligibility") else "none",
            sex=first("sex"),
        ),
        sites=tuple(_site(s) for s in every("site")),
        countries=every("location-country"),
        sponsor=first("lead-sponsor"),
        sponsor_kind=sponsor_kind(first("lead-sponsor"), first("sponsor-type")),
        collaborators=every("collaborator"),
        results=first("results-first-received"),
        outcomes=tuple(PlannedOutcome(measure=o) for o in every("primary-outcome")),
    )


def _site(line: str) -> Site:
    facility, city, country = (*line.split(" | "), "", "")[:3]
    return Site(facility=facility, city=city, country=country)

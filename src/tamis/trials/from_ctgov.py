"""ClinicalTrials.gov, API version 2, as `tamis.formats.ctgov` keeps it."""

from __future__ import annotations

from tamis.trials.fields import Fields
from tamis.trials.registration import (
    Design,
    Eligibility,
    Intervention,
    PlannedOutcome,
    Registration,
    Site,
    TrialArm,
)
from tamis.trials.sponsors import sponsor_kind
from tamis.trials.statuses import status_of

SIGN = frozenset({"overall-status"})


def read(fields: Fields) -> Registration:
    """Every field ClinicalTrials.gov has a place for."""
    first, every = fields.first, fields.every
    conditions = every("condition") or fields.record.keywords
    return Registration(
        id="",
        register="ClinicalTrials.gov",
        protocol_numbers=every("org-study-id", "secondary-id"),
        short_title=first("brief-title") or first("acronym"),
        status=status_of(first("overall-status").replace("_", " ")),
        status_words=_status_words(fields),
        why_stopped=first("why-stopped"),
        page_date=first("last-update"),
        verified=first("status-verified"),
        start=fields.date("start-date", "start-date-type"),
        primary_completion=fields.date("primary-completion-date", "primary-completion-date-type"),
        completion=fields.date("completion-date", "completion-date-type"),
        design=_design(fields),
        arms=tuple(_arm(a) for a in every("arm")),
        interventions=tuple(_given(i) for i in every("intervention")),
        conditions=conditions,
        keywords=tuple(k for k in fields.record.keywords if k not in conditions),
        eligibility=Eligibility(
            text=first("eligibility"),
            state="whole" if first("eligibility") else "none",
            sex=first("sex"),
            minimum_age=first("minimum-age"),
            maximum_age=first("maximum-age"),
            healthy_volunteers=first("healthy-volunteers"),
        ),
        sites=tuple(_site(s) for s in every("site")),
        countries=every("location-country"),
        sponsor=first("lead-sponsor"),
        sponsor_kind=sponsor_kind(first("lead-sponsor"), first("lead-sponsor-class")),
        collaborators=every("collaborator"),
        oversight=tuple(
            (n, first(n)) for n in ("data-monitoring", "fda-regulated-drug") if first(n)
        ),
        results=first("results-first-posted") or ("yes" if first("has-results") else "no"),
        outcomes=tuple(outcome(o) for o in every("primary-outcome")),
        references=every("reference-result", "reference-derived"),
    )


def _status_words(fields: Fields) -> str:
    words = fields.first("overall-status").replace("_", " ").capitalize()
    last = fields.first("last-known-status").replace("_", " ").lower()
    return f"{words} (was: {last})" if last else words


def _design(fields: Fields) -> Design:
    phases = [p.replace("PHASE", "").replace("EARLY_", "early ") for p in fields.every("phase")]
    return Design(
        study_type=_said(fields, "study-type"),
        phase="/".join(p for p in phases if p != "NA"),
        allocation=_said(fields, "allocation"),
        model=_said(fields, "intervention-model"),
        masking=_said(fields, "masking"),
        purpose=_said(fields, "primary-purpose"),
        enrolment=fields.number("enrollment"),
        enrolment_kind="actual" if fields.first("enrollment-type") == "ACTUAL" else "planned",
    )


def _said(fields: Fields, name: str) -> str:
    return fields.first(name).replace("_", " ").lower()


def _arm(line: str) -> TrialArm:
    kind, label, names = (*line.split(" | "), "", "")[:3]
    given = tuple(n.partition(": ")[2] or n for n in names.split(", ") if n)
    return TrialArm(label=label, kind=kind.replace("_", " ").lower(), interventions=given)


def _given(line: str) -> Intervention:
    kind, _, name = line.partition(": ")
    return Intervention(name=name or kind, kind=kind.lower() if name else "")


def _site(line: str) -> Site:
    facility, city, country, status = (*line.split(" | "), "", "", "")[:4]
    return Site(facility=facility, city=city, country=country, status=status)


def outcome(line: str) -> PlannedOutcome:
    """'Measure [time frame]' → its two parts."""
    measure, mark, frame = line.rpartition(" [")
    if mark and frame.endswith("]"):
        return PlannedOutcome(measure=measure, frame=frame[:-1])
    return PlannedOutcome(measure=line)

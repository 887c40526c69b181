"""Registrations known from stored copies or another collection: plain fields in `extra`.

Names: status, phase, conditions (parted by ";"), sponsor, country, n, start,
completion, posted, last-update, page-day, results, route, cells, eligibility, eligibility-state
("excerpts", "outline"), eligibility-note, minimum-age, maximum-age, sex, primary-outcome,
data-monitoring, prospective, ethics, document (addresses), copy.
"""

from __future__ import annotations

import re

from tamis.trials.fields import Fields, day
from tamis.trials.from_ctgov import outcome
from tamis.trials.registration import (
    Design,
    Eligibility,
    Intervention,
    RegisterDate,
    Registration,
    TextState,
)
from tamis.trials.sponsors import sponsor_kind
from tamis.trials.statuses import status_of


def read(fields: Fields) -> Registration:
    """Whatever of the fields there is; what is missing stays empty."""
    first = fields.first
    status = first("status")
    n = first("n")
    return Registration(
        id="",
        status=status_of(status),
        status_words=status,
        page_date=max(day(first("last-update")), day(first("page-day")), day(_in_status(status))),
        verified=day(_verified(status)),
        registered=day(first("posted")),
        start=_date(first("start")),
        primary_completion=_date(first("primary-completion")),
        completion=_date(first("completion")),
        design=Design(
            phase=first("phase"),
            enrolment=fields.number("n"),
            enrolment_kind="planned" if re.search(r"planned|estimated", n) else "",
        ),
        interventions=tuple(_given(fields)),
        conditions=fields.split("conditions", ";"),
        eligibility=_eligibility(fields),
        countries=tuple(
            c.strip() for c in re.sub(r"\(.*?\)", "", first("country")).split(";") if c.strip()
        ),
        sponsor=first("sponsor"),
        sponsor_kind=sponsor_kind(first("sponsor"), first("sponsor-class")),
        results=_results(first("results"), status),
        oversight=tuple(
            (n, first(n)) for n in ("data-monitoring", "prospective", "ethics") if first(n)
        ),
        outcomes=tuple(outcome(o) for o in fields.every("primary-outcome")),
        source_urls=fields.every("document"),
        copy=first("copy"),
    )


def _in_status(status: str) -> str:
    """A day printed inside the status: 'Active, not recruiting (2025-04-02)'."""
    found = re.search(r"\d{4}-\d{2}(?:-\d{2})?", status)
    return found[0] if found else ""


def _verified(status: str) -> str:
    found = re.search(r"verified (\w+ \d{4}|\d{4}(?:-\d{2}){0,2})", status)
    return found[1] if found else ""


def _date(said: str) -> RegisterDate:
    return RegisterDate(day(said), "planned" if "planned" in said else "")


def _results(said: str, status: str) -> str:
    if re.search(r"\bnone\b|no results", f"{said} {status}", re.IGNORECASE):
        return "no"
    return day(said) or ("yes" if "posted" in said.lower() else "")


def _given(fields: Fields) -> list[Intervention]:
    names = [*fields.every("intervention")]
    told = ", ".join(filter(None, (fields.first("cells"), fields.first("route"))))
    if told:
        names.append(told)
    return [Intervention(name=n) for n in (names or [fields.record.title])]


def _eligibility(fields: Fields) -> Eligibility:
    first = fields.first
    text = first("eligibility")
    state: TextState = "none"
    if text:
        said = first("eligibility-state")
        state = "excerpts" if said == "excerpts" else "outline" if said == "outline" else "whole"
    return Eligibility(
        text=text,
        state=state,
        sex=first("sex"),
        minimum_age=first("minimum-age"),
        maximum_age=first("maximum-age"),
        note=first("eligibility-note"),
    )

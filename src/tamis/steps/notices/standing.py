"""Which notices stand: one entry for what happened, however many sources told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tamis.model.changes import StudyNotice
from tamis.model.events import Noticed
from tamis.model.problems import Problem
from tamis.model.results import StudyRow

_WORDS = {
    "retraction": "has been retracted",
    "expression-of-concern": "has an expression of concern",
    "correction": "has been corrected",
}
#: What a later reinstatement takes back.
_UNDONE = ("retraction", "expression-of-concern")


def study_notices(
    notices: Iterable[Noticed], home: Callable[[str], str], rows: Iterable[StudyRow]
) -> tuple[StudyNotice, ...]:
    """Every notice with the study it bears on, in the order in which they were learned of.

    Several sources that tell of one notice are one entry. A retraction or an expression of concern
    does not stand when the same report was reinstated later (by the day the notices bear, or where
    a day is missing, by when they were learned of).

    Args:
        notices: Standing events, in order of id.
        home: Record → report.
        rows: The review's studies.
    """
    studies = tuple(rows)
    by_report = {home(r): row for row in studies for r in row.reports}
    by_number = {n: row for row in studies for n in row.registrations}
    groups: dict[tuple[str, ...], list[Noticed]] = {}
    for told in notices:
        report = home(told.report) if told.report else ""
        key = _key(told, report)
        groups.setdefault(key, []).append(told)
    made = [
        _made(some, home(some[0].report) if some[0].report else "", by_report, by_number)
        for some in groups.values()
    ]
    return tuple(_taken_back(one, made) for one in made)


def _key(told: Noticed, report: str) -> tuple[str, ...]:
    if told.kind == "registry-change":
        return (told.kind, told.registration, told.field, told.was, told.now)
    # One retraction of one report is one, whatever name each source gives its notice; corrections
    # may be several, so their notices keep them apart.
    return (told.kind, report, told.notice if told.kind == "correction" else "")


def _made(
    some: list[Noticed],
    report: str,
    by_report: Mapping[str, StudyRow],
    by_number: Mapping[str, StudyRow],
) -> StudyNotice:
    first = some[0]
    row = by_report.get(report) or by_number.get(first.registration)
    return StudyNotice(
        kind=first.kind,
        study=row.study if row else "",
        label=row.label if row else "",
        included=bool(row and row.included),
        report=report,
        registration=first.registration,
        notice=next((e.notice for e in some if e.notice), ""),
        on=min((e.on for e in some if e.on), default=""),
        noticed=min(e.day for e in some),
        sources=tuple(dict.fromkeys(e.source for e in some)),
        events=tuple(e.id for e in some),
        field=first.field,
        was=first.was,
        now=first.now,
    )


def _taken_back(one: StudyNotice, every: list[StudyNotice]) -> StudyNotice:
    if one.kind not in _UNDONE:
        return one
    later = (e.kind == "reinstatement" and e.report == one.report and _after(e, one) for e in every)
    return replace(one, standing=False) if any(later) else one


def _after(back: StudyNotice, one: StudyNotice) -> bool:
    if back.on and one.on and back.on != one.on:
        return back.on > one.on
    return back.events[0] > one.events[0]


def retracted(notices: Iterable[StudyNotice]) -> tuple[str, ...]:
    """Included studies with a retraction that stands, once each."""
    return tuple(
        dict.fromkeys(
            n.study for n in notices if n.kind == "retraction" and n.standing and n.included
        )
    )


def problems_of(notices: Iterable[StudyNotice]) -> tuple[Problem, ...]:
    """What whoever publishes should know; warnings, for publishing stays a person's decision."""
    return tuple(
        Problem(
            n.label,
            f"an included report {_WORDS[n.kind]}"
            + (f" ({n.notice})" if n.notice else "")
            + f", as {', '.join(n.sources)} said on {n.noticed}",
            "read the notice and decide; the page carries a banner and the results without it"
            if n.kind == "retraction"
            else "read the notice and see whether what was read from the report still holds",
        )
        for n in notices
        if n.included and n.standing and n.kind in _WORDS
    )

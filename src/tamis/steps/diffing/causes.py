"""Which events bear on what changed.

An event bears on an outcome of a comparison when it is about that outcome's certainty, about a
study of the comparison, or about a report of such a study; an amendment of the protocol bears on
everything. That is found by what events name, not by trying the review without each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tamis.model.changes import Cause
from tamis.model.events import (
    Adjudicated,
    Event,
    Extracted,
    Graded,
    Judged,
    Noticed,
    ProtocolAmended,
    RecordsLinked,
    RecordsSplit,
    Retrieved,
    Screened,
    SearchRun,
    StudyLinked,
    Withdrawn,
)
from tamis.model.naming import plural

#: No more causes of one change than this are listed, the latest.
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an event must name to bear on a change; empty sets match nothing."""

    studies: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
    comparison: str = ""
    outcome: str = ""


def causes(
    events: Iterable[Event], scope: Scope, home: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[Cause, ...]:
    """The events that bear on a scope; those that say the same are one, the latest of them.

    Args:
        events: Those that came between the versions.
        scope: What changed.
        home: Record → report.
        labels: How studies and outcomes are called.
    """
    told = sorted(events, key=lambda e: e.id)
    by_id = {e.id: e for e in told}
    found: dict[tuple[str, str, str], Cause] = {}
    for event in told:
        if _bears(event, scope, home, by_id):
            made = cause(event, labels)
            found[made.by, made.day, made.what] = made
    return tuple(found.values())[-MOST:]


def cause(event: Event, labels: Mapping[str, str]) -> Cause:
    """An event in words."""
    kind = event.schema.partition("/")[0]
    return Cause(event=event.id, kind=kind, by=event.by, day=event.day, what=_words(event, labels))


def _bears(event: Event, scope: Scope, home: Mapping[str, str], by_id: Mapping[str, Event]) -> bool:
    match event:
        case ProtocolAmended():
            return True
        case Withdrawn():
            # What was taken back may be older than both versions; then it is not known here.
            return any(t not in by_id or _bears(by_id[t], scope, home, by_id) for t in event.events)
        case Extracted():
            return event.study in scope.studies and event.outcome in ("", scope.outcome)
        case Judged():
            return event.study in scope.studies and event.outcome == scope.outcome
        case Graded():
            return (event.comparison, event.outcome) == (scope.comparison, scope.outcome)
        case StudyLinked():
            return event.study in scope.studies
        case Screened() | Adjudicated():
            return event.stage == "full-text" and home.get(event.report, "") in scope.reports
        case Retrieved() | Noticed():
            return bool(event.report) and home.get(event.report or "", "") in scope.reports
        case RecordsLinked() | RecordsSplit():
            return any(home.get(r, "") in scope.reports for r in event.records)
    return False


def _words(event: Event, labels: Mapping[str, str]) -> str:
    def name(id_: str) -> str:
        return labels.get(id_, id_)

    match event:
        case Extracted():
            of = f", {name(event.outcome)}" if event.outcome else ""
            return f"read {plural(len(event.data), 'value')} for {name(event.study)}{of}"
        case Judged():
            return f"judged risk of bias of {name(event.study)}, {name(event.outcome)}"
        case Graded():
            where = f"{name(event.comparison)}, {name(event.outcome)}"
            return f"rated {event.domain.replace('-', ' ')} of {where}"
        case StudyLinked():
            return f"linked {name(event.study)} to its reports and registrations"
        case Screened():
            return f"judged a report in full: {event.verdict}"
        case Adjudicated():
            return f"settled a conflict about a report: {event.verdict}"
        case Noticed():
            return f"learned of a {event.kind.replace('-', ' ')} from {event.source}"
        case ProtocolAmended():
            return f"changed the protocol: {event.reason}"
        case Withdrawn():
            return f"took back {plural(len(event.events), 'event')}"
        case Retrieved():
            return "sought the text of a report"
        case RecordsLinked() | RecordsSplit():
            return "judged which records are one report"
        case SearchRun():
            return f"searched {event.source}"
    return event.schema.partition("/")[0].replace("-", " ")

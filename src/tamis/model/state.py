"""The state of a review: what its events add up to, whatever order they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tamis.model.events import (
    Adjudicated,
    Certified,
    Event,
    Extracted,
    Graded,
    Judged,
    Noticed,
    ProtocolAmended,
    Published,
    RecordsLinked,
    RecordsSplit,
    Retrieved,
    SampleDrawn,
    ScoreSeen,
    Screened,
    SearchRun,
    StudyLinked,
    Withdrawn,
)
from tamis.model.reports import Reports, group_records

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A review folded from its events. Every tuple is ordered by event id.

    In `decisions`, `adjudications`, `judgements` and `gradings` each person has one word; where
    two people differ, both are here and the step that needs one says so.
    """

    searches: tuple[SearchRun, ...] = ()
    reports: Reports = field(default_factory=Reports)
    decisions: tuple[Screened, ...] = ()
    scores_seen: tuple[ScoreSeen, ...] = ()
    adjudications: tuple[Adjudicated, ...] = ()
    samples: tuple[SampleDrawn, ...] = ()
    certificates: tuple[Certified, ...] = ()
    retrievals: tuple[Retrieved, ...] = ()
    notices: tuple[Noticed, ...] = ()
    studies: tuple[StudyLinked, ...] = ()
    extractions: tuple[Extracted, ...] = ()
    judgements: tuple[Judged, ...] = ()
    gradings: tuple[Graded, ...] = ()
    amendments: tuple[ProtocolAmended, ...] = ()
    publications: tuple[Published, ...] = ()
    events: int = 0


def as_of(events: Iterable[Event], day: str | None) -> tuple[Event, ...]:
    """The events that speak of `day` (YYYY-MM-DD) or before; all of them when it is None."""
    return tuple(e for e in events if day is None or e.day <= day)


def fold(events: Iterable[Event], records: Mapping[str, tuple[str, ...]]) -> State:
    """Derive the state of a review.

    Args:
        events: In any order, from any split over writers.
        records: The record ids each search holds, by search id.

    Returns:
        The same state for the same set of events.
    """
    everything = _by_id(events)
    void = withdrawn(everything)
    said = [e for e in everything if e.id not in void]
    gone = {e.supersedes for e in said if e.supersedes}
    standing = [e for e in said if e.id not in gone]
    searches = _only(SearchRun, standing)
    present = dict.fromkeys(r for s in searches for r in records.get(s.search, ()))
    reports = group_records(present, _only(RecordsLinked, standing), _only(RecordsSplit, standing))
    return State(
        searches=searches,
        reports=reports,
        decisions=_latest(
            _only(Screened, standing), lambda e: (reports.of(e.report), e.stage, e.by)
        ),
        scores_seen=_only(ScoreSeen, standing),
        adjudications=_latest(
            _only(Adjudicated, standing), lambda e: (reports.of(e.report), e.stage, e.by)
        ),
        samples=_only(SampleDrawn, standing),
        certificates=_only(Certified, standing),
        retrievals=_only(Retrieved, standing),
        notices=_only(Noticed, standing),
        studies=_only(StudyLinked, standing),
        extractions=_only(Extracted, standing),
        judgements=_latest(
            _only(Judged, standing),
            lambda e: (e.study, e.outcome, e.timepoint, e.population, e.instrument, e.domain, e.by),
        ),
        gradings=_latest(
            _only(Graded, standing), lambda e: (e.comparison, e.outcome, e.domain, e.by)
        ),
        amendments=_only(ProtocolAmended, standing),
        publications=_only(Published, standing),
        events=len(everything),
    )


def withdrawn(events: Iterable[Event]) -> frozenset[str]:
    """The ids of events that were taken back, and not brought back.

    A withdrawal bears on earlier events of its own writer and on nothing else, so the latest are
    looked at first: one that was itself withdrawn takes nothing back.
    """
    everything = tuple(events)
    takings = sorted(_only(Withdrawn, everything), key=lambda e: e.id, reverse=True)
    if not takings:
        return frozenset()
    writer = {e.id: e.by for e in everything}
    void: set[str] = set()
    for taking in takings:
        if taking.id not in void:
            void.update(t for t in taking.events if t < taking.id and writer.get(t) == taking.by)
    return frozenset(void)


def _by_id(events: Iterable[Event]) -> list[Event]:
    """Each id once, in order; of two different events under one id, the same in any order.

    `tamis verify` reports such a pair; here it must only not depend on which file came first.
    """
    found: dict[str, Event] = {}
    for event in events:
        other = found.setdefault(event.id, event)
        if other is not event and other != event:
            found[event.id] = min(other, event, key=repr)
    return sorted(found.values(), key=lambda e: e.id)


def _only(kind: type[E], events: Iterable[Event]) -> tuple[E, ...]:
    return tuple(e for e in events if isinstance(e, kind))


def _latest(events: Iterable[E], key: Callable[[E], object]) -> tuple[E, ...]:
    found: dict[object, E] = {}
    for event in events:
        found[key(event)] = event
    return tuple(sorted(found.values(), key=lambda e: e.id))

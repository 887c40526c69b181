"""The chronicle of a review: what happened to it, newest first, read from its events alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from tamis.model.changes import Happening, StudyNotice
from tamis.model.events import Event, ProtocolAmended, Published, SearchRun
from tamis.model.naming import plural

#: The words of a notice, for its title.
TITLES = {
    "retraction": "Retracted",
    "expression-of-concern": "Expression of concern",
    "correction": "Corrected",
    "reinstatement": "Reinstated",
    "registry-change": "Register entry changed",
}


def chronicle(
    events: Iterable[Event],
    records: Mapping[str, tuple[str, ...]],
    notices: Iterable[StudyNotice],
    labels: Mapping[str, str],
) -> tuple[Happening, ...]:
    """Releases, changes of methods, notices, and days on which searches brought new records.

    Args:
        events: Every event, withdrawn ones left out.
        records: The record ids each search holds.
        notices: What stands of the notices.
        labels: How reports and studies are called.

    Returns:
        Newest first, by when they were written down.
    """
    told = sorted(events, key=lambda e: e.id)
    by_id = {e.id: e for e in told}
    found = [
        *_releases(told),
        *_methods(told),
        *_searches(told, records),
        *_notices(notices, by_id, labels),
    ]
    return tuple(sorted(found, key=lambda h: (h.at, h.id), reverse=True))


def _at(event: Event) -> str:
    """When an event was written down; of one that is dated, the day it speaks of."""
    return event.at if event.dated is None else f"{event.dated}T00:00:00Z"


def _releases(events: list[Event]) -> Iterator[Happening]:
    for e in events:
        if isinstance(e, Published):
            yield Happening(
                id=e.id, at=_at(e), day=e.day, kind="release", title=f"Version {e.version}",
                lines=(e.summary,) if e.summary else (),
            )  # fmt: skip


def _methods(events: list[Event]) -> Iterator[Happening]:
    for e in events:
        if isinstance(e, ProtocolAmended) and e.previous:
            yield Happening(
                id=e.id, at=_at(e), day=e.day, kind="methods", title="Methods changed",
                lines=(e.reason, *e.changes),
            )  # fmt: skip


def _searches(events: list[Event], records: Mapping[str, tuple[str, ...]]) -> Iterator[Happening]:
    """A day's searches together; "new" is what no search before that day had."""
    runs = sorted((e for e in events if isinstance(e, SearchRun)), key=lambda e: (e.day, e.id))
    known: set[str] = set()
    for day, some in groupby(runs, key=lambda e: e.day):
        group = list(some)
        lines, new = [], 0
        for run in group:
            mine = set(records.get(run.search, ())) - known
            known |= mine
            new += len(mine)
            lines.append(f"{run.source}: {plural(run.records, 'record')}, {len(mine)} new")
        yield Happening(
            id=group[0].id, at=max(_at(e) for e in group), day=day, kind="search",
            title=f"Searched: {plural(new, 'new record')}", lines=tuple(lines),
        )  # fmt: skip


def _notices(
    notices: Iterable[StudyNotice], events: Mapping[str, Event], labels: Mapping[str, str]
) -> Iterator[Happening]:
    for n in notices:
        first = events.get(n.events[0])
        if first is None:
            continue
        about = n.label or labels.get(n.report, "") or n.registration or n.report
        lines = [f"{n.field}: {n.was or 'nothing'} → {n.now or 'nothing'}"] if n.field else []
        if n.registration and n.registration != about:
            lines.insert(0, n.registration)
        if n.notice:
            lines.append(f"notice {n.notice}")
        lines.append(f"told by {', '.join(n.sources)}")
        if not n.standing:
            lines.append("taken back since")
        yield Happening(
            id=n.events[0], at=_at(first), day=n.noticed, kind=n.kind,
            title=f"{TITLES[n.kind]}: {about}", lines=tuple(lines),
        )  # fmt: skip

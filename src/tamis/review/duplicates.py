"""Doubtful pairs: asked of the linkage once, kept beside the index, judged one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from tamis.match import Pair, Relation
from tamis.model.events import Event, RecordsLinked, RecordsSplit
from tamis.model.ids import digest
from tamis.model.reports import Reports
from tamis.model.state import withdrawn

if TYPE_CHECKING:
    from tamis.review.facade import Review

_FILE = "duplicates.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What linkage asked when it last ran, and the records it looked at (`stamp`)."""

    stamp: str
    day: str
    records: int
    linked: int
    ask: tuple[Pair, ...]
    related: tuple[Relation, ...]


def find(review: Review) -> Questions:
    """Link what is certain, keep what is doubtful; long for a large review, so not in a request."""
    stamp = _stamp(review)
    done = review.dedupe()
    found = Questions(
        stamp=stamp,
        day=review.today(),
        records=done.records,
        linked=len(done.linked),
        ask=done.ask,
        related=done.related,
    )
    from tamis.store.durable import make_folder, write_whole

    folder = review.folder.index.path.parent
    make_folder(folder)
    write_whole(folder / _FILE, msgspec.json.encode(found))
    return found


def kept(review: Review) -> Questions | None:
    """The questions of the last search for duplicates; None when none is kept."""
    try:
        text = (review.folder.index.path.parent / _FILE).read_bytes()
        return msgspec.json.decode(text, type=Questions)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def current(review: Review, questions: Questions) -> bool:
    """Whether linkage has looked at all records of the review."""
    return questions.stamp == _stamp(review)


def open_pairs(review: Review, questions: Questions) -> tuple[Pair, ...]:
    """The pairs that nobody has judged: neither in one report nor kept apart."""
    reports = review.state.reports
    apart = {frozenset(e.records) for e in standing(review) if isinstance(e, RecordsSplit)}
    return tuple(
        p
        for p in questions.ask
        if p.a in reports.home
        and p.b in reports.home
        and reports.of(p.a) != reports.of(p.b)
        and not any({p.a, p.b} <= s for s in apart)
    )


def standing(review: Review) -> tuple[RecordsLinked | RecordsSplit, ...]:
    """Links and splits that nobody took back, oldest first."""
    void = withdrawn(review.events)
    gone = {e.supersedes for e in review.events if e.supersedes and e.id not in void}
    found = (
        e
        for e in review.events
        if isinstance(e, RecordsLinked | RecordsSplit) and e.id not in void and e.id not in gone
    )
    return tuple(sorted(found, key=lambda e: e.id))


def take_out(review: Review, record: str, reason: str = "") -> tuple[Event, ...]:
    """Judge a record to be none of the others in its report; they stay together.

    Raises:
        UnknownName: No search holds it, or it stands alone.
    """
    from tamis.model.errors import UnknownName

    reports: Reports = review.state.reports
    if record not in reports.home:
        raise UnknownName("record", record, reports.home)
    others = [r for r in reports.members[reports.of(record)] if r != record]
    if not others:
        linked = [r for rs in reports.members.values() if len(rs) > 1 for r in rs]
        raise UnknownName("linked record", record, linked)
    made = [review.event(RecordsSplit, records=(record, r), reason=reason) for r in others]
    return review.append(*made)


def _stamp(review: Review) -> str:
    runs = sorted(f"{s.search} {s.digest}" for s in review.state.searches)
    return digest("\n".join(runs).encode())[:16]

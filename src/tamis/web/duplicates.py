"""Duplicates for pages and API alike: the search in a worker, questions in order, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from tamis.match import Pair
from tamis.model.errors import TamisError
from tamis.model.events import Event
from tamis.model.records import Record
from tamis.review import Review, duplicates
from tamis.steps.record_differences import FieldRow, record_differences
from tamis.web.jobs import Job, jobs_of
from tamis.web.people import Person
from tamis.web.rooms import Room

Verdict = Literal["same", "different", "later"]
RecordId = Annotated[str, Field(min_length=1, max_length=60)]


class NotSearched(TamisError):
    """Nobody has looked for duplicates yet."""

    exit_code = 2
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "duplicates were not looked for yet; start with `POST …/duplicates/search`, "
            "or the button on the page"
        )


class Judgement(BaseModel):
    """What a person says of a pair."""

    model_config = ConfigDict(extra="forbid")

    a: RecordId
    b: RecordId
    answer: Verdict
    reason: Annotated[str, Field(max_length=2000)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A pair to judge, its fields side by side, and what the linkage thinks of it."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]
    fields: tuple[FieldRow, ...]
    labels: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the search for duplicates stands.

    `state` is "never" before the first search, "outdated" when records came since the last.
    """

    state: Literal["never", "working", "failed", "outdated", "done"]
    why: str
    records: int
    groups: int
    waiting: int
    judged: int


def search(request: Request, room: Room, visitor: Person) -> Job:
    """Look for duplicates in a worker."""
    review = room.review(visitor.writer)
    return jobs_of(request).start(_job(room), lambda: duplicates.find(review))


def desk(request: Request, room: Room, visitor: Person) -> Desk:
    """Where the search stands, and how much is to be judged."""
    review, job = room.review(visitor.writer), jobs_of(request).look(_job(room))
    kept = duplicates.kept(review)
    members = review.state.reports.members.values()
    waiting = duplicates.open_pairs(review, kept) if kept else ()
    state: Literal["never", "working", "failed", "outdated", "done"]
    if job.state != "idle":
        state = "working" if job.state == "working" else "failed"
    elif kept is None:
        state = "never"
    else:
        state = "done" if duplicates.current(review, kept) else "outdated"
    return Desk(
        state=state,
        why=job.why,
        records=sum(map(len, members)),
        groups=sum(len(m) > 1 for m in members),
        waiting=len(waiting),
        judged=len(own(review)),
    )


def waiting(request: Request, room: Room, visitor: Person) -> tuple[Pair, ...]:
    """The pairs to judge, those put off by this person last."""
    review = room.review(visitor.writer)
    kept = duplicates.kept(review)
    pairs = duplicates.open_pairs(review, kept) if kept else ()
    off = _put_off(request, room, visitor)
    return tuple(sorted(pairs, key=lambda p: off.get((p.a, p.b), -1)))


def question(review: Review, pair: Pair) -> Question:
    """A pair with its fields side by side."""
    a, b = review.folder.index.record(pair.a), review.folder.index.record(pair.b)
    return Question(
        a=pair.a,
        b=pair.b,
        score=pair.score,
        reasons=pair.reasons,
        fields=record_differences(a, b),
        labels=(a.label, b.label),
    )


def judge(request: Request, room: Room, visitor: Person, told: Judgement) -> tuple[Event, ...]:
    """Link a pair, keep it apart, or put it off; the same answer again changes nothing."""
    if told.answer == "later":
        off = _put_off(request, room, visitor)
        off[told.a, told.b] = max(off.values(), default=0) + 1
        return ()
    with room.lock:
        review = room.review(visitor.writer)
        act = review.link if told.answer == "same" else review.split
        return act((told.a, told.b), told.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Records that stand as one report, and who said so."""

    report: str
    records: tuple[Record, ...]
    by: tuple[str, ...]


def groups(review: Review, offset: int, limit: int) -> tuple[Group, ...]:
    """Reports of two or more records, a page of them."""
    linked = [(r, m) for r, m in review.state.reports.members.items() if len(m) > 1]
    said: dict[str, set[str]] = {}
    for event in duplicates.standing(review):
        if event.schema == "records-linked/1":
            said.setdefault(review.state.reports.of(event.records[0]), set()).add(event.by)
    return tuple(
        Group(
            report=report,
            records=tuple(review.folder.index.record(r) for r in members),
            by=tuple(sorted(said.get(report, ()))),
        )
        for report, members in linked[offset : offset + limit]
    )


def own(review: Review) -> tuple[Event, ...]:
    """What this person judged and can take back, newest first."""
    return tuple(e for e in reversed(duplicates.standing(review)) if e.by == review.by)


def _put_off(request: Request, room: Room, visitor: Person) -> dict[tuple[str, str], int]:
    """Pairs a person put off, with when: it lasts as long as the server runs."""
    state = request.app.state
    if not hasattr(state, "put_off"):
        state.put_off = {}
    found: dict[tuple[str, str], int] = state.put_off.setdefault((room.name, visitor.writer), {})
    return found


def _job(room: Room) -> str:
    return f"duplicates of {room.name}"

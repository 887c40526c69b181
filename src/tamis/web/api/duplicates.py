"""Duplicates, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from tamis.review import duplicates as kept_duplicates
from tamis.web import duplicates
from tamis.web.asking import Here, Visitor
from tamis.web.duplicates import Desk, Judgement, Question, RecordId

router = APIRouter(prefix="/duplicates", tags=["duplicates"])


class TakenOut(BaseModel):
    """A record that is none of the others in its report."""

    model_config = ConfigDict(extra="forbid")

    record: RecordId
    reason: Annotated[str, Field(max_length=2000)] = ""


class Linked(BaseModel):
    """Records that stand as one report."""

    report: str
    records: tuple[str, ...]
    by: tuple[str, ...]


@router.get("")
def desk(request: Request, room: Here, visitor: Visitor) -> Desk:
    """Where the search for duplicates stands."""
    visitor.must("work")
    return duplicates.desk(request, room, visitor)


@router.post("/search", status_code=202)
def search(request: Request, room: Here, visitor: Visitor) -> Desk:
    """Look for duplicates in a worker; certain ones are linked, doubtful ones asked about."""
    visitor.must("work")
    duplicates.search(request, room, visitor)
    return duplicates.desk(request, room, visitor)


@router.get("/questions")
def questions(
    request: Request, room: Here, visitor: Visitor, limit: Annotated[int, Query(ge=1, le=50)] = 10
) -> list[Question]:
    """Pairs to judge, most doubtful first, with their fields side by side."""
    visitor.must("work")
    review = room.review(visitor.writer)
    pairs = duplicates.waiting(request, room, visitor)[:limit]
    return [duplicates.question(review, p) for p in pairs]


@router.post("/judgements")
def judge(request: Request, room: Here, visitor: Visitor, told: Judgement) -> list[str]:
    """Judge a pair; gives the ids of the events, none when that was said before."""
    visitor.must("work")
    return [e.id for e in duplicates.judge(request, room, visitor, told)]


@router.post("/judgements/{event}/undo")
def undo(room: Here, visitor: Visitor, event: str) -> list[str]:
    """Take back a judgement of one's own."""
    visitor.must("work")
    with room.lock:
        return [e.id for e in room.review(visitor.writer).undo(event)]


@router.get("/groups")
def groups(
    room: Here,
    visitor: Visitor,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[Linked]:
    """Reports of two or more records."""
    visitor.must("work")
    return [
        Linked(report=g.report, records=tuple(r.id for r in g.records), by=g.by)
        for g in duplicates.groups(room.review(visitor.writer), offset, limit)
    ]


@router.post("/splits")
def take_out(room: Here, visitor: Visitor, told: TakenOut) -> list[str]:
    """Take a record out of its report; the others stay together."""
    visitor.must("work")
    with room.lock:
        review = room.review(visitor.writer)
        return [e.id for e in kept_duplicates.take_out(review, told.record, told.reason)]

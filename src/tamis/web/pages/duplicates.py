"""Duplicates: one pair at a time, side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from tamis.review import duplicates as kept_duplicates
from tamis.web import duplicates
from tamis.web.asking import Here, Visitor
from tamis.web.duplicates import Judgement, Verdict
from tamis.web.rendering import render

router = APIRouter()
#: Groups on a page, and judgements that can be taken back from it.
GROUPS, RECENT = 25, 12


@router.get("/duplicates")
def desk(request: Request, room: Here, visitor: Visitor) -> Response:
    """The next pair to judge."""
    visitor.must("work")
    review = room.review(visitor.writer)
    pairs = duplicates.waiting(request, room, visitor)
    return render(
        request, "duplicates.html", title="Duplicates", room=room, visitor=visitor,
        desk=duplicates.desk(request, room, visitor), recent=duplicates.own(review)[:RECENT],
        question=duplicates.question(review, pairs[0]) if pairs else None,
        label=lambda record: review.folder.index.record(record).label,
    )  # fmt: skip


@router.post("/duplicates/search")
def search(request: Request, room: Here, visitor: Visitor) -> Response:
    """Look for duplicates in a worker."""
    visitor.must("work")
    duplicates.search(request, room, visitor)
    return _back(room)


@router.post("/duplicates/judge")
def judge(
    request: Request,
    room: Here,
    visitor: Visitor,
    a: Annotated[str, Form(min_length=1, max_length=60)],
    b: Annotated[str, Form(min_length=1, max_length=60)],
    answer: Annotated[Verdict, Form()],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Judge a pair and go to the next."""
    visitor.must("work")
    told = Judgement(a=a, b=b, answer=answer, reason=reason)
    duplicates.judge(request, room, visitor, told)
    return _back(room)


@router.post("/duplicates/undo")
def undo(room: Here, visitor: Visitor, event: Annotated[str, Form()]) -> Response:
    """Take back a judgement of one's own."""
    visitor.must("work")
    with room.lock:
        room.review(visitor.writer).undo(event)
    return _back(room)


@router.get("/duplicates/groups")
def groups(
    request: Request,
    room: Here,
    visitor: Visitor,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Response:
    """What is linked, and who linked it."""
    visitor.must("work")
    review = room.review(visitor.writer)
    shown = duplicates.groups(review, (page - 1) * GROUPS, GROUPS + 1)
    return render(
        request, "duplicate_groups.html", title="Linked records", room=room, visitor=visitor,
        groups=shown[:GROUPS], page=page, more=len(shown) > GROUPS,
    )  # fmt: skip


@router.post("/duplicates/split")
def split(
    room: Here,
    visitor: Visitor,
    record: Annotated[str, Form()],
    page: Annotated[int, Form(ge=1, le=10**6)] = 1,
) -> Response:
    """Take a record out of its report."""
    visitor.must("work")
    with room.lock:
        kept_duplicates.take_out(room.review(visitor.writer), record)
    return RedirectResponse(f"/r/{room.name}/duplicates/groups?page={page}", 303)


def _back(room: Here) -> Response:
    return RedirectResponse(f"/r/{room.name}/duplicates", 303)

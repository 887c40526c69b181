"""Full texts: which reports have one, sending one, and reading it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from tamis.formats.fulltext.values import UnreadableText
from tamis.web import fulltexts, reader
from tamis.web.asking import Here, Server, Visitor
from tamis.web.rendering import render

router = APIRouter()
ON_A_PAGE = 40


@router.get("/fulltexts")
def overview(
    request: Request,
    room: Here,
    visitor: Visitor,
    server: Server,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Response:
    """Reports that got to full text, and what there is of them."""
    return _overview(request, room, visitor, server, page)


@router.post("/fulltexts/{report}")
def upload(
    request: Request,
    room: Here,
    visitor: Visitor,
    server: Server,
    report: str,
    file: Annotated[UploadFile, File()],
) -> Response:
    """Keep a full text and open it."""
    visitor.must("work")
    try:
        added = fulltexts.take(request, room, visitor, report, file)
    except UnreadableText as error:
        return _overview(request, room, visitor, server, 1, (report, str(error)))
    return RedirectResponse(f"/r/{room.name}/read/{added.document.id}", 303)


@router.get("/read/{document}")
def read(
    request: Request,
    room: Here,
    visitor: Visitor,
    document: str,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    find: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """One page of a document."""
    visitor.must("work")
    shown = reader.view(room.review(visitor.writer), document, page, find)
    return render(
        request, "read.html", title=shown.readable.document.title or document, room=room,
        visitor=visitor, view=shown, lines=reader.lines, baseline=reader.baseline,
        here=f"/r/{room.name}/read/{document}", keep={},
    )  # fmt: skip


def _overview(
    request: Request,
    room: Here,
    visitor: Visitor,
    server: Server,
    page: int,
    refused: tuple[str, str] = ("", ""),
) -> Response:
    visitor.must("work")
    review = room.review(visitor.writer)
    every = fulltexts.wanted(review)
    shown = every[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return render(
        request, "fulltexts.html", title="Full texts", room=room, visitor=visitor, refused=refused,
        reports=fulltexts.described(review, shown), page=page, total=len(every),
        more=len(every) > page * ON_A_PAGE, limit=server.largest_upload,
        status=422 if refused[0] else 200,
    )  # fmt: skip

"""Full texts, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile

from tamis.formats.fulltext import anchors
from tamis.formats.fulltext.anchors import Anchor
from tamis.formats.fulltext.tables import Table
from tamis.formats.fulltext.tables import tables as found_tables
from tamis.formats.fulltext.values import Page
from tamis.review import suggesting, texts
from tamis.review.screening import resolve
from tamis.review.texts import Added, Readable
from tamis.steps.suggesting import Suggestion
from tamis.web import fulltexts
from tamis.web.asking import Here, Visitor
from tamis.web.fulltexts import Wanted

router = APIRouter(tags=["full texts"])
Number = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/fulltexts")
def wanted(
    room: Here,
    visitor: Visitor,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[Wanted]:
    """Reports that got to full text or belong to a study, and what can be read of each."""
    visitor.must("work")
    review = room.review(visitor.writer)
    return list(fulltexts.described(review, fulltexts.wanted(review)[offset : offset + limit]))


@router.get("/reports/{report}/documents")
def documents(room: Here, visitor: Visitor, report: str) -> list[Readable]:
    """What can be read of a report: its full texts, newest first, then its abstract."""
    visitor.must("work")
    review = room.review(visitor.writer)
    return list(texts.documents(review, resolve(review, report)))


@router.post("/reports/{report}/fulltext")
def upload(
    request: Request,
    room: Here,
    visitor: Visitor,
    report: str,
    file: Annotated[UploadFile, File(description="A PDF or JATS XML")],
    act: Annotated[str, Form(max_length=60, description="Sent again, nothing is doubled")] = "",
) -> Added:
    """Keep a report's full text and say that it was retrieved."""
    visitor.must("work")
    return fulltexts.take(request, room, visitor, report, file, act)


@router.get("/documents/{document}/pages/{number}")
def page(room: Here, visitor: Visitor, document: str, number: Number) -> Page:
    """The words of a page, each with its box in points from the top left."""
    visitor.must("work")
    found = texts.text(room.review(visitor.writer), document).page.get(number)
    if found is None:
        raise anchors.NoSuchPlace(number, 0, 0, "the text has no such page")
    return found


@router.get("/documents/{document}/pages/{number}/image", response_class=Response)
def image(room: Here, visitor: Visitor, document: str, number: Number) -> Response:
    """A page of a PDF as PNG."""
    visitor.must("work")
    drawn = texts.image(room.review(visitor.writer), document, number)
    head = {"Cache-Control": "private, max-age=86400"}
    return Response(drawn, media_type="image/png", headers=head)


@router.get("/documents/{document}/find")
def find(
    room: Here,
    visitor: Visitor,
    document: str,
    q: Annotated[str, Query(min_length=1, max_length=400)],
) -> list[Anchor]:
    """Where words stand in a document; spacing and the look of dashes don't matter."""
    visitor.must("work")
    return list(anchors.find(texts.text(room.review(visitor.writer), document), q))


@router.get("/documents/{document}/tables")
def tables(
    room: Here,
    visitor: Visitor,
    document: str,
    page: Annotated[int | None, Query(ge=1, le=10_000)] = None,
) -> list[Table]:
    """The tables of a document, or of one page; a cell's place is its page's text[start:end]."""
    visitor.must("work")
    return list(found_tables(texts.text(room.review(visitor.writer), document), page))


@router.get("/documents/{document}/suggestions")
def suggestions(room: Here, visitor: Visitor, document: str) -> list[Suggestion]:
    """What the rules find in a document; nothing of it is a reading before a person accepts it."""
    visitor.must("work")
    return list(suggesting.suggestions(room.review(visitor.writer), document))

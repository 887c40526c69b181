"""Importing, for programs: look files over, take them in, or both at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from tamis.model.events import FlowRoute, SearchRun
from tamis.review.importing import Imported
from tamis.web.asking import Here, Visitor
from tamis.web.importing import (
    Commit,
    Details,
    NamedColumns,
    Waiting,
    look_over,
    name_columns,
    set_aside,
    take_in,
)
from tamis.web.uploads import tray_of

router = APIRouter(tags=["import"])
Files = Annotated[list[UploadFile], File(description="Export files of databases or registers")]


@router.get("/imports")
def searches(room: Here, visitor: Visitor) -> list[SearchRun]:
    """The searches of the review, newest first."""
    visitor.must("work")
    return list(room.review(visitor.writer).state.searches[::-1])


@router.post("/imports/preview")
def preview(
    request: Request,
    room: Here,
    visitor: Visitor,
    files: Files,
    source: Annotated[str, Form(max_length=80)] = "",
    format: Annotated[str, Form(max_length=40)] = "",
) -> list[Waiting]:
    """What files hold. They wait an hour under their tokens; nothing is in the review yet."""
    visitor.must("work")
    sent = set_aside(tray_of(request), room, visitor, files)
    return list(look_over(room, visitor, sent, source, format))


@router.post("/imports/columns")
def columns(request: Request, room: Here, visitor: Visitor, told: NamedColumns) -> Waiting:
    """Say what the columns of a table that waits hold; it is looked over again, and imported so."""
    visitor.must("work")
    return name_columns(tray_of(request), room, visitor, told)


@router.post("/imports/commit")
def commit(request: Request, room: Here, visitor: Visitor, told: Commit) -> list[Imported]:
    """Import files that were looked over; one that can't be read changes nothing and says why."""
    visitor.must("work")
    tray = tray_of(request)
    for token in told.tokens if told.columns else ():
        tray.name_columns((room.name, visitor.writer), token, told.columns)
    uploads = [tray.get((room.name, visitor.writer), t) for t in dict.fromkeys(told.tokens)]
    return list(take_in(tray, room, visitor, uploads, told))


@router.post("/imports")
def import_files(
    request: Request,
    room: Here,
    visitor: Visitor,
    files: Files,
    source: Annotated[str, Form(max_length=80)] = "",
    route: Annotated[FlowRoute, Form()] = "database",
    platform: Annotated[str, Form(max_length=200)] = "",
    query: Annotated[str, Form(max_length=100_000)] = "",
    run_on: Annotated[str, Form(max_length=10)] = "",
    total: Annotated[int | None, Form(ge=0, le=10**9)] = None,
    format: Annotated[str, Form(max_length=40)] = "",
) -> list[Imported]:
    """Import files at once; importing the same bytes again changes nothing."""
    visitor.must("work")
    try:
        how = Details(
            source=source, route=route, platform=platform, query=query, run_on=run_on,
            total=total, format=format,
        )  # fmt: skip
    except ValidationError as error:
        raise RequestValidationError(
            [{**e, "loc": ("body", *e["loc"])} for e in error.errors()]
        ) from error
    tray = tray_of(request)
    return list(take_in(tray, room, visitor, set_aside(tray, room, visitor, files), how))

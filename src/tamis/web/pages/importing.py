"""Import: send files, see what they hold, take them in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from tamis import formats
from tamis.web.asking import Here, Server, Visitor
from tamis.web.importing import ROUTES, Details, look_over, set_aside, take_in
from tamis.web.rendering import render
from tamis.web.uploads import tray_of

router = APIRouter()


@router.get("/import")
def form(request: Request, room: Here, visitor: Visitor, server: Server) -> Response:
    """Where files are sent."""
    visitor.must("work")
    return render(
        request, "import.html", title="Import", room=room, visitor=visitor,
        limit=server.largest_upload, searches=room.review(visitor.writer).state.searches[::-1][:20],
    )  # fmt: skip


@router.post("/import/preview")
def preview(
    request: Request,
    room: Here,
    visitor: Visitor,
    files: Annotated[list[UploadFile] | None, File()] = None,
    tokens: Annotated[list[str] | None, Form()] = None,
    source: Annotated[str, Form(max_length=80)] = "",
    format: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """What the files hold, before anything is in the review."""
    visitor.must("work")
    tray = tray_of(request)
    sent = set_aside(tray, room, visitor, [f for f in files or () if f.filename])
    if not sent and not tokens:
        return RedirectResponse(f"/r/{room.name}/import", 303)
    kept = [tray.get((room.name, visitor.writer), token) for token in tokens or ()]
    return render(
        request, "import_preview.html", title="Import: look them over", room=room, visitor=visitor,
        waiting=look_over(room, visitor, [*kept, *sent], source, format), routes=ROUTES,
        formats=formats.readable(), today=room.review().today(), refused="", given=Details(),
        format=format,
    )  # fmt: skip


@router.post("/import/commit")
def commit(
    request: Request,
    room: Here,
    visitor: Visitor,
    tokens: Annotated[list[str] | None, Form()] = None,
    source: Annotated[str, Form()] = "",
    route: Annotated[str, Form()] = "database",
    platform: Annotated[str, Form()] = "",
    query: Annotated[str, Form()] = "",
    run_on: Annotated[str, Form()] = "",
    total: Annotated[str, Form()] = "",
    format: Annotated[str, Form()] = "",
) -> Response:
    """Take in the files that were looked over."""
    visitor.must("work")
    values: dict[str, object] = {
        "source": source.strip(), "route": route, "platform": platform.strip(), "query": query,
        "run_on": run_on.strip(), "total": total.strip() or None, "format": format,
    }  # fmt: skip
    return _commit(request, room, visitor, tokens or [], values)


def _commit(
    request: Request, room: Here, visitor: Visitor, tokens: list[str], values: dict[str, object]
) -> Response:
    tray = tray_of(request)
    uploads = [tray.get((room.name, visitor.writer), t) for t in tokens]
    if not uploads:
        return RedirectResponse(f"/r/{room.name}/import", 303)
    try:
        how = Details.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())
        return render(
            request, "import_preview.html", status=422, title="Import: look them over", room=room,
            visitor=visitor, waiting=look_over(room, visitor, uploads), routes=ROUTES,
            formats=formats.readable(), today=room.review().today(), refused=wrong, given=values,
            format="",
        )  # fmt: skip
    done = take_in(tray, room, visitor, uploads, how)
    return render(
        request, "import_done.html", title="Imported", room=room, visitor=visitor, done=done
    )

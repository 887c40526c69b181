"""Import: send files, see what they hold, take them in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from tamis import formats
from tamis.model.columns import FIELDS
from tamis.web.asking import Here, Server, Visitor
from tamis.web.importing import ROUTES, Details, look_over, set_aside, take_in
from tamis.web.rendering import render
from tamis.web.uploads import tray_of

router = APIRouter()


async def form_of(request: Request) -> FormData:
    """What a page sent."""
    return await request.form()


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
        format=format, fields=FIELDS,
    )  # fmt: skip


def columns_of(form: Annotated[FormData, Depends(form_of)]) -> dict[str, dict[str, str]]:
    """What a form says of columns: field by number, by the token of the file."""
    found: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        kind, _, place = name.partition("/")
        token, _, number = place.rpartition("/")
        if kind == "column" and token and isinstance(value, str):
            found.setdefault(token, {})[number] = value
    return found


Named = Annotated[dict[str, dict[str, str]], Depends(columns_of)]


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
    waiting: Annotated[list[str] | None, Form()] = None,
    again: Annotated[str, Form()] = "",
    columns: Named = {},  # noqa: B006  (FastAPI fills it)
) -> Response:
    """Take in the files that were looked over, or look at them again with other columns."""
    visitor.must("work")
    for token, named in columns.items():
        tray_of(request).name_columns((room.name, visitor.writer), token, named)
    values: dict[str, object] = {
        "source": source.strip(), "route": route, "platform": platform.strip(), "query": query,
        "run_on": run_on.strip(), "total": total.strip() or None, "format": format,
    }  # fmt: skip
    if again:
        return _again(request, room, visitor, waiting or [], values)
    return _commit(request, room, visitor, tokens or [], values)


def _again(
    request: Request, room: Here, visitor: Visitor, tokens: list[str], values: dict[str, object],
    refused: str = "",
) -> Response:  # fmt: skip
    uploads = [tray_of(request).get((room.name, visitor.writer), t) for t in tokens]
    looked = look_over(
        room, visitor, uploads, str(values["source"])[:80], str(values["format"])[:40]
    )
    return render(
        request, "import_preview.html", status=422 if refused else 200, room=room,
        title="Import: look them over", visitor=visitor, waiting=looked, routes=ROUTES,
        formats=formats.readable(), today=room.review().today(), refused=refused, given=values,
        format="", fields=FIELDS,
    )  # fmt: skip


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
        return _again(request, room, visitor, tokens, values, wrong)
    done = take_in(tray, room, visitor, uploads, how)
    return render(
        request, "import_done.html", title="Imported", room=room, visitor=visitor, done=done
    )

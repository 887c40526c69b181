"""The public page before it is public: what would change, and the page itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from mimetypes import guess_type
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from tamis.web import preview
from tamis.web.asking import Here, Visitor
from tamis.web.rendering import render

router = APIRouter()
#: The published page under its own policy, in an origin of its own: a script in it (there is one,
#: for the check of offers) can't act for the visitor.
POLICY = (
    "sandbox allow-scripts allow-popups allow-downloads; default-src 'none'; "
    "style-src 'self' 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: How a page of the site asks for its style and its icon.
_SHEET = re.compile(rb'<link rel="stylesheet" href="[^"]*assets/style\.css">')
_ICON = re.compile(rb'<link rel="icon" [^>]*>')
#: In the policy a page with a script carries in itself.
_OWN_STYLE = re.compile(rb"(?<=; )style-src (?:'|&#39;)self(?:'|&#39;)")


@router.get("/page")
def page(request: Request, room: Here, visitor: Visitor) -> Response:
    """What publishing would change."""
    visitor.must("read")
    found = preview.look(request, room, visitor)
    state, why = preview.publishing(request, room, visitor)
    return render(
        request, "preview.html", title="The page", room=room, visitor=visitor, found=found,
        publishing=state, publishing_why=why,
        releases=room.review().state.publications if visitor.may("publish") else (),
        early=preview.early(room) if visitor.may("publish") else (),
    )  # fmt: skip


@router.post("/page/again")
def again(request: Request, room: Here, visitor: Visitor) -> Response:
    """Build the draft anew."""
    visitor.must("work")
    preview.again(request, room, visitor)
    return RedirectResponse(f"/r/{room.name}/page", 303)


@router.post("/page/publish")
def publish(
    request: Request, room: Here, visitor: Visitor,
    release: Annotated[str, Form(max_length=40)] = "",
    summary: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """Publish the page; with a name, as a release."""
    visitor.must("publish")
    preview.publish(request, room, visitor, release.strip(), summary.strip())
    return RedirectResponse(f"/r/{room.name}/page", 303)


@router.get("/site/{path:path}")
def site(request: Request, room: Here, visitor: Visitor, path: str) -> Response:
    """A file of the draft."""
    visitor.must("read")
    found = preview.look(request, room, visitor)
    if found.draft is None:
        return RedirectResponse(f"/r/{room.name}/page", 303)
    name = path or "index.html"
    if name not in found.draft.files:
        raise HTTPException(404, f"the draft has no file '{name}'")
    kind = guess_type(name)[0] or "application/octet-stream"
    shown = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    body = _as_shown(found.draft.files, name)
    return Response(body, media_type=shown, headers={"Content-Security-Policy": POLICY})


def _as_shown(files: Mapping[str, bytes], name: str) -> bytes:
    """A file of the draft. A page holds its style: an origin of its own fetches nothing here."""
    body = files[name]
    if not name.endswith(".html"):
        return body
    sheet = b"<style>" + files.get("assets/style.css", b"") + b"</style>"
    body = _SHEET.sub(lambda _: sheet, body, count=1)
    return _OWN_STYLE.sub(rb"\g<0> 'unsafe-inline'", _ICON.sub(b"", body, count=1), count=1)

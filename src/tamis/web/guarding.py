"""What is refused before a handler sees it: foreign hosts, foreign pages, missing form tokens."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.responses import PlainTextResponse

from tamis.model.errors import TamisError
from tamis.web.settings import COOKIE, Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "X-Tamis-Token"
FIELD = "_token"
#: Nothing is loaded from, sent to, or framed by anyone else.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; worker-src 'self'; manifest-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Next = Callable[[Request], Awaitable[Response]]


class ForeignRequest(TamisError):
    """A change was asked for by a page that is not ours."""

    exit_code = 2
    http_status = 403

    def __init__(self) -> None:
        super().__init__(
            "this request did not come from a page of this server, or its form is too old; "
            "reload the page and try again (scripts: send `Authorization: Bearer …`)"
        )


def form_token(settings: Settings, session: str) -> str:
    """What a form or a script of ours sends along to show that the page was ours."""
    return hmac.new(settings.secret.encode(), f"form/{session}".encode(), sha256).hexdigest()


def session_of(request: Request) -> str:
    """What the form token is bound to: the session's cookie, or the solo visitor."""
    return request.cookies.get(COOKIE, "solo")


async def from_our_page(request: Request) -> None:
    """Refuse a change that another site's page asks for in the visitor's name.

    Requests that carry a bearer token are no browser's; all others need our origin and the token.

    Raises:
        ForeignRequest: The origin is another one, or the form's token is missing or wrong.
    """
    if request.method in SAFE or request.headers.get("authorization", "").startswith("Bearer "):
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForeignRequest
    given = request.headers.get(HEADER, "")
    kind = request.headers.get("content-type", "")
    if not given and kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        given = str((await request.form()).get(FIELD, ""))
    wanted = form_token(request.app.state.settings, session_of(request))
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise ForeignRequest


async def guard(request: Request, follow: Next) -> Response:
    """Answer only under our own names, and with headers that keep the page to itself."""
    settings: Settings = request.app.state.settings
    host = request.headers.get("host", "")
    name = host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
    if name not in settings.hosts:
        return PlainTextResponse(
            f"this server does not answer as '{name}'; start it with --host-name {name}", 421
        )
    response = await follow(request)
    for key, value in HEADERS.items():
        response.headers.setdefault(key, value)
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response

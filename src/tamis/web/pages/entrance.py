"""Coming in and going out: login, invitation, account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from tamis.model.errors import TamisError
from tamis.web.accounts.errors import BadInvitation
from tamis.web.asking import AllRooms, LoggedIn, Server, Team
from tamis.web.rendering import render
from tamis.web.rooms import Room, Rooms
from tamis.web.settings import COOKIE, Settings

doors = APIRouter()
Field = Annotated[str, Form()]


@doors.get("/login")
def login_page(request: Request, accounts: Team, next: str = "/") -> Response:
    """The form that asks for name and password."""
    if accounts.known(request):
        return RedirectResponse(inside(next), 303)
    return render(request, "login.html", title="Log in", next=inside(next), wrong="", login="")


@doors.post("/login")
def log_in(
    request: Request, accounts: Team, server: Server,
    login: Field = "", password: Field = "", next: Field = "/",
) -> Response:  # fmt: skip
    """Start a session."""
    address = request.client.host if request.client else ""
    try:
        secret = accounts.log_in(login, password, address)
    except TamisError as error:
        return render(
            request, "login.html", status=getattr(error, "http_status", 400), title="Log in",
            next=inside(next), wrong=str(error), login=login,
        )  # fmt: skip
    return entered(inside(next), secret, server)


@doors.post("/logout")
def log_out(request: Request, accounts: Team) -> Response:
    """End the session."""
    accounts.log_out(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@doors.get("/join/{secret}")
def join_page(request: Request, accounts: Team, rooms: AllRooms, secret: str) -> Response:
    """What an invitation offers, and the form that accepts it."""
    room, role = _offered(accounts, rooms, secret)
    return render(
        request, "join.html", title="Join", secret=secret, review=room.title, role=role,
        known=accounts.known(request), wrong="", login="", name="",
    )  # fmt: skip


@doors.post("/join/{secret}")
def join(
    request: Request, accounts: Team, rooms: AllRooms, server: Server, secret: str,
    login: Field = "", name: Field = "", password: Field = "",
) -> Response:  # fmt: skip
    """Accept an invitation."""
    room, role = _offered(accounts, rooms, secret)
    known = accounts.known(request)
    try:
        session = accounts.join(
            secret, room.review().folder.log.writers(), known=known, login=login, name=name,
            password=password,
        )  # fmt: skip
    except TamisError as error:
        return render(
            request, "join.html", status=getattr(error, "http_status", 400), title="Join",
            secret=secret, review=room.title, role=role, known=known, wrong=str(error),
            login=login, name=name,
        )  # fmt: skip
    return entered(f"/r/{room.name}/", session, server)


@doors.get("/account")
def account(request: Request, known: LoggedIn) -> Response:
    """One's own account."""
    return render(request, "account.html", title="Your account", known=known, wrong="")


@doors.post("/account/password")
def change_password(
    request: Request, accounts: Team, known: LoggedIn, server: Server,
    old: Field = "", new: Field = "",
) -> Response:  # fmt: skip
    """Set another password, which ends every other session."""
    try:
        secret = accounts.change_password(known, old, new)
    except TamisError as error:
        return render(
            request, "account.html", status=getattr(error, "http_status", 400),
            title="Your account", known=known, wrong=str(error),
        )  # fmt: skip
    return entered("/account", secret, server)


def _offered(accounts: Team, rooms: Rooms, secret: str) -> tuple[Room, str]:
    key, role = accounts.invitation(secret)
    for room in rooms.all.values():
        if room.key == key:
            return room, role
    raise BadInvitation


def inside(path: str) -> str:
    """A path of this server; anything else leads to the start."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if plain and path.isprintable() and "\\" not in path else "/"


def entered(path: str, secret: str, server: Settings) -> Response:
    """Go on, with the session's cookie."""
    answer = RedirectResponse(path, 303)
    answer.set_cookie(
        COOKIE, secret, httponly=True, samesite="lax", secure=server.https,
        max_age=30 * 24 * 3600, path="/",
    )  # fmt: skip
    return answer

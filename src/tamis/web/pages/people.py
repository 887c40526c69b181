"""People of a review, tokens for scripts, and the audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from tamis.web.accounts.members import role_of
from tamis.web.asking import Here, Team, Visitor
from tamis.web.people import ALLOWED
from tamis.web.rendering import render

router = APIRouter()
Field = Annotated[str, Form()]


@router.get("/people")
def people(request: Request, room: Here, visitor: Visitor, accounts: Team) -> Response:
    """Who is in the review, and who is invited."""
    visitor.must("manage")
    return _page(request, room, visitor, accounts)


@router.post("/people/invite")
def invite(
    request: Request, room: Here, visitor: Visitor, accounts: Team,
    role: Field = "reviewer", writer: Field = "",
) -> Response:  # fmt: skip
    """Make an invitation and show its link, this once."""
    visitor.must("manage")
    secret = accounts.invite(room.key, role_of(role), by=visitor.writer, writer=writer.strip())
    link = f"{request.base_url}join/{secret}"
    return _page(request, room, visitor, accounts, link=link)


@router.post("/people/withdraw")
def withdraw(
    room: Here, visitor: Visitor, accounts: Team, invitation: Annotated[int, Form()]
) -> Response:
    """Make an invitation void."""
    visitor.must("manage")
    accounts.withdraw(room.key, invitation, by=visitor.writer)
    return RedirectResponse(f"/r/{room.name}/people", 303)


@router.post("/people/change")
def change(room: Here, visitor: Visitor, accounts: Team, writer: Field, role: Field) -> Response:
    """Give someone another role, or let them go; what they decided stays."""
    visitor.must("manage")
    wanted = None if role == "none" else role_of(role)
    accounts.change(room.key, writer, wanted, by=visitor.writer)
    return RedirectResponse(f"/r/{room.name}/people", 303)


@router.get("/tokens")
def tokens(request: Request, room: Here, visitor: Visitor, accounts: Team) -> Response:
    """One's own tokens for this review."""
    visitor.must("read")
    return render(
        request, "tokens.html", title="Tokens for scripts", room=room, visitor=visitor,
        tokens=accounts.tokens(room.key, visitor.writer), secret="",
    )  # fmt: skip


@router.post("/tokens")
def new_token(
    request: Request, room: Here, visitor: Visitor, accounts: Team, name: Field = "script"
) -> Response:
    """Make a token and show it, this once."""
    visitor.must("read")
    secret = accounts.new_token(room.key, visitor.writer, name.strip() or "script")
    return render(
        request, "tokens.html", title="Tokens for scripts", room=room, visitor=visitor,
        tokens=accounts.tokens(room.key, visitor.writer), secret=secret,
    )  # fmt: skip


@router.post("/tokens/drop")
def drop_token(
    room: Here, visitor: Visitor, accounts: Team, token: Annotated[int, Form()]
) -> Response:
    """Make a token void."""
    visitor.must("read")
    accounts.drop_token(room.key, visitor.writer, token)
    return RedirectResponse(f"/r/{room.name}/tokens", 303)


@router.get("/audit")
def audit(request: Request, room: Here, visitor: Visitor, accounts: Team) -> Response:
    """What happened to the review's people."""
    visitor.must("manage")
    return render(
        request, "audit.html", title="Audit", room=room, visitor=visitor,
        entries=accounts.audit(room.key),
    )  # fmt: skip


def _page(
    request: Request, room: Here, visitor: Visitor, accounts: Team, link: str = ""
) -> Response:
    return render(
        request, "people.html", title="People", room=room, visitor=visitor, roles=tuple(ALLOWED),
        members=accounts.members(room.key), waiting=accounts.invitations(room.key), link=link,
        logs=room.review().folder.log.writers(),
    )  # fmt: skip

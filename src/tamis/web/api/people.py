"""People, invitations, tokens and the audit of a review, for programs."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tamis.web.accounts.members import role_of
from tamis.web.accounts.values import Entry, Invitation, Member, Token
from tamis.web.asking import Here, Team, Visitor
from tamis.web.people import Role

router = APIRouter(tags=["people"])


class NewInvitation(BaseModel):
    """Whom to invite: a role, and an existing log to hand over if any."""

    role: Role = "reviewer"
    writer: str = Field("", max_length=40)


class Link(BaseModel):
    """The secret of an invitation; the link is /join/ and it. It is shown once."""

    secret: str


class NewRole(BaseModel):
    """Another role for a member; None lets them go."""

    role: Role | None


class NewToken(BaseModel):
    """What a token is for."""

    name: str = Field(min_length=1, max_length=80)


class Self(BaseModel):
    """Who asks, as the review knows them."""

    writer: str
    role: Role
    name: str


@router.get("/me")
def me(room: Here, visitor: Visitor) -> Self:
    """Who you are in this review."""
    return Self(writer=visitor.writer, role=visitor.role, name=visitor.name)


@router.get("/people")
def people(room: Here, visitor: Visitor, accounts: Team) -> list[Member]:
    """Everyone in the review; owners only."""
    visitor.must("manage")
    return list(accounts.members(room.key))


@router.patch("/people/{writer}")
def change(room: Here, visitor: Visitor, accounts: Team, writer: str, to: NewRole) -> list[Member]:
    """Give someone another role, or let them go; owners only."""
    visitor.must("manage")
    wanted = None if to.role is None else role_of(to.role)
    accounts.change(room.key, writer, wanted, by=visitor.writer)
    return list(accounts.members(room.key))


@router.get("/invitations")
def invitations(room: Here, visitor: Visitor, accounts: Team) -> list[Invitation]:
    """Invitations that wait; owners only."""
    visitor.must("manage")
    return list(accounts.invitations(room.key))


@router.post("/invitations", status_code=201)
def invite(room: Here, visitor: Visitor, accounts: Team, who: NewInvitation) -> Link:
    """Make an invitation; owners only."""
    visitor.must("manage")
    secret = accounts.invite(room.key, who.role, by=visitor.writer, writer=who.writer)
    return Link(secret=secret)


@router.delete("/invitations/{invitation}", status_code=204)
def withdraw(room: Here, visitor: Visitor, accounts: Team, invitation: int) -> None:
    """Make an invitation void; owners only."""
    visitor.must("manage")
    accounts.withdraw(room.key, invitation, by=visitor.writer)


@router.get("/tokens")
def tokens(room: Here, visitor: Visitor, accounts: Team) -> list[Token]:
    """Your tokens for this review, without their secrets."""
    return list(accounts.tokens(room.key, visitor.writer))


@router.post("/tokens", status_code=201)
def new_token(room: Here, visitor: Visitor, accounts: Team, what: NewToken) -> Link:
    """Make a token that works in your name and role; it is shown once."""
    return Link(secret=accounts.new_token(room.key, visitor.writer, what.name))


@router.delete("/tokens/{token}", status_code=204)
def drop_token(room: Here, visitor: Visitor, accounts: Team, token: int) -> None:
    """Make one of your tokens void."""
    accounts.drop_token(room.key, visitor.writer, token)


@router.get("/audit")
def audit(room: Here, visitor: Visitor, accounts: Team) -> list[Entry]:
    """What happened to the review's people, latest first; owners only."""
    visitor.must("manage")
    return list(accounts.audit(room.key))

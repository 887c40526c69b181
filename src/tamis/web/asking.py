"""What a handler is given: the server, the review an address names, and who asks."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Request

from tamis.web.accounts import Accounts
from tamis.web.accounts.values import Known
from tamis.web.people import NoAccounts, NotLoggedIn, Person, SomebodyElse
from tamis.web.rooms import Room, Rooms, UnknownRoom
from tamis.web.settings import Settings

#: Header in which a page's script says whose page it is.
WRITER = "X-Tamis-Writer"


def settings_of(request: Request) -> Settings:
    """How the server was started."""
    found: Settings = request.app.state.settings
    return found


def rooms_of(request: Request) -> Rooms:
    """The reviews it serves."""
    found: Rooms = request.app.state.rooms
    return found


def accounts_of(request: Request) -> Accounts:
    """The accounts of a team's server.

    Raises:
        NoAccounts: The server serves one person, who needs none.
    """
    found: Accounts | None = request.app.state.accounts
    if found is None:
        raise NoAccounts
    return found


def visitor_of(request: Request, review: str) -> Person:
    """Who asks for a review; a solo server has one visitor, its owner.

    A review that is not served and one that the asker is not in look the same.

    Raises:
        NotLoggedIn: A team's server does not know the asker.
        UnknownRoom: The asker is known and has no place in a review of that name.
        SomebodyElse: A page of one person acts while another is logged in.
    """
    person = _visitor(request, review)
    meant = unquote(request.headers.get(WRITER, person.writer))
    if meant != person.writer:
        raise SomebodyElse(meant, person.writer)
    return person


def _visitor(request: Request, review: str) -> Person:
    settings = settings_of(request)
    if settings.mode == "solo":
        return Person(settings.by, "owner")
    room, accounts = rooms_of(request).all.get(review), accounts_of(request)
    person = accounts.visitor(request, room.key) if room else None
    if person is not None:
        return person
    if accounts.known(request) is None:
        raise NotLoggedIn
    raise UnknownRoom(review)


Visitor = Annotated[Person, Depends(visitor_of)]


def room_of(request: Request, review: str, visitor: Visitor) -> Room:
    """The review an address names, for someone who may know of it."""
    if settings_of(request).mode == "team" and not visitor.may("read"):
        raise UnknownRoom(review)
    return rooms_of(request)[review]


def known_of(request: Request) -> Known:
    """Who is logged in, whatever their reviews.

    Raises:
        NotLoggedIn: Nobody is.
    """
    known = accounts_of(request).known(request)
    if known is None:
        raise NotLoggedIn
    return known


Here = Annotated[Room, Depends(room_of)]
Server = Annotated[Settings, Depends(settings_of)]
Team = Annotated[Accounts, Depends(accounts_of)]
LoggedIn = Annotated[Known, Depends(known_of)]
AllRooms = Annotated[Rooms, Depends(rooms_of)]

"""What accounts give back; no secrets among it."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.web.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Someone with an account on this server."""

    id: int
    login: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Someone in a review; `writer` is the name of their log."""

    login: str
    name: str
    writer: str
    role: Role
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A way into a review that was not used yet; the link itself is shown once only."""

    id: int
    role: Role
    writer: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A script's way in, in its owner's name and role."""

    id: int
    name: str
    made: str
    used: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the audit."""

    at: str
    who: str
    what: str
    about: str

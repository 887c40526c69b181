"""People of a review: invited, joined, given another role, gone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from tamis.model.errors import UnknownName
from tamis.web.accounts.errors import BadInvitation, LastOwner, NameTaken, NoSuchMember
from tamis.web.accounts.secrets import digest, new_secret
from tamis.web.accounts.values import Invitation, Member
from tamis.web.accounts.when import stamp
from tamis.web.people import ALLOWED, Role

#: How long an invitation holds, in seconds.
HOLDS = 7 * 24 * 3600.0
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")


def role_of(text: str) -> Role:
    """A role by name.

    Raises:
        UnknownName: There is no such role.
    """
    if text not in ALLOWED:
        raise UnknownName("role", text, ALLOWED)
    return text  # type: ignore[return-value]


def login_of(text: str) -> str:
    """A login as it is kept: it also names a log, so plain characters only.

    Raises:
        NameTaken: It can't be a login.
    """
    login = text.strip().lower()
    if not _LOGIN.fullmatch(login) or login.startswith("machine"):
        raise NameTaken(
            f"'{text[:40]}' can't be a login: 3 to 40 of a–z, 0–9, '.', '_' and '-', "
            "not beginning with 'machine'"
        )
    return login


def invite(
    db: sqlite3.Connection, review: str, role: Role, writer: str, now: float
) -> tuple[str, int]:
    """Make an invitation; its secret is returned and not kept.

    Args:
        db: Where it is noted.
        review: Key of the review.
        role: Role that whoever accepts gets.
        writer: An existing log they take over, or "" for one of their own.
        now: The time.
    """
    secret = new_secret()
    row = db.execute(
        "INSERT INTO invitation (digest, review, role, writer, made, ends) VALUES (?,?,?,?,?,?)",
        (digest(secret), review, role, writer, now, now + HOLDS),
    )
    return secret, int(row.lastrowid or 0)


def invited(db: sqlite3.Connection, secret: str, now: float) -> sqlite3.Row:
    """The invitation a secret belongs to.

    Raises:
        BadInvitation: There is none, or it was used, or its time is over.
    """
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM invitation WHERE digest = ? AND used IS NULL AND ends > ?",
        (digest(secret), now),
    ).fetchone()
    if row is None:
        raise BadInvitation
    return row


def join(
    db: sqlite3.Connection, invitation: sqlite3.Row, person: int, login: str,
    logs: Iterable[str], now: float,
) -> None:  # fmt: skip
    """Use an invitation up.

    Raises:
        NameTaken: The writer's name belongs to another member, or to a log that is there already.
    """
    review, writer = invitation["review"], invitation["writer"] or login
    known = {
        r["writer"] for r in db.execute("SELECT writer FROM member WHERE review = ?", (review,))
    }
    already = db.execute(
        "SELECT writer FROM member WHERE review = ? AND person = ?", (review, person)
    ).fetchone()
    if already:
        writer = already["writer"]
    elif writer in known or (not invitation["writer"] and writer in set(logs)):
        raise NameTaken(
            f"the name '{writer}' is in use in this review already; take another login, or ask an "
            "owner for an invitation that hands that log to you"
        )
    db.execute(
        "INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?, ?)",
        (review, person, invitation["role"], writer, now),
    )
    db.execute("UPDATE invitation SET used = ? WHERE id = ?", (now, invitation["id"]))


def members(db: sqlite3.Connection, review: str) -> tuple[Member, ...]:
    """Everyone in a review, by name."""
    rows = db.execute(
        "SELECT login, name, writer, role, since FROM member JOIN person ON person.id = person "
        "WHERE review = ? ORDER BY login",
        (review,),
    )
    return tuple(
        Member(login=r["login"], name=r["name"], writer=r["writer"], role=role_of(r["role"]),
               since=stamp(r["since"]))
        for r in rows
    )  # fmt: skip


def invitations(db: sqlite3.Connection, review: str, now: float) -> tuple[Invitation, ...]:
    """Invitations that still wait."""
    rows = db.execute(
        "SELECT id, role, writer, ends FROM invitation WHERE review = ? AND used IS NULL "
        "AND ends > ? ORDER BY id",
        (review, now),
    )
    return tuple(
        Invitation(id=r["id"], role=role_of(r["role"]), writer=r["writer"], ends=stamp(r["ends"]))
        for r in rows
    )


def change(db: sqlite3.Connection, review: str, writer: str, role: Role | None) -> None:
    """Give a member another role, or let them go (None); their log stays as it is.

    Raises:
        NoSuchMember: Nobody of that name is in the review.
        LastOwner: The review would have no owner.
    """
    row = db.execute(
        "SELECT person, role FROM member WHERE review = ? AND writer = ?", (review, writer)
    ).fetchone()
    if row is None:
        raise NoSuchMember(writer)
    owners = db.execute(
        "SELECT COUNT(*) AS n FROM member WHERE review = ? AND role = 'owner'", (review,)
    ).fetchone()["n"]
    if row["role"] == "owner" and role != "owner" and owners == 1:
        raise LastOwner
    if role is None:
        db.execute("DELETE FROM token WHERE review = ? AND person = ?", (review, row["person"]))
        db.execute("DELETE FROM member WHERE review = ? AND writer = ?", (review, writer))
    else:
        db.execute(
            "UPDATE member SET role = ? WHERE review = ? AND writer = ?", (role, review, writer)
        )

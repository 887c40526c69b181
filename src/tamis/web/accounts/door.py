"""`Accounts`: everything the pages and the API ask of a team's server."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from fastapi import Request

from tamis.web.accounts import members, tries
from tamis.web.accounts.database import Database
from tamis.web.accounts.errors import NameTaken, WrongLogin
from tamis.web.accounts.secrets import digest, hashed, matches, new_secret
from tamis.web.accounts.values import Entry, Invitation, Known, Member, Token
from tamis.web.accounts.when import stamp
from tamis.web.people import Person, Role
from tamis.web.settings import COOKIE

#: A session ends when it was not used for so long, and after so long in any case (seconds).
IDLE, LONGEST = 12 * 3600.0, 30 * 24 * 3600.0


class Accounts:
    """People of a server. Reviews are told apart by a key of the server's choice (their folder).

    Args:
        path: The SQLite file.
        clock: Seconds since 1970.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = Database(path)
        self._now = clock

    # ---- who asks --------------------------------------------------------------------------

    def known(self, request: Request) -> Known | None:
        """Whose session a browser's cookie is."""
        return self._session(request.cookies.get(COOKIE, ""))

    def visitor(self, request: Request, review: str) -> Person | None:
        """Who asks for a review: the owner of a token, or of a session; None for a stranger."""
        header = request.headers.get("authorization", "")
        if header.startswith("Bearer "):
            return self._by_token(header.removeprefix("Bearer ").strip(), review)
        known = self.known(request)
        return None if known is None else self.member(known.id, review)

    def member(self, person: int, review: str) -> Person | None:
        """Someone's place in a review."""
        with self._file.look() as db:
            row = db.execute(
                "SELECT writer, role, name FROM member JOIN person ON person.id = person "
                "WHERE person = ? AND review = ?",
                (person, review),
            ).fetchone()
        return Person(row["writer"], members.role_of(row["role"]), row["name"]) if row else None

    def _session(self, secret: str) -> Known | None:
        if not secret:
            return None
        now = self._now()
        with self._file.look() as db:
            row = db.execute(
                "SELECT id, login, name, session.made, seen FROM session "
                "JOIN person ON person.id = person WHERE digest = ?",
                (digest(secret),),
            ).fetchone()
        if row is None or now - row["seen"] > IDLE or now - row["made"] > LONGEST:
            return None
        if now - row["seen"] > 60.0:
            with self._file.work() as db:
                db.execute("UPDATE session SET seen = ? WHERE digest = ?", (now, digest(secret)))
        return Known(id=row["id"], login=row["login"], name=row["name"])

    def _by_token(self, secret: str, review: str) -> Person | None:
        with self._file.look() as db:
            row = db.execute(
                "SELECT id, person, used FROM token WHERE digest = ? AND review = ?",
                (digest(secret), review),
            ).fetchone()
        if row is None:
            return None
        if row["used"] is None or self._now() - row["used"] > 60.0:
            with self._file.work() as db:
                db.execute("UPDATE token SET used = ? WHERE id = ?", (self._now(), row["id"]))
        return self.member(row["person"], review)

    # ---- coming and going ------------------------------------------------------------------

    def log_in(self, login: str, password: str, address: str) -> str:
        """Start a session; its secret is for the cookie and is not kept.

        Raises:
            WrongLogin: Name and password do not belong together.
            TooManyTries: There were too many failures.
        """
        login, now = login.strip().lower()[:80], self._now()
        with self._file.work() as db:
            tries.refuse_if_many(db, login, address, now)
            row = db.execute("SELECT id, password FROM person WHERE login = ?", (login,)).fetchone()
        if not matches(password, row["password"] if row else None):
            with self._file.work() as db:
                tries.note(db, login, address, now)
                self._audit(db, login, "", "login failed", address)
            raise WrongLogin
        with self._file.work() as db:
            tries.forget(db, login)
            self._audit(db, login, "", "logged in", address)
            return self._start(db, row["id"])

    def log_out(self, secret: str) -> None:
        """End a session."""
        with self._file.work() as db:
            db.execute("DELETE FROM session WHERE digest = ?", (digest(secret),))

    def change_password(self, person: Known, old: str, new: str) -> str:
        """Set another password; every session ends, and a new one starts.

        Raises:
            WrongLogin: The old password is not right.
            WeakPassword: The new one is too easy.
        """
        with self._file.look() as db:
            kept = db.execute("SELECT password FROM person WHERE id = ?", (person.id,)).fetchone()
        if not matches(old, kept["password"]):
            raise WrongLogin
        with self._file.work() as db:
            db.execute(
                "UPDATE person SET password = ? WHERE id = ?",
                (hashed(new, person.login), person.id),
            )
            db.execute("DELETE FROM session WHERE person = ?", (person.id,))
            self._audit(db, person.login, "", "changed the password", "")
            return self._start(db, person.id)

    def _start(self, db: sqlite3.Connection, person: int) -> str:
        secret, now = new_secret(), self._now()
        db.execute("DELETE FROM session WHERE seen < ?", (now - IDLE,))
        db.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (digest(secret), person, now, now))
        return secret

    # ---- invitations and members -----------------------------------------------------------

    def invite(self, review: str, role: Role, *, by: str, writer: str = "") -> str:
        """Make an invitation; the secret goes into the link."""
        with self._file.work() as db:
            secret, _ = members.invite(db, review, role, writer, self._now())
            self._audit(db, by, review, f"invited a {role}", writer)
        return secret

    def invitation(self, secret: str) -> tuple[str, Role]:
        """Review and role that an invitation offers.

        Raises:
            BadInvitation: It does not hold.
        """
        with self._file.look() as db:
            row = members.invited(db, secret, self._now())
        return row["review"], members.role_of(row["role"])

    def join(
        self, secret: str, logs: Iterable[str], *, known: Known | None = None, login: str = "",
        name: str = "", password: str = "",
    ) -> str:  # fmt: skip
        """Accept an invitation with one's account, or with a new one; gives a session's secret.

        Args:
            secret: Of the invitation.
            logs: Names of the logs the review has, which a newcomer may not take by chance.
            known: Who accepts, when they are logged in.
            login, name, password: Of the new account otherwise.

        Raises:
            BadInvitation, NameTaken, WeakPassword: As their names say.
        """
        now = self._now()
        with self._file.work() as db:
            invitation = members.invited(db, secret, now)
            if known is None:
                known = self._new(db, members.login_of(login), name, password)
            members.join(db, invitation, known.id, known.login, logs, now)
            self._audit(
                db, known.login, invitation["review"], f"joined as {invitation['role']}", ""
            )
            return self._start(db, known.id)

    def _new(self, db: sqlite3.Connection, login: str, name: str, password: str) -> Known:
        if db.execute("SELECT 1 FROM person WHERE login = ?", (login,)).fetchone():
            raise NameTaken(f"the login '{login}' is taken; log in first if it is yours")
        row = db.execute(
            "INSERT INTO person (login, name, password, made) VALUES (?, ?, ?, ?)",
            (login, name.strip()[:80] or login, hashed(password, login), self._now()),
        )
        return Known(id=int(row.lastrowid or 0), login=login, name=name.strip()[:80] or login)

    def members(self, review: str) -> tuple[Member, ...]:
        """Everyone in a review."""
        with self._file.look() as db:
            return members.members(db, review)

    def invitations(self, review: str) -> tuple[Invitation, ...]:
        """Invitations that still wait."""
        with self._file.look() as db:
            return members.invitations(db, review, self._now())

    def withdraw(self, review: str, invitation: int, *, by: str) -> None:
        """Make an invitation void."""
        with self._file.work() as db:
            db.execute("DELETE FROM invitation WHERE id = ? AND review = ?", (invitation, review))
            self._audit(db, by, review, "withdrew an invitation", str(invitation))

    def change(self, review: str, writer: str, role: Role | None, *, by: str) -> None:
        """Give a member another role, or let them go (None).

        Raises:
            NoSuchMember, LastOwner: As their names say.
        """
        with self._file.work() as db:
            members.change(db, review, writer, role)
            self._audit(db, by, review, f"made {role}" if role else "let go", writer)

    # ---- tokens ----------------------------------------------------------------------------

    def new_token(self, review: str, writer: str, name: str) -> str:
        """A secret for scripts that work in a member's name; it is shown once."""
        secret = "tamis_" + new_secret()
        with self._file.work() as db:
            db.execute(
                "INSERT INTO token (digest, person, review, name, made) "
                "SELECT ?, person, review, ?, ? FROM member WHERE review = ? AND writer = ?",
                (digest(secret), name[:80], self._now(), review, writer),
            )
            self._audit(db, writer, review, "made a token", name[:80])
        return secret

    def tokens(self, review: str, writer: str) -> tuple[Token, ...]:
        """A member's tokens, without their secrets."""
        with self._file.look() as db:
            rows = db.execute(
                "SELECT token.id, token.name, made, used FROM token "
                "JOIN member USING (review, person) WHERE review = ? AND writer = ? ORDER BY id",
                (review, writer),
            ).fetchall()
        return tuple(
            Token(id=r["id"], name=r["name"], made=stamp(r["made"]), used=stamp(r["used"]))
            for r in rows
        )

    def drop_token(self, review: str, writer: str, token: int) -> None:
        """Make one of a member's tokens void."""
        with self._file.work() as db:
            db.execute(
                "DELETE FROM token WHERE id = ? AND review = ? AND person IN "
                "(SELECT person FROM member WHERE review = ? AND writer = ?)",
                (token, review, review, writer),
            )
            self._audit(db, writer, review, "dropped a token", str(token))

    # ---- audit -----------------------------------------------------------------------------

    def audit(self, review: str, most: int = 500) -> tuple[Entry, ...]:
        """What happened to a review's people, latest first."""
        with self._file.look() as db:
            rows = db.execute(
                "SELECT at, who, what, about FROM audit WHERE review = ? ORDER BY id DESC LIMIT ?",
                (review, most),
            ).fetchall()
        return tuple(
            Entry(at=stamp(r["at"]), who=r["who"], what=r["what"], about=r["about"]) for r in rows
        )

    def _audit(self, db: sqlite3.Connection, who: str, review: str, what: str, about: str) -> None:
        db.execute(
            "INSERT INTO audit (at, who, review, what, about) VALUES (?, ?, ?, ?, ?)",
            (self._now(), who, review, what, about),
        )

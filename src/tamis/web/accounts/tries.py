"""Failed logins: how many, from where, and when the next may be tried."""

from __future__ import annotations

import sqlite3

from tamis.web.accounts.errors import TooManyTries

WINDOW = 15 * 60.0
#: Failures in the window for one name, and for one address, after which both wait.
PER_LOGIN = 8
PER_ADDRESS = 40


def refuse_if_many(db: sqlite3.Connection, login: str, address: str, now: float) -> None:
    """Refuse another try before the window has moved on.

    Raises:
        TooManyTries: There were too many failures for this name or from this address.
    """
    db.execute("DELETE FROM failure WHERE at < ?", (now - WINDOW,))
    for column, value, most in (("login", login, PER_LOGIN), ("address", address, PER_ADDRESS)):
        times = [
            row["at"]
            for row in db.execute(
                f"SELECT at FROM failure WHERE {column} = ? ORDER BY at DESC LIMIT ?",
                (value, most),
            )
        ]
        if len(times) >= most:
            raise TooManyTries(times[-1] + WINDOW - now)


def note(db: sqlite3.Connection, login: str, address: str, now: float) -> None:
    """Keep a failure."""
    db.execute("INSERT INTO failure VALUES (?, ?, ?)", (login, address, now))


def forget(db: sqlite3.Connection, login: str) -> None:
    """A right password clears the name."""
    db.execute("DELETE FROM failure WHERE login = ?", (login,))

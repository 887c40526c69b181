"""One SQLite file for a server's accounts; secrets are kept as digests only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
  id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  password TEXT NOT NULL, made REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS member (
  review TEXT NOT NULL, person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
  role TEXT NOT NULL, writer TEXT NOT NULL, since REAL NOT NULL,
  PRIMARY KEY (review, person), UNIQUE (review, writer)
) STRICT;
CREATE TABLE IF NOT EXISTS session (
  digest TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
  made REAL NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS token (
  id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE,
  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE, review TEXT NOT NULL,
  name TEXT NOT NULL, made REAL NOT NULL, used REAL
) STRICT;
CREATE TABLE IF NOT EXISTS invitation (
  id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, review TEXT NOT NULL, role TEXT NOT NULL,
  writer TEXT NOT NULL, made REAL NOT NULL, ends REAL NOT NULL, used REAL
) STRICT;
CREATE TABLE IF NOT EXISTS failure (
  login TEXT NOT NULL, address TEXT NOT NULL, at REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, review TEXT NOT NULL,
  what TEXT NOT NULL, about TEXT NOT NULL
) STRICT;
"""


class Database:
    """The file, opened anew by each piece of work, so that threads share nothing.

    Args:
        path: Made with its folder when it is not there, readable by its owner alone.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        self.path = path
        with self.work() as db:
            db.executescript("PRAGMA journal_mode = WAL;" + _SCHEMA)

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept all together, or none when the work fails."""
        db = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("BEGIN IMMEDIATE")
            yield db
            if db.in_transaction:
                db.execute("COMMIT")
        finally:
            db.close()

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading."""
        db = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            db.row_factory = sqlite3.Row
            yield db
        finally:
            db.close()

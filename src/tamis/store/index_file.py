"""The SQLite file of the index: its tables, and where the records of a search lie."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from tamis.model.errors import InvalidFile

#: Another number here makes every older index useless, and so replaced.
_FORMAT = 1
_TABLES = """
CREATE TABLE search (name TEXT PRIMARY KEY, stamp TEXT NOT NULL);
CREATE TABLE record (
  search TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
  start INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY (search, position)
) WITHOUT ROWID;
CREATE INDEX record_id ON record (id);
CREATE TABLE answer (name TEXT PRIMARY KEY, stamp TEXT NOT NULL, value BLOB NOT NULL);
"""
_PATIENCE = 30.0


class _OnlyId(msgspec.Struct):
    id: str


_DECODER = msgspec.json.Decoder(_OnlyId)


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the index, making it if it is not there; in memory without a path or where it can't be.

    Raises:
        sqlite3.DatabaseError: The file is no index, or an older one.
    """
    db = _open(path)
    try:
        if _version(db) == 0:
            with db:
                db.execute("BEGIN IMMEDIATE")
                if _version(db) == 0:
                    for statement in _TABLES.split(";"):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {_FORMAT}")
        if _version(db) != _FORMAT:
            raise sqlite3.DatabaseError(f"index of format {_version(db)}")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def fill(db: sqlite3.Connection, paths: Mapping[str, Path], stamps: Mapping[str, str]) -> None:
    """Bring the places of records up to date; only searches whose stamp changed are read."""
    known = dict(db.execute("SELECT name, stamp FROM search"))
    if known == dict(stamps):
        return
    for name in known.keys() | stamps.keys():
        if known.get(name) == stamps.get(name):
            continue
        db.execute("DELETE FROM record WHERE search = ?", (name,))
        db.execute("DELETE FROM search WHERE name = ?", (name,))
        if name in stamps:
            rows = ((name, *place) for place in _places(paths[name]))
            db.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?)", rows)
            db.execute("INSERT INTO search VALUES (?, ?)", (name, stamps[name]))


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def _open(path: Path | None) -> sqlite3.Connection:
    if path is None:
        return sqlite3.connect(":memory:")
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    except OSError:  # a folder that may only be read
        return sqlite3.connect(":memory:")
    return sqlite3.connect(path, timeout=_PATIENCE)


def _places(path: Path) -> Iterator[tuple[int, str, int, int]]:
    """Position, id, first byte and length of each record."""
    start = 0
    with path.open("rb") as file:
        for position, line in enumerate(file):
            try:
                found = _DECODER.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise InvalidFile(path, [f"line {position + 1}: {error}"]) from error
            yield position, found.id, start, len(line)
            start += len(line)

"""The index: a disposable cache in `.index/review.sqlite`.

It holds where each record lies, and answers that were derived from the whole review. An entry
counts only while the files it came from are unchanged, by size, time and last line; so deleting
the index, at any time, costs seconds and nothing else. A file that SQLite can't read is replaced,
and where nothing can be written the index lives in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import tamis
from tamis.model.errors import LogBusy, UnknownName
from tamis.model.ids import digest
from tamis.model.records import Record
from tamis.store.index_file import connect, fill
from tamis.store.log import FolderLog
from tamis.store.search_files import RECORD_LINES, RECORDS
from tamis.store.searches import Searches


class Index:
    """Where records lie, and answers worth keeping.

    Args:
        folder: The review's folder.
        log: Its log.
        searches: Its searches.
    """

    def __init__(self, folder: Path, log: FolderLog, searches: Searches) -> None:
        self.path = folder / ".index" / "review.sqlite"
        self._folder = folder
        self._log = log
        self._searches = searches

    def record_ids(self) -> Mapping[str, tuple[str, ...]]:
        """The record ids of each search that lies there whole, in file order."""
        rows = self._using(
            lambda db: db.execute("SELECT search, id FROM record ORDER BY search, position")
        )
        found = {
            search: tuple(record for _, record in group)
            for search, group in groupby(rows, itemgetter(0))
        }
        return {name: found.get(name, ()) for name in self._searches.names()}

    def record(self, record: str) -> Record:
        """One record, read from where it lies.

        Raises:
            UnknownName: No search holds it.
        """
        places = self._using(
            lambda db: db.execute(
                "SELECT search, start, length FROM record WHERE id = ? ORDER BY search", (record,)
            )
        )
        if not places:
            raise UnknownName("record", record, ())
        search, start, length = places[0]
        with (self._searches.path(search) / RECORDS).open("rb") as file:
            file.seek(start)
            return RECORD_LINES.decode(file.read(length))

    def answer(self, name: str, derive: Callable[[], bytes]) -> bytes:
        """A derived answer: the kept one while the review is unchanged, else derived and kept.

        Args:
            name: What is asked, with its parameters ("status as-of 2026-01-01").
            derive: Works it out from the review alone.
        """
        stamp = self.stamp()
        asked = "SELECT value FROM answer WHERE name = ? AND stamp = ?"
        kept = self._using(lambda db: db.execute(asked, (name, stamp)), records=False)
        if kept:
            return bytes(kept[0][0])
        value = derive()
        keep = "INSERT OR REPLACE INTO answer VALUES (?, ?, ?)"
        self._using(lambda db: db.execute(keep, (name, stamp, value)), records=False)
        return value

    def stamp(self) -> str:
        """What the review and the program are now; changes whenever an answer could."""
        heads = self._log.heads()
        parts = [_program(), _look(self._folder / "protocol.toml")]
        parts += [f"{w} {heads.get(w)} {_look(self._log.path(w))}" for w in self._log.writers()]
        parts += [f"{name} {stamp}" for name, stamp in self._stamps().items()]
        return digest("\n".join(parts).encode())

    def _stamps(self) -> Mapping[str, str]:
        return {s: _look(self._searches.path(s) / RECORDS) for s in self._searches.names()}

    def _using(
        self, work: Callable[[sqlite3.Connection], sqlite3.Cursor], *, records: bool = True
    ) -> list[tuple[Any, ...]]:
        """Do something with the index, brought up to date; make it anew if it can't be read."""
        for path in (self.path, self.path):
            try:
                return self._once(path, work, records)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                    raise LogBusy(path) from error
                for name in (path.name, f"{path.name}-journal"):
                    path.with_name(name).unlink(missing_ok=True)
        return self._once(None, work, records)

    def _once(
        self,
        path: Path | None,
        work: Callable[[sqlite3.Connection], sqlite3.Cursor],
        records: bool,
    ) -> list[tuple[Any, ...]]:
        with closing(connect(path)) as db, db:
            if records:
                paths = {s: self._searches.path(s) / RECORDS for s in self._searches.names()}
                fill(db, paths, self._stamps())
            return work(db).fetchall()


def _look(path: Path) -> str:
    """A file's size and time, by which a change shows."""
    if not path.exists():
        return "missing"
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"


@cache
def _program() -> str:
    """The program's version; in a working copy also when its source last changed."""
    source = Path(tamis.__file__).parent
    return f"{tamis.__version__} {max(p.stat().st_mtime_ns for p in source.rglob('*.py'))}"

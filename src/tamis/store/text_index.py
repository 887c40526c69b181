"""Words → records, for searching a whole review while screening: a disposable SQLite file.

It lies in `.index/text.sqlite` beside the other index and may be deleted at any time. Filling it
takes seconds for tens of thousands of records, so a worker does that; until then, nothing is found
and `ready` says why.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock

from tamis.model.records import Record
from tamis.store.durable import make_folder
from tamis.store.folder import ReviewFolder
from tamis.store.search_files import RECORDS, read_records

#: Another number here makes every older file useless, and so replaced.
_FORMAT = 1
_TABLES = """
CREATE TABLE search (name TEXT PRIMARY KEY, stamp TEXT NOT NULL);
CREATE TABLE line (
  place INTEGER PRIMARY KEY, record TEXT NOT NULL, search TEXT NOT NULL, title TEXT NOT NULL,
  label TEXT NOT NULL, year INTEGER, journal TEXT NOT NULL, source TEXT NOT NULL
);
CREATE INDEX line_record ON line (record);
CREATE VIRTUAL TABLE words USING fts5(
  title, body, content='', tokenize='unicode61 remove_diacritics 2', prefix='3'
);
"""
_WORD = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]+)"|(?P<word>[^\s"]+))')
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """A record as a list shows it."""

    record: str
    title: str
    label: str
    year: int | None
    journal: str
    source: str


class TextIndex:
    """Finds records by their words.

    Args:
        folder: The review's folder.
    """

    def __init__(self, folder: ReviewFolder) -> None:
        self._folder = folder
        self._filling = Lock()
        self._path = folder.path / ".index" / "text.sqlite"
        self._filled: dict[str, str] | None = None

    @property
    def ready(self) -> bool:
        """Whether every search of the review is in it."""
        return self._filled == self._stamps()

    def fill(self) -> None:
        """Bring it up to date; only searches that changed are read."""
        stamps = self._stamps()
        with self._filling, closing(self._connect()) as db:
            known = dict(db.execute("SELECT name, stamp FROM search"))
            if any(stamps.get(name) != stamp for name, stamp in known.items()):
                # Words of a contentless table can't be taken out one search at a time.
                with db:
                    db.executescript("DROP TABLE search; DROP TABLE line; DROP TABLE words;")
                    db.executescript(_TABLES)
                known = {}
            for name in stamps.keys() - known.keys():
                with db:
                    _add(db, name, read_records(self._folder.searches.path(name) / RECORDS))
                    db.execute("INSERT INTO search VALUES (?, ?)", (name, stamps[name]))
        self._filled = stamps

    def find(self, text: str) -> tuple[str, ...]:
        """The records that hold all words of a text, the best first; at most 20,000.

        `"two words"` is a phrase, `neuro*` any ending, `-mice` must not occur.
        """
        query = _query(text)
        if not query:
            return ()
        with closing(self._connect()) as db:
            rows = db.execute(
                "SELECT line.record FROM words JOIN line ON line.place = words.rowid "
                "WHERE words MATCH ? ORDER BY bm25(words, 4.0, 1.0) LIMIT ?",
                (query, _MOST),
            )
            return tuple(dict.fromkeys(record for (record,) in rows))

    def between(self, first: int | None, last: int | None) -> frozenset[str] | None:
        """The records of some years, both ends included; None when every year will do."""
        if first is None and last is None:
            return None
        with closing(self._connect()) as db:
            rows = db.execute(
                "SELECT record FROM line WHERE year BETWEEN ? AND ?",
                (first if first is not None else 0, last if last is not None else 9999),
            )
            return frozenset(record for (record,) in rows)

    def lines(self, records: Iterable[str]) -> dict[str, Line]:
        """Records as a list shows them, by id."""
        wanted = tuple(records)
        marks = ",".join("?" * len(wanted))
        with closing(self._connect()) as db:
            rows = db.execute(
                "SELECT record, title, label, year, journal, source FROM line "
                f"WHERE record IN ({marks})",
                wanted,
            )
            return {row[0]: Line(*row) for row in rows}

    def _stamps(self) -> dict[str, str]:
        found = {}
        for name in self._folder.searches.names():
            path = self._folder.searches.path(name) / RECORDS
            if path.exists():
                stat = path.stat()
                found[name] = f"{stat.st_size} {stat.st_mtime_ns}"
        return found

    def _connect(self) -> sqlite3.Connection:
        try:
            return _open(self._path)
        except (OSError, sqlite3.OperationalError):
            # A folder that can't be written to is indexed beside the others' temporary files.
            self._path = Path(mkdtemp(prefix="tamis-")) / self._path.name
            return _open(self._path)


def _open(path: Path) -> sqlite3.Connection:
    make_folder(path.parent)
    for _ in range(2):
        db = sqlite3.connect(path, timeout=30)
        try:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version == _FORMAT:
                return db
            if version:
                raise sqlite3.DatabaseError(f"a text index of format {version}")
            with db:
                db.executescript(_TABLES)
                db.execute(f"PRAGMA user_version = {_FORMAT}")
        except sqlite3.OperationalError:
            db.close()
            raise
        except sqlite3.DatabaseError:
            db.close()
            path.unlink(missing_ok=True)
        else:
            return db
    raise sqlite3.OperationalError(f"'{path}' can't be made a text index")


def _add(db: sqlite3.Connection, search: str, records: Iterator[Record]) -> None:
    for record in records:
        place = db.execute(
            "INSERT INTO line (record, search, title, label, year, journal, source) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (record.id, search, record.title, record.label, record.year, record.journal,
             record.source),
        ).lastrowid  # fmt: skip
        body = "\n".join((
            record.abstract, "; ".join(record.authors), record.journal, str(record.year or ""),
            *record.keywords, *record.mesh, *record.publication_types, *record.registry_ids,
            record.doi, record.pmid,
        ))  # fmt: skip
        db.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
                   (place, record.title, body))  # fmt: skip


def _query(text: str) -> str:
    """What someone typed, as an FTS5 query in which nothing but quotes and stars has a meaning."""
    asked: list[str] = []
    refused: list[str] = []
    # What no text can hold (a NUL, half a surrogate pair) is no part of a word either.
    for found in _WORD.finditer(_NO_TEXT.sub(" ", text)):
        word = found["phrase"] or found["word"]
        star = "*" if word.endswith("*") else ""
        bare = word.rstrip("*").replace('"', "")
        if any(letter.isalnum() for letter in bare):
            (refused if found["minus"] else asked).append(f'"{bare}"{star}')
    if not asked:
        return ""
    return " AND ".join(asked) + "".join(f" NOT {word}" for word in refused)

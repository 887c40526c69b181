"""The whole thesaurus in a file of the user's data folder, looked up without being held in memory.

`load` writes a new file beside the old one and puts it in its place when every record is in it and
on the disk: a reader sees the old thesaurus or the new one, never a part.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from tamis.sources.mesh.descriptor import Descriptor, Thesaurus, folded
from tamis.sources.mesh.subset import subset

_TABLES = """
CREATE TABLE about (version TEXT NOT NULL) STRICT;
CREATE TABLE descriptor (ui TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL) STRICT;
CREATE TABLE entry (folded TEXT NOT NULL, term TEXT NOT NULL, ui TEXT NOT NULL) STRICT;
CREATE TABLE tree (number TEXT PRIMARY KEY, ui TEXT NOT NULL) STRICT;
CREATE INDEX by_name ON descriptor (folded);
CREATE INDEX by_term ON entry (folded);
CREATE INDEX by_ui ON entry (ui);
"""


def data_folder() -> Path:
    """Where the user's data lie: TAMIS_DATA, else the place the system has for them."""
    if own := os.environ.get("TAMIS_DATA"):
        return Path(own)
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "tamis"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "tamis"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "tamis"


def cache_file() -> Path:
    """The file `load` writes."""
    return data_folder() / "mesh.sqlite"


def thesaurus() -> Thesaurus:
    """All of MeSH if it was loaded, else the part that travels with the built-in review."""
    return StoredMesh(cache_file()) if cache_file().exists() else subset()


def load(path: Path, into: Path | None = None) -> StoredMesh:
    """Read NLM's descriptor file into the cache, replacing what was there.

    Raises:
        NoDescriptorFile: The file can't be read to its end; the cache is as it was.
    """
    from tamis.sources.mesh import descriptor_xml

    target = into or cache_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".mesh-", suffix=".sqlite")
    os.close(handle)
    written = Path(name)
    try:
        _write(written, f"MeSH {descriptor_xml.year_of(path)}", descriptor_xml.read(path))
        written.replace(target)
    finally:
        written.unlink(missing_ok=True)
    return StoredMesh(target)


def _write(file: Path, version: str, descriptors: Iterable[Descriptor]) -> None:
    connection = sqlite3.connect(file)
    try:
        connection.executescript(_TABLES)
        connection.execute("INSERT INTO about VALUES (?)", (version,))
        for d in descriptors:
            row = (d.ui, d.name, folded(d.name))
            connection.execute("INSERT OR REPLACE INTO descriptor VALUES (?, ?, ?)", row)
            connection.executemany(
                "INSERT INTO entry VALUES (?, ?, ?)", [(folded(t), t, d.ui) for t in d.entries]
            )
            connection.executemany(
                "INSERT OR REPLACE INTO tree VALUES (?, ?)", [(t, d.ui) for t in d.trees]
            )
        connection.commit()
    finally:
        connection.close()


class StoredMesh:
    """The thesaurus in a file; every question is a look-up by index."""

    complete = True

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        self.version = str(self._connection.execute("SELECT version FROM about").fetchone()[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM descriptor").fetchone()[0])

    def heading(self, name: str) -> Descriptor | None:
        """The heading of that name."""
        return self._one("SELECT ui, name FROM descriptor WHERE folded = ?", folded(name))

    def entry(self, term: str) -> Descriptor | None:
        """The heading a word leads to."""
        if self.heading(term) is not None:
            return None
        return self._one(
            "SELECT ui, name FROM descriptor "
            "WHERE ui = (SELECT ui FROM entry WHERE folded = ? ORDER BY ui LIMIT 1)",
            folded(term),
        )

    def narrower(self, descriptor: Descriptor) -> tuple[str, ...]:
        """Everything below a heading, by the beginning of its tree numbers."""
        names: set[str] = set()
        for tree in descriptor.trees:
            # "/" is the character after ".": all numbers that begin with `tree.` lie between.
            rows = self._connection.execute(
                "SELECT name FROM tree JOIN descriptor USING (ui) WHERE number > ? AND number < ?",
                (f"{tree}.", f"{tree}/"),
            )
            names.update(str(row[0]) for row in rows)
        return tuple(sorted(names))

    def _one(self, query: str, key: str) -> Descriptor | None:
        row = self._connection.execute(query, (key,)).fetchone()
        if row is None:
            return None
        ui, name = str(row[0]), str(row[1])
        trees = self._column("SELECT number FROM tree WHERE ui = ? ORDER BY number", ui)
        entries = self._column("SELECT term FROM entry WHERE ui = ? ORDER BY term", ui)
        return Descriptor(ui=ui, name=name, trees=trees, entries=entries)

    def _column(self, query: str, key: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self._connection.execute(query, (key,)))

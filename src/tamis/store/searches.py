"""The searches of a review: immutable folders, each named by an event of the log.

An import is written to a folder beside the others (`.part-…`), renamed, and then told of by its
`SearchRun` event; only the event makes it part of the review. A process killed before the rename
leaves a `.part-…` folder, which the next import removes. A process killed between rename and event
leaves a whole search that nobody speaks of; `run.toml` holds the event word for word, so the next
import, or `settle()`, appends it. All of this happens under the lock of `searches/`, so a folder
of a living process is never taken for a dead one's.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from tamis.model.errors import InvalidFile
from tamis.model.events import SearchRun
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.store.durable import make_folder, sync_folder
from tamis.store.errors import InvalidName, SearchDiffers
from tamis.store.lock import locked_folder
from tamis.store.log import FolderLog
from tamis.store.search_files import RECORDS, StoredSearch, file_digest, read_run, write_search

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_PART = ".part-"
#: Whether an import says the same as a stored search: who did it and when are not compared.
_SAME = ("source", "route", "platform", "query", "run_on", "records", "reported_total", "digest")


class Searches:
    """The folder `searches/` of a review.

    Args:
        folder: The review's folder.
        log: Where the events of imports go.
    """

    def __init__(self, folder: Path, log: FolderLog) -> None:
        self.folder = folder / "searches"
        self._log = log

    def names(self) -> tuple[str, ...]:
        """The searches that lie there whole, whether or not an event speaks of them."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(p.name for p in self.folder.iterdir() if _NAME.fullmatch(p.name)))

    def path(self, search: str) -> Path:
        """The folder of a search.

        Raises:
            InvalidName: The name can't be a folder's name.
        """
        if not _NAME.fullmatch(search):
            raise InvalidName("search", search)
        return self.folder / search

    def stored(self, search: str) -> StoredSearch:
        """What a search's `run.toml` says."""
        return read_run(self.path(search))

    def add(
        self,
        writer: str,
        run: SearchRun,
        items: Iterable[Record | Problem],
        raw: Mapping[str, BinaryIO],
    ) -> StoredSearch:
        """Keep a search and tell the writer's log of it; the same search again changes nothing.

        Args:
            writer: Whose log the event goes to.
            run: The event; `records`, `digest` and `problems` are filled in here.
            items: What a reader yields. When it raises, the review is as before.
            raw: The imported files by name; not the handles that `items` reads from.

        Raises:
            SearchDiffers: Another search has this name.
        """
        place = self.path(run.search)
        for name in raw:
            if name != Path(name).name or name.startswith("."):
                raise InvalidName("raw file", name)
        make_folder(self.folder)
        with locked_folder(self.folder, patience=60.0):
            self._settle()
            part = self.folder / f"{_PART}{run.search}-{secrets.token_hex(4)}"
            try:
                stored = write_search(part, writer, run, items, raw)
                if place.exists():
                    return self._same(run.search, stored)
                part.rename(place)
            finally:
                shutil.rmtree(part, ignore_errors=True)
            sync_folder(self.folder)
            self._log.append(writer, [stored.run])
        return stored

    def settle(self) -> tuple[Problem, ...]:
        """Finish imports that a killed process left between its last two steps, and say so."""
        if not self.folder.is_dir() or not (self.untold() or self._parts()):
            return ()
        with locked_folder(self.folder, patience=60.0):
            return self._settle()

    def untold(self) -> tuple[str, ...]:
        """Searches that lie there whole but that no event speaks of."""
        told = {e.search for e in self._log.of_kind(SearchRun)}
        return tuple(name for name in self.names() if name not in told)

    def with_raw(self, digests: Iterable[str]) -> Iterator[StoredSearch]:
        """Searches that were imported from exactly the files with these SHA-256 digests."""
        wanted = sorted(digests)
        for name in self.names():
            stored = self.stored(name)
            if wanted and sorted(stored.raw.values()) == wanted:
                yield stored

    def _settle(self) -> tuple[Problem, ...]:
        for part in self._parts():
            shutil.rmtree(part)
        found: list[Problem] = []
        for name in self.untold():
            stored = self.stored(name)
            run = stored.run
            if file_digest(self.folder / name / RECORDS) != run.digest or run.search != name:
                raise InvalidFile(self.folder / name, ["no event speaks of it and it was changed"])
            self._log.append(stored.writer, [run])
            what = "its import had not finished; it has now"
            found.append(Problem(f"searches/{name}", what, severity="note"))
        return tuple(found)

    def _parts(self) -> tuple[Path, ...]:
        return tuple(sorted(self.folder.glob(f"{_PART}*")))

    def _same(self, search: str, new: StoredSearch) -> StoredSearch:
        old = self.stored(search)
        differ = [n for n in _SAME if getattr(old.run, n) != getattr(new.run, n)]
        if differ:
            raise SearchDiffers(search, f"differs in {', '.join(differ)}")
        return old

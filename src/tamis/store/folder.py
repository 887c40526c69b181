"""The review folder: the one door to everything that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from tamis.model.errors import NotAReview, ReviewExists, UnknownName
from tamis.model.events import Event, ProtocolAmended, SearchRun
from tamis.model.problems import Problem
from tamis.model.protocol import Protocol
from tamis.model.records import Record
from tamis.store.durable import make_folder, write_whole
from tamis.store.index import Index
from tamis.store.log import FolderLog
from tamis.store.protocols import PROTOCOL, Protocols
from tamis.store.search_files import RECORDS, StoredSearch, read_records
from tamis.store.searches import Searches

#: Line ends and the like are part of what the digests cover, so git must leave them alone.
_GIT_ATTRIBUTES = "* -text\n"
_GIT_IGNORE = ".index/\nout/\n"
_SIDE_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class ReviewFolder:
    """A review on disk. Opening it reads nothing but the name of its protocol.

    Args:
        path: The folder, or its protocol.toml.
        patience: Seconds to wait for another process that is writing.

    Raises:
        NotAReview: There is no protocol.toml.
    """

    def __init__(self, path: Path | str, *, patience: float = 10.0) -> None:
        given = Path(path)
        self.path = given.parent if given.name == PROTOCOL and given.is_file() else given
        if not (self.path / PROTOCOL).is_file():
            raise NotAReview(path)
        self.log = FolderLog(self.path, patience=patience)
        self.searches = Searches(self.path, self.log)
        self.protocols = Protocols(self.path, self.log)
        self.index = Index(self.path, self.log, self.searches)
        self.out = self.path / "out"

    @classmethod
    def init(cls, path: Path | str, protocol: str | bytes) -> ReviewFolder:
        """Make a review of a protocol's text.

        Raises:
            ReviewExists: The folder has a protocol.toml already.
            InvalidProtocol: The text describes no review; nothing was written.
        """
        from tamis.store.protocol_file import SCHEMA, SCHEMA_NAME, parse

        folder = Path(path)
        if (folder / PROTOCOL).exists():
            raise ReviewExists(path)
        data = protocol.encode() if isinstance(protocol, str) else protocol
        parse(data, folder / PROTOCOL)
        make_folder(folder)
        for name, content in (
            (SCHEMA_NAME, SCHEMA.read_bytes()),
            (".gitattributes", _GIT_ATTRIBUTES.encode()),
            (".gitignore", _GIT_IGNORE.encode()),
        ):
            if not (folder / name).exists():
                write_whole(folder / name, content)
        write_whole(folder / PROTOCOL, data)
        return cls(folder)

    def events(self) -> Iterator[Event]:
        """Every event, writer by writer; see `FolderLog.events`."""
        return self.log.events()

    def append(self, writer: str, events: Iterable[Event]) -> tuple[Event, ...]:
        """Add events durably, all or none, each request once; see `FolderLog.append`.

        The text of an adopted protocol is put into `protocols/` first.
        """
        batch = tuple(events)
        for event in batch:
            if isinstance(event, ProtocolAmended):
                self.protocols.keep(event.adopted)
        return self.log.append(writer, batch)

    def heads(self) -> Mapping[str, str]:
        """The digest of each writer's last line."""
        return self.log.heads()

    def add_search(
        self,
        writer: str,
        run: SearchRun,
        records: Iterable[Record | Problem],
        raw: Mapping[str, BinaryIO] | None = None,
    ) -> StoredSearch:
        """Keep a search and tell the log of it; see `Searches.add`."""
        return self.searches.add(writer, run, records, raw or {})

    def records(self, search: str | None = None) -> Iterator[Record]:
        """The records of one search, or of all that the log speaks of, one at a time.

        Raises:
            UnknownName: The review has no such search.
        """
        known = {e.search: None for e in self.log.of_kind(SearchRun)}
        if search is not None and search not in known:
            raise UnknownName("search", search, known)
        for name in known if search is None else [search]:
            yield from read_records(self.searches.path(name) / RECORDS)

    def record_ids(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the records each search holds, from the index."""
        return self.index.record_ids()

    def protocol(self, as_of: str | None = None) -> Protocol:
        """The protocol as it stands in protocol.toml, or the version in force on a day.

        Raises:
            InvalidProtocol: The file does not describe a review.
        """
        return self.protocols.read(as_of)

    def side_file(self, name: str) -> Path:
        """Where a file that people write beside the protocol is, or would be.

        Raises:
            UnknownName: The name is no plain file name.
        """
        if not _SIDE_FILE.fullmatch(name):
            raise UnknownName("side file", name, ("claims.toml", "page.toml"))
        return self.path / name

    def problems(self) -> tuple[Problem, ...]:
        """What an interrupted process left behind; nothing that was acknowledged is missing."""
        untold = (
            Problem(
                f"searches/{name}",
                "its import did not finish and does not count",
                "the next import finishes it",
            )
            for name in self.searches.untold()
        )
        return (*self.log.problems(), *untold)

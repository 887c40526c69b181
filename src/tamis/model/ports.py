"""What plug-ins and stores offer: Protocols of one to three methods that take and return values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Protocol, runtime_checkable

from tamis.model.columns import Column, Columns
from tamis.model.events import Event
from tamis.model.problems import Problem
from tamis.model.records import Record


class Reader(Protocol):
    """Reads one export format.

    `sniff` looks at the first bytes and says how sure it is (0 … 1). `read` streams: it yields a
    `Record` for each citation and a `Problem` for each oddity, in file order, and raises only
    `UnreadableFile`.
    """

    name: str
    suffixes: tuple[str, ...]

    def sniff(self, head: bytes) -> float:
        """How sure it is that these first bytes are its format."""
        ...

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Yield records and problems in file order."""
        ...


@runtime_checkable
class TableReader(Protocol):
    """A reader of tables, whose columns a person may name where they had to be guessed."""

    def columns(self, stream: BinaryIO, *, file: str, columns: Columns) -> tuple[Column, ...]:
        """What the columns hold; none where the headings of a known tool say it."""
        ...

    def read_as(
        self, stream: BinaryIO, *, file: str, source: str, columns: Columns
    ) -> Iterator[Record | Problem]:
        """Yield records and problems in file order, with columns as they are named."""
        ...


class Writer(Protocol):
    """Writes records in one format."""

    name: str
    suffixes: tuple[str, ...]

    def write(self, records: Iterable[Record], stream: BinaryIO) -> None:
        """Write all records."""
        ...


class EventLog(Protocol):
    """Where events are kept, append-only: a folder of files, or a database with the same chain."""

    def events(self) -> Iterator[Event]:
        """Every event, writer by writer."""
        ...

    def append(self, writer: str, events: Iterable[Event]) -> tuple[Event, ...]:
        """Add events durably; those of a request already kept are returned, not written again."""
        ...

    def heads(self) -> Mapping[str, str]:
        """The digest of each writer's last line."""
        ...

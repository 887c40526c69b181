"""The public door: sniff, read, write."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from tamis import registry
from tamis.formats._bytes import HEAD, Peekable, binary
from tamis.model.columns import Column, Columns
from tamis.model.errors import TamisError, UnreadableFile
from tamis.model.ports import TableReader
from tamis.model.problems import Problem
from tamis.model.records import Record

#: Below this no reader is believed.
_DOUBT = 0.2
#: From here on no other reader can know better.
_CERTAIN = 0.95


@dataclass(frozen=True, slots=True)
class Guess:
    """A format and how sure its reader is, 0 to 1."""

    format: str
    sure: float


class NoColumns(TamisError):
    """Columns were named for a file that is no table."""

    exit_code = 2
    http_status = 422

    def __init__(self, file: str, format: str) -> None:
        super().__init__(f"'{file}' is read as {format}, which has no columns to name")


def readable() -> tuple[str, ...]:
    """Names of the formats that can be read."""
    return registry.names("tamis.readers")


def writable() -> tuple[str, ...]:
    """Names of the formats that can be written."""
    return registry.names("tamis.writers")


def guess(head: bytes, *, file: str = "") -> Guess | None:
    """The likeliest format of a file that begins with `head`; None when no reader knows it.

    Content decides; the suffix of `file` only between readers that are equally sure.
    """
    best: tuple[float, bool, str] | None = None
    for name in readable():
        reader = registry.reader(name)
        sure = reader.sniff(head)
        fits = any(file.lower().endswith(suffix) for suffix in reader.suffixes)
        if sure > _DOUBT and (best is None or (sure, fits) > best[:2]):
            best = sure, fits, name
        if sure >= _CERTAIN:
            break  # and the other readers need not be imported
    return Guess(best[2], best[0]) if best else None


def read(
    stream: BinaryIO | bytes,
    *,
    file: str,
    source: str | None = None,
    format: str | None = None,
    progress: Callable[[int], None] | None = None,
    columns: Columns | None = None,
) -> Iterator[Record | Problem]:
    """Read citations from bytes or a binary stream, in file order, in bounded memory.

    Args:
        stream: Bytes, or anything with `read`; it need not be seekable and is not closed.
        file: Its name, for messages.
        source: Name of the database or search the records come from; a record's id depends on it.
            Without it the database the records name is used, else the format's own name.
        format: A name from `readable()`; without it the content decides.
        progress: Called now and then with the number of bytes taken so far.
        columns: What the columns of a table hold, over what would be guessed.

    Yields:
        A `Record` for each citation and a `Problem` for each oddity.

    Raises:
        UnreadableFile: No reader knows the content, or it can't be read to its end. Without
            `format` the former is raised at the call, before the first record.
        UnknownName: `format` is not the name of a reader, or `columns` names what is not there.
        NoColumns: `columns` is given for a format that has none.
    """
    raw: BinaryIO = io.BytesIO(stream) if isinstance(stream, bytes | bytearray) else stream
    if progress is not None:
        raw = cast(BinaryIO, _Counted(raw, progress))
    peekable = Peekable(raw)
    name = format or _sniffed(peekable.peek(HEAD), file)
    return _counted(name, peekable, file, source or "", columns or {})


def columns(
    stream: BinaryIO, *, file: str, format: str | None = None, columns: Columns | None = None
) -> tuple[Column, ...]:
    """What the columns of a table hold, where that had to be guessed or was given; else none.

    Args:
        stream: As for `read`.
        file: Its name, for messages.
        format: A name from `readable()`; without it the content decides.
        columns: What is given.

    Raises:
        UnreadableFile: No reader knows the content, or it can't be read.
        UnknownName: `columns` names what is not there.
    """
    peekable = Peekable(stream)
    reader = registry.reader(format or _sniffed(peekable.peek(HEAD), file))
    if not isinstance(reader, TableReader):
        return ()
    return reader.columns(cast(BinaryIO, peekable), file=file, columns=columns or {})


def write(records: Iterable[Record], format: str, stream: BinaryIO) -> None:
    """Write `records` to a binary stream in a format from `writable()`.

    Raises:
        UnknownName: `format` is not the name of a writer.
    """
    registry.writer(format).write(records, stream)


def _sniffed(head: bytes, file: str) -> str:
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(file, "it is empty")
    found = guess(head, file=file)
    if found is None:
        why = binary(head) or "its content is in no format tamis knows"
        raise UnreadableFile(file, f"{why}; formats it reads: {', '.join(readable())}")
    return found.format


def _counted(
    name: str, stream: Peekable, file: str, source: str, columns: Columns
) -> Iterator[Record | Problem]:
    """Read, and say so when a file of a known format holds nothing."""
    reader, data = registry.reader(name), cast(BinaryIO, stream)
    if not columns:
        items = reader.read(data, file=file, source=source)
    elif isinstance(reader, TableReader):
        items = reader.read_as(data, file=file, source=source, columns=columns)
    else:
        raise NoColumns(file, name)
    for item in items:
        yield item
        if isinstance(item, Record):
            yield from items
            return
    hint = "export it again, or name its format if this is not the one"
    yield Problem(file, f"no records, read as {name}", hint)


class _Counted:
    """A stream that says how far it was read."""

    def __init__(self, stream: BinaryIO, progress: Callable[[int], None]) -> None:
        self._stream = stream
        self._progress = progress
        self._taken = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._taken += len(data)
        self._progress(self._taken)
        return data

"""Every reply of a search, on disk as it came: what a killed run goes on from and a replay reads.

    replies.jsonl     a line per reply, in order: request, status, file, SHA-256 of the body
    0001-count.json.gz, 0002-page.xml.gz …

A reply is written whole before its line is; a line that a kill cut short is dropped, and with it
the file it would have spoken of. Neither keys nor addresses of people are in a request, so they
are not on the tape.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tamis.model.errors import InvalidFile
from tamis.sources.http.values import Ask, Reply

LINES = "replies.jsonl"
#: Headers that say something about the data; cookies and the like are left out.
_KEPT_HEADERS = ("content-type", "date", "etag", "last-modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One reply on the tape."""

    what: str
    key: str
    status: int
    file: str
    sha256: str
    headers: Mapping[str, str]


class Tape:
    """The replies of one search, in the order they were given.

    Args:
        folder: Where they lie; it must exist.
        write: Whether replies may be added. A torn end is then cut off.

    Raises:
        InvalidFile: A line says what no tape says.
    """

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        self.folder = folder
        self._lines = list(_read(folder / LINES, mend=write))

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def lines(self) -> tuple[Kept, ...]:
        """What is on it."""
        return tuple(self._lines)

    def reply(self, at: int, ask: Ask | None = None) -> Reply:
        """The at-th reply.

        Raises:
            InvalidFile: Its body is not the one that was kept.
        """
        kept = self._lines[at]
        path = self.folder / kept.file
        try:
            body = gzip.decompress(path.read_bytes())
        except (OSError, EOFError) as error:
            raise InvalidFile(path, [f"not as it was kept: {error}"]) from error
        if hashlib.sha256(body).hexdigest() != kept.sha256:
            raise InvalidFile(path, ["changed after it was kept"])
        asked = ask or Ask(what=kept.what, path="")
        return Reply(ask=asked, status=kept.status, body=body, headers=kept.headers)

    def replies(self, *what: str) -> Iterator[Reply]:
        """The replies to one kind of request, in order."""
        for at, kept in enumerate(self._lines):
            if kept.what in what:
                yield self.reply(at)

    def keep(self, reply: Reply) -> None:
        """Add a reply: when this returns, it outlives a kill."""
        name = f"{len(self._lines) + 1:05}-{reply.ask.what}{_suffix(reply)}.gz"
        # A fixed time and level, so that the same reply gives the same bytes.
        _write_through(self.folder / name, gzip.compress(reply.body, 6, mtime=0), "wb")
        kept = Kept(
            what=reply.ask.what,
            key=reply.ask.key,
            status=reply.status,
            file=name,
            sha256=hashlib.sha256(reply.body).hexdigest(),
            headers={n: reply.headers[n] for n in _KEPT_HEADERS if n in reply.headers},
        )
        _write_through(self.folder / LINES, _line(kept), "ab")
        self._lines.append(kept)

    def wipe(self) -> None:
        """Forget everything."""
        (self.folder / LINES).unlink(missing_ok=True)
        for path in self.folder.glob("[0-9]*-*.gz"):
            path.unlink()
        self._lines.clear()


class Raw:
    """A file to be copied, opened only when its turn comes: a search may hold thousands."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def read(self, size: int = -1, /) -> bytes:
        """As of a file; it closes itself at the end."""
        if self._file is None:
            self._file = self._path.open("rb")
        piece = self._file.read(size)
        if not piece:
            self._file.close()
        return piece


def _read(path: Path, *, mend: bool) -> Iterator[Kept]:
    if not path.is_file():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            told = json.loads(line)
            yield Kept(**told)
        except (ValueError, TypeError) as error:
            raise InvalidFile(path, [f"line {number}: {error}"]) from error
    if mend and len(whole) < len(data):
        os.truncate(path, len(whole))


def _line(kept: Kept) -> bytes:
    told = {name: getattr(kept, name) for name in Kept.__dataclass_fields__}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _write_through(path: Path, data: bytes, mode: str) -> None:
    with path.open(mode) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _suffix(reply: Reply) -> str:
    kind = reply.headers.get("content-type", "")
    if "json" in kind or reply.body[:1] in (b"{", b"["):
        return ".json"
    return ".xml" if "xml" in kind or reply.body[:1] == b"<" else ".txt"

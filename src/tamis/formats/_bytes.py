"""What bytes are before they are text: packed, marked, legacy-encoded, or no text at all."""

from __future__ import annotations

import codecs
import re
import zlib
from functools import lru_cache
from typing import BinaryIO, cast

from tamis.model.errors import UnreadableFile

#: How much of a file the sniffers see.
HEAD = 1 << 16
#: zlib's window for a gzip header and trailer.
_GZIP = 31

WIDE = frozenset({"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"})
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,80}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,20})["']""")
#: Encodings a declaration may choose: ASCII inside, and no line feed within a character.
_DECLARABLE = re.compile(
    r"utf-8|iso8859-\d+|cp125\d|latin-1|koi8-[ru]|gb\w+|big5|shift_jis|euc_\w+"
)
_BINARY = (
    (b"%PDF", "it is a PDF; export the citations, not the article"),
    (b"\xd0\xcf\x11\xe0", "it is an old Excel or Word file; save it as .xlsx or .csv"),
    (b"PK\x03\x04", "it is a zip archive; unpack it and import what is inside"),
    (b"SQLite format 3", "it is a database; export from the program that made it"),
    (b"\x89PNG", "it is a picture"),
    (b"\xff\xd8\xff", "it is a picture"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
#: GB 2312 hanzi: both bytes high, the first within the hanzi rows (level 1 and 2).
_HANZI = re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe])+")


class Peekable:
    """A stream whose beginning can be looked at without taking it, seekable or not."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._head = b""

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end."""
        while len(self._head) < size:
            more = self._stream.read(size - len(self._head))
            if not more:
                break
            self._head += more
        return self._head[:size]

    def read(self, size: int = -1) -> bytes:
        """As of any stream."""
        if not self._head:
            return self._stream.read(size)
        if size < 0:
            taken, self._head = self._head + self._stream.read(), b""
        else:
            taken, self._head = self._head[:size], self._head[size:]
            if len(taken) < size:
                taken += self._stream.read(size - len(taken))
        return taken


class Unzipped:
    """What a gzip stream holds, several members one after the other, never more than asked for."""

    def __init__(self, stream: Peekable) -> None:
        self._stream = stream
        self._member = zlib.decompressobj(_GZIP)
        self._packed = b""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; b"" at the end.

        Raises:
            EOFError: The stream is cut short.
            zlib.error: It is damaged.
        """
        while True:
            self._packed = self._packed or self._stream.read(HEAD)
            if self._member.eof:
                self._packed = self._packed.lstrip(b"\0")
                if not self._packed:
                    return b""
                self._member = zlib.decompressobj(_GZIP)
            elif not self._packed:
                raise EOFError("it ends in the middle")
            data = self._member.decompress(self._packed, size)
            self._packed = self._member.unconsumed_tail or self._member.unused_data
            if data:
                return data


def unpacked(stream: BinaryIO) -> BinaryIO:
    """The stream itself, or what a gzip stream holds."""
    peekable = stream if isinstance(stream, Peekable) else Peekable(stream)
    zipped = peekable.peek(2) == b"\x1f\x8b"
    return cast(BinaryIO, Unzipped(peekable) if zipped else peekable)


@lru_cache(maxsize=2)
def head_text(head: bytes) -> str:
    """The beginning of a file as text for sniffing; "" when it is no text."""
    if head[:2] == b"\x1f\x8b":
        try:
            head = zlib.decompressobj(_GZIP).decompress(head, HEAD)
        except zlib.error:
            return ""
    encoding, skip = detect(head)
    if binary(head):
        return ""
    text = head[skip:].decode(encoding, errors="replace").replace("\ufeff", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def detect(head: bytes) -> tuple[str, int]:
    """(encoding, length of the byte-order mark), from the first bytes."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    sample = head[:4096]
    if zeros := sample.count(0):
        odd = sample[1::2].count(0)
        if odd * 3 > len(sample) // 2 * 2 and odd == zeros:
            return "utf-16-le", 0
        if (zeros - odd) * 3 > len(sample) // 2 * 2 and odd == 0:
            return "utf-16-be", 0
    return _declared(sample), 0


def _declared(sample: bytes) -> str:
    found = _DECLARED.search(sample[:200])
    if found is None:
        return "utf-8"
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return "utf-8"
    return name if _DECLARABLE.fullmatch(name) else "utf-8"


def binary(head: bytes) -> str:
    """Why these bytes can't be text, or ""."""
    for magic, why in _BINARY:
        if head.startswith(magic):
            return why
    if b"\0" in head and detect(head)[0] not in WIDE:
        return "it holds binary data, not text"
    return ""


def refuse_binary(head: bytes, file: str) -> None:
    """Raise `UnreadableFile` when `head` can't begin a text file."""
    if why := binary(head):
        raise UnreadableFile(file, why)


def guess_legacy(line: bytes) -> str:
    """The encoding of a line that is not UTF-8: Chinese when every high run is hanzi."""
    runs = _HIGH.findall(line)
    return "gb18030" if runs and all(_HANZI.fullmatch(run) for run in runs) else "cp1252"


def decode_legacy(line: bytes, encoding: str) -> str:
    """Decode without ever failing; Latin-1 gives every byte a character."""
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return line.decode("latin-1")

"""Bytes → text, block by block: byte-order marks, UTF-16, legacy and mixed encodings, gzip.

A block is some whole lines with "\\n" endings and no byte-order mark, whatever the file had. Memory
is bounded by the block and by the longest line.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats._bytes import (
    WIDE,
    decode_legacy,
    detect,
    guess_legacy,
    refuse_binary,
    unpacked,
)
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem

#: Below the size from which the C library gives every buffer fresh pages of its own.
BLOCK = 1 << 16
#: No citation is this long; a longer one is a file of another kind, or an attack on memory.
LONGEST = 64 << 20
_MOST_LINES = 200_000

_CALLED = {"cp1252": "Windows-1252 (Latin-1)", "gb18030": "GB 18030 (Chinese)"}


class Text:
    """A byte stream as text; oddities of its encoding gather in `problems`."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._stream = unpacked(stream)
        self._legacy = ""
        self._misread = 0
        self._line = 1

    def blocks(self, ends: bytes = b"\n") -> Iterator[str]:
        """Yield the text, whole lines at a time.

        Args:
            ends: The ASCII character blocks end with; formats that put a whole library on one
                line are cut at another than the line feed.

        Raises:
            UnreadableFile: The bytes are no text, or one line is longer than `LONGEST`.
        """
        head = self._read()
        refuse_binary(head, self.file)
        encoding, skip = detect(head)
        head = head[skip:] or self._read()
        for piece in (self._wide if encoding in WIDE else self._narrow)(head, encoding, ends):
            text = piece.replace("\ufeff", "") if "\ufeff" in piece else piece
            if "\r" in text:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            self._line += text.count("\n")
            yield text
        if self._misread > 1:
            self._problem(f"{self._misread} lines are not {encoding.upper()}", self._line)

    @property
    def line(self) -> int:
        """The number of the line after what was yielded last."""
        return self._line

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield (line number from 1, line without its ending)."""
        number = 0
        for block in self.blocks():
            lines = block.split("\n")
            if not lines[-1]:
                lines.pop()
            for line in lines:
                number += 1
                yield number, line

    def check_span(self, begun: int, line: int) -> None:
        """Refuse a record that goes on for longer than any can."""
        if line - begun > _MOST_LINES:
            why = f"the record begun in line {begun} is not ended {_MOST_LINES} lines later"
            raise UnreadableFile(self.file, why)

    def drain(self) -> Iterator[Problem]:
        """Hand over the problems met since the last call."""
        yield from self.problems
        self.problems.clear()

    def _read(self) -> bytes:
        try:
            return self._stream.read(BLOCK)
        except (EOFError, zlib.error) as exc:
            raise UnreadableFile(self.file, f"its compressed data is damaged: {exc}") from exc

    def _wide(self, head: bytes, encoding: str, ends: bytes) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        carry, data = "", head
        while data:
            carry += decoder.decode(data)
            if cut := carry.rfind(ends.decode()) + 1:
                yield carry[:cut]
                carry = carry[cut:]
            self._check_length(len(carry))
            data = self._read()
        carry += decoder.decode(b"", final=True)
        if carry:
            yield carry

    def _narrow(self, head: bytes, encoding: str, ends: bytes) -> Iterator[str]:
        carry, data = b"", head
        while data:
            cut = data.rfind(ends) + 1
            if not cut and ends not in carry:
                # Classic Mac files end lines with a lone CR; one at the edge of a block may be
                # half of a CR LF and waits.
                cut = data[:-1].rfind(b"\r") + 1
            if cut:
                yield self._decode(carry + data[:cut], encoding)
                carry = data[cut:]
            else:
                carry += data
                self._check_length(len(carry))
            data = self._read()
        if carry:
            yield self._decode(carry, encoding)

    def _decode(self, data: bytes, encoding: str) -> str:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            lines = enumerate(data.splitlines(keepends=True), self._line)
            return "".join(self._decode_line(line, number, encoding) for number, line in lines)

    def _decode_line(self, line: bytes, number: int, encoding: str) -> str:
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            self._legacy = self._legacy or guess_legacy(line)
        self._misread += 1
        if self._misread == 1:
            self._problem(f"not {encoding.upper()}; read as {_CALLED[self._legacy]}", number)
        return decode_legacy(line, self._legacy)

    def _check_length(self, length: int) -> None:
        if length > LONGEST:
            why = f"from line {self._line} on, {LONGEST >> 20} MB are one piece"
            raise UnreadableFile(self.file, why)

    def _problem(self, what: str, line: int) -> None:
        hint = "look for wrong letters, or export again as UTF-8"
        self.problems.append(Problem(self.file, what, hint, line=line))

"""RIS, in its dialects, as reference managers and databases write it.

The tag list follows the "RIS Format Specifications" of Reference Manager and what exporters do in
practice. A record runs from TY to ER; a missing ER, a missing TY, tags before TY, text between
records and lines that only look like tags are read and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._ris_fields import careful, quick
from tamis.formats._ris_record import Reading
from tamis.formats._ris_write import write
from tamis.formats._text import LONGEST, Text
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem
from tamis.model.records import Record

_END = "\nER  -"
#: What follows an ER line that carries words, when it is one: a new record or a counter.
_AFTER = re.compile(r"[^\n]*\s*\n(?:TY {0,3}-|Record #|\d+\. *\n)")
#: A file that has no ER lines as they should be is cut between records when this long.
_UNENDED = 1 << 20

_TAG = re.compile(r"^[A-Z][A-Z0-9] {0,3}-(?: |$)", re.MULTILINE)
_TYPE = re.compile(r"^[ \t]*TY {0,3}- *[A-Za-z ]*$", re.MULTILINE)
_NAMES = re.compile(r"^(?:TI|T1|AU|A1|PY|Y1|DO|AB|N2|JO|JF)  - ", re.MULTILINE)


class Ris:
    """Reader and writer of RIS."""

    name = "ris"
    suffixes = (".ris", ".txt")

    def sniff(self, head: bytes) -> float:
        """Sure when a TY line stands among other tags; fairly so when only the tags do."""
        text = head_text(head)
        tags = len(_TAG.findall(text))
        if _TYPE.search(text):
            return 0.95 if tags > 1 else 0.6
        return 0.7 if len(_NAMES.findall(text)) > 1 else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the records of a RIS file; see `tamis.model.ports.Reader`."""
        text = Text(stream, file)
        reading = Reading(file, source)
        for line, chunk, ended in _chunks(text):
            if text.problems:
                yield from text.drain()
            tags = quick(chunk) if ended else None
            if tags is not None:
                yield reading.record(tags, chunk, line + 1)
            else:
                for entry in careful(chunk, line, reading.problems, ended=ended):
                    yield reading.record(entry.tags, entry.raw, entry.line)
            if reading.problems:
                yield from reading.drain()
        yield from text.drain()
        yield from reading.summary()

    def write(self, records: Iterable[Record], stream: BinaryIO) -> None:
        """Write RIS with CR LF line ends, UTF-8."""
        write(records, stream)


def _chunks(text: Text) -> Iterator[tuple[int, str, bool]]:
    """Cut at ER lines.

    Yields:
        (line on which the chunk's leading line feed stands, chunk, whether an ER ended it).
    """
    carry, line = "\n", 0
    for block in text.blocks():
        pieces = (carry + block).split(_END)
        held = ""
        for piece, after in pairwise(pieces):
            piece = held + piece
            if _is_text(after):
                held = piece + _END
                continue
            held = ""
            yield line, piece[piece.find("\n") :], True
            line += piece.count("\n") + 1
        carry = held + pieces[-1]
        if len(carry) > _UNENDED and (cut := carry.rfind("\nTY")) > 0:
            yield line, carry[carry.find("\n") : cut], False
            line += carry.count("\n", 0, cut)
            carry = carry[cut:]
        if len(carry) > LONGEST:
            raise UnreadableFile(text.file, f"from line {line} on, {LONGEST >> 20} MB hold no ER")
    if "\n" in carry:
        yield line, carry[carry.find("\n") :], False


def _is_text(after: str) -> bool:
    """Whether an "ER  -" goes on with words and no record follows: a line of prose."""
    end = after.find("\n")
    return end > 1 and not after[:end].isspace() and not _AFTER.match(after)


FORMAT = Ris()

"""RIS, in its dialects, as reference managers and databases write it.

The tag list follows the "RIS Format Specifications" of Reference Manager and what exporters do in
practice. A record runs from TY to ER; a missing ER, a missing TY, tags before TY, text between
records and lines that only look like tags are read and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._ris_careful import is_noise
from tamis.formats._ris_fields import Fields, fields_of
from tamis.formats._ris_layout import Layout
from tamis.formats._ris_plan import Plans
from tamis.formats._ris_record import Reading
from tamis.formats._ris_write import write
from tamis.formats._text import LONGEST, Text
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem
from tamis.model.records import Record

_END = "\nER  -"
_TAG = re.compile(r"^[A-Z][A-Z0-9] {0,3}-(?: |$)", re.MULTILINE)
_TYPE = re.compile(r"^[ \t]*TY {0,3}- *[A-Za-z ]*$", re.MULTILINE)
_NAMES = re.compile(r"^(?:TI|T1|AU|A1|PY|Y1|DO|AB|N2|JO|JF)  - ", re.MULTILINE)
_NEXT = re.compile(r"TY {0,3}-|Record #|\d{1,9}\. *\n")
#: A file without ER lines is cut before its last TY line when this many characters wait.
_WAITING = 1 << 20


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
        for region, line, ended, fields in _regions(text):
            if text.problems:
                yield from text.drain()
            if fields is not None:
                yield reading.record(fields, region, line)
            else:
                yield from reading.careful(region, line(), ended=ended)
            if reading.problems:
                yield from reading.drain()
        yield from text.drain()
        yield from reading.summary()

    def write(self, records: Iterable[Record], stream: BinaryIO) -> None:
        """Write RIS with CR LF line ends, UTF-8."""
        write(records, stream)


def _regions(text: Text) -> Iterator[tuple[str, Callable[[], int], bool, Fields | None]]:
    """Cut at ER lines.

    Yields:
        (text up to an ER line or the end of the file, what gives the number of its first line,
        whether an ER line follows, its fields if it is one record in order). Lines are counted
        only where somebody asks: counting takes a good part of reading.
    """
    layout, plans = Layout(), Plans()
    carry = "\n"
    for block in text.blocks():
        carry += block
        at = 0
        while True:
            # Every record begins at the line end before it.
            if matched := layout.match(carry, at):
                fields, raw, begin, end = matched
                yield raw, partial(_line, text.line, carry, begin), True, fields
                at = end - 1
                continue
            end = _next_end(carry, at)
            if end < 0:
                break
            begin = _beginning(carry, at, end)
            raw = carry[begin:end]
            found = fields_of(raw, plans)
            if found is not None:
                layout.learn(found, raw)
            yield raw, partial(_line, text.line, carry, begin), True, found
            at = carry.find("\n", end + 1)
        carry = carry[at:]
        if len(carry) > _WAITING and (cut := carry.rfind("\nTY")) > 0:
            yield carry[1:cut], partial(_line, text.line, carry, 1), False, None
            carry = carry[cut:]
        if len(carry) > LONGEST:
            begun = _line(text.line, carry, 1)
            raise UnreadableFile(text.file, f"from line {begun} on, {LONGEST >> 20} MB hold no ER")
    if carry and not carry.isspace():
        line = partial(_line, text.line, carry, 1)
        yield carry[1:].removesuffix("\n"), line, False, None


def _line(last: int, text: str, at: int) -> int:
    """The number of the line at `at`, when `last` is that of the line after the text."""
    return last - text.count("\n", at)


def _beginning(text: str, at: int, end: int) -> int:
    """Where the first line begins that says something."""
    begin = at + 1
    while begin < end:
        line_end = text.find("\n", begin, end)
        if line_end < 0 or not is_noise(text[begin:line_end]):
            break
        begin = line_end + 1
    return begin


def _next_end(text: str, at: int) -> int:
    """Where the line end before the next ER line stands; -1 when it can't be told yet."""
    end = text.find(_END, at)
    while end >= 0:
        line_end = text.find("\n", end + 1)
        if line_end < 0:
            return -1
        sure = _is_end(text, end, line_end)
        if sure != "no":
            return end if sure == "yes" else -1
        end = text.find(_END, line_end)
    return -1


def _is_end(text: str, end: int, line_end: int) -> str:
    """Whether an ER line that carries words ends a record: only when a new one follows."""
    if not text[end + len(_END) : line_end].strip():
        return "yes"
    following = text[line_end:].lstrip()
    if not following:
        return "unknown"
    return "yes" if _NEXT.match(following) else "no"


FORMAT = Ris()

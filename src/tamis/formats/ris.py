"""RIS, in its dialects, as reference managers and databases write it.

The tag list follows the "RIS Format Specifications" of Reference Manager and what exporters do in
practice. A record runs from TY to ER; a missing ER, a missing TY, tags before TY, text between
records and lines that only look like tags are read and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._ris_careful import careful
from tamis.formats._ris_fields import fields_of
from tamis.formats._ris_plan import Plans
from tamis.formats._ris_record import Reading
from tamis.formats._ris_write import write
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_END = "ER  -"
_TAG = re.compile(r"^[A-Z][A-Z0-9] {0,3}-(?: |$)", re.MULTILINE)
_TYPE = re.compile(r"^[ \t]*TY {0,3}- *[A-Za-z ]*$", re.MULTILINE)
_NAMES = re.compile(r"^(?:TI|T1|AU|A1|PY|Y1|DO|AB|N2|JO|JF)  - ", re.MULTILINE)
_NEXT = re.compile(r"TY {0,3}-|Record #|\d{1,9}\. *$")
#: A file without ER lines is cut before its last TY line when this many lines wait.
_WAITING = 20_000


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
        plans = Plans()
        for lines, heads, number, ended in _regions(text):
            if text.problems:
                yield from text.drain()
            fields = fields_of(lines, heads, plans) if ended else None
            if fields is not None:
                yield reading.record(fields, "\n".join(lines), number)
            else:
                for entry in careful(lines, number, reading.problems, ended=ended):
                    found = plans.fields(entry.tags)
                    yield reading.record(found, entry.raw, entry.line)
            if reading.problems:
                yield from reading.drain()
        yield from text.drain()
        yield from reading.summary()

    def write(self, records: Iterable[Record], stream: BinaryIO) -> None:
        """Write RIS with CR LF line ends, UTF-8."""
        write(records, stream)


def _regions(text: Text) -> Iterator[tuple[list[str], list[str], int, bool]]:
    """Cut at ER lines.

    Yields:
        (lines before an ER, their first five characters, number of the first line, whether an ER
        follows it).
    """
    lines: list[str] = []
    number = 1
    for block in text.blocks():
        more = block.split("\n")
        if not more[-1]:
            more.pop()
        lines += more
        heads = [line[:5] for line in lines]
        start = begin = 0
        while (end := _find(heads, begin)) >= 0:
            begin = end + 1
            if (
                lines[end] != "ER  - "
                and lines[end] != _END
                and (sure := _is_end(lines, end)) != "yes"
            ):
                if sure == "unknown":
                    break
                continue
            while start < end and not lines[start]:
                start += 1
                number += 1
            yield lines[start:end], heads[start:end], number, True
            number += end + 1 - start
            start = begin
        lines = lines[start:]
        if len(lines) > _WAITING:
            cut = max(0, *(i for i, line in enumerate(lines) if line.startswith("TY")), 0)
            if cut:
                yield lines[:cut], [], number, False
                number += cut
                lines = lines[cut:]
            text.check_span(number, number + len(lines))
    if any(line and not line.isspace() for line in lines):
        yield lines, [], number, False


def _find(heads: list[str], begin: int) -> int:
    try:
        return heads.index(_END, begin)
    except ValueError:
        return -1


def _is_end(lines: list[str], at: int) -> str:
    """Whether an ER line that carries words ends a record: only when a new one follows."""
    if not lines[at][5:].strip():
        return "yes"
    following = next((line for line in lines[at + 1 :] if line.strip()), None)
    if following is None:
        return "unknown"
    return "yes" if _NEXT.match(following) else "no"


FORMAT = Ris()

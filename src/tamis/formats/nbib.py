"""NBIB / MEDLINE: PubMed's tagged text (and ERIC's and PMC's, which look like it).

Tags follow NLM's "MEDLINE/PubMed Data Element (Field) Descriptions". A record begins with PMID, or
after an empty line with the tag the file's first record begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._nbib_record import record_of
from tamis.formats._nbib_write import write
from tamis.formats._text import Text
from tamis.formats._words import words
from tamis.model.problems import Problem
from tamis.model.records import Record

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3})( {0,3})-(?: (.*)|(.*))$")
_PMID = re.compile(r"^PMID- ?(?:\d|$)", re.MULTILINE)
_OTHER = re.compile(
    r"^(?:OWN - |STAT- |FAU - |TI  - |AB  - |DP  - |JT  - |SO  - |MH  - |PT  - |PMC - |PMCR- )",
    re.MULTILINE,
)
#: Tags that may begin a record.
_STARTS = frozenset({"PMID", "PMC", "PMCR", "OWN"})
#: Tags believed although their dash is not in the fifth column.
_BELIEVED = words("""
    PMID PMC TI AB AU FAU DP JT TA PT LA AID LID SO ISSN
    """)


@dataclass(slots=True)
class Entry:
    """Fields of one record in printed order."""

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def has(self, tag: str) -> bool:
        """Whether the tag was met."""
        return any(t == tag for t, _ in self.fields)


class Nbib:
    """Reader and writer of NBIB."""

    name = "nbib"
    suffixes = (".nbib", ".txt", ".medline")

    def sniff(self, head: bytes) -> float:
        """Sure of a PMID line among MEDLINE's other tags."""
        text = head_text(head)
        others = len(_OTHER.findall(text))
        if re.search(r"^TY {0,3}- ", text, re.MULTILINE):
            return 0.0
        if _PMID.search(text):
            return 0.96 if others else 0.85
        return (
            0.8 if others > 3 else 0.72 if re.search(r"^\s*(?:PMC|PMCR|OWN) {0,2}- ", text) else 0.0
        )

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the records of a MEDLINE file; see `tamis.model.ports.Reader`."""
        text = Text(stream, file)
        problems: list[Problem] = []
        for entry in _entries(text, problems):
            yield from text.drain()
            yield from problems
            problems.clear()
            yield record_of(entry.fields, "\n".join(entry.lines).strip(), source)
        yield from text.drain()
        yield from problems

    def write(self, records: Iterable[Record], stream: BinaryIO) -> None:
        """Write NBIB, UTF-8, lines of any length."""
        write(records, stream)


def _entries(text: Text, problems: list[Problem]) -> Iterator[Entry]:
    entry: Entry | None = None
    first = ""
    blank = True
    for number, line in text.lines():
        if not line.strip():
            blank = True
            continue
        found = _tag(line)
        if found is not None:
            tag, value = found
            if entry is not None and _begins(tag, entry, first, blank):
                yield entry
                entry = None
            first = first or tag
            entry = entry or Entry(number)
            entry.fields.append((tag, value))
        elif entry is None:
            problems.append(_outside(text.file, line, number))
            continue
        else:
            _continue(entry, line, number, text.file, problems)
        entry.lines.append(line)
        text.check_span(entry.line, number)
        blank = False
    if entry is not None:
        yield entry


def _tag(line: str) -> tuple[str, str] | None:
    found = _TAG.match(line)
    if found is None:
        return None
    tag, gap, value = found[1], found[2], found[3] or found[4] or ""
    if len(tag) + len(gap) == 4 or tag in _BELIEVED:
        return tag, value.strip()
    return None


def _begins(tag: str, entry: Entry, first: str, blank: bool) -> bool:
    """Whether `tag` begins a new record after `entry`."""
    if tag == "PMID" and entry.has("PMID"):
        return True
    return blank and (tag == first or tag in _STARTS) and (entry.has(tag) or tag in _STARTS)


def _continue(entry: Entry, line: str, number: int, file: str, problems: list[Problem]) -> None:
    tag, value = entry.fields[-1]
    if line[0].isspace() or tag in ("AB", "TI", "OAB", "AD", "GN"):
        entry.fields[-1] = tag, f"{value} {line.strip()}".strip()
        return
    what = f"'{line.strip()[:60]}' is neither a tag nor the rest of {tag}"
    problems.append(Problem(file, what, "kept among the extra fields", line=number))
    entry.fields.append(("?", line.strip()))


def _outside(file: str, line: str, number: int) -> Problem:
    return Problem(
        file, f"'{line.strip()[:60]}' stands outside any record", "left out", line=number
    )


FORMAT = Nbib()

"""Ovid's own exports: tagged ("TI  - …" under "<1. >") and by field names with indented text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._ovid_record import LABELS, labelled, tagged
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_NUMBER = re.compile(r"<\s*\d+\s*\.?\s*>\s*$")
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_NUMBERS = re.compile(r"^<\s*\d+\s*\.?\s*>\s*$", re.MULTILINE)
_TAGS = re.compile(r"^(?:VN|DB|UI|TI|AU|SO|AB)  - ", re.MULTILINE)
_NAMED = re.compile(
    r"^(?:Accession Number|Unique Identifier|Author(?:s|\(s\))?|Title|Source|Abstract|Institution"
    r"|Status)[ \t]*\n[ \t]+\S",
    re.MULTILINE,
)


@dataclass(slots=True)
class Entry:
    """Fields of one record: (tag or label, its lines)."""

    line: int
    fields: list[tuple[str, list[str]]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    named: bool = False


class Ovid:
    """Reader of Ovid text."""

    name = "ovid"
    suffixes = (".txt", ".ovd", ".cgi")

    def sniff(self, head: bytes) -> float:
        """Sure of numbered records with tags or of Ovid's field names."""
        text = head_text(head)
        numbered = _NUMBERS.search(text) is not None
        if (
            numbered
            and len(_TAGS.findall(text)) > 1
            and not re.search(r"^TY  - ", text, re.MULTILINE)
        ):
            return 0.96
        names = len(_NAMED.findall(text))
        return 0.93 if names and numbered else 0.8 if names > 1 else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the records; see `tamis.model.ports.Reader`."""
        text = Text(stream, file)
        problems: list[Problem] = []
        for entry in _entries(text, problems):
            yield from text.drain()
            yield from problems
            problems.clear()
            read = labelled if entry.named else tagged
            yield read(entry.fields, "\n".join(entry.lines).strip(), source)
        yield from text.drain()
        yield from problems


def _entries(text: Text, problems: list[Problem]) -> Iterator[Entry]:
    entry = Entry(1)
    first = ""
    for number, line in text.lines():
        label = line.strip()
        found = _TAG.match(line)
        named = label in LABELS and not line[0].isspace()
        begins = _NUMBER.match(line) or (named and label == first and label in dict(entry.fields))
        if begins and entry.fields:
            yield entry
            entry = Entry(number)
        if _NUMBER.match(line):
            entry.lines.append(line)
            continue
        if found and not entry.named:
            entry.fields.append((found[1], [found[2].strip()]))
        elif named:
            entry.named = True
            entry.fields.append((label, []))
        elif entry.fields:
            entry.fields[-1][1].append(label)
        elif label:
            what = f"'{label[:60]}' stands outside any record"
            problems.append(Problem(text.file, what, "left out", line=number))
        first = first or (label if named else "")
        entry.lines.append(line)
        text.check_span(entry.line, number)
    if entry.fields:
        yield entry


FORMAT = Ovid()

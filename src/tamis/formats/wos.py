"""Web of Science plain text and CIW, and ISI exports of INSPEC and MEDLINE before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft
from tamis.formats._place import finish
from tamis.formats._text import Text
from tamis.formats._wos_tags import place_tag
from tamis.model.problems import Problem
from tamis.model.records import Record

_LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)")
_HEADER = re.compile(r"^FN .*\n\s*VR ", re.MULTILINE)
_TAGS = re.compile(r"^(?:PT [A-Z]\b|AU \S|TI \S|SO \S|UT \S|PY \d|ER\s*$)", re.MULTILINE)
#: A line this long was wrapped; a shorter one ended a paragraph.
_FULL = 60


@dataclass(slots=True)
class Entry:
    """Tags of one record with their lines."""

    line: int
    tags: list[tuple[str, list[str]]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class Wos:
    """Reader of Web of Science's tagged exports."""

    name = "wos"
    suffixes = (".txt", ".ciw", ".isi")

    def sniff(self, head: bytes) -> float:
        """Sure of the FN/VR header, fairly of PT among other tags."""
        text = head_text(head)
        kinds = {found[:2] for found in _TAGS.findall(text)}
        if _HEADER.search(text):
            return 0.96
        return 0.85 if "PT" in kinds and len(kinds) > 2 else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the records; see `tamis.model.ports.Reader`."""
        text = Text(stream, file)
        problems: list[Problem] = []
        for entry in _entries(text, problems):
            yield from text.drain()
            yield from problems
            problems.clear()
            yield _record(entry, source)
        yield from text.drain()
        yield from problems


def _entries(text: Text, problems: list[Problem]) -> Iterator[Entry]:
    entry: Entry | None = None
    for number, line in text.lines():
        found = _LINE.match(line)
        tag = found[1] if found else ""
        if tag in ("FN", "VR", "EF") and (entry is None or tag == "EF"):
            continue
        if entry is not None and (tag == "ER" or (tag == "PT" and entry.tags)):
            if tag == "PT":
                problems.append(Problem(text.file, "a record has no ER line", "", line=entry.line))
            yield entry
            entry = None
        if tag == "ER" or (entry is None and not line.strip()):
            continue
        if found:
            entry = entry or Entry(number)
            entry.tags.append((tag, [(found[2] or "").strip()]))
        elif entry is None:
            what = f"'{line.strip()[:60]}' stands outside any record"
            problems.append(Problem(text.file, what, "left out", line=number))
            continue
        else:
            entry.tags[-1][1].append(line.strip())
        entry.lines.append(line)
        text.check_span(entry.line, number)
    if entry is not None:
        problems.append(Problem(text.file, "the last record has no ER line", "", line=entry.line))
        yield entry


def _record(entry: Entry, source: str) -> Record:
    draft = Draft()
    for tag, lines in entry.tags:
        place_tag(draft, tag, _unwrapped(lines) if tag == "AB" else "\n".join(lines))
    finish(draft)
    return draft.finished(source, "\n".join(entry.lines).rstrip(), "wos")


def _unwrapped(lines: list[str]) -> str:
    """Join lines wrapped at a column; keep the ends of paragraphs and headings."""
    text = lines[0]
    for before, line in pairwise(lines):
        text += (" " if _FULL <= len(before) <= 85 else "\n") + line
    return text


FORMAT = Wos()

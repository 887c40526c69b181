"""ENW / Refer: EndNote's tagged import format, %0 to %~."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats import _clean, _names
from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft
from tamis.formats._kinds import from_words
from tamis.formats._place import finish, place
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_TAG = re.compile(r"%([0-9A-Za-z@!&$()*+?>\[\]=~<^#])(?: +|\t|$)(.*)")
_BEGIN = re.compile(r"^%0(?: |$)", re.MULTILINE)
_LIKE = re.compile(r"^%[0-9A-Z@] \S", re.MULTILINE)
_FIELDS = {
    "T": "title",
    "J": "journal",
    "B": "journal",
    "D": "year",
    "8": "date",
    "V": "volume",
    "N": "issue",
    "P": "pages",
    "I": "publisher",
    "@": "serial",
    "R": "doi",
    "U": "urls",
    "X": "abstract",
    "K": "keyword_lines",
    "M": "accession",
    "G": "language",
    "Z": "notes",
    "9": "publication_types",
    "2": "pmcid",
}

Entry = list[tuple[str, str]]


class Enw:
    """Reader of ENW."""

    name = "enw"
    suffixes = (".enw", ".txt", ".refer")

    def sniff(self, head: bytes) -> float:
        """Sure of %0, fairly of other tags at the very beginning."""
        text = head_text(head).lstrip()
        if not text.startswith("%"):
            return 0.75 if len(_BEGIN.findall(text)) and len(_LIKE.findall(text)) > 2 else 0.0
        if _BEGIN.search(text):
            return 0.95
        return 0.7 if _LIKE.match(text) and not text.startswith("%%") else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the records; see `tamis.model.ports.Reader`."""
        text = Text(stream, file)
        problems: list[Problem] = []
        for entry, raw in _entries(text, problems):
            yield from text.drain()
            yield from problems
            problems.clear()
            yield _record(entry, raw, source)
        yield from text.drain()
        yield from problems


def _entries(text: Text, problems: list[Problem]) -> Iterator[tuple[Entry, str]]:
    entry: Entry = []
    lines: list[str] = []
    blank, begun = False, 1
    for number, line in text.lines():
        found = _TAG.match(line)
        if found and entry and _begins(found[1], entry, blank=blank):
            yield entry, "\n".join(lines)
            entry, lines, begun = [], [], number
        blank = not line.strip()
        if found:
            entry.append((found[1], found[2].strip()))
        elif entry and not blank:
            tag, value = entry[-1]
            entry[-1] = tag, f"{value}\n{line.strip()}"
        elif not blank:
            what = f"'{line.strip()[:60]}' stands outside any record"
            problems.append(Problem(text.file, what, "left out", line=number))
            continue
        if not blank:
            lines.append(line)
        text.check_span(begun, number)
    if entry:
        yield entry, "\n".join(lines)


def _begins(tag: str, entry: Entry, *, blank: bool) -> bool:
    """%0 begins a record, unless only types stand before it; so does a tag after an empty line."""
    if tag == "0":
        return any(t != "0" for t, _ in entry)
    return blank and any(t == tag for t, _ in entry) and not any(t == "0" for t, _ in entry)


def _record(entry: Entry, raw: str, source: str) -> Record:
    draft = Draft()
    has_journal = any(tag == "J" for tag, _ in entry)
    for tag, value in entry:
        if tag == "0":
            draft.kind = from_words(value, draft.kind)
        elif tag == "A":
            draft.authors.extend(_names.people(_clean.plain(value)))
        elif tag == "2" and "PMC" not in value:
            draft.keep("%2", value)
        elif tag == "B" and has_journal:
            draft.keep("%B", value)
        else:
            place(draft, _FIELDS.get(tag, ""), value, f"%{tag}")
    finish(draft)
    return draft.finished(source, raw, "enw")


FORMAT = Enw()

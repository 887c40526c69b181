"""INSPEC's tagged text (“TI ~ …” under “Record.…INSPEC…”), as its old CD-ROMs wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats import _names
from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft
from tamis.formats._kinds import from_words
from tamis.formats._place import finish, place
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_HEAD = re.compile(r"^Record.*INSPEC", re.MULTILINE)
_TAG = re.compile(r"([A-Z]{2}) ~ (.*)")
_FIELDS = {
    "TI": "title",
    "AB": "abstract",
    "PU": "publisher",
    "DT": "publication_types",
    "LA": "language",
}


class Inspec:
    """Reader of INSPEC text."""

    name = "inspec"
    suffixes = (".txt",)

    def sniff(self, head: bytes) -> float:
        """Sure of its record line."""
        return 0.9 if _HEAD.search(head_text(head)) else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the records; see `tamis.model.ports.Reader`."""
        text = Text(stream, file)
        fields: list[tuple[str, str]] = []
        for _, line in text.lines():
            if _HEAD.match(line) and fields:
                yield from text.drain()
                yield _record(fields, source)
                fields = []
            elif found := _TAG.match(line):
                fields.append((found[1], found[2].strip()))
            elif fields and line.strip():
                tag, value = fields[-1]
                fields[-1] = tag, f"{value} {line.strip()}"
        yield from text.drain()
        if fields:
            yield _record(fields, source)


def _record(fields: list[tuple[str, str]], source: str) -> Record:
    draft = Draft()
    for tag, value in fields:
        if tag == "AU":
            draft.authors.extend(_names.people(value))
        elif tag == "RT":
            draft.kind = from_words(value, "article")
        elif tag == "PY":
            draft.parts["year"] = value
        else:
            place(draft, _FIELDS.get(tag, ""), value, tag)
    finish(draft)
    return draft.finished(source, "\n".join(f"{tag} ~ {value}" for tag, value in fields), "inspec")


FORMAT = Inspec()

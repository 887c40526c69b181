"""EPPI-Reviewer JSON: references with the codes reviewers gave them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._decisions import LABEL, Pairs, decided
from tamis.formats._draft import Draft
from tamis.formats._json import Items, Json, dig, objects, text
from tamis.formats._kinds import from_words
from tamis.formats._place import finish, place
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_SIGN = re.compile(r'"(?:CodeSets|ItemId|ParentTitle|AttributeId)"\s*:')
_FIELDS = {
    "Title": "title",
    "ParentTitle": "journal",
    "Authors": "authors",
    "Year": "year",
    "Month": "month",
    "StandardNumber": "serial",
    "City": "",
    "Country": "",
    "Publisher": "publisher",
    "Volume": "volume",
    "Pages": "pages",
    "Issue": "issue",
    "Abstract": "abstract",
    "URL": "urls",
    "DOI": "doi",
    "Comments": "notes",
    "Keywords": "keywords",
    "ShortTitle": "",
    "ParentAuthors": "",
    "Institution": "",
    "Edition": "",
    "Availability": "",
    "ItemStatus": "",
}
_EXCLUDE = re.compile(
    r"\s*exclu\w*\s*(?:[-:–]|on|because|based on)?\s*(?:on\s+)?(.*)", re.IGNORECASE | re.DOTALL
)
_INCLUDE = re.compile(r"\s*includ\w*", re.IGNORECASE)


class Eppi:
    """Reader of EPPI-Reviewer's JSON."""

    name = "eppi-json"
    suffixes = (".json",)

    def sniff(self, head: bytes) -> float:
        """Sure of EPPI-Reviewer's names."""
        found = head_text(head)
        if found.lstrip()[:1] not in ("{", "["):
            return 0.0
        signs = len(set(_SIGN.findall(found)))
        return 0.96 if signs > 1 else 0.85 if '"CodeSets"' in found else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the references; see `tamis.model.ports.Reader`."""
        items = Items(Text(stream, file))
        names: dict[str, str] | None = None
        for item in items:
            if isinstance(item, Problem):
                yield item
                continue
            if names is None:
                names = _codes(items.beside.get("CodeSets"))
            yield record_of(item.value, item.raw, source, names)


def _codes(sets: object) -> dict[str, str]:
    """Code number → its name, over all sets and levels."""
    names: dict[str, str] = {}
    waiting = objects(sets)
    while waiting:
        code = waiting.pop()
        if number := text(code.get("AttributeId")):
            names[number] = text(code.get("AttributeName"))
        below = code.get("Attributes")
        waiting.extend(objects(dig(below, "AttributesList")) or objects(below))
    return names


def record_of(reference: Json, raw: str, source: str, names: dict[str, str]) -> Record:
    """Map a reference; "Include …" and "Exclude …" codes are decisions, others labels."""
    draft = Draft(kind=from_words(text(reference.get("TypeName")), "article"))
    for name, value in reference.items():
        if name not in ("Codes", "TypeName"):
            place(draft, _FIELDS.get(name, ""), text(value), name)
    for code in objects(reference.get("Codes")):
        number = text(code.get("AttributeId"))
        draft.extra.extend(_decided(names.get(number) or f"code {number}"))
        place(draft, "notes", text(code.get("AdditionalText")), "AdditionalText")
    finish(draft)
    return draft.finished(source, raw, "eppi")


def _decided(name: str) -> Pairs:
    if found := _EXCLUDE.fullmatch(name):
        return decided("exclude", reasons=[found[1]])
    return decided("include") if _INCLUDE.match(name) else ((LABEL, name),)


FORMAT = Eppi()

"""A record in the making: readers fill it, `finished` turns it into a `Record`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from itertools import repeat
from operator import call
from typing import Any

from tamis.formats import _clean
from tamis.formats._identity import source_id
from tamis.model.ids import record_id
from tamis.model.records import Record

#: Extra keys that hold a field the format has no place for, written by tamis itself.
FIELD = "tamis:field:"

_TUPLES = frozenset(
    f.name for f in fields(Record) if isinstance(f.type, str) and f.type.startswith("tuple")
)
#: Every field a file can give back: all but the digest and the text itself.
NAMES = tuple(f.name for f in fields(Record) if f.name not in ("id", "raw"))
#: A record's fields, all empty, in the order of its slots.
BLANK: dict[str, Any] = {f.name: () if f.name in _TUPLES else "" for f in fields(Record)} | {
    "kind": "article",
    "year": None,
}
_PUT = tuple(Record.__dict__[f.name].__set__ for f in fields(Record))
_DRAFTED = tuple(name for name in NAMES if name not in ("source", "source_id", "extra"))


@dataclass(slots=True)
class Draft:
    """The fields of a `Record`, still open; lists where records have tuples."""

    kind: str = "article"
    title: str = ""
    authors: list[str] = field(default_factory=list)
    year: int | None = None
    date: str = ""
    journal: str = ""
    journal_abbreviation: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    issn: list[str] = field(default_factory=list)
    isbn: list[str] = field(default_factory=list)
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registry_ids: list[str] = field(default_factory=list)
    abstract: str = ""
    keywords: list[str] = field(default_factory=list)
    mesh: list[str] = field(default_factory=list)
    publication_types: list[str] = field(default_factory=list)
    language: str = ""
    journal_country: str = ""
    urls: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    own_id: str = ""
    #: What fields are put together from once all are known: first_page, last_page, month …
    parts: dict[str, str] = field(default_factory=dict)

    def keep(self, key: str, *values: str) -> None:
        """Keep what has no place of its own."""
        self.extra.extend((key, value) for value in values if value)

    def set_once(self, name: str, value: str, key: str = "") -> None:
        """Fill an empty text field; a different second value goes to `extra` under `key`."""
        present = getattr(self, name)
        if not present:
            setattr(self, name, value)
        elif value and value != present:
            self.keep(key or name, value)

    def is_empty(self) -> bool:
        """Whether nothing but perhaps a kind was read."""
        return not (
            self.title
            or self.authors
            or self.abstract
            or self.doi
            or self.pmid
            or self.own_id
            or self.year
            or self.journal
            or self.registry_ids
            or self.urls
            or self.notes
            or self.pages
            or self.extra
            or self.keywords
        )

    def finished(self, source: str, raw: str, detected: str = "") -> Record:
        """Freeze.

        Args:
            source: The caller's name for the source, or "" to use `detected`.
            raw: The text the record was read from.
            detected: The database the format or the record itself names.
        """
        values = BLANK.copy()
        values.update((name, getattr(self, name)) for name in _DRAFTED)
        for name in _TUPLES & values.keys():
            values[name] = tuple(values[name])
        values["extra"], kept = split_fields(tuple(self.extra))
        values |= kept
        return frozen(values, source, self.own_id, raw, detected)


def split_fields(
    extra: tuple[tuple[str, str], ...],
) -> tuple[tuple[tuple[str, str], ...], dict[str, object]]:
    """Take the fields tamis wrote among the extras out of them."""
    kept: dict[str, object] = {}
    rest = []
    for key, value in extra:
        name = key[len(FIELD) :] if key.startswith(FIELD) else ""
        decoded = _decoded(name, value) if name in NAMES else None
        if decoded is None and not (name == "year" and value == "null"):
            rest.append((key, value))
        else:
            kept[name] = decoded
    return tuple(rest), kept


def _decoded(name: str, value: str) -> object:
    """The value, when it has the field's type."""
    try:
        decoded = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if name == "extra":
        return _pairs(decoded)
    if name in _TUPLES:
        fits = isinstance(decoded, list) and all(isinstance(v, str) for v in decoded)
        return tuple(decoded) if fits else None
    if name == "year":
        return decoded if type(decoded) is int else None
    return decoded if isinstance(decoded, str) else None


def _pairs(decoded: object) -> object:
    if not isinstance(decoded, list):
        return None
    pairs = [p for p in decoded if isinstance(p, list) and len(p) == 2]
    fits = len(pairs) == len(decoded) and all(isinstance(v, str) for p in pairs for v in p)
    return tuple((key, value) for key, value in pairs) if fits else None


def frozen(values: dict[str, Any], source: str, own: str, raw: str, detected: str) -> Record:
    """A `Record` of finished field values; names it by `source` and its id there.

    Args:
        values: A copy of `BLANK`, filled in place. Its `source` and `source_id`, where a file tamis
            wrote gave them, come before what was found otherwise.
        source: The caller's name for the source, or "".
        own: The id found, or "".
        raw: The text read.
        detected: The source found.
    """
    source = source or values["source"] or detected
    own = values["source_id"] or own
    if not own:
        own = source_id("", _text(values, "doi"), _text(values, "title"), _words(values, raw))
    values["id"], values["source"] = record_id(source, own), source
    values["source_id"], values["raw"] = own, raw
    # A frozen dataclass sets its fields one by one through `object.__setattr__`. Putting them into
    # the slots, in their order and without a loop in Python, takes a third of the time.
    record = object.__new__(Record)
    any(map(call, _PUT, repeat(record), values.values()))
    return record


def _text(values: dict[str, object], name: str) -> str:
    return str(values[name])


def _words(values: dict[str, object], raw: str) -> tuple[str, ...]:
    """What tells a citation without an id from others; its raw text when it says nothing."""
    authors = values["authors"]
    names = authors if isinstance(authors, tuple) else ()
    words = (
        *names,
        str(values["year"] or values["date"] or ""),
        *(
            _text(values, n)
            for n in ("journal", "volume", "issue", "pages", "publisher", "abstract")
        ),
    )
    return words if values["title"] or any(words) else (raw,)


def text_field(text: str) -> str:
    """One line without HTML."""
    return _clean.squeeze(_clean.plain(text))

"""Terms under a tag that does not look for words: headings, qualifiers, dates, types, languages."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query import dates, subheadings
from tamis.sources.query import fields as f
from tamis.sources.query.tree import (
    Heading,
    Limit,
    LimitKind,
    Node,
    Qualifier,
    Tag,
    Term,
    Vocabulary,
)

_HEADINGS: dict[str, tuple[bool, bool]] = {
    f.AS_HEADING: (False, False),
    f.AS_EXPLODED: (True, False),
    f.AS_MAJOR: (False, True),
    f.AS_EXPLODED_MAJOR: (True, True),
}
_DATES: dict[str, LimitKind] = {f.AS_DATE: "date", f.AS_ENTRY_DATE: "entry-date"}
_VALUES: dict[str, LimitKind] = {
    f.AS_LANGUAGE: "language",
    f.AS_PUBLICATION_TYPE: "publication-type",
    f.AS_SUBSET: "subset",
}

#: Several platforms abbreviate languages; only what reviews use is spelt out.
LANGUAGES = {
    "eng": "english",
    "en": "english",
    "fre": "french",
    "fra": "french",
    "fr": "french",
    "ger": "german",
    "deu": "german",
    "de": "german",
    "spa": "spanish",
    "es": "spanish",
    "ita": "italian",
    "por": "portuguese",
    "dut": "dutch",
    "nld": "dutch",
    "chi": "chinese",
    "zho": "chinese",
    "jpn": "japanese",
    "rus": "russian",
    "pol": "polish",
    "dan": "danish",
    "swe": "swedish",
    "nor": "norwegian",
}


def pseudo(fields: tuple[str, ...]) -> str | None:
    """The one field name that makes something other than a term, if it stands alone."""
    return fields[0] if len(fields) == 1 and fields[0].startswith("@") else None


def searchable(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Field names with those that make no term replaced by the words they stand for."""
    words = {
        f.AS_HEADING: f.HEADING_WORDS,
        f.AS_EXPLODED: f.HEADING_WORDS,
        f.AS_MAJOR: f.HEADING_WORDS,
        f.AS_EXPLODED_MAJOR: f.HEADING_WORDS,
        f.AS_QUALIFIER: f.SUBHEADING,
        f.AS_PUBLICATION_TYPE: f.PUBLICATION_TYPE,
        f.AS_LANGUAGE: f.LANGUAGE,
    }
    return f.field_set(words.get(name, name) for name in fields)


def make(term: Term, tag: Tag, name: str, vocabulary: Vocabulary, shown: str) -> Node:
    """What a term under a special tag is; a term with wildcards stays one.

    Args:
        term: The words.
        tag: The tag as written.
        name: One of the `AS_…` names.
        vocabulary: Whose headings the platform has.
        shown: The source text of the term.
    """
    text = term.text
    if term.wilds and name not in _DATES:
        return _still_term(term, tag, name)
    if name in _HEADINGS:
        explode, major = _HEADINGS[name]
        text, below = heading_text(text)
        return Heading(
            text=text,
            vocabulary=vocabulary,
            explode=explode,
            major=major,
            subheadings=below,
            quoted=term.quoted,
            tag=tag,
            place=term.place,
        )
    if name == f.AS_QUALIFIER:
        return Qualifier(
            text=subheadings.name(text), vocabulary=vocabulary, tag=tag, place=term.place
        )
    if name in _DATES:
        start, end = span(shown)
        if start is None and end is None:
            return Limit(kind=_DATES[name], values=(text.lower(),), written=shown, place=term.place)
        return Limit(kind=_DATES[name], start=start, end=end, written=shown, place=term.place)
    value = text.lower()
    if name == f.AS_LANGUAGE:
        value = LANGUAGES.get(value, value)
    if name == f.AS_SUBSET and value in ("humans", "animals"):
        kind: LimitKind = "humans" if value == "humans" else "animals"
        return Limit(kind=kind, written=shown, place=term.place)
    if name == f.AS_SUBSET and value in LANGUAGES.values():
        return Limit(kind="language", values=(value,), written=shown, place=term.place)
    return Limit(kind=_VALUES[name], values=(value,), written=shown, place=term.place)


def _still_term(term: Term, tag: Tag, name: str) -> Term:
    return replace(term, fields=searchable((name,)), tag=tag, mapped=False)


def heading_text(text: str) -> tuple[str, tuple[str, ...]]:
    """A heading and the subheadings behind its slash: `Asthma/drug therapy`."""
    head, slash, below = text.partition("/")
    names = tuple(subheadings.name(part) for part in re.split(r"[/,]", below) if part.strip())
    return (head.strip(), names) if slash and head.strip() and names else (text, ())


#: A range that begins before this has no beginning: `1800 - 1990` is how people say so.
_FIRST = "1801"

_COMPARED = re.compile(r"(>=|<=|>|<|=|is|aft|after|bef|before)\s*(\d{4})$", re.I)
_BETWEEN = re.compile(
    r"\s*(?::|\bto\b|\band\b|\.\.)\s*|\s+-\s*|(?<=\d{4})\s*-\s*(?=\d{4}(?:\d\d){0,2}\b|[A-Za-z]|$)",
    re.I,
)


def span(text: str) -> tuple[str | None, str | None]:
    """First and last date of `2010`, `2010-2020`, `2010:2020`, `"2010 -Current"`, `>2010`."""
    plain = text.strip().strip("\"'()[]").strip()
    if match := _COMPARED.match(plain):
        return _compared(match[1].lower(), int(match[2]))
    if dates.is_date(plain):
        found = dates.read(plain)
        return found, found
    parts = _BETWEEN.split(plain, maxsplit=1)
    if len(parts) == 2:
        start = dates.read(parts[0])
        return (None if start is not None and start < _FIRST else start), dates.read(parts[1])
    return None, None


def _compared(sign: str, year: int) -> tuple[str | None, str | None]:
    if sign in (">", "aft", "after"):
        return str(year + 1), None
    if sign in ("<", "bef", "before"):
        return None, str(year - 1)
    if sign == ">=":
        return str(year), None
    return (None if sign == "<=" else str(year)), str(year)

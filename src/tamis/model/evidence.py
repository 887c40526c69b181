"""What a number rests on: documents, spans of their words, and data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standing = Literal[
    "paper", "registry", "regulator", "secondary", "news", "company", "earlier-review"
]
DatumState = Literal["reported", "derived", "not-reported", "not-readable", "ambiguous"]

#: A quotation proves a number; more than this would copy the source (provenance rule 3).
MAX_QUOTED_WORDS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something that was read: a paper, a table page, a registry entry, a news item.

    `kind` says in words what was read ("full text table 3", "abstract"); `standing` says how far
    it may be believed: a news or company page never overrules a paper.
    """

    id: str
    title: str = ""
    url: str = ""
    kind: str = ""
    standing: Standing = "paper"
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The words of a document that carry a number.

    `quote` is the shortest fragment that carries it, at most `MAX_QUOTED_WORDS` words. With
    `verbatim=False` the collection kept the value, not the sentence around it; the page says so.
    """

    document: str
    quote: str
    locator: str = ""
    verbatim: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One extracted value with the words it came from.

    A `value` of None says nothing could be read, and `state` says why: "not-reported" and
    "not-readable" are never zero. `unit` is the printed unit; `formula` is set on derived data.
    """

    name: str
    value: float | int | str | None = None
    unit: str = ""
    state: DatumState = "reported"
    spans: tuple[Span, ...] = ()
    formula: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A group of people in a study that was treated alike."""

    id: str
    label: str
    role: Literal["intervention", "control"] = "intervention"

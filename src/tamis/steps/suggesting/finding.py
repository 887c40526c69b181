"""From a text to suggestions: sentence by sentence, rules and the protocol's terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tamis.formats.fulltext.anchors import tidy
from tamis.formats.fulltext.values import FullText, Page
from tamis.model.protocol import Facet, Protocol
from tamis.model.sentences import Sentence, sentences
from tamis.steps.suggesting.rules import hits
from tamis.steps.suggesting.values import Suggestion

#: Names of values → the ids of characteristics that hold them, first match wins.
_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("n.randomised", ("n.randomised", "n.randomized", "randomised", "n")),
    ("n.treated", ("n.treated", "n.enrolled", "n")),
    ("n.analysed", ("n.analysed", "n.analyzed")),
    ("phase", ("phase",)),
    ("design.class", ("design.class", "design")),
    ("dose", ("dose",)),
    ("doses", ("doses",)),
    ("route", ("route.text", "route")),
    ("follow-up", ("follow-up", "followup", "duration")),
    ("registration", ("registration", "registrations")),
)
#: Words around a value that may be quoted with it.
_LONGEST_QUOTE = 25
#: Characters the patterns look at together; some of them cost the square of it.
_LONGEST_PIECE = 800


def suggest(text: FullText, protocol: Protocol) -> tuple[Suggestion, ...]:
    """Everything the rules and the protocol's terms find, in the order of the text."""
    terms = _Terms(protocol)
    found = [
        s
        for page in text.pages
        for sentence in sentences(page.text)
        for piece in _pieces(sentence)
        for s in _of(page, piece, protocol, terms)
    ]
    return tuple(sorted(found, key=lambda s: (s.page, s.start, s.rule)))


def _pieces(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence, or a table that looks like one, in pieces that the rules are quick with."""
    start, text = 0, sentence.text
    while len(text) - start > _LONGEST_PIECE:
        space = text.rfind(" ", start + _LONGEST_PIECE // 2, start + _LONGEST_PIECE)
        end = space + 1 if space > 0 else start + _LONGEST_PIECE
        yield Sentence(sentence.start + start, sentence.start + end, text[start:end])
        start = end
    yield Sentence(sentence.start + start, sentence.end, text[start:])


def _of(page: Page, piece: Sentence, protocol: Protocol, terms: _Terms) -> Iterator[Suggestion]:
    flat, origin = _flat(piece.text)
    around = tidy(piece.text)

    def made(rule: str, start: int, end: int, **more: Any) -> Suggestion:
        first, last = piece.start + origin[start], piece.start + origin[end - 1] + 1
        return Suggestion(
            rule=rule, page=page.number, start=first, end=last,
            quote=tidy(page.text[first:last]), sentence=around, **more,
        )  # fmt: skip

    for hit in hits(flat):
        if len(flat[hit.start : hit.end].split()) > _LONGEST_QUOTE:
            continue
        yield made(
            hit.rule, hit.start, hit.end, values=hit.values,
            field=_field(*hit.values[0], protocol), unit=hit.unit, note=hit.note,
        )  # fmt: skip
    for start, end, facet, term in terms.found(flat):
        yield made("term", start, end, values=((facet, term),), field=facet)


def _flat(text: str) -> tuple[str, list[int]]:
    """Words on one line, those broken at a line's end joined, and where each character was."""
    letters: list[str] = []
    origin: list[int] = []
    at = 0
    while at < len(text):
        broken = text[at] == "-" and text[at + 1 : at + 2] == "\n"
        if broken and at and text[at - 1].isalpha() and text[at + 2 : at + 3].islower():
            at += 2
            continue
        letters.append(" " if text[at] in "\n\t" else text[at])
        origin.append(at)
        at += 1
    return "".join(letters), origin


def _field(name: str, value: object, protocol: Protocol) -> str:
    """The characteristic that may hold a value; none when its list of codes does not have it."""
    known = {f.id: f for f in protocol.fields}
    for named, fields in _FIELDS:
        field = next((known[f] for f in fields if f in known), None) if named == name else None
        if field is not None and (not field.values or value in field.values):
            return field.id
    return ""


class _Terms:
    """The protocol's terms as one pattern each, longest words first."""

    def __init__(self, protocol: Protocol) -> None:
        people = Facet(id="population", label="", terms=protocol.populations)
        self._known: dict[str, tuple[str, str]] = {}
        for facet in (*protocol.facets, people):
            for term in facet.terms:
                for words in (*term.synonyms, re.sub(r"\s*\([^)]*\)", "", term.label)):
                    self._known.setdefault(words.strip().lower(), (facet.id, term.id))
        names = sorted((w for w in self._known if len(w) > 1), key=len, reverse=True)
        self._short = frozenset(
            w.strip()
            for f in (*protocol.facets, people)
            for t in f.terms
            for w in (*t.synonyms, t.label)
            if w.isupper()
        )
        pattern = "|".join(re.escape(n).replace(r"\ ", r"[\s-]+") for n in names)
        whole = rf"(?<![\w-])(?:{pattern})(?:s\b|(?![\w-]))"
        self._pattern = re.compile(whole, re.IGNORECASE) if names else None

    def found(self, sentence: str) -> Iterable[tuple[int, int, str, str]]:
        """Places of terms with their facet and id; capitals of an acronym must be there."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(sentence):
            words = re.sub(r"[\s-]+", " ", match[0])
            folded = words.lower()
            for name in (folded, folded.replace(" ", "-"), folded.rstrip("s")):
                if name in self._known:
                    if name.upper() in self._short and not match[0].rstrip("s").isupper():
                        break
                    yield match.start(), match.end(), *self._known[name]
                    break

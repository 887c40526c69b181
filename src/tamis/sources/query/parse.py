"""The door for reading: text in, `Strategy` out, whatever the text is like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from tamis.model.errors import UnknownName
from tamis.sources.query.dialects.dialect import Dialect
from tamis.sources.query.errors import UnreadableQuery
from tamis.sources.query.lines import RawLine, lay_out, number
from tamis.sources.query.normal import cited
from tamis.sources.query.place import Oddity, Place
from tamis.sources.query.reading import READERS
from tamis.sources.query.reading.reader import DEEPEST, Reader, depth
from tamis.sources.query.tokens import Lines, Token, plain
from tamis.sources.query.tree import Line, LineRef, Node, Platform, Strategy, walk

#: Other names people give a platform.
ALIASES: Mapping[str, Platform] = {
    "medline": "ovid",
    "ovid-medline": "ovid",
    "ovid_medline": "ovid",
    "emtree": "embase",
    "embase.com": "embase",
    "embase-ovid": "ovid-embase",
    "central": "cochrane",
    "cochrane-library": "cochrane",
    "cinahl": "ebsco",
    "ebscohost": "ebsco",
    "web-of-science": "wos",
    "webofscience": "wos",
    "europe-pmc": "europepmc",
    "epmc": "europepmc",
    "clinicaltrials.gov": "ctgov",
    "clinicaltrials": "ctgov",
}

#: More text than any strategy has; a guard for machines.
MOST_CHARACTERS = 2_000_000


def platform(name: str, among: tuple[str, ...] = get_args(Platform)) -> Platform:
    """The platform called `name`, or one of its other names.

    Raises:
        UnknownName: There is none; the message lists them.
    """
    key = name.strip().lower()
    found = ALIASES.get(key)
    for known in among:
        if known in (key, found):
            return known  # type: ignore[return-value]
    raise UnknownName("platform", name, among)


def parse(text: str, source: str) -> Strategy:
    """Read a search strategy.

    Args:
        text: The strategy as the platform shows it, numbered lines or one query.
        source: The platform it was written for, or "auto" to guess.

    Raises:
        UnreadableQuery: Nothing in the text can be searched for.
        UnknownName: No platform of that name can be read.
    """
    from tamis.sources.query.sniff import sniff

    name = sniff(text) if source == "auto" else platform(source, tuple(READERS))
    reader = READERS[name]
    straight = _checked(text)
    where = Lines(straight)
    layout = lay_out(straight, where, one_per_line=reader.dialect.words == "phrase")
    labels = frozenset(raw.label for raw in layout.lines if raw.label)
    oddities = [*layout.oddities, *_typographic(text, straight, where)]
    lines: list[Line] = []
    for raw in layout.lines:
        line, found = _line(reader, layout.text, where, raw, labels)
        oddities.extend(found)
        if line is not None:
            lines.append(line)
    if not lines:
        raise UnreadableQuery("it holds no word to search for")
    read = Strategy(platform=name, lines=tuple(_in_order(lines)), text=text)
    oddities.extend(_unused(read))
    oddities.sort(key=lambda o: o.place)
    return replace(read, oddities=tuple(oddities))


def tokenise(text: str, source: str) -> tuple[Token, ...]:
    """The tokens of one query; labels and noise are not looked for."""
    reader = READERS[platform(source, tuple(READERS))]
    straight = plain(text)
    made = reader(straight, Lines(straight), 0, len(straight), frozenset())
    return tuple(made.tokens)


def dialect_of(name: str) -> Dialect:
    """The language of a platform that can be read."""
    return READERS[platform(name, tuple(READERS))].dialect


def _checked(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise UnreadableQuery(f"it is longer than {MOST_CHARACTERS:,} characters")
    if not any(c.isalnum() for c in text):
        raise UnreadableQuery("it holds no word to search for")
    return plain(text)


def _line(
    reader: type[Reader], text: str, where: Lines, raw: RawLine, labels: frozenset[str]
) -> tuple[Line | None, list[Oddity]]:
    made = reader(text, where, raw.start, raw.end, labels, raw.label)
    node = made.read()
    if node is None:
        return None, made.oddities
    if depth(node) > DEEPEST:
        line = where.place(raw.start, raw.end).line
        raise UnreadableQuery(f"operators nest more than {DEEPEST} levels deep", line=line)
    place = where.place(raw.start, raw.end)
    return Line(label=raw.label, query=node, hits=raw.hits, place=place), made.oddities


def _in_order(lines: list[Line]) -> list[Line]:
    """Histories copied from the newest line down are turned round."""
    numbers = [number(line.label) for line in lines]
    if len(numbers) > 1 and numbers == sorted(numbers, reverse=True) and numbers[0] != numbers[-1]:
        return lines[::-1]
    return lines


def _unused(strategy: Strategy) -> list[Oddity]:
    """Lines that the last one does not reach, and numbers that were printed twice."""
    lines = strategy.lines
    if len(lines) < 2:
        return []
    reached: set[int] = set()
    waiting = [len(lines) - 1]
    while waiting:
        at = waiting.pop()
        if at not in reached:
            reached.add(at)
            found = (cited(strategy, at, label) for label in references(lines[at].query))
            waiting.extend(i for i in found if i is not None)
    odd = [
        Oddity(
            "unused-line",
            f"line {line.label} is not part of the last line's result",
            line.place,
            severity="note",
        )
        for at, line in enumerate(lines)
        if at not in reached
    ]
    seen: set[str] = set()
    for line in lines:
        if line.label in seen:
            what = f"the number {line.label} is printed twice"
            hint = "a reference means the nearest line above"
            odd.append(Oddity("ambiguous", what, line.place, hint))
        seen.add(line.label)
    return odd


def references(node: Node) -> tuple[str, ...]:
    """Labels that a query cites."""
    return tuple(n.label for n in walk(node) if isinstance(n, LineRef))


def _typographic(text: str, straight: str, where: Lines) -> list[Oddity]:
    """Curly quotation marks and other print characters, one oddity a character kind and line."""
    seen: set[tuple[str, int]] = set()
    found: list[Oddity] = []
    for at, (written, read) in enumerate(zip(text, straight, strict=True)):
        if written == read or read in " \n":
            continue
        place: Place = where.place(at, at + 1)
        if (written, place.line) in seen:
            continue
        seen.add((written, place.line))
        quote = read in "\"'"
        found.append(
            Oddity(
                "smart-quote" if quote else "repaired-character",
                f"`{written}` is a character of print",
                place,
                f"read as `{read}`",
            )
        )
    return found

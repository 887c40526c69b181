"""A document as a page shows it: one page at a time, its words in place, what was found marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tamis.formats.fulltext import anchors
from tamis.formats.fulltext.anchors import Anchor
from tamis.formats.fulltext.tables import Table, tables
from tamis.formats.fulltext.values import Block, FullText, Page, Word
from tamis.model.evidence import Span
from tamis.model.problems import Problem
from tamis.review import Review, texts
from tamis.review.texts import Readable

#: Places of a search that a page lists.
MOST_PLACES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A box on a page: words that were found, or that carry a value already."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Blocks that are shown together: one block, or all rows of a table."""

    kind: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page of a document.

    Attributes:
        readable: The document.
        page: The page shown.
        pages: How many there are.
        kind: "pdf", "jats" or "plain".
        rows: The blocks of a structured text.
        marks: Boxes on a page of a PDF.
        places: Where the words that were looked for stand, on all pages.
        looked_for: Those words.
        problems: What a reader should know of the document.
        tables: The tables of the page.
    """

    readable: Readable
    page: Page
    pages: int
    kind: str
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    places: tuple[Anchor, ...]
    looked_for: str
    problems: tuple[Problem, ...]
    tables: tuple[Table, ...]


def view(
    review: Review, document: str, page: int = 1, looked_for: str = "", cited: Iterable[Span] = ()
) -> View:
    """A page of a document, with what was looked for and what was cited marked.

    Raises:
        UnknownName: There is no such document.
        UnreadableText: Its file is not here, or can't be read.
    """
    readable = texts.readable(review, document)
    text = texts.text(review, document)
    number = min(max(page, 1), len(text.pages))
    places = anchors.find(text, looked_for, MOST_PLACES) if looked_for.strip() else ()
    shown = text.page[number]
    told = [a for s in cited if s.document == document and (a := _place(text, s))]
    return View(
        readable=readable,
        page=shown,
        pages=len(text.pages),
        kind=text.kind,
        rows=tuple(_rows(text.blocks)),
        marks=(*_marks(shown, places, "found"), *_marks(shown, told, "cited")),
        places=places,
        looked_for=looked_for,
        problems=text.problems,
        tables=tables(text, number),
    )


def _place(text: FullText, span: Span) -> Anchor | None:
    """Where a span stands, if its place is one of ours."""
    found = anchors.read_locator(span.locator)
    if found is None or found[0] not in text.page:
        return None
    page, start, end = found
    return Anchor(page=page, start=start, end=end, quote=span.quote)


def _marks(page: Page, places: Iterable[Anchor], kind: str) -> tuple[Mark, ...]:
    wanted = [(a.start, a.end) for a in places if a.page == page.number]
    return tuple(
        Mark(kind=kind, x=w.x, y=w.y, width=w.width, height=w.height)
        for w in page.words
        if any(w.start < end and start < w.start + len(w.text) for start, end in wanted)
    )


def _rows(blocks: Iterable[Block]) -> Iterable[Row]:
    table: list[Block] = []
    for block in blocks:
        if block.kind == "row":
            table.append(block)
            continue
        if table:
            yield Row(kind="table", blocks=tuple(table))
            table = []
        yield Row(kind=block.kind, blocks=(block,))
    if table:
        yield Row(kind="table", blocks=tuple(table))


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a text, marked when it was looked for."""

    start: int
    text: str
    found: bool


def lines(page: Page, places: Iterable[Anchor]) -> tuple[Line, ...]:
    """The words of a page in parts, so that what was found can be marked."""
    cuts = sorted((a.start, a.end) for a in places if a.page == page.number)
    made: list[Line] = []
    at = 0
    for start, end in cuts:
        if start > at:
            made.append(Line(at, page.text[at:start], False))
        made.append(Line(start, page.text[start:end], True))
        at = end
    if at < len(page.text):
        made.append(Line(at, page.text[at:], False))
    return tuple(made)


def baseline(word: Word) -> float:
    """Where a word's letters stand: boxes reach a fifth of their height below it."""
    return round(word.y + word.height * 0.8, 2)

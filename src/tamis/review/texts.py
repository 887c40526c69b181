"""Texts of a review: full texts kept by content, abstracts, and quotes held against them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.formats.fulltext import anchors
from tamis.formats.fulltext.anchors import Anchor
from tamis.formats.fulltext.values import FullText, UnreadableText, plain
from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import Retrieved
from tamis.model.evidence import MAX_QUOTED_WORDS, Document, Span
from tamis.model.naming import plural, slug
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.review.screening import resolve
from tamis.store.fulltexts import LARGEST, FullTexts

if TYPE_CHECKING:
    from tamis.review.facade import Review

_ABSTRACT = "abstract-"


class TooLong(TamisError):
    """A quote is longer than a proof needs."""

    exit_code = 2
    http_status = 422

    def __init__(self, words: int) -> None:
        super().__init__(
            f"the quote has {plural(words, 'word')}; at most {MAX_QUOTED_WORDS}: "
            f"take the shortest words that carry the value"
        )


class NoQuote(TamisError):
    """A value came without the words it rests on."""

    exit_code = 2
    http_status = 422

    def __init__(self) -> None:
        super().__init__("name the words that carry the value: a quote, or a place in the text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A document of the review: a kept file, or the abstract of a record.

    Attributes:
        document: The document.
        report: The report it is the text of.
        here: Whether its text is here (git may have left the file out).
        told: Whether an event speaks of it; an abstract is told of when it is first quoted.
    """

    document: Document
    report: str | None
    here: bool
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A full text that was added; `again` when the same file of the same report was there."""

    document: Document
    report: str
    pages: int
    again: bool
    problems: tuple[Problem, ...]


def add(review: Review, report: str, file: Path, *, note: str = "", request: str = "") -> Added:
    """Keep the full text of a report and say that it was retrieved.

    Args:
        review: The review.
        report: The report, or a record of it.
        file: A PDF or JATS XML.
        note: Kept with the event.
        request: An id the caller gave to this act; sent again, it appends nothing.

    Raises:
        UnknownName: There is no such report.
        UnreadableText: The file can't be read; nothing was kept.
    """
    home = resolve(review, report)
    if file.stat().st_size > LARGEST:
        raise UnreadableText(f"the file has more than {LARGEST // 2**20} MB")
    kept, text = FullTexts(review.path).keep(file.read_bytes())
    known = next((d for d in documents(review, home) if d.document.sha256 == kept.sha256), None)
    label = _record(review, home).label
    document = known.document if known else Document(
        id=f"{slug(label)[:60] or 'text'}-{kept.sha256[:8]}", title=f"{label}: full text",
        kind="full text (PDF)" if kept.kind == "pdf" else "full text (JATS XML)",
        sha256=kept.sha256,
    )  # fmt: skip
    if known is None:
        review.append(
            review.event(Retrieved, report=home, document=document, note=note, request=request)
        )
    return Added(
        document=document,
        report=home,
        pages=len(text.pages),
        again=known is not None,
        problems=text.problems,
    )


def documents(review: Review, report: str) -> tuple[Readable, ...]:
    """What can be read of a report: its kept files, newest first, then its abstract."""
    home = review.state.reports.of(report)
    store = FullTexts(review.path)
    found: dict[str, Readable] = {}
    for event in reversed(review.state.retrievals):
        told = event.document
        if told is None or not told.sha256 or not event.report:
            continue
        here = store.path(told.sha256) is not None
        if review.state.reports.of(event.report) == home:
            found.setdefault(told.id, Readable(document=told, report=home, here=here, told=True))
    best = _record(review, home)
    own = (_abstract(review, best),) if best.abstract else ()
    return (*found.values(), *own)


def readable(review: Review, document: str) -> Readable:
    """A document by its id.

    Raises:
        UnknownName: No document that can be read here has that id.
    """
    if document.startswith(_ABSTRACT):
        record = document.removeprefix(_ABSTRACT)
        if record in review.state.reports.home:
            return _abstract(review, review.folder.index.record(record))
    for event in reversed(review.state.retrievals):
        if event.document and event.document.id == document and event.document.sha256:
            home = review.state.reports.of(event.report) if event.report else None
            here = FullTexts(review.path).path(event.document.sha256) is not None
            return Readable(document=event.document, report=home, here=here, told=True)
    known = [e.document.id for e in review.state.retrievals if e.document and e.document.sha256]
    raise UnknownName("document with a text", document, known)


def text(review: Review, document: str) -> FullText:
    """The text of a document.

    Raises:
        UnknownName: There is no such document.
        UnreadableText: Its file is not here, or can't be read.
    """
    found = readable(review, document)
    if document.startswith(_ABSTRACT):
        record = review.folder.index.record(document.removeprefix(_ABSTRACT))
        return plain(f"{record.title}\n\n{record.abstract}", record.title)
    return FullTexts(review.path).text(found.document.sha256)


def image(review: Review, document: str, page: int) -> bytes:
    """A page of a document as PNG.

    Raises:
        UnknownName: There is no such document.
        UnreadableText: It has no such page, or no pages.
    """
    return FullTexts(review.path).image(readable(review, document).document.sha256, page)


def span(
    review: Review,
    document: str,
    *,
    page: int = 0,
    start: int = 0,
    end: int = 0,
    quote: str = "",
    place: str = "",
) -> Span:
    """The words a value rests on, held against the document's text.

    With a page and offsets, the words are cut from the text. With a quote alone, it is looked
    for; a quote that is not found is kept and marked as not verbatim: a scan has no words, and of
    some documents only the name is here.

    Raises:
        UnknownName: There is no such document.
        NoSuchPlace: The text has no such characters.
        TooLong: The quote has more words than a proof needs.
        NoQuote: There are neither words nor a place.
    """
    try:
        found = text(review, document)
    except UnreadableText:
        found = plain("")
    except UnknownName:
        if not _is_told(review, document):
            raise
        found = plain("")
    if page:
        return _span(document, found, anchors.at(found, page, start, end))
    quote = " ".join(quote.split())
    if not quote:
        raise NoQuote
    _short(quote)
    hits = anchors.find(found, quote, 1)
    if hits:
        return _span(document, found, hits[0])
    return Span(document=document, quote=quote, locator=place, verbatim=False)


def mention(review: Review, document: str) -> tuple[Retrieved, ...]:
    """The event that makes an abstract one of the documents read; none when it is already.

    It names no report: an abstract that was read says nothing of the full text's retrieval.

    Raises:
        UnknownName: There is no such document.
    """
    if _is_told(review, document):
        return ()
    found = readable(review, document)
    return (review.event(Retrieved, document=found.document, reason="its abstract was read"),)


def _is_told(review: Review, document: str) -> bool:
    return any(e.document and e.document.id == document for e in review.state.retrievals)


def _span(document: str, found: FullText, anchor: Anchor) -> Span:
    _short(anchor.quote)
    return Span(document=document, quote=anchor.quote, locator=anchors.locator(found, anchor))


def _short(quote: str) -> None:
    if len(quote.split()) > MAX_QUOTED_WORDS:
        raise TooLong(len(quote.split()))


def _abstract(review: Review, record: Record) -> Readable:
    document = Document(
        id=f"{_ABSTRACT}{record.id}", title=f"{record.label}: abstract", kind="abstract",
        url=f"https://doi.org/{record.doi}" if record.doi else "",
    )  # fmt: skip
    home = review.state.reports.of(record.id)
    told = _is_told(review, document.id)
    return Readable(document=document, report=home, here=True, told=told)


def _record(review: Review, report: str) -> Record:
    """The record of a report that says most."""
    members = review.state.reports.members[review.state.reports.of(report)]
    found = (review.folder.index.record(m) for m in members)
    return max(found, key=lambda r: (len(r.abstract), len(r.title), r.id))

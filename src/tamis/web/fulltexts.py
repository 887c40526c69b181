"""Full texts for pages and API alike: which reports need one, and taking one in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tamis.model.evidence import Span
from tamis.review import Review, texts
from tamis.review.texts import Added, Readable
from tamis.steps.screening import standings
from tamis.web.people import Person
from tamis.web.rooms import Room
from tamis.web.uploads import tray_of

DocumentId = Annotated[str, Field(min_length=1, max_length=120)]


class Words(BaseModel):
    """The words a value rests on: a place in the text, or a quote that is looked for there."""

    model_config = ConfigDict(extra="forbid")

    document: DocumentId
    quote: Annotated[str, Field(max_length=400)] = ""
    page: Annotated[int, Field(ge=0, le=10_000)] = 0
    start: Annotated[int, Field(ge=0, le=10**9)] = 0
    end: Annotated[int, Field(ge=0, le=10**9)] = 0
    place: Annotated[str, Field(max_length=200, description="Said of a quote not found")] = ""

    @model_validator(mode="after")
    def _something(self) -> Words:
        if not self.page and not self.quote.strip():
            raise ValueError("give a page with start and end, or a quote")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A report that got to full text, and what can be read of it."""

    report: str
    label: str
    title: str
    documents: tuple[Readable, ...]

    @property
    def missing(self) -> bool:
        """Whether there is no file of it here."""
        return not any(d.here and d.document.sha256 for d in self.documents)


def wanted(review: Review) -> tuple[str, ...]:
    """Reports that got past title and abstract, or belong to a study."""
    passed = standings(review.state, review.protocol)["title-abstract"]
    studied = {review.state.reports.of(r) for s in review.state.studies for r in s.reports}
    return tuple(
        r for r in review.state.reports.members
        if r in studied or (r in passed and passed[r].standing == "included")
    )  # fmt: skip


def described(review: Review, reports: Iterable[str]) -> tuple[Wanted, ...]:
    """Reports with their documents."""
    made = []
    for report in reports:
        members = review.state.reports.members[report]
        record = max((review.folder.index.record(m) for m in members), key=lambda r: len(r.title))
        documents = texts.documents(review, report)
        made.append(
            Wanted(report=report, label=record.label, title=record.title, documents=documents)
        )
    return tuple(made)


def take(
    request: Request, room: Room, visitor: Person, report: str, file: UploadFile, act: str = ""
) -> Added:
    """Keep an uploaded full text; read apart from the server, so a bad file harms nobody."""
    tray, owner = tray_of(request), (room.name, visitor.writer)
    sent = tray.put(owner, file.filename or "file", file.file)
    try:
        return room.review(visitor.writer).add_fulltext(report, sent.path, request=act)
    finally:
        tray.drop(owner, sent.token)


def span(review: Review, words: Words) -> Span:
    """Words as a span, held against the document's text."""
    return texts.span(
        review, words.document, page=words.page, start=words.start, end=words.end,
        quote=words.quote, place=words.place,
    )  # fmt: skip

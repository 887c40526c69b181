"""What the pages and the API of appraisal share: what is asked, and what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tamis import instruments
from tamis.model.errors import UnknownName
from tamis.model.events import Answer, Judged
from tamis.model.evidence import Document, Span
from tamis.model.instruments import BiasDomain, Instrument, Question
from tamis.review import Review
from tamis.review.appraising import Target, others
from tamis.steps import appraisal
from tamis.steps.appraisal import Tried

Short = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=2000)]


class Given(BaseModel):
    """An answer to a signalling question, and the words it rests on."""

    model_config = ConfigDict(extra="forbid")

    question: Short
    answer: Short
    quote: Long = ""
    document: Short = ""
    locator: Short = ""
    comment: Long = ""


class Judging(BaseModel):
    """One domain of one result, judged."""

    model_config = ConfigDict(extra="forbid")

    study: Short
    outcome: Short = ""
    timepoint: Short = ""
    population: Short = ""
    instrument: Short = ""
    domain: Short
    answers: Annotated[tuple[Given, ...], Field(max_length=40)] = ()
    judgement: Short = ""
    reason: Long = ""
    request: Annotated[str, Field(max_length=64)] = ""


class Proposal(BaseModel):
    """What answers come to, and by which rules."""

    judgement: str
    path: list[Tried]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A signalling question with what this person answered."""

    id: str
    text: str
    allowed: tuple[str, ...]
    answer: str
    quote: str
    document: str
    locator: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainForm:
    """A domain as its form shows it."""

    domain: BiasDomain
    rows: tuple[Row, ...]
    word: Judged | None
    proposed: str
    path: tuple[Tried, ...]
    others: tuple[Judged, ...]


def answers_of(given: tuple[Given, ...], documents: Mapping[str, Document]) -> tuple[Answer, ...]:
    """Answers as events keep them; those left open are left out.

    Raises:
        UnknownName: A quotation names a document that the review does not hold.
    """
    made = []
    for one in given:
        if not one.answer:
            continue
        spans: tuple[Span, ...] = ()
        if one.quote.strip():
            if one.document not in documents:
                raise UnknownName("document of the quotation", one.document, documents)
            spans = (
                Span(document=one.document, quote=one.quote.strip(), locator=one.locator.strip()),
            )
        made.append(
            Answer(
                question=one.question, answer=one.answer, spans=spans, comment=one.comment.strip()
            )
        )
    return tuple(made)


def proposal(tool: Instrument, domain: str, given: Mapping[str, str]) -> Proposal:
    """What answers come to.

    Raises:
        UnknownName: The domain or an answer is not the instrument's.
    """
    answers = [Answer(question=q, answer=a) for q, a in given.items() if a]
    return Proposal(
        judgement=appraisal.propose(tool, domain, answers),
        path=list(appraisal.path(tool, domain, {a.question: a.answer for a in answers})),
    )


def forms(review: Review, one: Target) -> tuple[DomainForm, ...]:
    """The form of every domain of a result."""
    tool, heard = instruments.instrument(one.instrument), others(review, one)
    made = []
    for domain in tool.domains:
        word = one.judged.get(domain.id)
        given = {a.question: a for a in word.answers} if word else {}
        rows = tuple(_row(q, tool, given.get(q.id)) for q in domain.questions)
        said = {row.id: row.answer for row in rows if row.answer}
        found = proposal(tool, domain.id, said)
        made.append(
            DomainForm(
                domain=domain, rows=rows, word=word, proposed=found.judgement if said else "",
                path=tuple(found.path), others=heard.get(domain.id, ()),
            )
        )  # fmt: skip
    return tuple(made)


def _row(question: Question, tool: Instrument, answer: Answer | None) -> Row:
    span = answer.spans[0] if answer and answer.spans else None
    return Row(
        id=question.id, text=question.text, allowed=question.answers or tool.answers,
        answer=answer.answer if answer else "",
        quote=span.quote if span else "", document=span.document if span else "",
        locator=span.locator if span else "", comment=answer.comment if answer else "",
    )  # fmt: skip

"""Screening, for programs and for the screening page's own script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Protocol

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from tamis.model.events import Stage
from tamis.review.blinding import Seen
from tamis.review.highlights import Words
from tamis.review.pool import Asked as Show
from tamis.review.pool import Filter, Page
from tamis.web.asking import Here, Visitor
from tamis.web.rendering import environment
from tamis.web.screening import (
    MOST,
    Asked,
    CardOut,
    Done,
    ReportId,
    RequestId,
    Vote,
    card_out,
    conflicts_for,
    perform,
    vote,
)

if TYPE_CHECKING:
    from tamis.review.tally_agreement import Pair

router = APIRouter(prefix="/screening", tags=["screening"])


class Wanted(BaseModel):
    """Cards that are asked for. `held` are those the asker has already, or passes over for now."""

    model_config = ConfigDict(extra="forbid")

    count: Annotated[int, Field(ge=1, le=50)] = 20
    held: Annotated[tuple[ReportId, ...], Field(max_length=MOST)] = ()
    html: bool = False


class Dealt(BaseModel):
    """Cards, and how many reports are still open to the asker."""

    cards: list[CardOut]
    left: int
    ranked: bool


class Batch(BaseModel):
    """Acts in the order in which they were done."""

    model_config = ConfigDict(extra="forbid")

    acts: Annotated[tuple[Asked, ...], Field(min_length=1, max_length=MOST)]


class Results(BaseModel):
    """What became of each act, in the same order."""

    results: list[Done]
    left: dict[Stage, int]


class DoneCard(BaseModel):
    """An own decision, with the report it is about."""

    report: str
    title: str
    label: str
    vote: Vote


class ScoreAsked(BaseModel):
    """A score that is asked for; asking is logged."""

    model_config = ConfigDict(extra="forbid")

    report: ReportId
    request: RequestId


class Pull(BaseModel):
    """How far one word moved a report: up above 0, down below."""

    word: str
    amount: float


class ScoreOut(BaseModel):
    """A score and the words that made it; `score` is None while there is no ranking."""

    score: float | None
    up: tuple[Pull, ...] = ()
    down: tuple[Pull, ...] = ()
    asked: tuple[str, ...] = ()


class Limits(BaseModel):
    """An estimate with the ends of its interval; `value` is None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


class Agreed(BaseModel):
    """How far two people agree over the reports that both have judged; 95 % intervals."""

    first: str
    second: str
    both_include: int
    first_alone: int
    second_alone: int
    both_exclude: int
    observed: Limits
    kappa: Limits
    pabak: Limits
    ac1: Limits
    positive: Limits
    negative: Limits
    differed: dict[str, int]


class HowFar(BaseModel):
    """How far a stage is, for one person."""

    reports: int
    left: int
    screened: int
    found: int
    standing: dict[Seen, int]
    recall: Limits | None
    remaining: Limits | None
    curve: tuple[tuple[int, int], ...]
    enough: bool
    rule: str
    votes: dict[str, int]


class Certifying(BaseModel):
    """What a certificate is to promise: which share of the relevant reports, and how surely."""

    model_config = ConfigDict(extra="forbid")

    target: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95


class Certificate(BaseModel):
    """The event that keeps a certificate, and whether it was new."""

    event: str
    new: bool


@router.post("/acts")
def act(room: Here, visitor: Visitor, batch: Batch) -> Results:
    """Decide, undo, settle. What is answered as saved is on disk."""
    visitor.must("screen")
    results = perform(room.screening, visitor, batch.acts)
    stages = {item.stage for item in batch.acts}
    return Results(
        results=results, left={s: room.screening.left(visitor.writer, s) for s in stages}
    )


@router.post("/{stage}/deal")
def deal(room: Here, visitor: Visitor, stage: Stage, wanted: Wanted) -> Dealt:
    """The next cards; each is kept for the asker for a while, so that no more people than needed
    judge a report."""
    visitor.must("screen")
    here = room.screening
    views = here.deal(visitor.writer, stage, wanted.count, wanted.held)
    draw = environment().get_template("screening_card.html").render if wanted.html else None
    return Dealt(
        cards=[card_out(v, draw(view=v, room=room) if draw else "") for v in views],
        left=here.left(visitor.writer, stage),
        ranked=here.dealer.ranked(stage),
    )


@router.get("/{stage}/reports/{report}")
def card(
    room: Here, visitor: Visitor, stage: Stage, report: ReportId, html: bool = False
) -> CardOut:
    """One report, with what the asker may know of the votes on it."""
    visitor.must("screen")
    view = room.screening.view(visitor.writer, report, stage)
    drawn = environment().get_template("screening_card.html").render(view=view, room=room)
    return card_out(view, drawn if html else "")


@router.get("/{stage}/mine")
def mine(
    room: Here,
    visitor: Visitor,
    stage: Stage,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> list[DoneCard]:
    """The asker's own decisions, newest first."""
    visitor.must("screen")
    here, found = room.screening, []
    for event in here.done(visitor.writer, stage, limit):
        shown = here.view(visitor.writer, event.report, stage).card
        found.append(
            DoneCard(report=shown.report, title=shown.title, label=shown.label, vote=vote(event))
        )
    return found


@router.post("/{stage}/score")
def score(room: Here, visitor: Visitor, stage: Stage, asked: ScoreAsked) -> ScoreOut:
    """How the ranking scores a report for the asker; that they asked is kept in their log."""
    visitor.must("screen")
    found = room.screening.score(visitor.writer, asked.report, stage, asked.request)
    if found is None:
        return ScoreOut(score=None)
    why = found.explanation
    return ScoreOut(
        score=found.score,
        up=tuple(Pull(word=p.word, amount=p.amount) for p in why.up) if why else (),
        down=tuple(Pull(word=p.word, amount=p.amount) for p in why.down) if why else (),
        asked=why.asked if why else (),
    )


@router.get("/{stage}/pool")
def pool(
    room: Here,
    visitor: Visitor,
    stage: Stage,
    text: Annotated[str, Query(max_length=500)] = "",
    show: Show = "",
    label: Annotated[str, Query(max_length=60)] = "",
    first: Annotated[int | None, Query(ge=0, le=9999)] = None,
    last: Annotated[int | None, Query(ge=0, le=9999)] = None,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page:
    """Reports that fit, as the asker may see them."""
    visitor.must("screen")
    asked = Filter(text=text, asked=show, label=label, first=first, last=last)
    return room.screening.pool.page(visitor.writer, stage, asked, offset, limit)


@router.get("/{stage}/conflicts")
def conflicts(room: Here, visitor: Visitor, stage: Stage) -> list[str]:
    """Reports about which people differ: all for those who settle, else those one voted in."""
    visitor.must("screen")
    return list(conflicts_for(room.screening, visitor, stage))


@router.get("/{stage}/agreement")
def agreement(room: Here, visitor: Visitor, stage: Stage) -> list[Agreed]:
    """Kappa and its kin for every two people, over reports whose votes are complete."""
    visitor.must("screen")
    return [_agreed(pair) for pair in room.screening.agreement(stage)]


@router.get("/{stage}/progress")
def progress(room: Here, visitor: Visitor, stage: Stage) -> HowFar:
    """Counts and estimates, from what the asker may know."""
    visitor.must("screen")
    here = room.screening
    found = here.progress(visitor.writer, stage)
    told = found.progress
    recall, missing = told.recall, told.remaining
    return HowFar(
        reports=told.reports, left=here.left(visitor.writer, stage), screened=told.screened,
        found=told.found, standing=dict(found.groups),
        recall=_limits(recall, recall.value) if recall else None,
        remaining=_limits(missing, missing.middle) if missing else None,
        curve=told.curve, enough=told.advice.stop, rule=told.advice.rule,
        votes=dict(here.votes(stage)),
    )  # fmt: skip


@router.post("/{stage}/certificate", status_code=201)
def certify(room: Here, visitor: Visitor, stage: Stage, wanted: Certifying) -> Certificate:
    """Ask the stopping rule, and keep its answer in the log; the same answer is kept once."""
    visitor.must("settle")
    event, new = room.review(visitor.writer).certify(
        stage, target=wanted.target, confidence=wanted.confidence
    )
    return Certificate(event=event.id, new=new)


@router.get("/words")
def words(room: Here, visitor: Visitor) -> tuple[Words, ...]:
    """The sets of words to mark while reading."""
    visitor.must("screen")
    return room.screening.words()


class _Ends(Protocol):
    """Whatever has two ends."""

    @property
    def low(self) -> float | None:
        """The lower one."""
        ...

    @property
    def high(self) -> float | None:
        """The upper one."""
        ...


def _limits(found: _Ends, value: float | None) -> Limits:
    return Limits(value=value, low=found.low, high=found.high)


def _agreed(pair: Pair) -> Agreed:
    figures = pair.figures
    counts = figures.crossing
    return Agreed(
        first=pair.first, second=pair.second, both_include=counts.both, first_alone=counts.first,
        second_alone=counts.second, both_exclude=counts.neither, differed=dict(pair.differed),
        **{
            name: _limits(getattr(figures, name), getattr(figures, name).value)
            for name in ("observed", "kappa", "pabak", "ac1", "positive", "negative")
        },
    )  # fmt: skip

"""Screening as the API and the pages speak of it: what comes in, and what a person may be told.

A decision in the log holds the score it was made from; nothing here passes that on, because a
score is shown only when someone asks for it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tamis.learn.design import Hint
from tamis.model.errors import LogBusy, TamisError
from tamis.model.events import Adjudicated, Screened, Stage, Verdict
from tamis.review.blinding import Seen
from tamis.review.cards import Behind, Registered, Section
from tamis.review.opened import ProtocolChanged
from tamis.review.screening_room import Act, ScreeningRoom, View
from tamis.web.people import Person

ReportId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
RequestId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{8,64}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
#: Cards a browser may hold, and acts it may send at once.
MOST = 500


class Asked(BaseModel):
    """Something a reviewer did. `request` is the sender's own id of it: sent again, it counts once.

    `decide` judges a report (again), `undo` takes back the act `of` (its request or event id; the
    last decision if empty), `settle` settles a conflict.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["decide", "undo", "settle"]
    request: RequestId
    stage: Stage = "title-abstract"
    report: Annotated[str, Field(max_length=64)] = ""
    verdict: Verdict | None = None
    criterion: Annotated[str | None, Field(max_length=200)] = None
    note: Annotated[str, Field(max_length=10_000)] = ""
    labels: Annotated[tuple[Label, ...], Field(max_length=20)] = ()
    of: Annotated[str, Field(max_length=64)] = ""

    @model_validator(mode="after")
    def _whole(self) -> Asked:
        if self.kind != "undo" and not (self.report and self.verdict):
            raise ValueError("a decision needs a report and a verdict")
        return self

    def act(self) -> Act:
        """As the screening room takes it."""
        return Act(
            kind=self.kind, request=self.request, stage=self.stage, report=self.report,
            verdict=self.verdict or "maybe", criterion=self.criterion or None, note=self.note,
            labels=tuple(dict.fromkeys(self.labels)), of=self.of,
        )  # fmt: skip


class Done(BaseModel):
    """What became of an act: on disk (`saved`), refused for a reason, or to be sent again."""

    request: str
    saved: bool
    events: tuple[str, ...] = ()
    refused: str = ""
    status: int = 200
    again: bool = False


class Vote(BaseModel):
    """A decision or ruling as people may see it."""

    event: str
    by: str
    at: str
    verdict: Verdict
    criterion: str | None
    note: str
    labels: tuple[str, ...] = ()


class CardOut(BaseModel):
    """A report as one person may see it. `html` is how the page draws it, when it was asked for.

    `design` is a guess by rules, with how often the rule was right; `documents` are the full texts
    that can be read here.
    """

    report: str
    stage: Stage
    label: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    journal: str
    language: str
    sections: tuple[Section, ...]
    keywords: tuple[str, ...]
    mesh: tuple[str, ...]
    types: tuple[str, ...]
    registrations: tuple[Registered, ...]
    doi: str
    pmid: str
    sources: tuple[str, ...]
    behind: tuple[Behind, ...]
    design: Hint
    documents: tuple[str, ...]
    seen: Seen
    open: bool
    mine: Vote | None
    votes: tuple[Vote, ...]
    rulings: tuple[Vote, ...]
    html: str = ""


def vote(event: Screened | Adjudicated) -> Vote:
    """An event without what its writer was not shown."""
    labels = event.labels if isinstance(event, Screened) else ()
    return Vote(
        event=event.id, by=event.by, at=event.at, verdict=event.verdict,
        criterion=event.criterion, note=event.note, labels=labels,
    )  # fmt: skip


def card_out(view: View, html: str = "") -> CardOut:
    """A view as it is sent."""
    card = view.card
    return CardOut(
        report=card.report, stage=view.stage, label=card.label, title=card.title,
        authors=card.authors, year=card.year, journal=card.journal, language=card.language,
        sections=card.sections, keywords=card.keywords, mesh=card.mesh, types=card.types,
        registrations=card.registrations, doi=card.doi, pmid=card.pmid, sources=card.sources,
        behind=card.behind, design=card.design, documents=view.documents,
        seen=view.seen, open=view.open,
        mine=vote(view.mine) if view.mine else None,
        votes=tuple(vote(v) for v in view.votes),
        rulings=tuple(vote(r) for r in view.rulings), html=html,
    )  # fmt: skip


def conflicts_for(room: ScreeningRoom, visitor: Person, stage: Stage) -> tuple[str, ...]:
    """The conflicts someone may see: all for those who settle them, else those they voted in."""
    found = room.conflicts(stage)
    if visitor.may("settle"):
        return found
    return tuple(r for r in found if room.view(visitor.writer, r, stage).mine is not None)


def perform(room: ScreeningRoom, visitor: Person, asked: tuple[Asked, ...]) -> list[Done]:
    """Do acts in their order; one that is refused does not stop the next.

    What only has to wait (a busy log, a protocol that is being amended) stops those after it, and
    all of them are to be sent again.
    """
    done: list[Done] = []
    for item in asked:
        if done and done[-1].again:
            done.append(Done(request=item.request, saved=False, again=True, status=409))
            continue
        try:
            visitor.must("settle" if item.kind == "settle" else "screen")
            events = room.act(visitor.writer, item.act())
            done.append(Done(request=item.request, saved=True, events=tuple(e.id for e in events)))
        except (LogBusy, ProtocolChanged) as error:
            done.append(_not_done(item, error, again=True))
        except TamisError as error:
            done.append(_not_done(item, error, again=False))
    return done


def _not_done(item: Asked, error: TamisError, *, again: bool) -> Done:
    return Done(
        request=item.request, saved=False, refused=str(error), status=error.http_status, again=again
    )

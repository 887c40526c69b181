"""Extraction, for programs. What another person read is not shown before everyone is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from tamis.model.evidence import Datum
from tamis.review import extracting, reconciling
from tamis.web import extraction
from tamis.web.asking import Here, Visitor
from tamis.web.extraction import FilledGroup, NewStudy, Settlement, StudyLine, Value
from tamis.web.fulltexts import Wanted, described

router = APIRouter(tags=["extraction"])
Said = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A value that was read, by whom, and where it belongs."""

    event: str
    by: str
    outcome: str
    timepoint: str
    population: str
    arm: str
    datum: Datum


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """One value as each reader read it."""

    outcome: str
    timepoint: str
    population: str
    arm: str
    name: str
    readings: dict[str, Datum]
    differs: bool
    settled: str


@router.get("/studies")
def studies(room: Here, visitor: Visitor) -> list[StudyLine]:
    """Every study, and who reads it."""
    visitor.must("work")
    return list(extraction.studies(room.review(visitor.writer)))


@router.post("/studies", status_code=201)
def make(room: Here, visitor: Visitor, told: NewStudy) -> str:
    """Make a study of reports; gives its id."""
    visitor.must("work")
    return extraction.make(room, visitor, told)


@router.get("/studies/candidates")
def candidates(
    room: Here, visitor: Visitor, limit: Annotated[int, Query(ge=1, le=200)] = 60
) -> list[Wanted]:
    """Reports that got to full text and belong to no study yet."""
    visitor.must("work")
    review = room.review(visitor.writer)
    return list(described(review, extraction.unstudied(review)[:limit]))


@router.get("/studies/{study}/form")
def form(
    room: Here,
    visitor: Visitor,
    study: str,
    outcome: Said = "",
    timepoint: Said = "",
    population: Said = "",
) -> list[FilledGroup]:
    """What the protocol asks of a study or a result, with one's own values and what follows."""
    visitor.must("work")
    review = room.review(visitor.writer)
    return list(extraction.form(review, study, outcome, timepoint, population))


@router.get("/studies/{study}/readings")
def readings(room: Here, visitor: Visitor, study: str) -> list[Standing]:
    """The standing values one may see: one's own, and others' when everyone is done."""
    visitor.must("work")
    extracting.the_study(room.review(visitor.writer), study)
    return [
        Standing(
            event=e.id, by=e.by, outcome=e.outcome, timepoint=e.timepoint,
            population=e.population, arm=e.arm, datum=d,
        )
        for e in reconciling.visible(room.review(visitor.writer), study)
        for d in e.data
    ]  # fmt: skip


@router.post("/studies/{study}/readings")
def keep(room: Here, visitor: Visitor, study: str, told: Value) -> list[str]:
    """Read a value; gives the ids of the events, none when it was said before."""
    visitor.must("work")
    return [e.id for e in extraction.keep(room, visitor, study, told)]


@router.post("/studies/{study}/readings/{event}/undo")
def undo(room: Here, visitor: Visitor, study: str, event: str) -> list[str]:
    """Take back a value of one's own."""
    visitor.must("work")
    with room.lock:
        return [e.id for e in room.review(visitor.writer).undo(event)]


@router.post("/studies/{study}/finished")
def finish(room: Here, visitor: Visitor, study: str) -> list[str]:
    """Say that one has read a study."""
    visitor.must("work")
    return [e.id for e in extraction.finish(room, visitor, study)]


@router.get("/studies/{study}/comparison")
def comparison(room: Here, visitor: Visitor, study: str) -> list[SideBySide]:
    """Every value as each reader read it, differences first; refused before everyone is done."""
    visitor.must("work")
    extracting.the_study(room.review(visitor.writer), study)
    return [
        SideBySide(
            outcome=c.place[1], timepoint=c.place[2], population=c.place[3], arm=c.place[4],
            name=c.name, readings=dict(c.readings), differs=c.differs, settled=c.settled,
        )
        for c in reconciling.comparison(room.review(visitor.writer), study)
    ]  # fmt: skip


@router.post("/studies/{study}/settlements")
def settle(room: Here, visitor: Visitor, study: str, told: Settlement) -> list[str]:
    """End a difference between readers."""
    visitor.must("work")
    return [e.id for e in extraction.settle(room, visitor, study, told)]

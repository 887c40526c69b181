"""Risk of bias, for programs: what waits, what answers come to, and judgements."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tamis import instruments
from tamis.model.instruments import Instrument
from tamis.review import appraising
from tamis.review.appraising import Target
from tamis.web import appraisal
from tamis.web.appraisal import Judging, Proposal
from tamis.web.asking import Here, Visitor

router = APIRouter(prefix="/appraisal", tags=["appraisal"])


class Answered(BaseModel):
    """Answers to a domain's signalling questions, by question."""

    instrument: Annotated[str, Field(max_length=60)]
    domain: Annotated[str, Field(max_length=60)]
    answers: Annotated[dict[str, str], Field(max_length=60)]


class Judged(BaseModel):
    """The ids of the events that were written; none when the same was said before."""

    events: list[str]


@router.get("")
def targets(room: Here, visitor: Visitor) -> list[Target]:
    """Results to judge, with what you have judged of them."""
    visitor.must("work")
    return list(appraising.targets(room.worked(visitor)))


@router.get("/instruments")
def tools(room: Here, visitor: Visitor) -> list[Instrument]:
    """The instruments of the protocol: domains, questions, rules."""
    visitor.must("work")
    return [instruments.instrument(n) for n in room.review().protocol.instruments]


@router.post("/proposal")
def propose(room: Here, visitor: Visitor, given: Answered) -> Proposal:
    """What answers come to, rule by rule; nothing is written."""
    visitor.must("work")
    return appraisal.proposal(instruments.instrument(given.instrument), given.domain, given.answers)


@router.post("/judgements", status_code=201)
def judge(room: Here, visitor: Visitor, told: Judging) -> Judged:
    """Judge one domain of one result; a quote stands behind each answer."""
    visitor.must("work")
    with room.lock:
        review = room.worked(visitor)
        one = appraising.target(
            review, told.study, told.outcome, told.timepoint, told.population, told.instrument
        )
        answers = appraisal.answers_of(told.answers, review.evidence.documents)
        events = appraising.judge(
            review, one, told.domain, answers, judgement=told.judgement, reason=told.reason,
            request=told.request,
        )  # fmt: skip
    return Judged(events=[e.id for e in events])

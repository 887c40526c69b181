"""Certainty of evidence, for programs: findings, their parts, and ratings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from tamis.model.results import Certainty
from tamis.review import grading
from tamis.web.asking import Here, Visitor

router = APIRouter(prefix="/certainty", tags=["certainty"])
Part = Annotated[str, Query(max_length=300)]
Short = Annotated[str, Field(max_length=300)]


class Rating(BaseModel):
    """A rating of one GRADE domain, in levels."""

    model_config = ConfigDict(extra="forbid")

    comparison: Short
    outcome: Short
    domain: Short
    rating: Annotated[int, Field(ge=-9, le=9)]
    reason: Annotated[str, Field(max_length=2000)] = ""


class Rated(BaseModel):
    """The ids of the events that were written; none when the same was said before."""

    events: list[str]


@router.get("")
def findings(room: Here, visitor: Visitor) -> list[Certainty]:
    """Every outcome of every comparison: its state, certainty, ratings and sentence."""
    visitor.must("work")
    review = room.worked(visitor)
    return list(review.evidence.certainties)


@router.get("/analyses")
def analyses(
    room: Here, visitor: Visitor, outcome: Part, comparison: Part | None = None
) -> list[dict[str, Any]]:
    """The analyses of an outcome: what is in, what is out and why, and the pooled effect."""
    visitor.must("work")
    review = room.worked(visitor)
    return review.spoken(review.analyse(outcome, comparison))


@router.post("/ratings", status_code=201)
def rate(room: Here, visitor: Visitor, told: Rating) -> Rated:
    """Rate one domain; a rating that differs from the rule's proposal needs a reason."""
    visitor.must("work")
    with room.lock:
        events = grading.rate(
            room.worked(visitor), told.comparison, told.outcome, told.domain, told.rating,
            told.reason,
        )  # fmt: skip
    return Rated(events=[e.id for e in events])

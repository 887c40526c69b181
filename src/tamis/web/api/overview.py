"""Where a review stands, for programs."""

from __future__ import annotations

from fastapi import APIRouter

from tamis.review.status import Summary
from tamis.web.asking import Here, Visitor

router = APIRouter(tags=["review"])


@router.get("/status")
def status(room: Here, visitor: Visitor) -> Summary:
    """Counts of searches, records, reports, decisions, studies, readings and judgements.

    A reader is told what a published page would show: no names, no differences, no events.
    """
    visitor.must("read")
    return room.status(visitor)

"""Synthesis and certainty: what is in, what is out and why, and the ratings behind a sentence."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from tamis import instruments
from tamis.model.errors import TamisError
from tamis.model.results import Certainty
from tamis.review import Review, grading
from tamis.web import synthesis
from tamis.web.asking import Here, Visitor
from tamis.web.people import Person
from tamis.web.rendering import render
from tamis.web.rooms import Room

router = APIRouter()
Part = Annotated[str, Query(max_length=300)]


@router.get("/certainty")
def findings(request: Request, room: Here, visitor: Visitor) -> Response:
    """The summary of findings, each line with its sentence and what is still to confirm."""
    visitor.must("work")
    review = room.worked(visitor)
    return render(
        request, "certainty.html", title="Synthesis and certainty", room=room, visitor=visitor,
        groups=synthesis.findings(review), address=lambda c: _address(room, c),
    )  # fmt: skip


@router.get("/certainty/outcome")
def outcome(
    request: Request, room: Here, visitor: Visitor, comparison: Part, outcome: Part
) -> Response:
    """One outcome of a comparison: its plot, its results, its ratings."""
    visitor.must("work")
    review = room.worked(visitor)
    return _page(request, room, visitor, review, grading.certainty(review, comparison, outcome))


@router.post("/certainty/outcome")
def rate(
    request: Request, room: Here, visitor: Visitor, comparison: Part, outcome: Part,
    domain: Annotated[str, Form(max_length=60)], rating: Annotated[int, Form(ge=-9, le=9)],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """Rate one domain."""
    visitor.must("work")
    with room.lock:
        review = room.worked(visitor)
        graded = grading.certainty(review, comparison, outcome)
        try:
            grading.rate(review, comparison, outcome, domain, rating, reason)
        except TamisError as error:
            return _page(
                request, room, visitor, review, graded, wrong=(domain, str(error)),
                status=error.http_status,
            )  # fmt: skip
    return RedirectResponse(f"{_address(room, graded)}#{domain}", 303)


def _address(room: Room, graded: Certainty) -> str:
    where = {"comparison": graded.comparison, "outcome": graded.outcome}
    return f"/r/{room.name}/certainty/outcome?{urlencode(where)}"


def _page(
    request: Request, room: Room, visitor: Person, review: Review, graded: Certainty, *,
    wrong: tuple[str, str] = ("", ""), status: int = 200,
) -> Response:  # fmt: skip
    return render(
        request, "certainty_outcome.html", status=status, title="Certainty", room=room,
        visitor=visitor, view=synthesis.view(review, graded), graded=graded,
        domains={d.id: d for d in instruments.grade().domains}, wrong_domain=wrong[0],
        wrong=wrong[1], address=_address(room, graded),
    )  # fmt: skip

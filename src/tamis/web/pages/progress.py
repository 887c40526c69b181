"""How far a screening is, what is estimated to be missing, and the certificate."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from tamis.model.events import Stage
from tamis.web.asking import Here, Visitor
from tamis.web.rendering import render
from tamis.web.screening_curve import Curve

router = APIRouter(prefix="/screening")


@router.get("/{stage}/progress")
def progress(request: Request, room: Here, visitor: Visitor, stage: Stage) -> Response:
    """Counts, estimates and the recall curve, as far as the visitor may know them."""
    visitor.must("screen")
    here = room.screening
    found = here.progress(visitor.writer, stage)
    return render(
        request,
        "screening_progress.html",
        title="Progress of screening",
        room=room,
        visitor=visitor,
        stage=stage,
        found=found,
        left=here.left(visitor.writer, stage),
        votes=here.votes(stage),
        reviewers=here.protocol.screening.reviewers,
        curve=Curve(found.progress),
    )


@router.post("/{stage}/certificate")
def certify(
    room: Here,
    visitor: Visitor,
    stage: Stage,
    target: Annotated[float, Form(gt=0.5, lt=1)] = 0.95,
    confidence: Annotated[float, Form(gt=0.5, lt=1)] = 0.95,
) -> Response:
    """Ask the stopping rule, and keep its answer in the log."""
    visitor.must("settle")
    room.review(visitor.writer).certify(stage, target=target, confidence=confidence)
    return RedirectResponse(f"/r/{room.name}/screening/{stage}/progress#certificate", 303)

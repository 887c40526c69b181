"""Conflicts: both votes side by side, and a ruling."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from tamis.model.events import Stage
from tamis.model.ids import new_id
from tamis.web.asking import Here, Visitor
from tamis.web.pages.screening import NotDone, reasons
from tamis.web.rendering import render
from tamis.web.screening import Asked, RequestId, conflicts_for, perform

router = APIRouter(prefix="/screening")
LIMIT = 10


@router.get("/{stage}/conflicts")
def conflicts(
    request: Request,
    room: Here,
    visitor: Visitor,
    stage: Stage,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    settled: Annotated[str, Query(pattern=r"^[0-9A-Za-z_-]{0,64}$")] = "",
) -> Response:
    """The reports about which people differ, and how far people agree."""
    visitor.must("screen")
    here = room.screening
    found = conflicts_for(here, visitor, stage)
    part = found[LIMIT * (page - 1) : LIMIT * page]
    return render(
        request,
        "screening_conflicts.html",
        title="Conflicts",
        room=room,
        visitor=visitor,
        stage=stage,
        views=[here.view(visitor.writer, report, stage) for report in part],
        total=len(found),
        settled=settled,
        page=page,
        pages=max(1, -(-len(found) // LIMIT)),
        criteria=reasons(here.protocol),
        pairs=here.agreement(stage),
        fresh=lambda: new_id(datetime.now(UTC)),
    )


@router.post("/{stage}/conflicts")
def settle(
    room: Here,
    visitor: Visitor,
    stage: Stage,
    request_id: Annotated[RequestId, Form(alias="request")],
    report: Annotated[str, Form(max_length=64)] = "",
    verdict: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=200)] = "",
    how: Annotated[str, Form(max_length=20)] = "third",
    note: Annotated[str, Form(max_length=10_000)] = "",
    of: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Settle one, or take that back."""
    visitor.must("settle")
    undo = verdict == "undo"
    told = {
        "kind": "undo" if undo else "settle", "of": of, "request": request_id,
        "stage": stage, "report": report, "verdict": None if undo else verdict,
        "criterion": (reason or None) if verdict == "exclude" else None,
        "note": f"Consensus. {note}".strip() if how == "consensus" else note,
    }  # fmt: skip
    try:
        asked = Asked.model_validate(told)
    except ValidationError as error:
        raise NotDone("; ".join(str(e["msg"]) for e in error.errors()), 422) from error
    (done,) = perform(room.screening, visitor, (asked,))
    if not done.saved:
        raise NotDone(done.refused, done.status)
    after = "" if undo else f"?settled={request_id}"
    return RedirectResponse(f"/r/{room.name}/screening/{stage}/conflicts{after}", 303)

"""The screening page: one card, with or without a script."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from tamis.model.errors import TamisError
from tamis.model.events import STAGES, Stage
from tamis.model.ids import new_id
from tamis.model.protocol import Criterion, Protocol
from tamis.review.screening_room import View
from tamis.web.asking import Here, Visitor
from tamis.web.people import Person
from tamis.web.rendering import environment, render
from tamis.web.rooms import Room
from tamis.web.screening import Asked, RequestId, card_out, perform

router = APIRouter(prefix="/screening")
#: Cards that come with the page, so that the next twenty keys need no answer from the server.
AHEAD = 20
#: What the page's script needs of a card beside its drawing.
SENT = {"report", "title", "label", "html", "mine", "open", "seen"}


class NotDone(TamisError):
    """A form asked for something that was refused."""

    def __init__(self, why: str, status: int) -> None:
        self.http_status = status
        super().__init__(why)


@router.get("")
def door(room: Here, visitor: Visitor) -> Response:
    """The first stage at which something waits for the visitor."""
    visitor.must("screen")
    waits = (s for s in STAGES if room.screening.left(visitor.writer, s))
    return RedirectResponse(f"/r/{room.name}/screening/{next(waits, STAGES[0])}", 303)


@router.get("/{stage}")
def cards(
    request: Request, room: Here, visitor: Visitor, stage: Stage, report: str = "", after: str = ""
) -> Response:
    """The next card, or the one that was asked for."""
    visitor.must("screen")
    here = room.screening
    views = here.deal(visitor.writer, stage, AHEAD, (report,) if report else ())
    if report:
        views = (here.view(visitor.writer, report, stage), *views)
    done = here.done(visitor.writer, stage, 1)
    return render(
        request,
        "screening.html",
        title="Full texts" if stage == "full-text" else "Titles and abstracts",
        room=room,
        visitor=visitor,
        stage=stage,
        views=views,
        criteria=reasons(here.protocol),
        left=here.left(visitor.writer, stage),
        last=done[0] if done else None,
        after=after,
        fresh=new_id(datetime.now(UTC)),
        start=_start(room, visitor, stage, report),
        cards=[_sent(room, v) for v in views],
    )


@router.post("/{stage}")
def judge(
    room: Here,
    visitor: Visitor,
    stage: Stage,
    request_id: Annotated[RequestId, Form(alias="request")],
    report: Annotated[str, Form(max_length=64)] = "",
    verdict: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=200)] = "",
    note: Annotated[str, Form(max_length=10_000)] = "",
    labels: Annotated[str, Form(max_length=600)] = "",
) -> Response:
    """A decision or an undo from a page without a script."""
    visitor.must("screen")
    undo = verdict == "undo"
    told = {
        "kind": "undo" if undo else "decide", "request": request_id, "stage": stage,
        "report": report, "verdict": None if undo else "exclude" if reason else verdict,
        "criterion": reason or None, "note": note,
        "labels": tuple(w.strip() for w in labels.split(",") if w.strip()),
    }  # fmt: skip
    try:
        asked = Asked.model_validate(told)
    except ValidationError as error:
        raise NotDone("; ".join(str(e["msg"]) for e in error.errors()), 422) from error
    (done,) = perform(room.screening, visitor, (asked,))
    if not done.saved:
        raise NotDone(done.refused, done.status)
    back = f"?report={report}" if undo and report else "?after=" + (asked.verdict or "undo")
    return RedirectResponse(f"/r/{room.name}/screening/{stage}{back}", 303)


def _sent(room: Room, view: View) -> dict[str, object]:
    drawn = environment().get_template("screening_card.html").render(view=view, room=room)
    return card_out(view, drawn).model_dump(mode="json", include=SENT)


def reasons(protocol: Protocol) -> tuple[Criterion, ...]:
    """The reasons an exclusion may name, in the order of the digits: those written as reasons
    first, then the requirements a report may fail to meet."""
    return tuple(sorted(protocol.criteria, key=lambda c: c.kind != "exclude"))


def _start(room: Room, visitor: Person, stage: Stage, report: str) -> dict[str, object]:
    here = room.screening
    protocol = here.protocol
    return {
        "room": room.name,
        "who": visitor.writer,
        "stage": stage,
        "asked": report,
        "criteria": [{"code": c.code, "short": c.short or c.text} for c in reasons(protocol)],
        "words": [asdict(w) for w in here.words()],
        "reviewers": protocol.screening.reviewers,
    }

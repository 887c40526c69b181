"""The public page, for programs: what would change, and publishing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from tamis.report.site.compare import PageChange
from tamis.web import preview
from tamis.web.asking import Here, Visitor
from tamis.web.preview import DraftState

router = APIRouter(prefix="/page", tags=["page"])


class Standing(BaseModel):
    """How the draft stands: what would change, and what forbids publishing.

    `early` names studies whose readings publishing would make known before both readers are done;
    readers of the review are not told what forbids publishing.
    """

    state: DraftState
    why: str = ""
    publishing: str = "idle"
    changes: list[PageChange] = []
    forbidding: list[str] = []
    early: list[str] = []


class Release(BaseModel):
    """A name makes the publication a release that `tamis verify` can prove."""

    model_config = ConfigDict(extra="forbid")

    release: Annotated[str, Field(max_length=40)] = ""
    summary: Annotated[str, Field(max_length=2000)] = ""


@router.get("")
def standing(request: Request, room: Here, visitor: Visitor) -> Standing:
    """What publishing would change; the first question begins to build the draft."""
    visitor.must("read")
    found = preview.look(request, room, visitor)
    state, why = preview.publishing(request, room, visitor)
    if found.draft is None:
        return Standing(state=found.state, why=found.why or why, publishing=state)
    return Standing(
        state=found.state,
        why=why,
        publishing=state,
        changes=list(found.draft.changes),
        forbidding=[str(p) for p in found.draft.forbidding] if visitor.may("work") else [],
        early=list(preview.early(room)) if visitor.may("publish") else [],
    )


@router.post("/draft", status_code=202)
def again(request: Request, room: Here, visitor: Visitor) -> Standing:
    """Build the draft anew, where building it failed."""
    visitor.must("work")
    preview.again(request, room, visitor)
    return standing(request, room, visitor)


@router.post("/publish", status_code=202)
def publish(request: Request, room: Here, visitor: Visitor, what: Release) -> Standing:
    """Begin to publish; ask again to see how it went."""
    visitor.must("publish")
    preview.publish(request, room, visitor, what.release, what.summary)
    return standing(request, room, visitor)

"""Undo: an event is taken back by another event; nothing leaves the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import (
    Adjudicated,
    Event,
    Extracted,
    Graded,
    Judged,
    RecordsLinked,
    RecordsSplit,
    Retrieved,
    Screened,
    StudyLinked,
    Withdrawn,
)
from tamis.model.state import withdrawn
from tamis.review.screening import ASSESSED

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: Judgements and readings. Searches, protocols and releases happened, and stay.
_CAN_BE_UNDONE = (
    Screened, Adjudicated, Withdrawn, RecordsLinked, RecordsSplit, Retrieved, StudyLinked,
    Extracted, Judged, Graded,
)  # fmt: skip


class NotYours(TamisError):
    """Someone else's event was to be undone."""

    exit_code = 2
    http_status = 403

    def __init__(self, event: str, writer: str, by: str) -> None:
        super().__init__(
            f"event '{event}' was written by {writer}, and {by} can only undo their own; "
            f"decide otherwise under your own name, or settle the conflict"
        )


class NotUndoable(TamisError):
    """An event of a kind that happened and can't be taken back."""

    exit_code = 2
    http_status = 409

    def __init__(self, event: str, kind: str) -> None:
        allowed = ", ".join(k.schema.split("/")[0] for k in _CAN_BE_UNDONE)
        super().__init__(f"event '{event}' is a {kind}; only these can be undone: {allowed}")


def undo(review: Review, event: str, reason: str = "", request: str = "") -> tuple[Event, ...]:
    """Take back an event of this writer; what it superseded stands again.

    Undoing a withdrawal brings back what it took. A full-text decision goes with the retrieval
    that was noted for it, unless someone else judged the full text meanwhile. Undoing what is
    undone already appends nothing.

    Raises:
        UnknownName: No event has that id.
        NotYours: Someone else wrote it.
        NotUndoable: It is a search, a protocol, a release or the like.
    """
    if earlier := review.folder.log.told(review.by, request):
        return earlier
    found = next((e for e in review.events if e.id == event), None)
    if found is None:
        raise UnknownName("event", event, (e.id for e in review.events[-30:]))
    if found.by != review.by:
        raise NotYours(event, found.by, review.by)
    if not isinstance(found, _CAN_BE_UNDONE):
        raise NotUndoable(event, found.schema.split("/")[0])
    if event in withdrawn(review.events):
        return ()
    taken = (event, *_noted_with(review, found))
    return review.append(review.event(Withdrawn, events=taken, note=reason, request=request))


def _noted_with(review: Review, event: Event) -> tuple[str, ...]:
    """The retrieval that was noted because of a full-text decision, if nothing else rests on it."""
    if not isinstance(event, Screened) or event.stage != "full-text" or event.supersedes:
        return ()
    home = review.state.reports.of
    others = (
        d for d in review.state.decisions
        if d.stage == "full-text" and d.id != event.id and home(d.report) == home(event.report)
    )  # fmt: skip
    if any(others):
        return ()
    return tuple(
        r.id
        for r in review.state.retrievals
        if r.reason == ASSESSED
        and r.by == event.by
        and r.report is not None
        and home(r.report) == home(event.report)
    )

"""History: what was done, by whom and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tamis.model.errors import UnknownName
from tamis.model.events import EVENT_TYPES, Event

if TYPE_CHECKING:
    from tamis.review.facade import Review


def history(
    review: Review, writer: str | None, kind: str | None, about: str | None
) -> tuple[Event, ...]:
    """Events, newest first.

    Raises:
        UnknownName: There is no such writer or kind.
    """
    kinds = {name.split("/")[0] for name in EVENT_TYPES}
    if kind is not None and kind not in kinds:
        raise UnknownName("kind of event", kind, kinds)
    if writer is not None and writer not in review.folder.log.writers():
        raise UnknownName("writer", writer, review.folder.log.writers())
    found = (
        e
        for e in review.events
        if writer in (None, e.by)
        and (kind is None or e.schema.split("/")[0] == kind)
        and (about is None or about in msgspec.json.encode(e).decode())
    )
    return tuple(sorted(found, key=lambda e: (e.day, e.id), reverse=True))

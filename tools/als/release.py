"""The release the converter ends with: what `tamis publish --release` does, at a fixed moment."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tamis.model.events import Event
from tamis.model.ids import new_id
from tamis.review import Review
from tamis.review.publishing import PublishedSite
from tools.als.screening import TEAM

E = TypeVar("E", bound=Event)
VERSION = "2.0"
SUMMARY = (
    "First version made with tamis, as an update of the review of August 2022. Certainty is judged"
    " per approach and outcome, PLS is asked separately, and two other texts are checked."
)


class _Dated(Review):
    """A review whose events come out the same every time: the clock stands, and so does chance."""

    def event(self, kind: type[E], *, by: str | None = None, **fields: Any) -> E:
        """An event as `Review.event` makes it, with an id that depends on nothing but its kind."""
        writer, now = by or self.by, self._clock()
        entropy = hashlib.sha256(f"{writer}\n{kind.__name__} {VERSION}".encode()).digest()[:10]
        id_ = new_id(now, self.folder.log.last_id(writer), entropy)
        stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return kind(id=id_, at=stamp, by=writer, protocol=self.adopted(), **fields)


def release(folder: Path, at: datetime) -> PublishedSite:
    """Build the site and append the `Published` event that `tamis verify` proves.

    Raises:
        NotPublishable: Something in the folder forbids it; each reason is listed.
    """
    review = _Dated(folder, by=TEAM, clock=lambda: at)
    return review.publish(release=VERSION, summary=SUMMARY)

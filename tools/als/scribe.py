"""Events with ids and times that come out the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from tamis.model.events import Event
from tamis.model.ids import new_id

E = TypeVar("E", bound=Event)
#: The day the facts were collected; each event is a second after the one before.
START = datetime(2026, 11, 20, 6, 0, 0, tzinfo=UTC)


@dataclass(slots=True)
class Scribe:
    """Gives events their id, time and protocol, and keeps them in the order they were made."""

    protocol: str
    earlier_protocol: str
    _kept: list[Event] = field(default_factory=list)
    _made: int = 0
    _last: dict[str, str] = field(default_factory=dict)

    def stamp(self, key: str, event: E) -> E:
        """Fill in id, at and protocol. `key` names the event; the same key gives the same chance.

        The event is kept only when it is passed to `write`.
        """
        at = self.next_moment()
        self._made += 1
        entropy = hashlib.sha256(f"{event.by}\n{key}".encode()).digest()[:10]
        id_ = new_id(at, self._last.get(event.by, ""), entropy)
        self._last[event.by] = id_
        protocol = self.earlier_protocol if event.by == "earlier-review" else self.protocol
        return replace(event, id=id_, at=at.strftime("%Y-%m-%dT%H:%M:%SZ"), protocol=protocol)

    def next_moment(self) -> datetime:
        """The time the next event will have."""
        return START + timedelta(seconds=self._made)

    def write(self, key: str, event: E) -> E:
        """Stamp an event and keep it."""
        stamped = self.stamp(key, event)
        self._kept.append(stamped)
        return stamped

    def __iter__(self) -> Iterator[Event]:
        return iter(self._kept)

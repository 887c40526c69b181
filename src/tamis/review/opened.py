"""An opened review folder: its protocol, events, state and evidence, and its one way of writing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from tamis.model.errors import TamisError
from tamis.model.events import Event, ProtocolAmended
from tamis.model.ids import new_id
from tamis.model.protocol import Protocol
from tamis.model.state import State, as_of, fold
from tamis.review.collector import collector_paused
from tamis.store.folder import ReviewFolder

if TYPE_CHECKING:
    from tamis.review.evidence import Evidence

E = TypeVar("E", bound=Event)
Clock = Callable[[], datetime]


class ReadOnly(TamisError):
    """A past version was asked to change."""

    exit_code = 2
    http_status = 409

    def __init__(self, day: str) -> None:
        super().__init__(f"this is the review as of {day}; open it without a day to change it")


class ProtocolChanged(TamisError):
    """protocol.toml is not the adopted version."""

    exit_code = 2
    http_status = 409

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"'{folder / 'protocol.toml'}' has changed since it was adopted; "
            f'say why with `tamis amend {folder} --reason "…"`, or undo the change'
        )


def default_writer() -> str:
    """Who is at work: TAMIS_WRITER, else the user's name, as a log file may be called."""
    name = os.environ.get("TAMIS_WRITER") or os.environ.get("USER") or "reviewer"
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._") or "reviewer"


class Opened:
    """A review folder, opened: what it holds, as of a day, and how events are added.

    Args:
        folder: The folder, or its protocol.toml.
        by: Whose log new events go to; `default_writer()` unless given.
        day: Show the review as it stood on that day (YYYY-MM-DD); it can't be changed then.
        clock: What gives the time of new events.

    Raises:
        NotAReview: There is no protocol.toml.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        by: str | None = None,
        day: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.folder = ReviewFolder(folder)
        self.by = by or default_writer()
        self.day = day
        self._clock = clock or (lambda: datetime.now(UTC))

    @classmethod
    def init(cls, folder: Path | str, title: str = "", *, by: str | None = None) -> Self:
        """Make a new review with a starter protocol.

        Raises:
            ReviewExists: The folder holds one already.
        """
        from tamis.store.starter import starter

        ReviewFolder.init(
            folder, starter(title or Path(folder).name.replace("-", " ").capitalize())
        )
        return cls(folder, by=by)

    # ---- reading -----------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The folder."""
        return self.folder.path

    def at(self, day: str | None) -> Self:
        """The same review as it stood on a day."""
        return type(self)(self.path, by=self.by, day=day, clock=self._clock)

    def heads(self) -> Mapping[str, str]:
        """The digest of each writer's last line; none for a past day, which need not end a line."""
        return self.folder.heads() if self.day is None else {}

    def side_file(self, name: str) -> Path:
        """Where a file that people write beside the protocol is; see `ReviewFolder.side_file`."""
        return self.folder.side_file(name)

    def seen_by(self, by: str) -> Self:
        """The same review for another writer; what was worked out already is shared."""
        other = type(self)(self.path, by=by, day=self.day, clock=self._clock)
        known = ("protocol", "events", "record_ids", "state", "evidence")
        other.__dict__.update(
            {name: self.__dict__[name] for name in known if name in self.__dict__}
        )
        return other

    @cached_property
    def protocol(self) -> Protocol:
        """The protocol as it stands, or the version in force on the day."""
        return self.folder.protocol(self.day)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every event up to the day, writer by writer."""
        with collector_paused():
            return as_of(self.folder.events(), self.day)

    @cached_property
    def record_ids(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the records each search holds."""
        return self.folder.record_ids()

    @cached_property
    def state(self) -> State:
        """What the events add up to."""
        with collector_paused():
            return fold(self.events, self.record_ids)

    @cached_property
    def evidence(self) -> Evidence:
        """Everything that follows from the state: flow, tables, analyses, certainty, numbers."""
        from tamis.review.evidence import derive

        with collector_paused():
            return derive(self.state, self.protocol, self.record_ids)

    # ---- writing -----------------------------------------------------------------------------

    def append(self, *events: Event, writer: str | None = None) -> tuple[Event, ...]:
        """Append finished events to a writer's log, durably, all or none.

        Returns:
            The events, or those written earlier for the same request.
        """
        self._writable()
        if not events:
            return ()
        kept = self.folder.append(writer or self.by, events)
        self.forget()
        return kept

    def event(self, kind: type[E], /, *, by: str | None = None, **fields: Any) -> E:
        """Make an event of a kind: its id, time, writer and protocol are filled in."""
        self._writable()
        writer, now = by or self.by, self._clock()
        last = max(self.folder.log.last_id(writer), self._last.get(writer, ""))
        self._last[writer] = new_id(now, after=last)
        stamp = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return kind(id=self._last[writer], at=stamp, by=writer, protocol=self.adopted(), **fields)

    def now(self) -> datetime:
        """The time by the review's clock."""
        return self._clock()

    def today(self) -> str:
        """The day by the review's clock, YYYY-MM-DD."""
        return self._clock().astimezone(UTC).date().isoformat()

    @cached_property
    def _last(self) -> dict[str, str]:
        return {}

    def adopted(self) -> str:
        """The hash of the protocol in force, adopting protocol.toml when none is yet.

        Raises:
            ProtocolChanged: protocol.toml differs from the adopted version.
        """
        current = self.folder.protocols.hash()
        known = self.folder.protocols.adopted()
        if known is None:
            self.amend("adopted when work began")
        elif known != current:
            raise ProtocolChanged(self.path)
        return current

    def amend(self, reason: str, changes: Iterable[str] = ()) -> ProtocolAmended | None:
        """Adopt protocol.toml as it now stands; nothing happens when it is in force already."""
        self._writable()
        self.folder.protocol()
        current = self.folder.protocols.hash()
        known = self.folder.protocols.adopted()
        if known == current:
            return None
        now = self._clock()
        stamp = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        event = ProtocolAmended(
            id=new_id(now, after=self.folder.log.last_id(self.by)),
            at=stamp,
            by=self.by,
            protocol=current,
            previous=known or "",
            adopted=current,
            reason=reason,
            changes=tuple(changes),
        )
        self.folder.append(self.by, [event])
        self.forget()
        return event

    def _writable(self) -> None:
        if self.day is not None:
            raise ReadOnly(self.day)

    def forget(self) -> None:
        """Read everything anew the next time it is asked for."""
        for name in ("protocol", "events", "record_ids", "state", "evidence"):
            self.__dict__.pop(name, None)

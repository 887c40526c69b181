"""A review held open for screening: it answers at once, and what it says is what the log says.

    live = Live(review)
    live.decide("anna", Decided(report="r1f…", verdict="exclude", criterion="design", request=id))
    live.undo("anna", of=id)

Every look first takes in what the log gained, whoever wrote it. An act is checked against that,
appended (on disk before it returns) and taken in again from the log, so that memory never holds
what the disk does not. An act sent again under its request is answered with what was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, TypeVar

from tamis.model.events import Event, SearchRun, Stage
from tamis.model.ids import new_id
from tamis.review import acts
from tamis.review.acts import Decided, Make
from tamis.review.collector import collector_paused
from tamis.review.tally import Tally
from tamis.store.following import Follower, LogRewound

if TYPE_CHECKING:
    from tamis.learn.queue import Shown
    from tamis.review.facade import Review

E = TypeVar("E", bound=Event)
Writing = Callable[[Tally, Make], tuple[Event, ...]]


class Live:
    """The screening of one review, safe to use from many threads and beside other processes.

    Args:
        review: Its folder is read; nothing else of it is used.
        clock: What gives the time of new events.
    """

    def __init__(self, review: Review, clock: Callable[[], datetime] | None = None) -> None:
        self.review = review.at(None)
        self._clock = clock or (lambda: datetime.now(UTC))
        self._lock = RLock()
        self._turns: defaultdict[str, Lock] = defaultdict(Lock)
        self._in_force: tuple[object, str] = (None, "")
        self._protocol_stamp = self._stamp()
        self._follower, self._tally = self._read()

    # ---- reading -----------------------------------------------------------------------------

    @contextmanager
    def look(self) -> Iterator[Tally]:
        """The tally as the log stands now; it does not change inside the block."""
        with self._lock:
            self.refresh()
            yield self._tally

    def refresh(self) -> None:
        """Take in what was appended to the log, and the protocol if its text changed."""
        with self._lock:
            stamp = self._stamp()
            if stamp != self._protocol_stamp:
                self._protocol_stamp = stamp
                self._tally.adopt(self.review.folder.protocol())
            try:
                news = self._follower.news()
            except LogRewound:
                self._follower, self._tally = self._read()
                return
            if news:
                searched = any(isinstance(e, SearchRun) for e in news)
                self._tally.take(news, self.review.folder.record_ids() if searched else None)

    def _read(self) -> tuple[Follower, Tally]:
        folder = self.review.folder
        follower = Follower(folder.log)
        with collector_paused():
            return follower, Tally(folder.protocol(), folder.record_ids(), follower.news())

    def _stamp(self) -> tuple[int, int]:
        stat = self.review.folder.protocols.working.stat()
        return stat.st_size, stat.st_mtime_ns

    # ---- acting ------------------------------------------------------------------------------

    def decide(self, by: str, wanted: Decided, shown: Shown | None = None) -> tuple[Event, ...]:
        """Judge a report.

        Args:
            by: Who decides.
            wanted: What.
            shown: The card it was decided from.

        Returns:
            The events, now on disk; those of the first time if the request is known.

        Raises:
            UnknownName: The report, verdict, stage or criterion is not known.
            NotThere: The report has not got to the full text.
        """
        return self._act(
            by, wanted.request, lambda tally, make: acts.decision(tally, make, by, wanted, shown)
        )

    def undo(
        self, by: str, *, of: str = "", stage: Stage = "title-abstract", request: str = ""
    ) -> tuple[Event, ...]:
        """Take back an own act; see `tamis.review.acts.undoing`."""
        return self._act(by, request, lambda tally, make: acts.undoing(tally, make, by, of, stage))

    def settle(self, by: str, wanted: Decided) -> tuple[Event, ...]:
        """Settle a conflict; see `tamis.review.acts.ruling`."""
        return self._act(
            by, wanted.request, lambda tally, make: acts.ruling(tally, make, by, wanted)
        )

    def see_score(
        self, by: str, shown: Shown, stage: Stage, request: str = ""
    ) -> tuple[Event, ...]:
        """Note that someone asked for a report's score."""
        return self._act(
            by, request, lambda tally, make: acts.looking(tally, make, by, shown, stage)
        )

    def _act(self, by: str, request: str, write: Writing) -> tuple[Event, ...]:
        """One act of a writer at a time; others' acts go on while this one reaches the disk."""
        with self._turns[by]:
            with self.look() as tally:
                if earlier := tally.told(by, request):
                    return earlier
                self._begin(by)
                events = write(tally, self._make(by, request))
            if not events:
                return ()
            kept = self.review.folder.append(by, events)
            self.refresh()
            return kept

    def _begin(self, by: str) -> None:
        """Work begins by adopting the protocol, and stops while its text has changed.

        Raises:
            ProtocolChanged: protocol.toml differs from the adopted version.
        """
        if self._in_force[0] == (self._protocol_stamp, self._tally.amendments):
            return
        adopted = self.review.seen_by(by).adopted()
        self.refresh()
        self._in_force = ((self._protocol_stamp, self._tally.amendments), adopted)

    def _make(self, by: str, request: str) -> Make:
        now = self._clock().astimezone(UTC)
        stamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        last = self._tally.last_id(by)

        def make(kind: type[E], **fields: Any) -> E:
            nonlocal last
            last = new_id(now, after=last)
            return kind(
                id=last, at=stamp, by=by, protocol=self._in_force[1], request=request, **fields
            )

        return make

"""Dealing: which card a reviewer gets next, from the last complete ranking.

A card that lies before someone is theirs for a while, so that no more people judge a report than
the protocol asks; when they go away, it is dealt to others. Rankings are learned in a worker
beside the requests, and until the first one is there, reports come in the review's own order.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from tamis.learn.errors import LearnError
from tamis.model.errors import TamisError
from tamis.model.events import STAGES, Stage
from tamis.review.live import Live

if TYPE_CHECKING:
    from tamis.learn.queue import Shown
    from tamis.learn.ranker import Explanation
    from tamis.review.ranking import Desk
    from tamis.review.tally import Tally

_LOG = logging.getLogger(__name__)
#: Seconds that a dealt card stays with whoever holds it after they last asked for cards.
KEPT = 900.0
#: The worker rests this many times as long as a renewal took, so that it never fills the machine.
REST = 4.0


class Dealer:
    """Deals the cards of one review; safe to use from many threads.

    Args:
        live: Where everything stands.
        clock: Seconds, for how long a card is kept.
    """

    def __init__(self, live: Live, clock: Callable[[], float] = time.monotonic) -> None:
        self.live = live
        self._clock = clock
        self._lock, self._learning = Lock(), Lock()
        self._held: dict[Stage, defaultdict[str, dict[str, float]]] = {
            stage: defaultdict(dict) for stage in STAGES
        }
        self._dealt: dict[tuple[str, Stage, str], Shown] = {}
        self._desks: dict[Stage, Desk] = {}
        self._learned: dict[Stage, int] = {}
        self._wanted: set[Stage] = set()
        self._wake = Event()
        self._worker: Thread | None = None

    # ---- dealing -----------------------------------------------------------------------------

    def deal(
        self, person: str, stage: Stage, count: int = 1, held: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """The next reports for a person.

        Args:
            person: Who screens.
            stage: At which stage.
            count: Cards wanted.
            held: Cards the person has already, or passes over for now; they are not dealt again.

        Returns:
            At most `count` reports; fewer when nothing else is open to this person.
        """
        mine = set(held)
        with self.live.look() as tally, self._lock:
            if self._learned.get(stage) != len(tally.events):
                self._learned[stage] = len(tally.events)
                self._want(stage)
            now = self._clock()
            for report in mine & tally.order.keys():
                self._held[stage][report][person] = now + KEPT
            found: list[str] = []
            for report in self._order(tally, person, stage, count + len(mine)):
                if len(found) == count:
                    break
                if report not in mine and self._free(tally, person, report, stage, now):
                    found.append(report)
                    mine.add(report)
                    self._held[stage][report][person] = now + KEPT
            return tuple(found)

    def _free(self, tally: Tally, person: str, report: str, stage: Stage, now: float) -> bool:
        if report not in tally.order or not tally.open_to(person, report, stage):
            return False
        holders = self._held[stage].get(report)
        if not holders:
            return True
        votes = {v.by for v in tally.status(report, stage).votes}
        others = {who for who, until in holders.items() if until > now and who != person} - votes
        return len(votes) + len(others) < tally.protocol.screening.reviewers

    def _order(self, tally: Tally, person: str, stage: Stage, count: int) -> Iterator[str]:
        """Candidates, the likeliest first; then whatever no ranking knows yet."""
        desk = self._desks.get(stage)
        if desk is not None:
            asked, given = max(2 * count, 60), 0
            while True:
                cards = desk.next(person, asked)
                for card in cards[given:]:
                    self._dealt[person, stage, card.record] = card
                    yield card.record
                if len(cards) < asked:
                    break
                asked, given = 4 * asked, len(cards)
        yield from tally.names if stage == STAGES[0] else sorted(_passed(tally))

    def shown(self, person: str, report: str, stage: Stage) -> Shown | None:
        """The card as it was dealt; or how the ranking scores a report that was opened by name."""
        card = self._dealt.get((person, stage, report))
        desk = self._desks.get(stage)
        return card or (desk.shown(person, report) if desk else None)

    def acted(self, person: str, report: str, stage: Stage, *, decided: bool) -> None:
        """Say that a person decided a report, or took that back."""
        with self._lock:
            self._held[stage].get(report, {}).pop(person, None)
            self._dealt.pop((person, stage, report), None)
        if desk := self._desks.get(stage):
            desk.mark(person, report, decided=decided)

    def ranked(self, stage: Stage) -> bool:
        """Whether a ranking is there."""
        return stage in self._desks

    def why(self, person: str, report: str, stage: Stage, limit: int = 6) -> Explanation | None:
        """Which words moved a report up and down for a person; None before the first ranking."""
        desk = self._desks.get(stage)
        return desk.explain(person, report, limit) if desk else None

    # ---- learning beside the requests --------------------------------------------------------

    def want(self, stage: Stage) -> None:
        """Ask the worker to learn again when it next has time."""
        with self._lock:
            self._want(stage)

    def _want(self, stage: Stage) -> None:
        self._wanted.add(stage)
        if self._worker is None:
            self._worker = Thread(target=self._work, name="tamis-ranking", daemon=True)
            self._worker.start()
        self._wake.set()

    def renew(self, stage: Stage) -> None:
        """Learn again from the log as it stands; what the worker does.

        Raises:
            LearnError: There is nothing to learn from.
        """
        with self._learning:
            desk = self._desks.get(stage)
            if desk is None:
                from tamis.review.ranking import Desk

                self._desks[stage] = Desk(self.live.review.at(None), stage)
            else:
                desk.renew()

    def try_to_renew(self, stage: Stage) -> None:
        """As `renew`; where nothing can be learned, cards go on coming as before."""
        try:
            self.renew(stage)
        except (TamisError, LearnError, OSError) as error:
            _LOG.warning("no new ranking at %s: %s", stage, error)

    def _work(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                stages, self._wanted = self._wanted, set()
            began = time.monotonic()
            for stage in sorted(stages):
                self.try_to_renew(stage)
            time.sleep(max(0.2, REST * (time.monotonic() - began)))


def _passed(tally: Tally) -> set[str]:
    return tally.standing[STAGES[0]].get("included", set())

"""The ranked queue: a desk that deals the next card to each reviewer, and learns beside it.

    desk = Desk(review)
    shown, = desk.next("anna")
    review.screen(shown.record, "include", shown=shown)
    desk.mark("anna", shown.record)        # at once; the record is not dealt again
    desk.renew()                           # in a worker: read the log, learn, take up the ranking

A desk keeps no decision: each renewal reads the log. Until a renewal is complete, cards come from
the ranking that was complete last, less what was marked since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from tamis import registry
from tamis.learn.features import Features
from tamis.learn.labelling import visible
from tamis.learn.queue import Queue, Shown, rank
from tamis.learn.ranker import Explanation, Ranker, RankerFactory
from tamis.learn.strategy import Audited, Certainty, Diverse, Exploring, Strategy
from tamis.learn.values import Decision
from tamis.model.errors import UnknownName
from tamis.model.events import STAGES, Stage
from tamis.model.protocol import Protocol
from tamis.review import learning
from tamis.steps import screening as step

if TYPE_CHECKING:
    from tamis.review.facade import Review

Mask = NDArray[np.bool_]
ORDERS: Mapping[str, Strategy] = {
    "certainty": Certainty(),
    "exploring": Exploring(),
    "diverse": Diverse(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dealt:
    """One complete renewal: who is dealt from which ranking, and what is open to whom."""

    ids: tuple[str, ...] = ()
    queues: Mapping[str, Queue] = field(default_factory=dict)
    open_: Mapping[str, Mask] = field(default_factory=dict)
    learned: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    asked: tuple[object, ...] = ()
    sample: tuple[str, ...] = ()


#: Whom a reviewer is until the log knows them: nothing decided, nothing to learn from.
_NEWCOMER = ""


class Desk:
    """The ranked queues of a review's reviewers at one stage; safe to use from several threads.

    A reviewer's queue learns from their own decisions, and from another's only on reports that
    both have decided, unless the protocol pools (`screening.shared_model`). The same log, seed and
    version of tamis deal the same cards.

    Args:
        review: Its folder is read anew at each renewal, under no lock of the caller's.
        stage: At which stage.
        ranker: A name of the group `tamis.rankers`; the protocol's unless given.
        order: "certainty", "exploring" or "diverse"; the protocol's unless given.
        audit_share: Share of cards drawn at random and marked; the protocol's unless given.
        seed: For draws and whatever else is left to chance.

    Raises:
        UnknownName: There is no such stage, ranker or order.
    """

    def __init__(
        self,
        review: Review,
        stage: Stage = "title-abstract",
        *,
        ranker: str | None = None,
        order: str | None = None,
        audit_share: float | None = None,
        seed: int = 0,
    ) -> None:
        if stage not in STAGES:
            raise UnknownName("stage", stage, STAGES)
        self.stage: Stage = stage
        self._review = review
        told = review.protocol.screening
        self._order = order or told.order
        if self._order not in ORDERS:
            raise UnknownName("order", self._order, ORDERS)
        self._share = told.audit_share if audit_share is None else audit_share
        self._seed = seed
        self._name = ranker or told.ranker
        self._training, self._lock = Lock(), Lock()
        self._marks: dict[tuple[str, str], tuple[int, bool]] = {}
        self._turn = 0
        self._dealt = _Dealt()
        self._asked: tuple[object, ...] = ()
        self.renew()

    # ---- dealing -----------------------------------------------------------------------------

    def next(self, reviewer: str, count: int = 1) -> tuple[Shown, ...]:
        """The next cards of a reviewer, from the last complete ranking."""
        with self._lock:
            dealt = self._dealt
            marks = {r: gone for (who, r), (_, gone) in self._marks.items() if who == reviewer}
        known = reviewer if reviewer in dealt.queues else _NEWCOMER
        open_ = dealt.open_[known]
        back = {r for r, gone in marks.items() if not gone}
        if back:
            open_ = open_ | np.array([report in back for report in dealt.ids], dtype=bool)
        gone = [r for r, gone in marks.items() if gone]
        first = self._sampled(dealt, known, open_, gone)[:count]
        rest = [*gone, *(card.record for card in first)]
        cards = dealt.queues[known].next(rest, count - len(first), open_, self._strategy(reviewer))
        return (*first, *cards)

    def _sampled(
        self, dealt: _Dealt, known: str, open_: Mask, gone: Collection[str]
    ) -> tuple[Shown, ...]:
        """A sample that was drawn at once comes before everything else, in its own order."""
        if not dealt.sample:
            return ()
        ranking = dealt.queues[known].ranking
        place = {report: row for row, report in enumerate(dealt.ids) if open_[row]}
        return tuple(
            Shown(record=r, score=ranking.scores[place[r]], drawn=True, ranking=ranking.run)
            for r in dealt.sample
            if r in place and r not in gone
        )

    def waiting(self, reviewer: str) -> int:
        """How many reports the last renewal left open to a reviewer."""
        with self._lock:
            dealt = self._dealt
        return int(dealt.open_[reviewer if reviewer in dealt.open_ else _NEWCOMER].sum())

    def shown(self, reviewer: str, report: str) -> Shown | None:
        """The card of a report that was opened by name: its score for a reviewer, never drawn."""
        with self._lock:
            dealt = self._dealt
        ranking = dealt.queues[reviewer if reviewer in dealt.queues else _NEWCOMER].ranking
        if report not in ranking.ids:
            return None
        score = ranking.scores[ranking.ids.index(report)]
        return Shown(record=report, score=score, drawn=False, ranking=ranking.run)

    def mark(self, reviewer: str, report: str, *, decided: bool = True) -> None:
        """Say, after it was appended, that a reviewer decided a report (or took that back)."""
        with self._lock:
            self._turn += 1
            self._marks[reviewer, report] = (self._turn, decided)

    # ---- learning ----------------------------------------------------------------------------

    def renew(self, review: Review | None = None) -> None:
        """Read the log, learn, and take up the new rankings in one step; one renewal at a time.

        Args:
            review: The review, if its folder has moved.
        """
        with self._training:
            with self._lock:
                turn, before = self._turn, self._dealt
            source = review or self._review
            now = source.at(source.day)
            self._fit(now)
            dealt = self._learn(now, before)
            with self._lock:
                self._dealt = dealt
                # What was marked before the log was read is in the log.
                self._marks = {k: m for k, m in self._marks.items() if m[0] > turn}

    def explain(self, reviewer: str, report: str, limit: int = 8) -> Explanation:
        """Why a report stands where it stands for a reviewer.

        Raises:
            UnknownRecord: The report came after the last renewal.
        """
        with self._training:
            with self._lock:
                dealt = self._dealt
            known = reviewer if reviewer in dealt.queues else _NEWCOMER
            return self._ranker.learn(dealt.learned[known]).explain(report, limit)

    def _fit(self, now: Review) -> None:
        """Read the reports again if they, or what the protocol asks, changed."""
        asked = (tuple(now.state.reports.members.items()), now.protocol.hash)
        if asked == self._asked:
            return
        self._ranker = ranker(self._name, now.protocol, self._seed)
        documents = learning.documents(now)
        self._ranker.fit(documents, learning.question(now.protocol))
        self._ids = tuple(d.id for d in documents)
        self._asked = asked
        features = getattr(self._ranker, "features_", None)
        self._matrix = features.matrix_ if isinstance(features, Features) else None

    def _learn(self, now: Review, before: _Dealt) -> _Dealt:
        known = set(self._ids)
        held = tuple(d for d in learning.decisions(now.state) if d.record in known)
        people = sorted({_NEWCOMER, *(d.by for d in held)})
        pooled = now.protocol.screening.pooled
        learned = {who: held if pooled else visible(held, who) for who in people}
        made: dict[tuple[Decision, ...], Queue] = {}
        queues = {}
        for who, what in learned.items():
            if before.asked == self._asked and before.learned.get(who) == what:
                made[what] = before.queues[who]
            elif what not in made:
                ranking = rank(self._ranker, self._ids, what)
                made[what] = Queue(ranking, matrix=self._matrix)
            queues[who] = made[what]
        return _Dealt(
            ids=self._ids,
            queues=queues,
            open_=self._open(now, people),
            learned=learned,
            asked=self._asked,
            sample=next(
                (s.reports for s in reversed(now.state.samples) if s.stage == self.stage), ()
            ),
        )

    def _open(self, now: Review, people: Iterable[str]) -> Mapping[str, Mask]:
        statuses = step.standings(now.state, now.protocol)
        place = {report: row for row, report in enumerate(self._ids)}
        # What is open to somebody who judged nothing, less what each has judged: as `reachable`
        # says for each, without asking it of every report for every person.
        anyone = np.zeros(len(self._ids), dtype=bool)
        wanted = step.reachable(
            now.state, statuses, self.stage, _NEWCOMER, now.protocol.screening.reviewers
        )
        anyone[[place[report] for report in wanted if report in place]] = True
        found = {who: anyone.copy() for who in people}
        for decision in now.state.decisions:
            row = place.get(now.state.reports.of(decision.report))
            if decision.stage == self.stage and row is not None:
                found[decision.by][row] = False
        return found

    def _strategy(self, reviewer: str) -> Strategy:
        chosen = ORDERS[self._order]
        if not self._share:
            return chosen
        return Audited(share=self._share, seed=_own_seed(self._seed, reviewer), inner=chosen)


def _own_seed(seed: int, reviewer: str) -> int:
    """Reviewers draw different records: one that both drew would tell half as much."""
    return int.from_bytes(blake2b(f"{seed}/{reviewer}".encode(), digest_size=4).digest(), "big")


def ranker(name: str, protocol: Protocol, seed: int = 0) -> Ranker:
    """Make a ranker of the group `tamis.rankers`: "lexical", or "name:option".

    Raises:
        UnknownName: Nobody registered it.
    """
    called, _, option = name.partition(":")
    make = cast(RankerFactory, registry.load("tamis.rankers", called))
    return make(option, neutral=frozenset(protocol.screening.neutral), seed=seed)

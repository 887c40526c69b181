"""The screening room: everything a face needs to let several people screen one review.

    room = ScreeningRoom(review)
    for view in room.deal("anna", "title-abstract", 20): …
    room.act("anna", Act(kind="decide", request=…, report=view.card.report, verdict="include"))

It holds the live state, the dealer and the words, and keeps people independent: what it gives out
about a report is what that person may know of it.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Literal

from tamis.model.errors import UnknownName
from tamis.model.events import (
    STAGES,
    Adjudicated,
    Event,
    Retrieved,
    Screened,
    SearchRun,
    Stage,
    Verdict,
)
from tamis.model.protocol import Protocol
from tamis.review import blinding
from tamis.review.acts import Decided, home_of
from tamis.review.blinding import Seen
from tamis.review.cards import Card, card
from tamis.review.dealing import Dealer
from tamis.review.highlights import Words, highlights
from tamis.review.live import Live
from tamis.review.pool import Pool
from tamis.store.text_index import TextIndex

if TYPE_CHECKING:
    from tamis.learn.ranker import Explanation
    from tamis.review.facade import Review
    from tamis.review.progress import ScreeningProgress
    from tamis.review.tally import Tally
    from tamis.review.tally_agreement import Pair

#: Cards kept ready; a card takes some 5 kB.
_CARDS = 2000
#: Estimates stand for this many times as long as they took.
_REST = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A report as one person may see it at a stage.

    Attributes:
        card: What there is to read.
        stage: At which stage.
        seen: How it stands for this person.
        mine: This person's decision that stands.
        votes: Everyone's that this person may see.
        rulings: How a conflict was settled.
        open: Whether this person is still asked to judge it.
        documents: The full texts that were kept of it, newest first.
    """

    card: Card
    stage: Stage
    seen: Seen
    mine: Screened | None
    votes: tuple[Screened, ...]
    rulings: tuple[Adjudicated, ...]
    open: bool
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something a reviewer did, as their browser tells it. `of` is the act an undo takes back."""

    kind: Literal["decide", "undo", "settle"]
    request: str
    stage: Stage = "title-abstract"
    report: str = ""
    verdict: Verdict = "include"
    criterion: str | None = None
    note: str = ""
    labels: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A report's score for a person, with the words that made it."""

    score: float
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class Known:
    """How far a stage is for one person: estimates, and how the reports stand for them."""

    progress: ScreeningProgress
    groups: Mapping[Seen, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    events: int
    until: float
    progress: ScreeningProgress


class ScreeningRoom:
    """One review's screening, for as long as the server runs; safe to use from many threads."""

    def __init__(self, review: Review) -> None:
        self.live = Live(review)
        self.dealer = Dealer(self.live)
        self.pool = Pool(self.live, TextIndex(review.folder))
        self._folder = review.folder
        self._cards: OrderedDict[tuple[str, ...], Card] = OrderedDict()
        self._progress: dict[tuple[str, Stage], _Kept] = {}
        self._words: dict[object, tuple[Words, ...]] = {}
        self._lock = Lock()

    def warm(self) -> None:
        """Make the first ranking and the text index before anyone asks; slow, for a worker."""
        self.dealer.try_to_renew(STAGES[0])
        self.pool.fill()
        # SciPy's statistics take seconds to load; the first to ask should not wait for them.
        for name in ("tamis.review.certifying", "tamis.review.tally_agreement"):
            import_module(name)

    @property
    def protocol(self) -> Protocol:
        """The protocol as it stands."""
        with self.live.look() as tally:
            return tally.protocol

    # ---- reading -----------------------------------------------------------------------------

    def deal(
        self, person: str, stage: Stage, count: int, held: Iterable[str] = ()
    ) -> tuple[View, ...]:
        """The next cards for a person; see `Dealer.deal`."""
        dealt = self.dealer.deal(person, stage, count, held)
        return tuple(self.view(person, report, stage) for report in dealt)

    def view(self, person: str, report: str, stage: Stage) -> View:
        """One report as a person may see it.

        Raises:
            UnknownName: There is no such report or stage.
        """
        check_stage(stage)
        with self.live.look() as tally:
            home = home_of(tally, report)
            members = tally.reports.members[home]
            status = tally.status(home, stage)
            protocol = tally.protocol
            mine, rulings = tally.decision(person, home, stage), tally.rulings(home, stage)
            open_ = tally.open_to(person, home, stage)
            sought = tally.retrievals(home)
        return View(
            card=self._card(home, members),
            stage=stage,
            seen=blinding.seen(status, protocol, person),
            mine=mine,
            votes=blinding.votes(status, protocol, person),
            rulings=rulings,
            open=open_,
            documents=_kept(sought),
        )

    def left(self, person: str, stage: Stage) -> int:
        """How many reports a person has still to judge."""
        with self.live.look() as tally:
            return tally.left(person, stage)

    def done(self, person: str, stage: Stage, limit: int = 50) -> tuple[Screened, ...]:
        """A person's own decisions, newest first."""
        with self.live.look() as tally:
            decided = tally.decisions(person, stage)
            return tuple(event for event, _ in zip(decided, range(limit), strict=False))

    def conflicts(self, stage: Stage) -> tuple[str, ...]:
        """The reports about which the votes differ; both sides have voted on these."""
        check_stage(stage)
        with self.live.look() as tally:
            found = tally.standing[stage].get("conflict", set())
            return tuple(sorted(found, key=lambda r: tally.order[r]))

    def score(self, person: str, report: str, stage: Stage, request: str) -> Score | None:
        """A report's score, noted in the log as asked for; None while there is no ranking."""
        with self.live.look() as tally:
            home = home_of(tally, report)
        shown = self.dealer.shown(person, home, stage)
        if shown is None:
            return None
        self.live.see_score(person, shown, stage, request)
        return Score(shown.score, self.dealer.why(person, home, stage))

    def words(self) -> tuple[Words, ...]:
        """The sets of words to mark."""
        with self.live.look() as tally:
            searches = [e for e in tally.events.values() if isinstance(e, SearchRun)]
            protocol = tally.protocol
        key = (protocol.hash, tuple(s.id for s in searches))
        if key not in self._words:
            self._words = {key: highlights(protocol, (s.query for s in searches))}
        return self._words[key]

    def _card(self, report: str, members: tuple[str, ...]) -> Card:
        key = (report, *members)
        with self._lock:
            if key in self._cards:
                self._cards.move_to_end(key)
                return self._cards[key]
        made = card(report, (self._folder.index.record(m) for m in members))
        with self._lock:
            self._cards[key] = made
            while len(self._cards) > _CARDS:
                self._cards.popitem(last=False)
        return made

    # ---- counting ----------------------------------------------------------------------------

    def agreement(self, stage: Stage) -> tuple[Pair, ...]:
        """How far people agree over the reports whose votes are complete."""
        from tamis.review.tally_agreement import pairs

        with self.live.look() as tally:
            return pairs(tally, stage)

    def votes(self, stage: Stage) -> Mapping[str, int]:
        """How many decisions of each person stand; what they decided is not said."""
        with self.live.look() as tally:
            return tally.votes(stage)

    def progress(self, person: str, stage: Stage) -> Known:
        """How far a stage is, from what a person may know; kept a while where it is costly."""
        from tamis.review.progress import progress

        check_stage(stage)
        with self.live.look() as tally:
            events = len(tally.events)
            statuses = tally.statuses()[stage]
            here = [s for r, s in statuses.items() if stage == STAGES[0] or _passed(tally, r)]
            groups = Counter(blinding.seen(s, tally.protocol, person) for s in here)
        kept = self._progress.get((person, stage))
        if kept is None or (kept.events != events and time.monotonic() > kept.until):
            began = time.monotonic()
            found = progress(blinding.blinded(self._review(person), person), stage)
            now = time.monotonic()
            kept = _Kept(events=events, until=now + _REST * (now - began), progress=found)
            self._progress[person, stage] = kept
        return Known(progress=kept.progress, groups=dict(groups))

    def _review(self, person: str) -> Review:
        """A review whose screening is the tally's, so that nothing is read from disk again."""
        with self.live.look() as tally:
            said = sorted(
                (e for e in tally.events.values() if isinstance(e, Screened)), key=lambda e: e.id
            )
            held = {
                "events": tuple(said), "state": tally.screening_state(), "protocol": tally.protocol,
            }  # fmt: skip
        review = self.live.review.at(None).seen_by(person)
        review.__dict__.update(held)
        return review

    # ---- acting ------------------------------------------------------------------------------

    def act(self, person: str, act: Act) -> tuple[Event, ...]:
        """Do what a reviewer asked for; on disk when this returns.

        Raises:
            UnknownName: A name in it is not known.
            NotThere: The report has not got to the full text.
        """
        check_stage(act.stage)
        if act.kind == "undo":
            events = self.live.undo(person, of=act.of, stage=act.stage, request=act.request)
        else:
            wanted = Decided(
                report=act.report, verdict=act.verdict, stage=act.stage, criterion=act.criterion,
                note=act.note, labels=act.labels, request=act.request,
            )  # fmt: skip
            if act.kind == "settle":
                return self.live.settle(person, wanted)
            shown = self.dealer.shown(person, act.report, act.stage)
            events = self.live.decide(person, wanted, shown)
        for report in self._about(events):
            with self.live.look() as tally:
                decided = not tally.open_to(person, report, act.stage)
            self.dealer.acted(person, report, act.stage, decided=decided)
        return events

    def _about(self, events: Iterable[Event]) -> set[str]:
        with self.live.look() as tally:
            named = {e.id: e for e in events}
            for event in events:
                for taken in getattr(event, "events", ()):
                    if taken in tally.events:
                        named[taken] = tally.events[taken]
            return {tally.reports.of(e.report) for e in named.values() if isinstance(e, Screened)}


def _passed(tally: Tally, report: str) -> bool:
    return tally.status(report, STAGES[0]).standing == "included"


def _kept(sought: Iterable[Retrieved]) -> tuple[str, ...]:
    told = {e.id: e.document for e in sought if e.document and e.document.sha256}
    return tuple(dict.fromkeys(told[event].id for event in sorted(told, reverse=True)))


def check_stage(stage: str) -> None:
    """Refuse a stage there is not.

    Raises:
        UnknownName: It is not one of the two.
    """
    if stage not in STAGES:
        raise UnknownName("stage", stage, STAGES)

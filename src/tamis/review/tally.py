"""The tally: where every report stands, kept up to date one event at a time.

`fold` and `steps.screening` read everything to say where things stand; that is right and too slow
for every key a reviewer presses in a review of 100,000 records. A tally starts from them and then
works out again only the report a new event bears on, by the same step. What regroups records (a
search, a link, a split, a protocol) is folded anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tamis.model.events import (
    STAGES,
    Adjudicated,
    Certified,
    Event,
    ProtocolAmended,
    RecordsLinked,
    RecordsSplit,
    Retrieved,
    SampleDrawn,
    ScoreSeen,
    Screened,
    SearchRun,
    Stage,
    Withdrawn,
)
from tamis.model.facts import Status
from tamis.model.protocol import Protocol
from tamis.model.reports import Reports
from tamis.model.results import Standing
from tamis.model.state import State, fold
from tamis.steps import screening as step

_GROUPING = (SearchRun, RecordsLinked, RecordsSplit)


class Tally:
    """Every report's standing at both stages, and who decided what. Not safe between threads.

    Args:
        protocol: Says how many people judge each report.
        records: The record ids each search holds.
        events: What the log holds so far.
    """

    def __init__(
        self,
        protocol: Protocol,
        records: Mapping[str, tuple[str, ...]],
        events: Iterable[Event] = (),
    ) -> None:
        self.protocol = protocol
        self._records = records
        self.events: dict[str, Event] = {}
        self._replacing: defaultdict[str, list[str]] = defaultdict(list)
        self._taking: defaultdict[str, list[Withdrawn]] = defaultdict(list)
        self._told: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
        self._said: defaultdict[tuple[str, Stage], list[Screened]] = defaultdict(list)
        self._latest: dict[str, str] = {}
        self._clash = False
        #: How often a protocol was adopted.
        self.amendments = 0
        for event in events:
            self._note(event)
        self._fold()

    # ---- taking events in --------------------------------------------------------------------

    def take(
        self, events: Iterable[Event], records: Mapping[str, tuple[str, ...]] | None = None
    ) -> frozenset[str]:
        """Take in new events, in any order between writers.

        Args:
            events: What was appended.
            records: The record ids each search holds, when a search is among the events.

        Returns:
            The reports that may stand elsewhere now; all of them after a regrouping.
        """
        new = [event for event in events if self._note(event)]
        touched = {e.id: e for event in new for e in self._touched(event)}
        if records is not None:
            self._records = records
        if self._clash or any(isinstance(e, _GROUPING) for e in touched.values()):
            self._fold()
            return frozenset(self.reports.members)
        for event in new:
            self._place(event)
        homes = {
            self.reports.of(e.report)
            for e in touched.values()
            if isinstance(e, Screened | Adjudicated)
        }
        found = frozenset(home for home in homes if home in self.reports.members)
        for report in found:
            self._work_out(report)
        return found

    def adopt(self, protocol: Protocol) -> None:
        """Work everything out under another text of the protocol."""
        self.protocol = protocol
        self._fold()

    def _note(self, event: Event) -> bool:
        known = self.events.get(event.id)
        if known is not None:
            if known != event:
                # Two different events under one id: the fold says which of them counts.
                self.events[event.id] = min(known, event, key=repr)
                self._clash = True
            return False
        self.events[event.id] = event
        self._latest[event.by] = max(event.id, self._latest.get(event.by, ""))
        if event.supersedes:
            self._replacing[event.supersedes].append(event.id)
        if isinstance(event, Withdrawn):
            for taken in event.events:
                self._taking[taken].append(event)
        if event.request:
            self._told[event.by, event.request].append(event)
        if isinstance(event, Screened):
            self._said[event.by, event.stage].append(event)
        self.amendments += isinstance(event, ProtocolAmended)
        return True

    def _touched(self, event: Event) -> Iterator[Event]:
        """The event and all that may count differently because of it."""
        seen: set[str] = set()
        todo = [event.id]
        while todo:
            name = todo.pop()
            if name in seen or name not in self.events:
                continue
            seen.add(name)
            found = self.events[name]
            yield found
            if found.supersedes:
                todo.append(found.supersedes)
            if isinstance(found, Withdrawn):
                todo += found.events

    def _place(self, event: Event) -> None:
        if isinstance(event, Screened | Adjudicated):
            self._cast[self.reports.of(event.report)].append(event)
        elif isinstance(event, Retrieved) and event.report:
            self._sought[self.reports.of(event.report)].append(event)
        elif isinstance(event, ScoreSeen):
            self._seen[event.by, event.stage].append(event)

    def _fold(self) -> None:
        if self._clash:
            events, self._clash, self.amendments = list(self.events.values()), False, 0
            for held in (self._replacing, self._taking, self._told, self._said, self.events):
                held.clear()
            for event in events:
                self._note(event)
        state = fold(self.events.values(), self._records)
        self.reports: Reports = state.reports
        self.order: Mapping[str, int] = {r: i for i, r in enumerate(state.reports.members)}
        self.names: Sequence[str] = tuple(state.reports.members)
        self._status = {s: dict(f) for s, f in step.standings(state, self.protocol).items()}
        self.standing: dict[Stage, dict[Standing, set[str]]] = {}
        self._alone: Counter[tuple[str, Stage]] = Counter()
        for stage, statuses in self._status.items():
            groups: defaultdict[Standing, set[str]] = defaultdict(set)
            for report, status in statuses.items():
                groups[status.standing].add(report)
                self._wait(status, stage, 1)
            self.standing[stage] = groups
        self._cast: defaultdict[str, list[Screened | Adjudicated]] = defaultdict(list)
        self._sought: defaultdict[str, list[Retrieved]] = defaultdict(list)
        self._seen: defaultdict[tuple[str, Stage], list[ScoreSeen]] = defaultdict(list)
        for event in self.events.values():
            self._place(event)

    def _work_out(self, report: str) -> None:
        last: dict[object, Screened | Adjudicated] = {}
        for event in sorted(self._cast[report], key=lambda e: e.id):
            if self.counts(event):
                last[type(event), event.stage, event.by] = event
        said = sorted(last.values(), key=lambda e: e.id)
        members = self.reports.members[report]
        state = State(
            reports=Reports(members={report: members}, home=dict.fromkeys(members, report)),
            decisions=tuple(e for e in said if isinstance(e, Screened)),
            adjudications=tuple(e for e in said if isinstance(e, Adjudicated)),
        )
        for stage, found in step.standings(state, self.protocol).items():
            before, now = self._status[stage][report], found[report]
            self._status[stage][report] = now
            self._wait(before, stage, -1)
            self._wait(now, stage, 1)
            self.standing[stage][before.standing].discard(report)
            self.standing[stage].setdefault(now.standing, set()).add(report)

    def _wait(self, status: Status, stage: Stage, step: int) -> None:
        if status.standing == "waiting":
            for vote in status.votes:
                self._alone[vote.by, stage] += step

    # ---- what counts -------------------------------------------------------------------------

    def counts(self, event: Event) -> bool:
        """Whether an event stands: neither taken back nor replaced by one that was not."""
        if self._void(event.id):
            return False
        return all(self._void(other) for other in self._replacing.get(event.id, ()))

    def taken_back(self, event: Event) -> bool:
        """Whether its writer took an event back, and did not bring it back."""
        return self._void(event.id)

    def _void(self, name: str) -> bool:
        if name not in self._taking:
            return False
        graph, todo = {name}, [name]
        while todo:
            for taking in self._taking.get(todo.pop(), ()):
                if taking.id not in graph:
                    graph.add(taking.id)
                    todo.append(taking.id)
        void: set[str] = set()
        for node in sorted(graph, reverse=True):
            event = self.events.get(node)
            takers = self._taking.get(node, ())
            if event and any(t.id > node and t.by == event.by and t.id not in void for t in takers):
                void.add(node)
        return name in void

    # ---- answers -----------------------------------------------------------------------------

    def status(self, report: str, stage: Stage) -> Status:
        """Where a report stands at a stage."""
        return self._status[stage][report]

    def statuses(self) -> Mapping[Stage, Mapping[str, Status]]:
        """Where every report stands, as `steps.screening.standings` gives it."""
        return self._status

    def open_to(self, person: str, report: str, stage: Stage) -> bool:
        """Whether a person has still to judge a report at a stage; as `steps.screening.reachable`.

        Someone else's vote says only whether a report needs more.
        """
        status = self._status[stage][report]
        return (
            status.standing in ("unscreened", "waiting")
            and len(status.votes) < self.protocol.screening.reviewers
            and all(v.by != person for v in status.votes)
            and (stage == STAGES[0] or self._status[STAGES[0]][report].standing == "included")
        )

    def screening_state(self) -> State:
        """The part of the state that screening is made of, without reading anything again."""
        votes = {v.id: v for found in self._status.values() for s in found.values()
                 for v in s.votes}  # fmt: skip
        rest = sorted(
            (
                e for e in self.events.values()
                if isinstance(e, Adjudicated | SampleDrawn | Certified) and self.counts(e)
            ),
            key=lambda e: e.id,
        )  # fmt: skip
        rulings = {
            (self.reports.of(e.report), e.stage, e.by): e
            for e in rest
            if isinstance(e, Adjudicated)
        }
        return State(
            reports=self.reports,
            decisions=tuple(votes[name] for name in sorted(votes)),
            adjudications=tuple(sorted(rulings.values(), key=lambda e: e.id)),
            samples=tuple(e for e in rest if isinstance(e, SampleDrawn)),
            certificates=tuple(e for e in rest if isinstance(e, Certified)),
            events=len(self.events),
        )

    def left(self, person: str, stage: Stage) -> int:
        """How many reports a person has still to judge at a stage."""
        if stage == STAGES[0]:
            groups = self.standing[stage]
            both = len(groups.get("unscreened", ())) + len(groups.get("waiting", ()))
            return both - self._alone[person, stage]
        passed = self.standing[STAGES[0]].get("included", ())
        return sum(self.open_to(person, report, stage) for report in passed)

    def decision(self, person: str, report: str, stage: Stage) -> Screened | None:
        """A person's own word on a report that stands, if they gave one."""
        own = [
            e for e in self._cast.get(report, ())
            if isinstance(e, Screened) and e.by == person and e.stage == stage and self.counts(e)
        ]  # fmt: skip
        return max(own, key=lambda e: e.id, default=None)

    def decisions(self, person: str, stage: Stage) -> Iterator[Screened]:
        """A person's own decisions that stand, newest first, one per report."""
        seen: set[str] = set()
        for event in reversed(self._said.get((person, stage), ())):
            home = self.reports.of(event.report)
            if home not in seen and self.counts(event):
                seen.add(home)
                yield event

    def rulings(self, report: str, stage: Stage) -> tuple[Adjudicated, ...]:
        """The adjudications of a report that stand, by id."""
        found = (
            e for e in self._cast.get(report, ())
            if isinstance(e, Adjudicated) and e.stage == stage and self.counts(e)
        )  # fmt: skip
        return tuple(sorted(found, key=lambda e: e.id))

    def retrievals(self, report: str) -> tuple[Retrieved, ...]:
        """What was done to get a report's text, as far as it stands."""
        return tuple(e for e in self._sought.get(report, ()) if self.counts(e))

    def score_seen(self, person: str, report: str, stage: Stage) -> ScoreSeen | None:
        """The last time a person asked for a report's score at a stage."""
        own = (
            e for e in self._seen.get((person, stage), ())
            if self.reports.of(e.report) == report and self.counts(e)
        )  # fmt: skip
        return max(own, key=lambda e: e.id, default=None)

    def told(self, person: str, request: str) -> tuple[Event, ...]:
        """The events that were written for a request."""
        return tuple(self._told.get((person, request), ())) if request else ()

    def last_id(self, person: str) -> str:
        """The id of a writer's latest event; empty before the first."""
        return self._latest.get(person, "")

    def votes(self, stage: Stage) -> Mapping[str, int]:
        """How many decisions of each person stand at a stage."""
        return {
            by: sum(1 for _ in self.decisions(by, stage))
            for by, at in list(self._said)
            if at == stage
        }

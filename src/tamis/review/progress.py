"""How far a screening is: counted and estimated from the log alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from tamis.learn.stopping import estimate
from tamis.learn.stopping.estimate import Recall, Thinning, live_recall
from tamis.learn.stopping.progress import Advice, Progress, Rule
from tamis.model.errors import UnknownName
from tamis.model.events import STAGES, Event, SampleDrawn, Screened, Stage
from tamis.model.facts import Status
from tamis.model.protocol import Protocol
from tamis.model.state import State
from tamis.steps import screening as step

if TYPE_CHECKING:
    from tamis.review.certifying import Kept
    from tamis.review.facade import Review

#: Points of the recall curve: enough for a picture, few enough to send.
_POINTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The last sample drawn at a stage.

    Attributes:
        reports: In the order of the draw.
        judged: How many of them were judged since.
        before: How many reports had been judged when it was drawn.
    """

    reports: tuple[str, ...]
    judged: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """A stage as the log tells it.

    Attributes:
        progress: The reports that were judged, in the order in which each was first judged by
            anyone; 1 for one that is not excluded as things stand.
        reports: Ids of all reports of the stage.
        order: Ids of those that were judged.
        sample: The last sample that was drawn at once, if one was.
        unsettled: How many of them wait for another vote or for an adjudication. They count as
            voted so far, a conflict as an include.
        unranked: How many of those judged were first judged from a plain list, not from a ranking's
            card, a random draw or a sample.
        digest: Fixes all of this but `unranked`; another decision makes it another.
    """

    progress: Progress
    reports: tuple[str, ...]
    order: tuple[str, ...]
    unsettled: int
    unranked: int
    sample: Sample | None
    digest: str

    @property
    def as_drawn(self) -> Progress:
        """The same screening with the last sample right behind what was judged before its draw.

        The test of a sample speaks of the pool it was drawn from; what was judged beside it only
        adds to what is found.
        """
        if self.sample is None:
            return Progress(self.progress.records, self.progress.labels)
        label = dict(zip(self.order, self.progress.labels, strict=True))
        drawn = [r for r in self.sample.reports if r in label]
        before = [r for r in self.order[: self.sample.before] if r not in self.sample.reports]
        seen = {*before, *drawn}
        order = [*before, *drawn, *(r for r in self.order if r not in seen)]
        marks = tuple(len(before) <= n < len(before) + len(drawn) for n in range(len(order)))
        return Progress(self.progress.records, tuple(label[r] for r in order), marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """Reports still to be found that belong in: the middle of the estimate and its ends."""

    middle: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningProgress:
    """What to show beside a queue.

    Attributes:
        stage: Which stage.
        reports: Reports at this stage.
        screened: Of these, judged by at least one person.
        found: Of these, not excluded as things stand.
        unsettled: Judged, but waiting for another vote or an adjudication.
        drawn: Shown because chance drew them; `hits` of these were found.
        hits: See `drawn`.
        recall: Live estimate with its 95 % interval; None before three were found.
        remaining: Estimated number still to be found; None likewise.
        curve: (screened, found), at most some 200 points.
        advice: What the default stopping rule says now.
        more_clean: Excludes in a row, from now on, after which that rule would say stop; None if
            it says so already or never would.
        certificate: The latest certificate of this stage and whether it still stands.
    """

    stage: Stage
    reports: int
    screened: int
    found: int
    unsettled: int
    drawn: int
    hits: int
    recall: Recall | None
    remaining: Remaining | None
    curve: tuple[tuple[int, int], ...]
    advice: Advice
    more_clean: int | None
    certificate: Kept | None


def progress(review: Review, stage: Stage) -> ScreeningProgress:
    """Count and estimate, from the log alone.

    Raises:
        UnknownName: There is no such stage.
    """
    from tamis.review.certifying import latest

    rule, told = Thinning(), screening(review.events, review.state, review.protocol, stage)
    now = told.progress
    advice = rule(now)
    return ScreeningProgress(
        stage=stage,
        reports=now.records,
        screened=now.screened,
        found=now.found,
        unsettled=told.unsettled,
        drawn=int(now.drawn.sum()),
        hits=int(now.array[now.drawn].sum()),
        recall=live_recall(now),
        remaining=_remaining(now),
        curve=_curve(now),
        advice=advice,
        more_clean=None if advice.stop else clean_needed(rule, now),
        certificate=latest(review, told, stage),
    )


def screening(events: Iterable[Event], state: State, protocol: Protocol, stage: Stage) -> Screening:
    """A stage as the log tells it: `state` is the fold of `events`.

    A report's place is that of its first decision, even one that was changed or taken back since:
    why it was shown (rank or chance) was settled then.

    Raises:
        UnknownName: There is no such stage.
    """
    if stage not in STAGES:
        raise UnknownName("stage", stage, STAGES)
    statuses = step.standings(state, protocol)
    here = _reached(statuses, stage)
    home = state.reports.of
    first: dict[str, Screened] = {}
    for event in sorted(events, key=lambda e: e.id):
        if isinstance(event, Screened) and event.stage == stage:
            first.setdefault(home(event.report), event)
    judged = [(r, e) for r, e in first.items() if r in here and here[r].standing != "unscreened"]
    labels = tuple(int(_counts(here[r])) for r, _ in judged)
    sampled = {home(r): s.id for s in reversed(_samples(state, stage)) for r in s.reports}
    marks = tuple(e.drawn or sampled.get(r, e.id) < e.id for r, e in judged)
    words = sorted(e.id for e in state.decisions if e.stage == stage)
    words += sorted(e.id for e in state.adjudications if e.stage == stage)
    lines = [f"{r} {n:d} {m:d}" for (r, _), n, m in zip(judged, labels, marks, strict=True)]
    return Screening(
        progress=Progress(len(here), labels, marks),
        reports=tuple(here),
        order=tuple(r for r, _ in judged),
        unsettled=sum(here[r].standing in ("waiting", "conflict") for r, _ in judged),
        unranked=sum(not (e.model_run or mark) for (_, e), mark in zip(judged, marks, strict=True)),
        sample=_last_sample(state, stage, {r: e.id for r, e in judged}),
        digest=sha256("\n".join([stage, *lines, *words]).encode()).hexdigest(),
    )


def _samples(state: State, stage: Stage) -> list[SampleDrawn]:
    return [s for s in state.samples if s.stage == stage]


def _last_sample(state: State, stage: Stage, first: Mapping[str, str]) -> Sample | None:
    """`first` gives the id of each judged report's first decision."""
    drawn = _samples(state, stage)
    if not drawn:
        return None
    reports = tuple(dict.fromkeys(state.reports.of(r) for r in drawn[-1].reports))
    return Sample(
        reports=reports,
        judged=sum(r in first for r in reports),
        before=sum(event < drawn[-1].id for event in first.values()),
    )


def clean_needed(rule: Rule, now: Progress) -> int | None:
    """Excludes in a row after which a rule would say stop; None if not even all that are left."""
    left = now.records - now.screened

    def stops(more: int) -> bool:
        marks = (*now.audit, *(False,) * more) if now.audit else ()
        return rule(Progress(now.records, now.labels + (0,) * more, marks)).stop

    return bisect_left(range(left), True, key=stops) if left and stops(left) else None


def _reached(statuses: Mapping[Stage, Mapping[str, Status]], stage: Stage) -> Mapping[str, Status]:
    if stage == "title-abstract":
        return statuses[stage]
    passed = statuses["title-abstract"]
    return {r: s for r, s in statuses[stage].items() if passed[r].standing == "included"}


def _counts(status: Status) -> bool:
    """Whether a report counts as found: not excluded, by whoever judged it so far."""
    if status.standing == "waiting":
        return any(v.verdict != "exclude" for v in status.votes)
    return status.standing != "excluded"


def _remaining(now: Progress) -> Remaining | None:
    if now.found < estimate.FEWEST:
        return None
    low, middle, high = (round(estimate.missing(now, q)) for q in (0.01, 0.5, 0.99))
    return Remaining(middle=middle, low=low, high=high)


def _curve(now: Progress) -> tuple[tuple[int, int], ...]:
    found = now.array.cumsum().tolist()
    step_ = max(1, -(-now.screened // _POINTS))
    at = sorted({*range(step_, now.screened + 1, step_), now.screened} - {0})
    return ((0, 0), *((n, found[n - 1]) for n in at))

"""Screening: where each report stands, worked out from the decisions alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tamis.model.errors import UnknownName
from tamis.model.events import STAGES, Adjudicated, Screened, Stage, Verdict
from tamis.model.facts import Status
from tamis.model.problems import Problem
from tamis.model.protocol import Protocol
from tamis.model.results import Standing
from tamis.model.state import State

UNSCREENED = Status(standing="unscreened")


def standings(state: State, protocol: Protocol) -> Mapping[Stage, Mapping[str, Status]]:
    """Derive every report's status at both stages.

    Two people who agree decide; two who differ wait for adjudication; one alone waits for the
    second (`protocol.screening.reviewers`). "maybe" goes on to the full text and no further.
    """
    order = {c.code: i for i, c in enumerate(protocol.criteria)}
    votes = _by_report(state, state.decisions)
    rulings = _by_report(state, state.adjudications)
    return {
        stage: {
            report: _status(
                votes.get((report, stage), ()),
                rulings.get((report, stage), ()),
                protocol.screening.reviewers,
                stage,
                order,
            )
            for report in state.reports.members
        }
        for stage in STAGES
    }


def _by_report(
    state: State, events: Iterable[Screened] | Iterable[Adjudicated]
) -> dict[tuple[str, Stage], list[Screened | Adjudicated]]:
    found: dict[tuple[str, Stage], list[Screened | Adjudicated]] = defaultdict(list)
    for event in events:
        found[state.reports.of(event.report), event.stage].append(event)
    return found


def _status(
    votes: Iterable[Screened | Adjudicated],
    rulings: Iterable[Screened | Adjudicated],
    needed: int,
    stage: Stage,
    order: Mapping[str, int],
) -> Status:
    cast = tuple(v for v in votes if isinstance(v, Screened))
    settled = tuple(rulings)
    if settled and len({r.verdict for r in settled}) == 1:
        return _decided(settled, cast, stage, order, adjudicated=True)
    if not cast:
        return UNSCREENED
    if settled or len({_side(v.verdict, stage) for v in cast}) > 1:
        return Status(standing="conflict", votes=cast)
    if len(cast) < needed:
        return Status(standing="waiting", votes=cast)
    return _decided(cast, cast, stage, order, adjudicated=False)


def _side(verdict: Verdict, stage: Stage) -> str:
    """At title and abstract a maybe is a vote to look at the full text."""
    return "include" if verdict == "maybe" and stage == "title-abstract" else verdict


def _decided(
    deciding: Iterable[Screened | Adjudicated],
    votes: tuple[Screened, ...],
    stage: Stage,
    order: Mapping[str, int],
    *,
    adjudicated: bool,
) -> Status:
    words = list(deciding)
    side = _side(words[0].verdict, stage)
    if side != "exclude":
        standing: Standing = "included" if side == "include" else "maybe"
        return Status(standing=standing, votes=votes, adjudicated=adjudicated)
    first = min(words, key=lambda e: (order.get(e.criterion or "", len(order)), e.id))
    return Status(
        standing="excluded",
        criterion=first.criterion or "",
        reason=first.note,
        votes=votes,
        adjudicated=adjudicated,
    )


def check_decision(protocol: Protocol, verdict: str, criterion: str | None, stage: str) -> None:
    """Refuse a decision the protocol does not know.

    Raises:
        UnknownName: The verdict, stage or criterion is not one of the allowed ones, or an
            exclusion names no criterion.
    """
    if verdict not in ("include", "maybe", "exclude"):
        raise UnknownName("verdict", verdict, ("include", "maybe", "exclude"))
    if stage not in STAGES:
        raise UnknownName("stage", stage, STAGES)
    codes = [c.code for c in protocol.criteria]
    if criterion is not None and criterion not in codes:
        raise UnknownName("criterion", criterion, codes)
    if verdict == "exclude" and codes and not criterion:
        raise UnknownName("criterion for the exclusion", "(none given)", codes)


def queue(
    state: State, statuses: Mapping[str, Status], person: str, needed: int
) -> tuple[str, ...]:
    """The reports a person has still to judge at a stage, in the order they came in.

    Someone else's vote never changes what a person is shown, only whether a report needs more.
    """
    return tuple(
        report
        for report in state.reports.members
        if (status := statuses[report]).standing in ("unscreened", "waiting")
        and len(status.votes) < needed
        and all(v.by != person for v in status.votes)
    )


def reachable(
    state: State,
    statuses: Mapping[Stage, Mapping[str, Status]],
    stage: Stage,
    person: str,
    needed: int,
) -> tuple[str, ...]:
    """As `queue`, at either stage: at full text, only the reports that got there."""
    waiting = queue(state, statuses[stage], person, needed)
    if stage == "title-abstract":
        return waiting
    passed = statuses["title-abstract"]
    return tuple(r for r in waiting if passed[r].standing == "included")


def orphans(state: State) -> tuple[Problem, ...]:
    """Decisions on records that no search holds."""
    decided: tuple[Screened | Adjudicated, ...] = (*state.decisions, *state.adjudications)
    return tuple(
        Problem(
            f"log/{e.by}.jsonl",
            f"decision {e.id} is about record '{e.report}', which no search holds",
            "import the search again, or supersede the decision",
            "error",
        )
        for e in decided
        if e.report not in state.reports.home
    )

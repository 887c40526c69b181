"""Screening: one person's decision on one report, appended once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import (
    STAGES,
    Adjudicated,
    Event,
    Retrieved,
    ScoreSeen,
    Screened,
    Stage,
    Verdict,
)
from tamis.steps import screening as step

if TYPE_CHECKING:
    from tamis.learn.queue import Shown
    from tamis.review.facade import Review

#: Why a report counts as retrieved when nobody said so: its full text was judged.
ASSESSED = "assessed in full text"


class OtherCard(TamisError):
    """A decision came with the card of another report."""

    exit_code = 2
    http_status = 409

    def __init__(self, report: str, shown: str) -> None:
        super().__init__(
            f"the decision is about report '{report}' but the card shown was that of '{shown}'; "
            f"send the card that was on the screen, or none"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A report that waits for a decision, as its records give it."""

    report: str
    label: str
    title: str
    abstract: str
    year: int | None
    journal: str
    records: tuple[str, ...]


def waiting(review: Review, stage: Stage) -> tuple[Waiting, ...]:
    """The reports this writer has still to judge at a stage.

    Raises:
        UnknownName: There is no such stage.
    """
    if stage not in STAGES:
        raise UnknownName("stage", stage, STAGES)
    wanted = queue(review, stage)
    members = review.state.reports.members
    needed = {m for r in wanted for m in members[r]}
    records = {r.id: r for r in review.folder.records() if r.id in needed}
    made = []
    for report in wanted:
        best = max(
            (records[m] for m in members[report]), key=lambda r: (bool(r.abstract), len(r.title))
        )
        made.append(
            Waiting(
                report=report, label=best.label, title=best.title, abstract=best.abstract,
                year=best.year, journal=best.journal, records=members[report],
            )
        )  # fmt: skip
    return tuple(made)


def screen(
    review: Review,
    report: str,
    verdict: Verdict,
    *,
    stage: Stage,
    criterion: str | None,
    note: str,
    labels: tuple[str, ...],
    shown: Shown | None = None,
    request: str = "",
) -> tuple[Event, ...]:
    """Judge a report; the same decision again appends nothing, another one supersedes it.

    Judging the full text says that it was at hand, so a retrieval is noted when none was.

    Args:
        review: The review.
        report: The report, or a record of it.
        verdict: What was decided.
        stage: At which stage.
        criterion: The criterion an exclusion names.
        note: Kept with the decision.
        labels: Kept with the decision.
        shown: The card it was decided from: its score, ranking and whether it was drawn are kept.
        request: An id the caller gave to this act. Sent again, it appends nothing, in whichever
            process, and the events written the first time are returned.

    Raises:
        UnknownName: The report, verdict, stage or criterion is not known.
        OtherCard: `shown` is a card of another report.
    """
    if earlier := review.folder.log.told(review.by, request):
        return earlier
    home = resolve(review, report)
    ranked = _card(review, home, report, shown)
    step.check_decision(review.protocol, verdict, criterion, stage)
    mine = next(
        (
            d for d in review.state.decisions
            if d.by == review.by and d.stage == stage and review.state.reports.of(d.report) == home
        ),
        None,
    )  # fmt: skip
    said = (verdict, criterion, note, labels)
    if mine and (mine.verdict, mine.criterion, mine.note, mine.labels) == said:
        return ()
    events: list[Event] = []
    if stage == "full-text" and not any(
        e.report and review.state.reports.of(e.report) == home for e in review.state.retrievals
    ):
        events.append(review.event(Retrieved, report=home, reason=ASSESSED, request=request))
    events.append(
        review.event(
            Screened, report=home, stage=stage, verdict=verdict, criterion=criterion, note=note,
            labels=labels, supersedes=mine.id if mine else None, request=request, **ranked,
        )
    )  # fmt: skip
    return review.append(*events)


def _card(review: Review, home: str, report: str, shown: Shown | None) -> dict[str, Any]:
    if shown is None:
        return {}
    if review.state.reports.of(shown.record) != home:
        raise OtherCard(report, shown.record)
    return {"score": shown.score, "model_run": shown.ranking, "drawn": shown.drawn}


def see_score(
    review: Review, report: str, shown: Shown, stage: Stage, request: str
) -> tuple[Event, ...]:
    """Note that this writer asked how a report was scored; once per report, stage and ranking.

    Raises:
        UnknownName: The report or stage is not known.
        OtherCard: `shown` is a card of another report.
    """
    if stage not in STAGES:
        raise UnknownName("stage", stage, STAGES)
    home = resolve(review, report)
    _card(review, home, report, shown)
    for seen in review.state.scores_seen:
        place = (seen.by, seen.stage, review.state.reports.of(seen.report), seen.model_run)
        if place == (review.by, stage, home, shown.ranking):
            return ()
    return review.append(
        review.event(
            ScoreSeen, report=home, stage=stage, score=shown.score, model_run=shown.ranking,
            request=request,
        )
    )  # fmt: skip


def adjudicate(
    review: Review,
    report: str,
    verdict: Verdict,
    *,
    stage: Stage,
    criterion: str | None,
    note: str,
    request: str = "",
) -> tuple[Event, ...]:
    """Settle a conflict between reviewers.

    Raises:
        UnknownName: The report is not in conflict at that stage, or a word is not known.
    """
    if earlier := review.folder.log.told(review.by, request):
        return earlier
    home = resolve(review, report)
    step.check_decision(review.protocol, verdict, criterion, stage)
    statuses = step.standings(review.state, review.protocol)[stage]
    if statuses[home].standing != "conflict":
        known = [r for r, s in statuses.items() if s.standing == "conflict"]
        raise UnknownName(f"conflict at {stage} about report", report, known)
    return review.append(
        review.event(
            Adjudicated, report=home, stage=stage, verdict=verdict, criterion=criterion, note=note,
            settles=tuple(v.id for v in statuses[home].votes), request=request,
        )
    )  # fmt: skip


def resolve(review: Review, name: str) -> str:
    """The report someone means: a report or record id, or the start of one.

    Raises:
        UnknownName: No report, or more than one, is meant.
    """
    reports = review.state.reports
    if name in reports.home:
        return reports.home[name]
    found = {home for record, home in reports.home.items() if record.startswith(name)}
    if len(name) >= 4 and len(found) == 1:
        return found.pop()
    raise UnknownName("report" if not found else "single report", name, found or reports.members)


def queue(review: Review, stage: Stage) -> tuple[str, ...]:
    """The reports this writer has still to judge; at full text, those that got there."""
    statuses = step.standings(review.state, review.protocol)
    return step.reachable(
        review.state, statuses, stage, review.by, review.protocol.screening.reviewers
    )

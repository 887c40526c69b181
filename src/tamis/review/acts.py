"""What an act of screening writes: the events of a decision, an undo, a ruling, a look at a score.

Each function reads the tally and makes events; nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

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
    Withdrawn,
)
from tamis.review.screening import ASSESSED
from tamis.steps import screening as step

if TYPE_CHECKING:
    from tamis.learn.queue import Shown
    from tamis.review.tally import Tally

E = TypeVar("E", bound=Event)


class Make(Protocol):
    """Makes an event of a kind, with its id, time, writer, protocol and request filled in."""

    def __call__(self, kind: type[E], **fields: Any) -> E:
        """The event."""
        ...


class NotThere(TamisError):
    """A report is judged at a stage it has not reached."""

    exit_code = 2
    http_status = 409

    def __init__(self, report: str, stage: Stage) -> None:
        super().__init__(
            f"report '{report}' has not reached {stage}: "
            "it is judged there once it was included on title and abstract"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision as it is asked for. `request` is the asker's own id of the act."""

    report: str
    verdict: Verdict
    stage: Stage = "title-abstract"
    criterion: str | None = None
    note: str = ""
    labels: tuple[str, ...] = ()
    request: str = ""


def home_of(tally: Tally, name: str) -> str:
    """The report that a report or record id means.

    Raises:
        UnknownName: None.
    """
    home = tally.reports.home.get(name)
    if home is None:
        raise UnknownName("report", name, ())
    return home


def decision(
    tally: Tally, make: Make, by: str, wanted: Decided, shown: Shown | None
) -> tuple[Event, ...]:
    """A decision; another word of the same person is replaced.

    Raises:
        UnknownName: The report, verdict, stage or criterion is not known.
        NotThere: The report has not got to the full text.
    """
    step.check_decision(tally.protocol, wanted.verdict, wanted.criterion, wanted.stage)
    home = home_of(tally, wanted.report)
    mine = tally.decision(by, home, wanted.stage)
    late = wanted.stage != STAGES[0]
    if late and mine is None and tally.status(home, STAGES[0]).standing != "included":
        raise NotThere(home, wanted.stage)
    said = make(
        Screened, report=home, stage=wanted.stage, verdict=wanted.verdict,
        criterion=wanted.criterion, note=wanted.note, labels=wanted.labels,
        supersedes=mine.id if mine else None, **_card(tally, home, shown),
    )  # fmt: skip
    if late and not tally.retrievals(home):
        return make(Retrieved, report=home, reason=ASSESSED), said
    return (said,)


def _card(tally: Tally, home: str, shown: Shown | None) -> dict[str, Any]:
    if shown is None or tally.reports.of(shown.record) != home:
        return {}
    return {"score": shown.score, "model_run": shown.ranking, "drawn": shown.drawn}


def undoing(tally: Tally, make: Make, by: str, of: str, stage: Stage) -> tuple[Event, ...]:
    """An own act taken back; undoing an undo brings it back.

    Args:
        tally: Where things stand.
        make: Makes the event.
        by: Whose act it is.
        of: The id of an event, or the request of an act; the last decision unless given.
        stage: Where to look for the last decision.

    Returns:
        Nothing when the act does not stand any more, or there is none.

    Raises:
        UnknownName: This writer has no such event or request.
    """
    found = _own(tally, by, of, stage)
    if found is None or tally.taken_back(found):
        return ()
    return (make(Withdrawn, events=(found.id, *_noted_with(tally, found))),)


def _own(tally: Tally, by: str, of: str, stage: Stage) -> Event | None:
    if not of:
        return next(tally.decisions(by, stage), None)
    known = tally.events.get(of)
    told = (known,) if known and known.by == by else tally.told(by, of)
    found = [e for e in told if isinstance(e, Screened | Adjudicated | Withdrawn)]
    if not found:
        raise UnknownName("act of yours", of, ())
    return found[-1]


def _noted_with(tally: Tally, event: Event) -> tuple[str, ...]:
    """The retrieval noted for a full-text decision, if nothing else rests on it."""
    if not isinstance(event, Screened) or event.stage == STAGES[0] or event.supersedes:
        return ()
    home = tally.reports.of(event.report)
    if any(v.id != event.id for v in tally.status(home, event.stage).votes):
        return ()
    return tuple(r.id for r in tally.retrievals(home) if r.reason == ASSESSED and r.by == event.by)


def ruling(tally: Tally, make: Make, by: str, wanted: Decided) -> tuple[Event, ...]:
    """A conflict settled, or an own ruling changed.

    Raises:
        UnknownName: The report is not in conflict, or a word is not known.
    """
    step.check_decision(tally.protocol, wanted.verdict, wanted.criterion, wanted.stage)
    home = home_of(tally, wanted.report)
    status = tally.status(home, wanted.stage)
    mine = next((r for r in tally.rulings(home, wanted.stage) if r.by == by), None)
    if status.standing != "conflict" and mine is None:
        known = tally.standing[wanted.stage].get("conflict", set())
        raise UnknownName(f"conflict at {wanted.stage} about report", home, known)
    return (
        make(
            Adjudicated, report=home, stage=wanted.stage, verdict=wanted.verdict,
            criterion=wanted.criterion, note=wanted.note,
            settles=tuple(v.id for v in status.votes), supersedes=mine.id if mine else None,
        ),
    )  # fmt: skip


def looking(tally: Tally, make: Make, by: str, shown: Shown, stage: Stage) -> tuple[Event, ...]:
    """A look at a score; once per report, stage and ranking."""
    home = home_of(tally, shown.record)
    seen = tally.score_seen(by, home, stage)
    if seen and seen.model_run == shown.ranking:
        return ()
    return (make(ScoreSeen, report=home, stage=stage, score=shown.score, model_run=shown.ranking),)

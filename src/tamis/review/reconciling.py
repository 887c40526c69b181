"""Two people read the same study: apart until both are done, then side by side.

What another person read is shown only when they and as many people as the protocol asks for have
said that they are done, and the one who looks has finished too or reads nothing of this study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import Event, Extracted
from tamis.model.evidence import Datum
from tamis.model.protocol import Protocol
from tamis.review.extracting import FINISHED, Place, Told, check
from tamis.review.texts import mention

if TYPE_CHECKING:
    from tamis.review.facade import Review


class NotRevealed(TamisError):
    """Someone asked for others' readings before everyone was done."""

    exit_code = 2
    http_status = 403

    def __init__(self, study: str, waits: str) -> None:
        super().__init__(f"others' readings of '{study}' are shown when everyone is done; {waits}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Someone who reads a study, and whether they said that they are done."""

    by: str
    finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One value as each reader read it. `settled` names the one whose word ended a difference."""

    place: Place
    name: str
    readings: Mapping[str, Datum]
    settled: str = ""

    @property
    def differs(self) -> bool:
        """Whether readers say different things, or one of them nothing."""
        return len({(d.value, d.state) for d in self.readings.values()}) > 1

    @property
    def lone(self) -> bool:
        """Whether one reader alone has it."""
        return len(self.readings) == 1


def wanted(protocol: Protocol) -> int:
    """How many people read each study: as many as judge each report."""
    return protocol.screening.reviewers


def readers(review: Review, study: str) -> tuple[Reader, ...]:
    """Who reads a study. Readings recorded from a file are done when they are recorded."""
    found: dict[str, list[Extracted]] = {}
    ends = _settlements(review)
    for event in review.state.extractions:
        if event.study == study and event.id not in ends:
            found.setdefault(event.by, []).append(event)
    return tuple(
        Reader(
            by=by,
            finished=any(e.note == FINISHED for e in events)
            or not any(e.request for e in events if e.data),
        )
        for by, events in sorted(found.items())
    )


def revealed(review: Review, study: str) -> bool:
    """Whether this writer may see what others read."""
    if wanted(review.protocol) < 2:
        return True
    known = readers(review, study)
    mine = next((r for r in known if r.by == review.by), None)
    done = sum(r.finished for r in known)
    return done >= wanted(review.protocol) and (mine is None or mine.finished)


def require_revealed(review: Review, study: str) -> None:
    """Refuse to show others' readings too early.

    Raises:
        NotRevealed: It is too early.
    """
    if revealed(review, study):
        return
    mine = next((r for r in readers(review, study) if r.by == review.by), None)
    waits = "say that you are done first" if mine and not mine.finished else (
        "another reader has still to finish"
    )  # fmt: skip
    raise NotRevealed(study, waits)


def visible(review: Review, study: str) -> tuple[Extracted, ...]:
    """The standing readings of a study that this writer may see."""
    open_, ends = revealed(review, study), _settlements(review)
    shown = {r.by for r in readers(review, study) if r.finished} if open_ else set()
    everyone = wanted(review.protocol) < 2
    return tuple(
        e
        for e in review.state.extractions
        if e.study == study
        and (everyone or e.by == review.by or e.by in shown or (open_ and e.id in ends))
    )


def comparison(review: Review, study: str) -> tuple[Compared, ...]:
    """Every value of a study as each reader read it, differences first.

    Raises:
        NotRevealed: Not everyone is done.
    """
    require_revealed(review, study)
    values: dict[tuple[Place, str], dict[str, Datum]] = {}
    for event in sorted(visible(review, study), key=lambda e: e.id):
        place = (event.study, event.outcome, event.timepoint, event.population, event.arm)
        for datum in event.data:
            values.setdefault((place, datum.name), {})[event.by] = datum
    ended = _settled(review, study)
    made = [
        Compared(place=place, name=name, readings=found, settled=ended.get((place, name), ""))
        for (place, name), found in values.items()
    ]
    two = wanted(review.protocol) > 1
    return tuple(
        sorted(made, key=lambda c: 0 if c.differs else 1 if two and c.lone and not c.settled else 2)
    )


def settle(review: Review, told: Told, *, reason: str = "", request: str = "") -> tuple[Event, ...]:
    """End a difference: this writer's value supersedes every reading of it that is shown.

    Values that stood in the same events are carried over unchanged, and say from whom.

    Raises:
        NotRevealed: Not everyone is done.
        UnknownName: Nobody read that value.
        NotAReading: The value does not fit its field, or has no words to rest on.
    """
    require_revealed(review, told.study)
    if earlier := review.folder.log.told(review.by, request):
        return earlier
    datum = check(review, told)
    old = [
        e
        for e in visible(review, told.study)
        if (e.study, e.outcome, e.timepoint, e.population, e.arm) == told.place
        and any(d.name == told.name for d in e.data)
    ]
    if not old:
        raise UnknownName("value that was read", told.name, _names(review, told.place))
    mentions = [e for s in datum.spans for e in mention(review, s.document)]
    new = [
        review.event(
            Extracted, study=e.study, outcome=e.outcome, timepoint=e.timepoint, arm=e.arm,
            population=e.population, prespecified=e.prespecified, primary=e.primary,
            data=(datum, *(_carried(d, e.by) for d in e.data if d.name != told.name)),
            supersedes=e.id, note=reason or "settled", request=request,
        )
        for e in old
    ]  # fmt: skip
    return review.append(*mentions[:1], *new)


def _carried(datum: Datum, by: str) -> Datum:
    said = f"read by {by}"
    if said in datum.note:
        return datum
    return replace(datum, note="; ".join(n for n in (datum.note, said) if n))


def _names(review: Review, place: Place) -> set[str]:
    return {
        d.name
        for e in review.state.extractions
        if (e.study, e.outcome, e.timepoint, e.population, e.arm) == place
        for d in e.data
    }


def _settlements(review: Review) -> frozenset[str]:
    """Standing events that replaced another person's."""
    if not any(e.supersedes for e in review.state.extractions):
        return frozenset()
    writer = {e.id: e.by for e in review.events if isinstance(e, Extracted)}
    return frozenset(
        e.id
        for e in review.state.extractions
        if e.supersedes and writer.get(e.supersedes, e.by) != e.by
    )


def _settled(review: Review, study: str) -> dict[tuple[Place, str], str]:
    """Values that were settled, and by whom."""
    ends = _settlements(review)
    return {
        ((e.study, e.outcome, e.timepoint, e.population, e.arm), e.data[0].name): e.by
        for e in review.state.extractions
        if e.study == study and e.data and e.id in ends
    }

"""Decisions that an import brought along, taken over as this review's own: asked, never silent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import STAGES, Screened, Stage, Verdict
from tamis.model.naming import slug
from tamis.model.protocol import Protocol
from tamis.model.records import Record

if TYPE_CHECKING:
    from tamis.review.facade import Review

_NOT_A_NAME = re.compile(r"[^a-z0-9._-]+")


class UnmappedReasons(TamisError):
    """Exclusions give reasons that are no criterion of the protocol."""

    exit_code = 2
    http_status = 422

    def __init__(self, reasons: Mapping[str, int], codes: Iterable[str]) -> None:
        listed = ", ".join(f"'{r or '(none given)'}' ({n})" for r, n in reasons.items())
        super().__init__(
            f"these reasons are no criterion: {listed}; say which they are with "
            f"`--map REASON=CODE`, or `--otherwise CODE` for all of them; codes: {', '.join(codes)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One decision as a record brought it."""

    record: str
    verdict: Verdict
    who: str = ""
    reasons: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What taking over would do.

    Attributes:
        search: Where the records came from.
        stage: At which stage the decisions would stand.
        verdicts: (writer, verdict) → how many would be appended.
        people: Name in the export → writer here.
        criteria: Reason in the export → criterion.
        unmapped: Reasons that are no criterion → exclusions with them; "" is none given.
        already: Decisions left alone because that writer has judged the report here.
        events: The events; none while a reason is unmapped.
    """

    search: str
    stage: Stage
    verdicts: Mapping[tuple[str, Verdict], int]
    people: Mapping[str, str]
    criteria: Mapping[str, str]
    unmapped: Mapping[str, int]
    already: int
    events: tuple[Screened, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What the person who adopts says about it.

    Attributes:
        stage: At which stage the decisions were made.
        by: Writer for decisions that name nobody.
        people: Name in the export → writer here; else the name in lower case.
        criteria: Reason in the export → code of a criterion.
        otherwise: Code for every reason that is in no table and no criterion.
    """

    by: str
    stage: Stage = "title-abstract"
    people: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""


def plan(review: Review, search: str, how: How) -> Adoption:
    """Work out what adopting a search's decisions would append; nothing is written.

    Raises:
        UnknownName: There is no such search, stage or criterion.
    """
    _check(review.protocol, how)
    home = review.state.reports.of
    mine = {(d.by, home(d.report)) for d in review.state.decisions if d.stage == how.stage}
    table = _codes(review.protocol)
    people: dict[str, str] = {}
    criteria: dict[str, str] = {}
    unmapped: Counter[str] = Counter()
    wanted: dict[tuple[str, str], Screened] = {}
    already = 0
    for brought in (b for r in review.folder.records(search) for b in brought_by(r)):
        writer = how.people.get(brought.who) or (_writer(brought.who) if brought.who else how.by)
        people[brought.who] = writer
        report = home(brought.record)
        if (writer, report) in mine:
            already += 1
            continue
        criterion = None
        if brought.verdict == "exclude" and table:
            criterion = _criterion(brought.reasons, how, table)
            if criterion is None:
                unmapped[brought.reasons[0] if brought.reasons else ""] += 1
                continue
            criteria.update(dict.fromkeys(brought.reasons[:1], criterion))
        wanted[writer, report] = review.event(
            Screened,
            by=writer,
            report=report,
            stage=how.stage,
            verdict=brought.verdict,
            criterion=criterion,
            labels=brought.labels,
            note="; ".join([f"decided elsewhere, adopted from {search}", *brought.reasons]),
        )
    counts = Counter((e.by, e.verdict) for e in wanted.values())
    return Adoption(
        search=search,
        stage=how.stage,
        verdicts=dict(sorted(counts.items())),
        people=people,
        criteria=criteria,
        unmapped=dict(unmapped.most_common()),
        already=already,
        events=() if unmapped else tuple(wanted.values()),
    )


def adopt(review: Review, search: str, how: How) -> Adoption:
    """Append what `plan` says, each writer's decisions to that writer's log.

    Doing it again appends nothing: whoever has judged a report here is left alone.

    Raises:
        UnknownName: There is no such search, stage or criterion.
        UnmappedReasons: An exclusion has a reason that is no criterion; nothing was written.
    """
    planned = plan(review, search, how)
    if planned.unmapped:
        raise UnmappedReasons(planned.unmapped, (c.code for c in review.protocol.criteria))
    for writer in sorted({e.by for e in planned.events}):
        review.append(*(e for e in planned.events if e.by == writer), writer=writer)
    return planned


def brought_by(record: Record) -> Iterator[Brought]:
    """The decisions in a record's `extra`: each with the author and reasons right behind it."""
    labels = tuple(dict.fromkeys(v for k, v in record.extra if k == "tamis:label"))
    verdict, who, reasons = "", "", list[str]()
    for key, value in (*record.extra, ("tamis:decision", "")):
        if key == "tamis:decided-by":
            who = value
        elif key == "tamis:reason":
            reasons.append(value)
        elif key == "tamis:decision":
            if verdict:
                yield Brought(
                    record=record.id,
                    verdict=cast(Verdict, verdict),
                    who=who,
                    reasons=tuple(dict.fromkeys(reasons)),
                    labels=labels,
                )
            # A reason that stands before the decision belongs to it; one after it, too.
            verdict, who, reasons = value, "", [] if verdict else reasons


def _criterion(reasons: tuple[str, ...], how: How, table: Mapping[str, str]) -> str | None:
    for reason in reasons:
        found = how.criteria.get(reason) or table.get(slug(reason))
        if found:
            return found
    return how.otherwise or None


def _codes(protocol: Protocol) -> dict[str, str]:
    """What a criterion may be called in an export → its code."""
    return {
        slug(name): c.code
        for c in protocol.criteria
        for name in (c.text, c.short, c.code)
        if slug(name)
    }


def _writer(name: str) -> str:
    """A person's name as a log may be called."""
    return _NOT_A_NAME.sub("-", name.lower()).strip("-._")[:100] or "reviewer"


def _check(protocol: Protocol, how: How) -> None:
    if how.stage not in STAGES:
        raise UnknownName("stage", how.stage, STAGES)
    codes = [c.code for c in protocol.criteria]
    for code in (*how.criteria.values(), *([how.otherwise] if how.otherwise else [])):
        if code not in codes:
            raise UnknownName("criterion", code, codes)

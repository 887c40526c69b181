"""What registers show that a reader should know: overdue results, changed plans, stale entries.

Twelve months from primary completion is the time the WHO gives for posting results (Joint
statement on public disclosure of results from clinical trials, 2017) and the limit of US law for
applicable trials (42 CFR 11.44). A sighting is a fact about an entry, not an accusation: results
may be in a paper, and copies of entries age.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tamis.trials.local_registry import RegisteredTrial, Registry
from tamis.trials.registration import CLOSED, OPEN, PlannedOutcome, Registration

Sign = Literal[
    "results-overdue",
    "primary-outcome-changed",
    "overlap",
    "stale",
    "past-completion",
    "status-changed",
]
#: Months after which results are overdue, and after which an unconfirmed entry is stale.
OVERDUE, STALE = 12, 24
#: Study id, label, registrations, studies that share participants.
Linked = tuple[str, str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One sign of one trial: what was seen, since when, and where to check it.

    `was` and `now` hold what changed; `studies` the review's studies it is linked to.
    """

    sign: Sign
    trial: str
    title: str
    what: str
    since: str = ""
    was: str = ""
    now: str = ""
    seen: str = ""
    link: str = ""
    studies: tuple[str, ...] = ()


def radar(registry: Registry, today: str, studies: Iterable[Linked] = ()) -> tuple[Sighting, ...]:
    """Look over every trial.

    Args:
        registry: The trials, with their history where several snapshots were imported.
        today: The day to reckon from, YYYY-MM-DD.
        studies: The review's studies with their registrations and shared participants.

    Returns:
        Sightings, trial by trial in the registry's order, then shared participants.
    """
    linked = tuple(studies)
    found: list[Sighting] = []
    for trial in registry.trials:
        names = tuple(s for s, _, numbers, _ in linked if set(numbers) & set(trial.ids))
        for look in (_overdue, _changed, _stale, _past, _status):
            found.extend(look(trial, today, names))
    return (*found, *_overlaps(registry, linked))


def months_between(earlier: str, later: str) -> int:
    """Whole months from one day to another; a day may be YYYY, YYYY-MM or YYYY-MM-DD."""

    def parts(day: str) -> tuple[int, int, int]:
        return int(day[:4]), int(day[5:7] or 1), int(day[8:10] or 1)

    (y1, m1, d1), (y2, m2, d2) = parts(earlier), parts(later)
    return (y2 - y1) * 12 + (m2 - m1) - (d2 < d1)


def _made(r: Registration, sign: Sign, names: tuple[str, ...], **said: str) -> Sighting:
    return Sighting(
        sign=sign, trial=r.id, title=r.title or r.short_title, seen=r.seen, link=r.url,
        studies=names, what=said.pop("what"), **said,
    )  # fmt: skip


def _overdue(trial: RegisteredTrial, today: str, names: tuple[str, ...]) -> Iterator[Sighting]:
    r = trial.latest
    done = r.primary_completion if r.primary_completion.day else r.completion
    if not done.day or months_between(done.latest, today) <= OVERDUE or r.status == "withdrawn":
        return
    if any(e.results not in ("", "no") for e in trial.registrations):
        return
    if not any(e.results == "no" for e in trial.registrations):
        return
    kind = "was planned to end" if done.kind == "planned" and r.status not in CLOSED else "ended"
    yield _made(
        r, "results-overdue", names, since=done.day,
        what=f"{kind} more than {OVERDUE} months ago; the register shows no results",
    )  # fmt: skip


def _changed(trial: RegisteredTrial, today: str, names: tuple[str, ...]) -> Iterator[Sighting]:
    versions = trial.history()
    latest = trial.latest
    if latest.outcomes_before and _told(latest.outcomes_before) != _told(latest.outcomes):
        yield _made(
            latest, "primary-outcome-changed", names,
            what="the primary outcome was another when the trial was registered",
            was=_shown(latest.outcomes_before), now=_shown(latest.outcomes),
        )  # fmt: skip
    for old, new in pairwise(versions):
        if old.outcomes and new.outcomes and _told(old.outcomes) != _told(new.outcomes):
            yield _made(
                new, "primary-outcome-changed", names, since=new.page_date or new.seen,
                what="the primary outcome changed between two versions of the entry",
                was=_shown(old.outcomes), now=_shown(new.outcomes),
            )  # fmt: skip


def _told(outcomes: tuple[PlannedOutcome, ...]) -> frozenset[tuple[str, str]]:
    """Outcomes without what only looks different: case, spaces, full stops, order."""

    def plainly(text: str) -> str:
        return " ".join(text.lower().replace(".", " ").replace("-", " ").split())

    return frozenset((plainly(o.measure), plainly(o.frame)) for o in outcomes)


def _shown(outcomes: tuple[PlannedOutcome, ...]) -> str:
    return "; ".join(f"{o.measure} [{o.frame}]" if o.frame else o.measure for o in outcomes)


def _stale(trial: RegisteredTrial, today: str, names: tuple[str, ...]) -> Iterator[Sighting]:
    r = trial.latest
    if r.status == "unknown":
        yield _made(
            r, "stale", names, since=r.last_sign,
            what=f"status unknown: {r.status_words or 'not confirmed by the sponsor'}",
        )  # fmt: skip
    elif r.status in OPEN and r.last_sign and months_between(r.last_sign, today) > STALE:
        yield _made(
            r, "stale", names, since=r.last_sign,
            what=f"called {r.status_words or r.status}, but not confirmed for over {STALE} months",
        )  # fmt: skip


def _past(trial: RegisteredTrial, today: str, names: tuple[str, ...]) -> Iterator[Sighting]:
    r = trial.latest
    over = r.completion.day and r.completion.latest < today
    if over and r.status not in CLOSED and r.status != "unknown":
        yield _made(
            r, "past-completion", names, since=r.completion.day,
            what=f"its planned end has passed, and its status is {r.status_words or 'not stated'}",
        )  # fmt: skip


def _status(trial: RegisteredTrial, today: str, names: tuple[str, ...]) -> Iterator[Sighting]:
    versions = trial.history()
    for old, new in pairwise(versions):
        if old.status != new.status and "not-stated" not in (old.status, new.status):
            yield _made(
                new, "status-changed", names, since=new.page_date or new.seen,
                what="the status changed", was=old.status_words or old.status,
                now=new.status_words or new.status,
            )  # fmt: skip


def _overlaps(registry: Registry, studies: tuple[Linked, ...]) -> Iterator[Sighting]:
    """Studies that share participants, and registrations that several studies name."""
    label = {s: name for s, name, _, _ in studies}
    seen: set[frozenset[str]] = set()
    for study, name, numbers, overlaps in studies:
        for other in overlaps:
            pair = frozenset((study, other))
            if other not in label or pair in seen:
                continue
            seen.add(pair)
            yield Sighting(
                sign="overlap", trial=", ".join(numbers), title=name, studies=(study, other),
                what=f"shares participants with {label[other]}; the two are counted once",
            )  # fmt: skip
    for trial in registry.trials:
        sharing = [s for s, _, numbers, _ in studies if set(numbers) & set(trial.ids)]
        if len(sharing) > 1 and frozenset(sharing) not in seen:
            seen.add(frozenset(sharing))
            yield _made(
                trial.latest, "overlap", tuple(sharing),
                what="several studies name this registration; they may share participants",
            )  # fmt: skip

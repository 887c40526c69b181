"""A review as one person may know it, so that what is worked out from it gives nothing away.

Pages that pool, grade or draw show what follows from everybody's work. While two people read or
judge apart, that would show one what the other said. Here the words that a person may not know of
yet are left out before anything is worked out:

- votes that are not complete count for nobody (`blinding.complete`);
- readings of a study that are not revealed to the person (`reconciling.revealed`);
- judgements of bias by others, until the person or as many people as are asked have judged.

Studies and results that were recorded from files alone, and that nobody works on in the app, stand
in the open: there is no second person whom they could influence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tamis.model.events import Event, Extracted, Judged, Screened
from tamis.review import blinding, reconciling
from tamis.steps import screening as step

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: Someone who takes no part, under a name that no log can have.
OUTSIDE = "(outside)"
_Key = tuple[str, str, str, str, str]


def hidden(review: Review) -> frozenset[str]:
    """The ids of the events that this writer may not know of yet; none for one reviewer."""
    if review.protocol.screening.reviewers < 2:
        return frozenset()
    return frozenset(e.id for e in (*_votes(review), *_readings(review), *_judgements(review)))


def without(review: Review, ids: frozenset[str]) -> Review:
    """The same review without some events; for reading only, and good for as long as they are."""
    if not ids:
        return review
    state = review.state
    other = review.seen_by(review.by)
    other.__dict__.pop("evidence", None)
    other.__dict__.update(
        events=tuple(e for e in review.events if e.id not in ids),
        state=replace(
            state,
            decisions=tuple(e for e in state.decisions if e.id not in ids),
            extractions=tuple(e for e in state.extractions if e.id not in ids),
            judgements=tuple(e for e in state.judgements if e.id not in ids),
            events=state.events - len(ids),
        ),
    )
    return other


def _votes(review: Review) -> Iterator[Event]:
    """Votes on reports that not enough people have judged, whoever cast them.

    Someone outside is told what was decided, and so of no difference either.
    """
    if not review.protocol.screening.blind:
        return
    statuses, home = step.standings(review.state, review.protocol), review.state.reports.of
    for event in review.events:
        if isinstance(event, Screened):
            status = statuses[event.stage].get(home(event.report))
            if status is None:
                continue
            open_ = review.by == OUTSIDE and status.standing == "conflict"
            if open_ or not blinding.complete(status, review.protocol):
                yield event


def _readings(review: Review) -> Iterator[Event]:
    """Others' readings of studies that are not revealed, with those they replaced."""
    standing = {e.id for e in review.state.extractions}
    at_work = {e.study for e in review.state.extractions if e.request}
    shown = {e.id for study in at_work for e in reconciling.visible(review, study)}
    apart = {study for study in at_work if not reconciling.revealed(review, study)}
    for event in review.events:
        if (
            isinstance(event, Extracted)
            and event.by != review.by
            and event.study in at_work
            and event.id not in shown
            and (event.study in apart or event.id in standing)
        ):
            yield event


def _judgements(review: Review) -> Iterator[Event]:
    """Others' judgements of domains that neither this writer nor enough people have judged."""
    said: defaultdict[tuple[_Key, str], set[str]] = defaultdict(set)
    at_work: set[_Key] = set()
    for event in review.state.judgements:
        said[_key(event), event.domain].add(event.by)
        if event.request:
            at_work.add(_key(event))
    needed = review.protocol.screening.reviewers
    for judged in _of(review.events):
        by = said[_key(judged), judged.domain]
        if _key(judged) in at_work and review.by not in by and len(by) < needed:
            yield judged


def _of(events: Iterable[Event]) -> Iterator[Judged]:
    return (e for e in events if isinstance(e, Judged))


def _key(event: Judged) -> _Key:
    return (event.study, event.outcome, event.timepoint, event.population, event.instrument)

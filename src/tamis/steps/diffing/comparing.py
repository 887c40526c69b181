"""Two pictures of a review side by side: studies, outcomes, counts, methods, notices, numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tamis.model.changes import (
    BoxChange,
    EvidenceDiff,
    MethodChange,
    NumberChange,
    OutcomeChange,
    OutcomeSide,
    Picture,
    StudyChange,
)
from tamis.model.events import Event, ProtocolAmended, Published, SearchRun
from tamis.model.results import StudyRow
from tamis.steps.diffing.causes import Scope, cause, causes

Sides = Mapping[str, OutcomeSide]


def diff(before: Picture, now: Picture, sides_before: Sides, sides_now: Sides) -> EvidenceDiff:
    """Say what differs between two versions of a review.

    Args:
        before, now: The versions.
        sides_before, sides_now: Their outcomes by "comparison/outcome".
    """
    known = {e.id for e in before.events}
    since = tuple(e for e in now.events if e.id not in known)
    labels = {**before.labels, **now.labels}
    new = now.records - before.records
    old_reports = {now.home.get(r, r) for r in before.records}
    return EvidenceDiff(
        before=before.name,
        now=now.name,
        before_day=before.day,
        now_day=now.day,
        events=sum(not isinstance(e, Published) for e in since),
        new_records=tuple(sorted(new)),
        new_reports=tuple(sorted({now.home[r] for r in new} - old_reports)),
        studies=tuple(_studies(before, now, since, labels)),
        outcomes=tuple(_outcomes(before, now, sides_before, sides_now, since, labels)),
        flow=_flow(before, now),
        methods=_methods(since),
        notices=tuple(n for n in now.notices if not set(n.events) <= known),
        searches=tuple(cause(e, labels) for e in since if isinstance(e, SearchRun)),
        numbers=_numbers(before, now),
    )


def _studies(
    before: Picture, now: Picture, since: tuple[Event, ...], labels: Mapping[str, str]
) -> Iterator[StudyChange]:
    old = {r.study: r for r in before.rows}
    new = {r.study: r for r in now.rows}
    for study in dict.fromkeys((*new, *old)):
        was, is_ = old.get(study), new.get(study)
        told = _study_change(was, is_)
        if told is None:
            continue
        row = is_ or was
        kind, why = told
        scope = Scope(
            studies=frozenset({study}),
            reports=_homes(row.reports if row else (), now),
        )
        yield StudyChange(
            study=study, label=labels.get(study, study), kind=kind, why=why,
            causes=causes(since, scope, now.home, labels),
        )  # fmt: skip


def _study_change(was: StudyRow | None, now: StudyRow | None) -> tuple[str, str] | None:
    inside = (bool(was and was.included), bool(now and now.included))
    if inside == (False, True):
        return "in", "included now" if was else "new to the review"
    if inside == (True, False):
        return "out", "no longer included" if now else "no longer a study of the review"
    if was and now and inside[1]:
        if was.counted != now.counted:
            return "counted" if now.counted else "not-counted", "shares participants with another"
        if was.status != now.status:
            return "status", f"{was.status} before, {now.status} now"
        if was.design != now.design:
            return "design", f"{was.design} before, {now.design} now"
    return None


def _homes(records: tuple[str, ...], now: Picture) -> frozenset[str]:
    return frozenset(now.home.get(r, r) for r in records)


def _outcomes(
    before: Picture,
    now: Picture,
    sides_before: Sides,
    sides_now: Sides,
    since: tuple[Event, ...],
    labels: Mapping[str, str],
) -> Iterator[OutcomeChange]:
    for place in dict.fromkeys((*sides_now, *sides_before)):
        was, is_ = sides_before.get(place), sides_now.get(place)
        changed = _differences(was, is_)
        if not changed:
            continue
        side = is_ or was
        if side is None:
            continue
        rows = [
            r
            for r in (*before.rows, *now.rows)
            if side.comparison in r.comparisons or not now.protocol.comparisons
        ]
        scope = Scope(
            studies=frozenset(r.study for r in rows),
            reports=_homes(tuple(x for r in rows for x in r.reports), now),
            comparison=side.comparison,
            outcome=side.outcome,
        )
        yield OutcomeChange(
            comparison=side.comparison,
            outcome=side.outcome,
            label=_label(side, now if is_ else before),
            before=was,
            now=is_,
            changed=changed,
            causes=causes(since, scope, now.home, labels),
        )


def _label(side: OutcomeSide, of: Picture) -> str:
    comparison = of.protocol.comparison(side.comparison)
    outcome = of.protocol.outcome(side.outcome)
    first = comparison.label if comparison else side.comparison
    return f"{first}: {outcome.label if outcome else side.outcome}"


#: What of an outcome may change → how it is read off.
_ASPECTS: tuple[tuple[str, Callable[[OutcomeSide], object]], ...] = (
    ("state", lambda s: s.state),
    ("studies", lambda s: s.studies),
    ("effect", lambda s: s.shown.get("estimate")),
    ("interval", lambda s: (s.shown.get("low"), s.shown.get("high"))),
    ("tau2", lambda s: s.shown.get("tau2")),
    ("certainty", lambda s: s.level),
    ("wording", lambda s: s.words),
)


def _differences(was: OutcomeSide | None, now: OutcomeSide | None) -> tuple[str, ...]:
    if was is None or now is None:
        return ("new" if was is None else "gone",)
    return tuple(name for name, read in _ASPECTS if read(was) != read(now))


def _flow(before: Picture, now: Picture) -> tuple[BoxChange, ...]:
    old = {b.id: b for b in before.flow.boxes}
    new = {b.id: b for b in now.flow.boxes}
    return tuple(
        BoxChange(
            box=id_,
            label=(new.get(id_) or old[id_]).label,
            before=old[id_].count if id_ in old else None,
            now=new[id_].count if id_ in new else None,
        )
        for id_ in dict.fromkeys((*new, *old))
    )


def _methods(since: tuple[Event, ...]) -> tuple[MethodChange, ...]:
    return tuple(
        MethodChange(day=e.day, by=e.by, reason=e.reason, changes=e.changes, event=e.id)
        for e in sorted(since, key=lambda e: e.id)
        if isinstance(e, ProtocolAmended) and e.previous
    )


def _numbers(before: Picture, now: Picture) -> tuple[NumberChange, ...]:
    """Numbers that both versions publish and that read otherwise."""
    return tuple(
        NumberChange(number=id_, label=n.label, before=before.ledger[id_].shown, now=n.shown)
        for id_, n in now.ledger.items()
        if id_ in before.ledger and before.ledger[id_].shown != n.shown
    )

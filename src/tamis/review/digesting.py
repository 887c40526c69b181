"""The digest of an update: what came, the most promising first, and what it may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis.model.changes import StudyNotice
from tamis.model.events import Event, Noticed, SearchRun
from tamis.model.records import Record
from tamis.review.learning import merged
from tamis.review.sides import sides
from tamis.steps.changing import Affected, RecordChange, affected, record_changes

if TYPE_CHECKING:
    from tamis.review.facade import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report that no search had found before.

    `score` is the ranker's, `late` says that it is older than the search before, so it was indexed
    late; `register` that it is a register's entry.
    """

    report: str
    label: str
    title: str
    year: int | None
    doi: str
    pmid: str
    sources: tuple[str, ...]
    score: float | None
    late: bool
    register: bool
    affected: tuple[Affected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """An outcome that what came may change: how it reads now, and why it may read otherwise."""

    comparison: str
    outcome: str
    label: str
    now: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What came since an update began.

    Attributes:
        records: New records.
        joined: How many of them are further records of reports that were known.
        reports: New reports, the most promising first.
        changed: Records a source now gives otherwise.
        notices: Retractions, corrections and concerns, and what registers say otherwise.
        impacts: Outcomes these may change.
        retracted: Labels of included studies with a retraction that stands.
    """

    records: tuple[str, ...] = ()
    joined: int = 0
    reports: tuple[NewReport, ...] = ()
    changed: tuple[RecordChange, ...] = ()
    notices: tuple[StudyNotice, ...] = ()
    impacts: tuple[Impact, ...] = ()
    retracted: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing came."""
        return not (self.records or self.changed or self.notices)


def digest_of(review: Review, since: Sequence[Event], known: frozenset[str]) -> Digest:
    """What came with the events since an update began.

    Args:
        review: As it stands now.
        since: The events that came.
        known: Ids of the events before.
    """
    runs = tuple(e for e in review.state.searches if e.id not in known)
    held = _held(review, (e for e in review.state.searches if e.id in known))
    came = _held(review, runs)
    home = review.state.reports.of
    new = tuple(sorted(set(came) - set(held)))
    old_reports = {home(r) for r in held}
    fresh = [r for r in new if home(r) not in old_reports]
    reports = _reports(review, fresh, came, _last_day(review, known))
    told = {e.id for e in since if isinstance(e, Noticed)}
    notices = tuple(n for n in review.evidence.notices if told & set(n.events))
    return Digest(
        records=new,
        joined=len(new) - len(fresh),
        reports=reports,
        changed=record_changes(held, came.values()),
        notices=notices,
        impacts=tuple(_impacts(review, reports, notices)),
        retracted=tuple(
            dict.fromkeys(
                n.label
                for n in review.evidence.notices
                if n.kind == "retraction" and n.standing and n.included
            )
        ),
    )


def _held(review: Review, runs: Iterable[SearchRun]) -> dict[str, Record]:
    return {r.id: r for run in runs for r in review.folder.records(run.search)}


def _last_day(review: Review, known: frozenset[str]) -> str:
    before = (s.run_on or s.day for s in review.state.searches if s.id in known)
    return max(before, default="")


def _reports(
    review: Review, records: Sequence[str], came: Mapping[str, Record], last: str
) -> tuple[NewReport, ...]:
    groups: dict[str, list[Record]] = {}
    for name in records:
        groups.setdefault(review.state.reports.of(name), []).append(came[name])
    scores = _scores(review, groups)
    made = [_report(review, r, some, scores.get(r), last) for r, some in groups.items()]
    return tuple(sorted(made, key=lambda r: (r.score is None, -(r.score or 0.0), r.report)))


def _scores(review: Review, reports: Iterable[str]) -> dict[str, float]:
    """How the ranker scores them, learning from everybody's decisions as a newcomer would see."""
    wanted = tuple(reports)
    if not wanted:
        return {}
    desk = review.desk()
    shown = ((r, desk.shown(review.by, r)) for r in wanted)
    return {r: card.score for r, card in shown if card is not None}


def _report(
    review: Review, report: str, records: list[Record], score: float | None, last: str
) -> NewReport:
    best = max(records, key=lambda r: (bool(r.authors), len(r.title)))
    document = merged(report, records)
    text = " ".join((document.title, document.abstract, *document.keywords))
    return NewReport(
        report=report, label=best.label, title=best.title, year=best.year,
        doi=next((r.doi for r in records if r.doi), ""),
        pmid=next((r.pmid for r in records if r.pmid), ""),
        sources=tuple(dict.fromkeys(r.source for r in records)),
        score=score,
        late=bool(best.year and last and best.year < int(last[:4])),
        register=any(r.kind == "registration" for r in records),
        affected=affected(text, review.protocol),
    )  # fmt: skip


def _impacts(
    review: Review, reports: Sequence[NewReport], notices: Sequence[StudyNotice]
) -> Iterator[Impact]:
    reasons: dict[tuple[str, str], list[str]] = {}
    for report in reports:
        for near in report.affected:
            asked = review.protocol.comparison(near.comparison)
            for outcome in near.outcomes or (asked.outcomes if asked else ()):
                words = f"new report {report.label or report.report} ({near.nearness})"
                reasons.setdefault((near.comparison, outcome), []).append(words)
    for notice in notices:
        for place in _places(review, notice.study):
            said = notice.kind.replace("-", " ")
            reasons.setdefault(place, []).append(f"{said} of {notice.label}")
    e = review.evidence
    found = sides(e.certainties, e.analyses, e.harms, e.ledger, e.labels())
    for (comparison, outcome), why in reasons.items():
        side = found.get(f"{comparison}/{outcome}")
        label = " / ".join(_names(review, comparison, outcome))
        yield Impact(
            comparison=comparison, outcome=outcome, label=label,
            now=side.words if side else "", reasons=tuple(dict.fromkeys(why)),
        )  # fmt: skip


def _places(review: Review, study: str) -> Iterator[tuple[str, str]]:
    """Outcomes of comparisons that a study has results for; all of them when it has none yet."""
    row = next((r for r in review.evidence.rows if r.study == study), None)
    if row is None:
        return
    has = {
        (a.comparison, a.outcome)
        for a in review.evidence.analyses
        if any(r.study == study for r in a.results)
    } | {
        (h.comparison, h.outcome)
        for h in review.evidence.harms
        if h.comparison and study in h.studies
    }
    if has:
        yield from sorted(has)
        return
    for name in row.comparisons:
        comparison = review.protocol.comparison(name)
        for outcome in comparison.outcomes if comparison else ():
            yield name, outcome


def _names(review: Review, comparison: str, outcome: str) -> tuple[str, str]:
    c, o = review.protocol.comparison(comparison), review.protocol.outcome(outcome)
    return (c.label if c else comparison, o.label if o else outcome)

"""Studies suggested: reports and registrations that may be one investigation, to confirm.

Nothing is linked by itself: a person accepts a suggestion, and that is an event in their log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tamis.model.errors import UnknownName
from tamis.model.events import StudyLinked
from tamis.model.facts import Study
from tamis.model.naming import slug
from tamis.review.deduping import frame
from tamis.review.merging import merged
from tamis.steps.studies import merge_studies

if TYPE_CHECKING:
    import polars as pl

    from tamis.review.facade import Review
    from tamis.steps.merging import Merged

#: A registration's best report by words alone is worth a look from this score: on IntoValue's 3,929
#: registrations, reported or not, two in three of those are right (benchmarks/dedup.md).
WORTH_A_LOOK = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySuggestion:
    """Reports and registrations that may be one study.

    Attributes:
        number: Counts from 1; what `--accept` takes, as long as nothing else is decided.
        reports: Publications, by report id.
        registrations: Numbers of registries.
        basis: A printed registration number, the same people and sample, or words and dates.
        score: Strength, 0 to 1.
        reasons: Why, in words.
        label: What the study would be called.
        study: A study that holds one of these already and would take in the rest.
    """

    number: int
    reports: tuple[str, ...]
    registrations: tuple[str, ...]
    basis: Literal["registration", "cohort", "words"]
    score: float
    reasons: tuple[str, ...]
    label: str
    study: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tie:
    members: tuple[str, ...]
    basis: Literal["registration", "cohort", "words"]
    score: float
    reasons: tuple[str, ...]


def suggestions(review: Review) -> tuple[StudySuggestion, ...]:
    """What may be one study and is not yet; strongest first."""
    citations = {m.report: m for m in merged(review)}
    studies = merge_studies(review.state)
    found: list[StudySuggestion] = []
    seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for tie in _ties(citations):
        reports = tuple(r for r in tie.members if not _registered(citations[r]))
        registrations = tuple(
            n for r in tie.members if _registered(citations[r]) for n in _numbers(citations[r])[:1]
        )
        holders = [s for s in studies if _holds(s, reports, registrations)]
        done = any(
            set(reports) <= set(s.reports) and set(registrations) <= set(s.registrations)
            for s in holders
        )
        if done or (reports, registrations) in seen or not reports:
            continue
        seen.add((reports, registrations))
        found.append(
            StudySuggestion(
                number=len(found) + 1,
                reports=reports,
                registrations=registrations,
                basis=tie.basis,
                score=tie.score,
                reasons=tie.reasons,
                label=holders[0].label if holders else citations[reports[0]].record.label,
                study=holders[0].id if holders else "",
            )
        )
    return tuple(found)


def accept(review: Review, number: int) -> StudyLinked:
    """Judge the reports and registrations of a suggestion to be one study.

    Args:
        review: Which review.
        number: As `suggestions` counts now.

    Raises:
        UnknownName: There is no such suggestion.
    """
    offered = {str(s.number): s for s in suggestions(review)}
    if str(number) not in offered:
        raise UnknownName("suggestion", str(number), offered)
    chosen = offered[str(number)]
    taken = {s.id for s in merge_studies(review.state)}
    base = slug(chosen.label)[:56] or "study"
    names = (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3)))
    event = review.event(
        StudyLinked,
        study=chosen.study or next(n for n in names if n not in taken),
        label=chosen.label,
        reports=chosen.reports,
        registrations=chosen.registrations,
        reason="; ".join(chosen.reasons),
    )
    review.append(event)
    return event


def _ties(citations: Mapping[str, Merged]) -> list[_Tie]:
    from tamis.match import rank_reports, suggest_studies

    trials = [m for m in citations.values() if _registered(m)]
    papers = [m for m in citations.values() if not _registered(m)]
    table = frame(m.record for m in citations.values()).with_columns(_ids(citations.values()))
    found = [
        _Tie(members=s.reports, basis=s.basis, score=s.score, reasons=s.reasons)
        for s in suggest_studies(table)
    ]
    if trials and papers:
        reports = frame(m.record for m in papers).with_columns(_ids(papers))
        found += [
            _Tie(
                members=(r.report, r.registration),
                basis="words",
                score=r.score,
                reasons=r.reasons,
            )
            for r in rank_reports(_trials(trials), reports, most=1)
            if WORTH_A_LOOK <= r.score < 0.95
        ]
    return sorted(found, key=lambda t: (-t.score, t.members))


def _ids(citations: Iterable[Merged]) -> pl.Series:
    import polars as pl

    return pl.Series("id", [m.report for m in citations], dtype=pl.String)


def _trials(trials: list[Merged]) -> pl.DataFrame:
    import polars as pl

    from tamis.match.registrations import REGISTRATION_SCHEMA

    rows = []
    for m in trials:
        told: dict[str, list[str]] = {}
        for key, value in m.record.extra:
            told.setdefault(key.lower().replace("_", "-"), []).append(value)
        size = "".join(c for c in " ".join(told.get("enrollment", ()))[:9] if c.isdigit())
        rows.append(
            {
                "id": m.report,
                "title": m.record.title,
                "acronym": " ".join(told.get("acronym", ())),
                "conditions": "; ".join(told.get("condition", m.record.keywords)),
                "interventions": "; ".join(told.get("intervention", ())),
                "investigators": "; ".join((*told.get("official", ()), *m.record.authors)),
                "other_ids": " ".join(_numbers(m)),
                "start": next(iter(told.get("start-date", ())), None),
                "completion": next(iter(told.get("completion-date", ())), None),
                "enrolment": int(size) if size else None,
            }
        )
    return pl.DataFrame(rows, schema=REGISTRATION_SCHEMA)


def _registered(citation: Merged) -> bool:
    return citation.record.kind == "registration"


def _numbers(citation: Merged) -> tuple[str, ...]:
    return citation.record.registry_ids or (citation.record.source_id,)


def _holds(study: Study, reports: tuple[str, ...], registrations: tuple[str, ...]) -> bool:
    return not {*study.reports, *study.registrations}.isdisjoint((*reports, *registrations))

"""Everything that follows from a review's events, worked out by the steps in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tamis import instruments
from tamis.model.events import Event, FlowRoute, Graded, Stage
from tamis.model.evidence import Document
from tamis.model.facts import Facts, Status, Study
from tamis.model.naming import slug
from tamis.model.numbers import Ledger, Number
from tamis.model.problems import Problem
from tamis.model.protocol import RANDOMISED, Comparison, Outcome, Protocol
from tamis.model.results import (
    Analysis,
    Certainty,
    Flow,
    HarmCount,
    Inconsistency,
    RobJudgement,
    StudyResult,
    StudyRow,
)
from tamis.model.showing import show
from tamis.model.state import State
from tamis.report.language import effect_sentence, harm_sentence
from tamis.steps import (
    appraisal,
    checking,
    contrasts,
    extraction,
    flow,
    grading,
    harms,
    screening,
    studies,
    synthesis,
)

DESIGN_WORDS: Mapping[str, str] = {
    "randomised-blinded": "a randomised trial that hid who had which treatment",
    "randomised-open": "a randomised trial without blinding",
    "matched-historical": "a comparison with matched records of other people",
    "non-randomised-controlled": "a comparison that was not randomised",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A review worked out as of one day."""

    state: State
    protocol: Protocol
    statuses: Mapping[Stage, Mapping[str, Status]]
    flow: Flow
    facts: Facts
    studies: tuple[Study, ...]
    rows: tuple[StudyRow, ...]
    results: tuple[StudyResult, ...]
    analyses: tuple[Analysis, ...]
    harms: tuple[HarmCount, ...]
    rob: tuple[RobJudgement, ...]
    certainties: tuple[Certainty, ...]
    inconsistencies: tuple[Inconsistency, ...]
    documents: Mapping[str, Document]
    ledger: Ledger
    problems: tuple[Problem, ...]

    def labels(self) -> Mapping[str, str]:
        """How studies, outcomes and documents are called."""
        return {
            **{d.id: d.title or d.id for d in self.documents.values()},
            **{o.id: o.label for o in self.protocol.outcomes},
            **{s.id: s.label for s in self.studies},
        }


def derive(state: State, protocol: Protocol, records: Mapping[str, tuple[str, ...]]) -> Evidence:
    """Work out a review.

    Args:
        state: The fold of its events.
        protocol: The version in force.
        records: The record ids each search holds.

    Raises:
        ValueError: Two different numbers share an id (see `Ledger.of`).
    """
    statuses = screening.standings(state, protocol)
    diagram, counts = flow.prisma_flow(flow.Pool.of(state, protocol, records, statuses))
    facts = extraction.gather(state.extractions)
    merged = studies.merge_studies(state)
    labels = {**{o.id: o.label for o in protocol.outcomes}, **{s.id: s.label for s in merged}}
    rows = _rows(state, protocol, records, statuses, facts, merged)
    worked = _results(merged, rows, facts, protocol)
    synthesised = synthesis.synthesise(rows, worked.by_place, protocol)
    cohorts = studies.cohorts(merged)
    counted = harms.harm_counts(rows, facts, protocol, cohorts)
    tools = {name: instruments.instrument(name) for name in protocol.instruments}
    rob, rob_problems = appraisal.judgements(state.judgements, tools, labels)
    documents = {e.document.id: e.document for e in state.retrievals if e.document}
    ledger = Ledger.of(
        counts,
        extraction.numbers(facts, labels),
        worked.numbers,
        synthesised.numbers,
        counted.numbers,
        _protocol_numbers(protocol),
    )
    return Evidence(
        state=state,
        protocol=protocol,
        statuses=statuses,
        flow=diagram,
        facts=facts,
        studies=merged,
        rows=rows,
        results=worked.results,
        analyses=synthesised.analyses,
        harms=counted.counts,
        rob=rob,
        certainties=_certainties(state, protocol, rows, synthesised.analyses, rob, counted.counts),
        inconsistencies=checking.printed_inconsistencies(facts, labels),
        documents=documents,
        ledger=ledger,
        problems=(
            *screening.orphans(state),
            *facts.problems,
            *extraction.check_spans(state.extractions, documents),
            *studies.check_studies(rows, protocol),
            *rob_problems,
            *grading.check(state.gradings, protocol, instruments.grade()),
            *(
                Problem("flow", f"the PRISMA flow does not balance: {text}", severity="error")
                for text in diagram.unbalanced
            ),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worked:
    results: tuple[StudyResult, ...]
    numbers: tuple[Number, ...]

    @property
    def by_place(self) -> Mapping[tuple[str, str], tuple[StudyResult, ...]]:
        found: dict[tuple[str, str], tuple[StudyResult, ...]] = {}
        for result in self.results:
            key = (result.study, result.outcome)
            found[key] = (*found.get(key, ()), result)
        return found


def _rows(
    state: State,
    protocol: Protocol,
    records: Mapping[str, tuple[str, ...]],
    statuses: Mapping[Stage, Mapping[str, Status]],
    facts: Facts,
    merged: tuple[Study, ...],
) -> tuple[StudyRow, ...]:
    """Study rows; of studies that share participants, all but the largest are not counted."""
    final = statuses["full-text"]
    included = frozenset(r for r, s in final.items() if s.standing == "included")
    before = _reports_of_route(state, records, "previous")
    rows = studies.study_rows(merged, facts, protocol, included, before)
    cohorts = studies.cohorts(merged)
    return tuple(
        replace(row, counted=_counts(row, rows, cohorts, facts)) if row.overlaps else row
        for row in rows
    )


def _counts(
    row: StudyRow, rows: tuple[StudyRow, ...], cohorts: Mapping[str, str], facts: Facts
) -> bool:
    def size(study: str) -> float:
        names = ("n.randomised", "n.treated", "n")
        read = facts.at(study)
        return next((x for n in names if n in read and (x := read[n].number) is not None), 0.0)

    rivals = [r for r in rows if r.included and cohorts[r.study] == cohorts[row.study]]
    best = min(rivals, key=lambda r: (-size(r.study), r.study), default=row)
    return row.study == best.study


def _reports_of_route(
    state: State, records: Mapping[str, tuple[str, ...]], route: FlowRoute
) -> frozenset[str]:
    return frozenset(
        state.reports.of(r)
        for s in state.searches
        if s.route == route
        for r in records.get(s.search, ())
    )


def _results(
    merged: tuple[Study, ...], rows: tuple[StudyRow, ...], facts: Facts, protocol: Protocol
) -> _Worked:
    found = [
        contrasts.study_results(study, row, outcome, facts, protocol)
        for study, row in zip(merged, rows, strict=True)
        if row.included
        for outcome in protocol.outcomes
    ]
    return _Worked(
        results=tuple(r for w in found for r in w.results),
        numbers=tuple(n for w in found for n in w.numbers),
    )


def _certainties(
    state: State,
    protocol: Protocol,
    rows: tuple[StudyRow, ...],
    analyses: tuple[Analysis, ...],
    rob: tuple[RobJudgement, ...],
    counted: tuple[HarmCount, ...],
) -> tuple[Certainty, ...]:
    found = {(a.comparison, a.outcome): a for a in analyses}
    safety = set(protocol.synthesis.safety_outcomes)
    made = []
    for comparison in synthesis.comparisons(protocol):
        for name in comparison.outcomes:
            outcome = protocol.outcome(name)
            if outcome is None:
                continue
            words = [
                g for g in state.gradings if g.comparison == comparison.id and g.outcome == name
            ]
            if name in safety:
                made.append(_harm(comparison, outcome, counted, rows, words))
                continue
            body = grading.body_of(comparison, outcome, found.get((comparison.id, name)), rows, rob)
            graded = grading.certainty(body, protocol, instruments.grade(), rows, words)
            design = DESIGN_WORDS.get(body.used[0].design, "") if len(body.used) == 1 else ""
            sentence = effect_sentence(
                graded, comparison, outcome, design, _printed(found.get((comparison.id, name)))
            )
            made.append(replace(graded, sentence=sentence))
    return tuple(made)


def _harm(
    comparison: Comparison,
    outcome: Outcome,
    counted: tuple[HarmCount, ...],
    rows: tuple[StudyRow, ...],
    words: list[Graded],
) -> Certainty:
    place = (comparison.id, outcome.id)
    count = next((c for c in counted if (c.comparison, c.outcome) == place), None)
    graded = grading.harm_certainty(comparison, outcome, count, instruments.grade(), rows, words)
    return replace(graded, sentence=harm_sentence(graded, comparison, outcome, count))


def _printed(analysis: Analysis | None) -> str:
    """A difference that a randomised trial printed for everyone, if its numbers gave no effect."""
    for result in analysis.results if analysis else ():
        if result.whole and result.effect is None and result.design in RANDOMISED:
            for label, number in result.printed:
                if label == "printed difference":
                    return number
    return ""


def _protocol_numbers(protocol: Protocol) -> tuple[Number, ...]:
    """Numbers the protocol sets, and those an earlier version printed."""
    level = protocol.synthesis.level
    made = [
        Number(
            id="protocol/level", kind="protocol", label="confidence level of intervals",
            shown=f"{level * 100:g} %", value=level, about="protocol",
        ),
        Number(
            id="protocol/reviewers", kind="protocol", label="people who judge each report",
            shown=str(protocol.screening.reviewers), value=protocol.screening.reviewers,
            about="protocol",
        ),
    ]  # fmt: skip
    for outcome in protocol.outcomes:
        if (edge := outcome.important_difference) is not None:
            made.append(
                Number(
                    id=f"protocol/mid/{outcome.id}", kind="protocol",
                    label=f"smallest important difference, {outcome.label}",
                    shown=show(edge.value), value=edge.value, unit=outcome.unit, about="protocol",
                    method=edge.source if edge.basis == "source" else "this review's own choice",
                    note=edge.note,
                )
            )  # fmt: skip
    for box in protocol.earlier.boxes if protocol.earlier else ():
        made.append(
            Number(
                id=f"reported/{slug(box.box)}", kind="reported", label=box.label,
                shown=str(box.count), value=box.count, about="flow",
                method=f"as the earlier version printed it{', ' * bool(box.locator)}{box.locator}",
                note=box.quote,
            )
        )  # fmt: skip
    return tuple(made)


def day_of(events: tuple[Event, ...]) -> str:
    """The latest day any event speaks of; empty for none."""
    return max((e.day for e in events), default="")

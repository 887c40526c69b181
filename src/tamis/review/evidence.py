"""Everything that follows from a review's events, worked out by the steps in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tamis import instruments
from tamis.model.changes import LeftOut, OutcomeSide, StudyNotice
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
from tamis.review.sides import NUMBERS, sides
from tamis.steps import (
    appraisal,
    checking,
    contrasts,
    extraction,
    flow,
    grading,
    harms,
    notices,
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
    """A review worked out as of one day.

    `left_out` holds the outcomes that read otherwise without the included studies that were
    retracted; their numbers are in the ledger beside the others.
    """

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
    trust: tuple[RobJudgement, ...]
    certainties: tuple[Certainty, ...]
    inconsistencies: tuple[Inconsistency, ...]
    documents: Mapping[str, Document]
    ledger: Ledger
    problems: tuple[Problem, ...]
    notices: tuple[StudyNotice, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

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
    rob, trust, rob_problems = _appraised(state, protocol, labels)
    found = _conclude(state, protocol, rows, worked, facts, merged, rob)
    documents = {e.document.id: e.document for e in state.retrievals if e.document}
    ledger = Ledger.of(
        counts,
        extraction.numbers(facts, labels),
        worked.numbers,
        found.numbers,
        _protocol_numbers(protocol),
    )
    told = notices.study_notices(state.notices, state.reports.of, rows)
    left_out: tuple[LeftOut, ...] = ()
    if gone := notices.retracted(told):
        names = {**{d.id: d.title or d.id for d in documents.values()}, **labels}
        kept = _without(gone, state, protocol, rows, facts, merged, rob)
        left_out, ledger = _beside(found, kept, ledger, names)
    return Evidence(
        state=state,
        protocol=protocol,
        statuses=statuses,
        flow=diagram,
        facts=facts,
        studies=merged,
        rows=rows,
        results=worked.results,
        analyses=found.analyses,
        harms=found.harms,
        rob=rob,
        trust=trust,
        certainties=found.certainties,
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
            *notices.problems_of(told),
        ),
        notices=told,
        left_out=left_out,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Concluded:
    """What follows from the results: pooled, counted and graded."""

    analyses: tuple[Analysis, ...]
    harms: tuple[HarmCount, ...]
    certainties: tuple[Certainty, ...]
    numbers: tuple[Number, ...]


def _conclude(
    state: State,
    protocol: Protocol,
    rows: tuple[StudyRow, ...],
    worked: _Worked,
    facts: Facts,
    merged: tuple[Study, ...],
    rob: tuple[RobJudgement, ...],
    *,
    apart: bool = False,
) -> _Concluded:
    """Pool, count and grade; `apart` gives the numbers names of their own."""
    pooled = synthesis.synthesise(rows, worked.by_place, protocol)
    counted = harms.harm_counts(rows, facts, protocol, studies.cohorts(merged))
    analyses, counts = pooled.analyses, counted.counts
    numbers = (*pooled.numbers, *counted.numbers)
    if apart:
        analyses, counts, numbers = notices.marked(analyses, counts, numbers)
    return _Concluded(
        analyses=analyses,
        harms=counts,
        certainties=_certainties(state, protocol, rows, analyses, rob, counts),
        numbers=numbers,
    )


def _without(
    gone: tuple[str, ...],
    state: State,
    protocol: Protocol,
    rows: tuple[StudyRow, ...],
    facts: Facts,
    merged: tuple[Study, ...],
    rob: tuple[RobJudgement, ...],
) -> _Concluded:
    """The same review as if these studies were not included; people's ratings stay as they are."""
    fewer = tuple(replace(r, included=False) if r.study in gone else r for r in rows)
    cohorts = studies.cohorts(merged)
    recounted = tuple(
        replace(r, counted=_counts(r, fewer, cohorts, facts)) if r.overlaps and r.included else r
        for r in fewer
    )
    worked = _results(merged, recounted, facts, protocol)
    return _conclude(state, protocol, recounted, worked, facts, merged, rob, apart=True)


def _beside(
    found: _Concluded, kept: _Concluded, ledger: Ledger, labels: Mapping[str, str]
) -> tuple[tuple[LeftOut, ...], Ledger]:
    """Outcomes that read otherwise, and the ledger with the numbers they show."""
    both = Ledger.of(ledger.values(), kept.numbers)
    pairs = notices.left_out(
        sides(found.certainties, found.analyses, found.harms, both, labels),
        sides(kept.certainties, kept.analyses, kept.harms, both, labels),
    )
    wanted = {id_ for pair in pairs for id_ in _named_in(pair.without)}
    for number in reversed(kept.numbers):  # what a number is worked out from comes before it
        wanted |= {i.number for i in number.inputs} if number.id in wanted else set()
    used = (n for n in kept.numbers if n.id in wanted)
    return pairs, Ledger.of(ledger.values(), used)


def _named_in(side: OutcomeSide) -> Iterator[str]:
    yield from side.numbers.values()
    yield from NUMBERS.findall(side.sentence)


def _appraised(
    state: State, protocol: Protocol, labels: Mapping[str, str]
) -> tuple[tuple[RobJudgement, ...], tuple[RobJudgement, ...], tuple[Problem, ...]]:
    """Risk of bias per result, trust per study, and what is wrong with either."""
    tools = {name: instruments.instrument(name) for name in protocol.instruments}
    of_trust = {name: tool for name, tool in tools.items() if tool.kind == "trust"}
    of_bias = {name: tool for name, tool in tools.items() if name not in of_trust}
    rob, wrong = appraisal.judgements(
        (e for e in state.judgements if e.instrument not in of_trust), of_bias, labels
    )
    trust, more = appraisal.judgements(
        (e for e in state.judgements if e.instrument in of_trust), of_trust, labels
    )
    return rob, trust, (*wrong, *more, *appraisal.untrusted(trust))


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

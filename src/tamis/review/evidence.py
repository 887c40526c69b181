"""Everything that follows from a review's events, worked out by the steps in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tamis import instruments
from tamis.model.changes import LeftOut, StudyNotice
from tamis.model.events import Stage
from tamis.model.evidence import Document
from tamis.model.facts import Facts, Status, Study
from tamis.model.numbers import Ledger
from tamis.model.problems import Problem
from tamis.model.protocol import Protocol
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
from tamis.model.state import State
from tamis.review.body import Body
from tamis.review.conclusions import beside, conclude
from tamis.review.protocol_numbers import protocol_numbers
from tamis.steps import checking, extraction, flow, grading, notices, screening, studies


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
    body = Body.of(state, protocol, records, statuses)
    found = conclude(body)
    documents = {e.document.id: e.document for e in state.retrievals if e.document}
    ledger = Ledger.of(
        counts,
        extraction.numbers(body.facts, body.labels),
        found.result_numbers,
        found.numbers,
        protocol_numbers(protocol),
    )
    told = notices.study_notices(state.notices, state.reports.of, body.rows)
    left_out: tuple[LeftOut, ...] = ()
    if gone := notices.retracted(told):
        names = {**{d.id: d.title or d.id for d in documents.values()}, **body.labels}
        left_out, ledger = beside(found, conclude(body.without(gone), apart=True), ledger, names)
    return Evidence(
        state=state,
        protocol=protocol,
        statuses=statuses,
        flow=diagram,
        facts=body.facts,
        studies=body.studies,
        rows=body.rows,
        results=found.results,
        analyses=found.analyses,
        harms=found.harms,
        rob=body.rob,
        trust=body.trust,
        certainties=found.certainties,
        inconsistencies=checking.printed_inconsistencies(body.facts, body.labels),
        documents=documents,
        ledger=ledger,
        problems=(*_problems(body, diagram, documents), *notices.problems_of(told)),
        notices=told,
        left_out=left_out,
    )


def _problems(body: Body, diagram: Flow, documents: Mapping[str, Document]) -> Iterator[Problem]:
    state, protocol = body.state, body.protocol
    yield from screening.orphans(state)
    yield from body.facts.problems
    yield from extraction.check_spans(state.extractions, documents)
    yield from studies.check_studies(body.rows, protocol)
    yield from body.problems
    yield from grading.check(state.gradings, protocol, instruments.grade())
    for text in diagram.unbalanced:
        yield Problem("flow", f"the PRISMA flow does not balance: {text}", severity="error")

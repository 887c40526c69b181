"""The body of evidence: included studies, what they say, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from tamis import instruments
from tamis.model.events import FlowRoute, Stage
from tamis.model.facts import Facts, Status, Study
from tamis.model.problems import Problem
from tamis.model.protocol import Protocol
from tamis.model.results import RobJudgement, StudyRow
from tamis.model.state import State
from tamis.steps import appraisal, extraction, studies


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Studies with a row each, the facts read about them, and the judgements of both.

    `rob` judges results, `trust` judges studies; `problems` is what is wrong with the judgements.
    """

    state: State
    protocol: Protocol
    facts: Facts
    studies: tuple[Study, ...]
    rows: tuple[StudyRow, ...]
    rob: tuple[RobJudgement, ...]
    trust: tuple[RobJudgement, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def of(
        cls,
        state: State,
        protocol: Protocol,
        records: Mapping[str, tuple[str, ...]],
        statuses: Mapping[Stage, Mapping[str, Status]],
    ) -> Body:
        """Gather a review's studies; of those that share participants the largest counts."""
        facts = extraction.gather(state.extractions)
        merged = studies.merge_studies(state)
        final = statuses["full-text"]
        included = frozenset(r for r, s in final.items() if s.standing == "included")
        before = _reports_of_route(state, records, "previous")
        rows = studies.study_rows(merged, facts, protocol, included, before)
        cohorts = studies.cohorts(merged)
        rob, trust, problems = _appraised(state, protocol, _labels(protocol, merged))
        return cls(
            state=state,
            protocol=protocol,
            facts=facts,
            studies=merged,
            rows=tuple(
                _counted(row, rows, cohorts, facts) if row.overlaps else row for row in rows
            ),
            rob=rob,
            trust=trust,
            problems=problems,
        )

    @property
    def labels(self) -> Mapping[str, str]:
        """How outcomes and studies are called."""
        return _labels(self.protocol, self.studies)

    @property
    def cohorts(self) -> Mapping[str, str]:
        """The cohort each study belongs to; studies of one cohort share participants."""
        return studies.cohorts(self.studies)

    def without(self, gone: Collection[str]) -> Body:
        """The same review as if these studies were not included."""
        fewer = tuple(replace(r, included=False) if r.study in gone else r for r in self.rows)
        cohorts = self.cohorts
        rows = tuple(
            _counted(r, fewer, cohorts, self.facts) if r.overlaps and r.included else r
            for r in fewer
        )
        return replace(self, rows=rows)


def _labels(protocol: Protocol, merged: tuple[Study, ...]) -> Mapping[str, str]:
    return {**{o.id: o.label for o in protocol.outcomes}, **{s.id: s.label for s in merged}}


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


def _counted(
    row: StudyRow, rows: tuple[StudyRow, ...], cohorts: Mapping[str, str], facts: Facts
) -> StudyRow:
    """The row, told whether it is the largest included study of its cohort."""

    def size(study: str) -> float:
        names = ("n.randomised", "n.treated", "n")
        read = facts.at(study)
        return next((x for n in names if n in read and (x := read[n].number) is not None), 0.0)

    rivals = [r for r in rows if r.included and cohorts[r.study] == cohorts[row.study]]
    best = min(rivals, key=lambda r: (-size(r.study), r.study), default=row)
    return replace(row, counted=row.study == best.study)


def _reports_of_route(
    state: State, records: Mapping[str, tuple[str, ...]], route: FlowRoute
) -> frozenset[str]:
    return frozenset(
        state.reports.of(r)
        for s in state.searches
        if s.route == route
        for r in records.get(s.search, ())
    )

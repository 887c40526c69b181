"""Studies: reports and registrations of one investigation, as the tables show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from tamis.model.events import StudyLinked
from tamis.model.facts import Facts, Study
from tamis.model.problems import Problem
from tamis.model.protocol import Comparison, Design, Facet, Protocol
from tamis.model.results import Cell, StudyRow
from tamis.model.showing import show
from tamis.model.state import State

#: The extraction fields that the steps themselves read; a protocol may add any others.
DESIGN, POPULATION = ("design.class", "design"), "population"


def merge_studies(state: State) -> tuple[Study, ...]:
    """Join all links of a study: labels from the latest, reports and registrations from all."""
    found: dict[str, list[StudyLinked]] = {}
    for link in state.studies:
        found.setdefault(link.study, []).append(link)
    of = state.reports.of
    return tuple(
        Study(
            id=study,
            label=links[-1].label,
            link=links[-1],
            reports=_unique(of(r) for link in links for r in link.reports),
            registrations=_unique(r for link in links for r in link.registrations),
            overlaps=_unique(o for link in links for o in link.overlaps if o != study),
        )
        for study, links in sorted(found.items())
    )


def cohorts(studies: Iterable[Study]) -> Mapping[str, str]:
    """Name each study's cohort: studies that share participants, by any chain, share one."""
    found = {s.id: s.id for s in studies}

    def root(name: str) -> str:
        while found[name] != name:
            name = found[name]
        return name

    for study in studies:
        for other in study.overlaps:
            if other in found:
                a, b = sorted((root(study.id), root(other)))
                found[b] = a
    return {name: root(name) for name in found}


def study_rows(
    studies: Iterable[Study],
    facts: Facts,
    protocol: Protocol,
    included: frozenset[str],
    previous: frozenset[str],
) -> tuple[StudyRow, ...]:
    """One row per study.

    Args:
        included: Ids of included reports.
        previous: Ids of reports the earlier version had.
    """
    return tuple(_row(study, facts, protocol, included, previous) for study in studies)


def _row(
    study: Study,
    facts: Facts,
    protocol: Protocol,
    included: frozenset[str],
    previous: frozenset[str],
) -> StudyRow:
    read = facts.at(study.id)
    terms = {f.id: _codes(facts, study.id, f.id) for f in protocol.facets}
    populations = _codes(facts, study.id, POPULATION)
    inside = tuple(c.id for c in protocol.comparisons if belongs(c, terms, populations, protocol))
    return StudyRow(
        study=study.id,
        label=study.label,
        status=study.link.status,
        design=_design(facts, study.id),
        included=any(r in included for r in study.reports),
        previous=any(r in previous for r in study.reports),
        reports=study.reports,
        registrations=study.registrations,
        overlaps=study.overlaps,
        terms=terms,
        populations=populations,
        cells={
            name: Cell(
                text=show(r.datum.value), number=r.id, state=r.datum.state, note=r.datum.note
            )
            for name, r in read.items()
        },
        comparisons=inside,
        note=study.link.reason,
    )


def _codes(facts: Facts, study: str, name: str) -> tuple[str, ...]:
    reading = facts.at(study).get(name)
    value = reading.datum.value if reading else None
    return _unique(part.strip() for part in str(value or "").split(";") if part.strip())


def _design(facts: Facts, study: str) -> Design:
    codes = next((c for name in DESIGN if (c := _codes(facts, study, name))), ())
    found: Design = codes[0] if codes and codes[0] in get_args(Design) else "unclear"  # type: ignore[assignment]
    return found


def belongs(
    comparison: Comparison,
    terms: Mapping[str, tuple[str, ...]],
    populations: tuple[str, ...],
    protocol: Protocol,
) -> bool:
    """Whether a study with these codes is in a comparison: at or under a listed term, each facet.

    A comparison asked of a subpopulation takes only studies of people in it.
    """
    facets = {f.id: f for f in protocol.facets}
    people = Facet(id="populations", label="", terms=protocol.populations)
    if comparison.population and not any(
        comparison.population in people.lineage(p) for p in populations
    ):
        return False
    return all(
        any(
            wanted in facets[facet].lineage(code)
            for code in terms.get(facet, ())
            for wanted in listed
        )
        for facet, listed in comparison.where
        if facet in facets
    )


def check_studies(rows: Iterable[StudyRow], protocol: Protocol) -> tuple[Problem, ...]:
    """Find codes the protocol does not know."""
    known = {f.id: {t.id for t in f.terms} for f in protocol.facets}
    people = {t.id for t in protocol.populations}
    problems = []
    for row in rows:
        for facet, codes in row.terms.items():
            problems += [
                Problem(
                    f"{row.study}/{facet}",
                    f"'{code}' is not a term of facet '{facet}'",
                    f"known: {', '.join(sorted(known[facet]))}",
                    "error",
                )
                for code in codes
                if code not in known[facet]
            ]
        problems += [
            Problem(f"{row.study}/{POPULATION}", f"'{p}' is not a population", severity="error")
            for p in row.populations
            if people and p not in people
        ]
    return tuple(problems)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))

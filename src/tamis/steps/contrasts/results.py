"""Each study's result for an outcome, worked out from its own numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tamis.model.facts import Facts, Side, Study
from tamis.model.naming import result_id
from tamis.model.numbers import Number
from tamis.model.protocol import CONTROLLED, RANDOMISED, Outcome, Protocol
from tamis.model.results import StudyResult, StudyRow
from tamis.steps.contrasts.effects import effect_of

_PRINTED = {
    "printed.md": "printed difference",
    "printed.or": "printed odds ratio",
    "printed.rr": "printed risk ratio",
    "printed.hr": "printed hazard ratio",
    "printed.se": "printed SE",
    "printed.ci-low": "printed lower limit",
    "printed.ci-high": "printed upper limit",
    "printed.p": "printed p",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """Results with the ledger entries they rest on."""

    results: tuple[StudyResult, ...] = ()
    numbers: tuple[Number, ...] = ()


def study_results(
    study: Study, row: StudyRow, outcome: Outcome, facts: Facts, protocol: Protocol
) -> Worked:
    """Every result a study has for an outcome, at each time and in each population."""
    made = [
        _result(study, row, outcome, time, people, facts, protocol)
        for time, people in facts.places(study.id, outcome.id)
    ]
    return Worked(
        results=tuple(r for w in made for r in w.results),
        numbers=tuple(n for w in made for n in w.numbers),
    )


def _result(
    study: Study,
    row: StudyRow,
    outcome: Outcome,
    timepoint: str,
    population: str,
    facts: Facts,
    protocol: Protocol,
) -> Worked:
    def side(role: str, default: str) -> Side:
        arms = [a.id for a in study.link.arms if a.role == role] or [default]
        sides = (facts.at(study.id, outcome.id, timepoint, population, a) for a in arms)
        return Side(values=next((s for s in sides if s), {}))

    treated, control = side("intervention", "treated"), side("control", "control")
    common = Side(values=facts.at(study.id, outcome.id, timepoint, population))
    id_ = result_id(study.id, outcome.id, timepoint, population)
    effect, numbers = effect_of(id_, outcome, treated, control, common, protocol)
    event = next(
        iter((*treated.values.values(), *common.values.values(), *control.values.values()))
    )
    result = StudyResult(
        id=id_,
        study=study.id,
        label=study.label,
        outcome=outcome.id,
        timepoint=timepoint,
        population=population,
        design=row.design,
        measure=outcome.measure,
        effect=effect,
        sizes=(treated.size, control.size),
        printed=tuple(
            (label, common.values[name].id)
            for name, label in _PRINTED.items()
            if name in common.values and common.values[name].datum.value is not None
        ),
        words=tuple(
            str(r.datum.value)
            for s in (common, treated, control)
            for name, r in s.values.items()
            if isinstance(r.datum.value, str) and name not in _PRINTED
        ),
        primary=event.event.primary,
        prespecified=event.event.prespecified,
        whole=not population,
        values=sum(
            r.number is not None and name not in ("n", "total")
            for s in (common, treated, control)
            for name, r in s.values.items()
        ),
    )
    why = _why_not(result, row, treated, control, common)
    return Worked(results=(replace(result, why_not=why, poolable=not why),), numbers=numbers)


def _why_not(result: StudyResult, row: StudyRow, treated: Side, control: Side, common: Side) -> str:
    """Why a result may not enter a synthesis; empty when it may."""
    readings = [r for s in (treated, control, common) for r in s.values.values()]
    if result.design not in CONTROLLED:
        return "no comparison group: change over time alone can't show an effect"
    if not row.counted:
        return "its participants are counted in another study"
    if not result.whole:
        return (
            "a subgroup, not everyone who was randomised"
            if result.design in RANDOMISED
            else ("a subgroup of the study")
        )
    if result.effect is None and any(r.datum.state == "ambiguous" for r in readings):
        return "the sign of a printed value is ambiguous"
    if result.effect is None and "printed.md" in common.values:
        return "a difference is printed without a standard error, so it can't be weighted"
    if result.effect is None:
        return "the numbers needed (size, mean and SD, or events, in both groups) were not readable"
    return ""

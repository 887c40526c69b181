"""Extraction forms: what the protocol asks to be read, as blanks in groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tamis.model.evidence import Arm
from tamis.model.protocol import DESIGNS, Facet, Outcome, Protocol

BlankKind = Literal["number", "text", "coded"]

#: Values of one arm, by what the outcome's measure needs: (name, label, unit is the outcome's).
_Row = tuple[str, str, bool]
_MEANS: tuple[_Row, ...] = (
    ("n", "People analysed", False), ("mean", "Mean", True), ("sd", "SD", True),
    ("se", "SE", True), ("ci-low", "95 % CI of the mean, lower", True),
    ("ci-high", "95 % CI of the mean, upper", True), ("median", "Median", True),
    ("q1", "Lower quartile", True), ("q3", "Upper quartile", True),
    ("minimum", "Smallest", True), ("maximum", "Largest", True),
)  # fmt: skip
_COUNTS: tuple[_Row, ...] = (
    ("events", "People with it", False), ("total", "People counted", False),
    ("percent", "Per cent", False),
)  # fmt: skip
_PRINTED: tuple[_Row, ...] = (
    ("printed.se", "Printed SE", True), ("printed.ci-low", "Printed 95 % CI, lower", True),
    ("printed.ci-high", "Printed 95 % CI, upper", True), ("printed.p", "Printed p", False),
)  # fmt: skip
_EFFECT = {
    "MD": "difference in means", "SMD": "standardised difference", "RR": "risk ratio",
    "OR": "odds ratio", "HR": "hazard ratio", "RD": "difference in risk", "IRR": "rate ratio",
}  # fmt: skip
#: Names whose values are always numbers; a printed p may say "<0.001".
NUMBERS = frozenset(
    {n for n, _, _ in (*_MEANS, *_COUNTS, *_PRINTED)} - {"printed.p"}
    | {f"printed.{m.lower()}" for m in _EFFECT}
)
#: The arms a study has when nobody has said.
USUAL_ARMS = (
    Arm(id="treated", label="Treated"),
    Arm(id="control", label="Control", role="control"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One value to read. `choices` of a coded blank are codes with their labels."""

    name: str
    label: str
    kind: BlankKind = "text"
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    main: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Blanks of one place: a study's characteristics, or one arm of one result."""

    title: str
    blanks: tuple[Blank, ...]
    outcome: str = ""
    timepoint: str = ""
    population: str = ""
    arm: str = ""


def characteristics(protocol: Protocol) -> Group:
    """What is read of a study itself."""
    facets = {f.id: f for f in protocol.facets}
    people = Facet(id="population", label="", terms=protocol.populations)
    blanks = []
    for field in protocol.fields:
        facet = facets.get(field.facet) or (people if field.id == "population" else None)
        choices: tuple[tuple[str, str], ...] = tuple((v, v) for v in field.values)
        if facet is not None:
            labels = {t.id: t.label for t in facet.terms}
            choices = tuple((c, labels.get(c, c)) for c in field.values or tuple(labels))
        if field.id in ("design.class", "design") and not choices:
            choices = tuple((d, d) for d in DESIGNS)
        coded = bool(choices) and field.kind != "number"
        kind: BlankKind = "coded" if coded else "number" if field.kind == "number" else "text"
        blanks.append(Blank(name=field.id, label=field.label, kind=kind, choices=choices))
    asked = {b.name for b in blanks}
    for facet in (*protocol.facets, replace(people, label="People")):
        if facet.id not in asked and facet.terms:
            terms = tuple((t.id, t.label) for t in facet.terms)
            blanks.append(Blank(name=facet.id, label=facet.label, kind="coded", choices=terms))
    return Group(title="The study", blanks=tuple(blanks))


def results(
    outcome: Outcome, arms: Iterable[Arm], places: Iterable[tuple[str, str]]
) -> tuple[Group, ...]:
    """What is read of an outcome: for each time and population, each arm and the comparison.

    Args:
        outcome: The outcome.
        arms: The study's arms.
        places: (timepoint, population) pairs; an empty pair stands for those nobody named yet.
    """
    return tuple(
        Group(
            title=arm.label if arm else "Between the groups, as printed",
            blanks=_blanks(outcome, arm is not None),
            outcome=outcome.id,
            timepoint=timepoint,
            population=population,
            arm=arm.id if arm else "",
        )
        for timepoint, population in places
        for arm in (*arms, None)
    )


def _blanks(outcome: Outcome, of_arm: bool) -> tuple[Blank, ...]:
    if not of_arm:
        effect = _EFFECT.get(outcome.measure)
        rows = [(f"printed.{outcome.measure.lower()}", f"Printed {effect}", True)] if effect else []
        made = [_number(*row, outcome, True) for row in (*rows, *_PRINTED)]
        words = Blank(name="in-words", label="What the authors say of it")
        return (*made, words)
    counted = outcome.measure in ("RR", "OR", "RD", "IRR", "proportion")
    means = outcome.measure in ("MD", "SMD")
    first = _COUNTS if counted else _MEANS
    rest: tuple[_Row, ...] = () if counted or means else _COUNTS
    return tuple(
        _number(*row, outcome, i < 3 and (counted or means))
        for i, row in enumerate((*first, *rest))
    )


def _number(name: str, label: str, own_unit: bool, outcome: Outcome, main: bool) -> Blank:
    unit = outcome.unit if own_unit else {"printed.p": "", "percent": "%"}.get(name, "people")
    kind: BlankKind = "number" if name in NUMBERS else "text"
    return Blank(name=name, label=label, kind=kind, unit=unit, main=main)

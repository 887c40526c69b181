"""How one criterion bears on one person: it fits, it keeps them out, or it stays open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from tamis.trials.criteria import Criterion, Kind, Reading
from tamis.trials.diagnosis import BOTH_SIGNS, UPPER_ONLY
from tamis.trials.person import Person
from tamis.trials.vocabulary import Vocabulary

Bearing = Literal["fits", "against", "open"]
Found = tuple[Bearing, str] | None
#: Conditions without the lower motor neuron signs that most ALS criteria ask for, by name.
_UPPER = frozenset({"primary lateral sclerosis"})
_MOSTLY_UPPER = frozenset({"upper-motor-neuron-predominant motor neuron disease"})


def bearing(person: Person, criterion: Criterion, reading: Reading, words: Vocabulary) -> Found:
    """How a criterion bears on a person, and why; None when it is about something else.

    A statement with an exception in it, and a criterion nothing was told about, stay open.
    """
    if criterion.kind == "diagnosis":
        return _diagnosis(person, criterion, reading, words)
    if criterion.kind in _NUMBERS:
        return _number(person, criterion)
    if criterion.kind in _STATES:
        return _state(person, criterion)
    if criterion.kind in ("form", "gene"):
        return _inherited(person, criterion)
    if criterion.kind == "sex":
        if person.sex is None:
            return "open", "takes one sex only; nothing was told"
        return ("fits", "") if person.sex == criterion.term else ("against", "takes one sex only")
    if criterion.kind in ("riluzole", "edaravone"):
        return _drug(person, criterion)
    return None


def _diagnosis(person: Person, c: Criterion, reading: Reading, words: Vocabulary) -> Found:
    label = words.label(person.condition)
    upper = bool(_UPPER & _called(person.condition, words))
    mostly = bool(_MOSTLY_UPPER & _called(person.condition, words))
    if c.term in (BOTH_SIGNS, UPPER_ONLY):
        return _signs(c, label, upper, mostly)
    line = words.lineage(person.condition)
    if c.effect == "forbids":
        return _forbidden(person, c, reading, words)
    if c.term in line:
        return "fits", f"asks for {words.label(c.term)}" + (
            f", which includes {label}" if c.term != person.condition else ""
        )
    if person.condition in words.lineage(c.term):
        return "open", f"asks for {words.label(c.term)}, which is one form of {label}"
    others = [d for d in reading.of("diagnosis") if d.effect in ("requires", "allows")]
    if any(d.term in line for d in others if d.effect != "forbids"):
        return None
    if (upper or mostly) and _takes_possible(reading):
        return "open", (
            f"asks for {words.label(c.term)} and takes possible cases; under the revised El "
            "Escorial criteria upper motor neuron signs alone can count as possible"
        )
    if c.effect == "allows":
        return "open", f"speaks of {words.label(c.term)}; whether {label} is let in is not said"
    if mostly:
        return "open", f"asks for {words.label(c.term)}; ask whether {label} is let in"
    return "against", f"asks for {words.label(c.term)}, which {label} is not"


def _called(condition: str, words: Vocabulary) -> frozenset[str]:
    known = words.by_id.get(condition)
    return known.called() if known else frozenset({condition})


def _signs(c: Criterion, label: str, upper: bool, mostly: bool) -> Found:
    if not (upper or mostly):
        return None
    if c.term == BOTH_SIGNS:
        if upper:
            return "against", f"asks for lower motor neuron signs, which {label} lacks"
        return "open", "asks for signs of both motor neurons"
    if c.effect == "forbids":
        return (
            ("against", "leaves out people with upper motor neuron signs only")
            if upper
            else ("open", "leaves out people with upper motor neuron signs only")
        )
    return "fits", "takes people with upper motor neuron signs only"


def _forbidden(person: Person, c: Criterion, reading: Reading, words: Vocabulary) -> Found:
    line = words.lineage(person.condition)
    if c.other:
        asked = {d.term for d in reading.of("diagnosis") if d.effect in ("requires", "allows")}
        if c.term in line and not asked & set(line) and person.condition != c.term:
            return "against", f"leaves out every {words.label(c.term).lower()} but what it asks for"
        return None
    if c.term == person.condition or (c.term in line and len(line) > 1):
        if c.exception:
            return "open", f"leaves out {words.label(c.term)}, with an exception"
        return "against", f"leaves out {words.label(c.term)}"
    return None


def _takes_possible(reading: Reading) -> bool:
    """Whether a level below probable is enough, by criteria in which that can mean UMN alone."""
    sets = {c.term for c in reading.of("criteria-set")}
    levels = {part for c in reading.of("certainty") for part in c.term.split("+")}
    return bool(levels & {"possible", "suspected"}) and sets <= {"el-escorial"}


_Reader = Callable[[Person], float | None]
_NUMBERS: dict[Kind, tuple[str, str, _Reader]] = {
    "age": ("age", "years", lambda p: None if p.age is None else p.age * 12),
    "onset": ("time since the first symptom", "months", lambda p: p.months_since_onset),
    "diagnosed": ("time since the diagnosis", "months", lambda p: p.months_since_diagnosis),
    "alsfrs": ("ALSFRS-R", "points", lambda p: p.alsfrs),
    "vital-capacity": ("vital capacity", "% of predicted", lambda p: p.vital_capacity),
}


def _number(person: Person, c: Criterion) -> Found:
    name, unit, reader = _NUMBERS[c.kind]
    value = reader(person)
    asked = _range(c, 12 if c.kind == "age" else 1, unit)
    if c.low is not None and c.high is not None and c.low > c.high:
        return "open", f"its range of {name} can't be right as printed"
    if value is None:
        return "open", f"asks for {name} {asked}; nothing was told"
    if c.admits(value):
        return "fits", f"asks for {name} {asked}"
    return "against", f"asks for {name} {asked}"


def _range(c: Criterion, scale: float, unit: str) -> str:
    def shown(value: float) -> str:
        return f"{int(value / scale + 1e-9) if scale > 1 else round(value / scale, 1):g}"

    low = shown(c.low) if c.low is not None else ""
    high = shown(c.high) if c.high is not None else ""
    if low and high:
        return f"from {low} to {high} {unit}"
    if low:
        return f"{'above' if c.low_open else 'of at least'} {low} {unit}"
    return f"{'below' if c.high_open else 'of at most'} {high} {unit}"


_STATES: dict[Kind, tuple[str, Callable[[Person], bool | None]]] = {
    "ventilation": ("ventilation", lambda p: None),
    "feeding-tube": ("a feeding tube", lambda p: p.feeding_tube),
    "cell-therapy": ("earlier cell therapy", lambda p: p.prior_cell_therapy),
    "pregnancy": ("pregnancy or breastfeeding", lambda p: p.pregnant),
    "cognition": ("trouble with thinking or memory", lambda p: p.cognitive_impairment),
    "other-trial": ("another trial", lambda p: p.in_other_trial),
}


def _state(person: Person, c: Criterion) -> Found:
    name, reader = _STATES[c.kind]
    has = _ventilated(person, c.term) if c.kind == "ventilation" else reader(person)
    if c.effect == "allows":
        return ("fits", f"allows {name}") if has else None
    if has is None:
        return "open", f"{'asks for' if c.effect == 'requires' else 'rules out'} {name}; not told"
    wanted = c.effect == "requires"
    if has == wanted:
        return "fits", f"{'asks for' if wanted else 'rules out'} {name}"
    if c.exception:
        return "open", f"{'asks for' if wanted else 'rules out'} {name}, with an exception"
    return "against", f"{'asks for' if wanted else 'rules out'} {name}"


def _ventilated(person: Person, term: str) -> bool | None:
    if person.ventilation is None:
        return None
    if term == "any":
        return person.ventilation != "none"
    return person.ventilation == term


def _drug(person: Person, c: Criterion) -> Found:
    takes = person.riluzole if c.kind == "riluzole" else person.edaravone
    if c.effect == "allows":
        return None
    if c.effect == "stable":
        return None if takes is False else ("open", f"asks for a steady dose of {c.kind}, if any")
    if takes is None:
        return "open", f"{'asks for' if c.effect == 'requires' else 'rules out'} {c.kind}; not told"
    if takes == (c.effect == "requires"):
        return "fits", f"{'asks for' if c.effect == 'requires' else 'rules out'} {c.kind}"
    return "against", f"{'asks for' if c.effect == 'requires' else 'rules out'} {c.kind}"


def _inherited(person: Person, c: Criterion) -> Found:
    if c.effect == "allows":
        return None
    if c.kind == "gene":
        has = None if person.gene is None else person.gene == c.term
        name = f"a {c.term.upper()} mutation"
    else:
        has = None if person.familial is None else person.familial == (c.term == "familial")
        name = f"{c.term} disease"
    if has is None:
        return "open", f"{'asks for' if c.effect == 'requires' else 'rules out'} {name}; not told"
    return (
        ("fits", f"asks for {name}" if has else f"rules out {name}")
        if has == (c.effect == "requires")
        else ("against", f"{'asks for' if c.effect == 'requires' else 'rules out'} {name}")
    )

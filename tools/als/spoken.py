"""Values from which no effect can be worked out, said in words, so that tables can show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tamis.model.evidence import Datum, Span
from tamis.model.facts import Facts, Reading
from tamis.model.results import StudyResult
from tamis.model.showing import show
from tools.als.places import Placed

Values = Mapping[str, Reading]
_COUNTS = ("improved", "slower", "unchanged", "worse", "faster")
_MEASURES = (("mean", "mean "), ("median", "median "), ("percent", ""), ("spread", ""))
_FORMULA = "the values read here, said in one line"


def spoken(results: tuple[StudyResult, ...], facts: Facts) -> Iterator[tuple[Placed, Datum]]:
    """A line of words for every result that holds values but neither an effect nor words."""
    for result in results:
        if result.effect is not None or result.words or not result.values:
            continue
        arms = {
            arm: facts.at(result.study, result.outcome, result.timepoint, result.population, arm)
            for arm in ("treated", "control")
        }
        treated, control = _side(arms["treated"]), _side(arms["control"])
        if not treated:
            continue
        line = f"{treated} with cells, {control} in the comparison" if control else treated
        parts = tuple(s for values in arms.values() for s in _spans(values))
        yield (
            Placed(
                study=result.study,
                outcome=result.outcome,
                timepoint=result.timepoint,
                population=result.population,
                primary=result.primary,
                prespecified=result.prespecified,
            ),
            Datum(name="in-words", value=line, state="derived", formula=_FORMULA, spans=parts),
        )


def _side(values: Values) -> str:
    """One arm: 'x of y', a mean, median or share, or counts of people."""
    told = [_of(values, stem) for stem in _stems(values)]
    told += [_measure(values, name, before) for name, before in _MEASURES]
    told += [f"{name} {show(values[name].datum.value)}" for name in _COUNTS if name in values]
    told += [
        f"{name.removeprefix('change.').replace('-', ' ')}: {_shown(reading)}"
        for name, reading in values.items()
        if name.startswith("change.")
    ]
    return "; ".join(t for t in told if t)


def _stems(values: Values) -> Iterator[str]:
    """The prefixes under which events are counted: '' or 'ambulation.' and the like."""
    return (name.removesuffix("events") for name in values if name.endswith("events"))


def _of(values: Values, stem: str) -> str:
    events = values[f"{stem}events"]
    if events.number is None:
        return ""
    whole = values.get(f"{stem}total") or values.get("n")
    name = stem.removesuffix(".").replace("-", " ")
    size = f" of {show(whole.datum.value)}" if whole and whole.number is not None else ""
    return f"{name} {show(events.datum.value)}{size} people".strip()


def _measure(values: Values, name: str, before: str) -> str:
    reading = values.get(name)
    if reading is None or reading.number is None:
        return ""
    doubt = " (its sign is unclear in print)" if reading.datum.state == "ambiguous" else ""
    return f"{before}{_shown(reading)}{doubt}"


def _shown(reading: Reading) -> str:
    return f"{show(reading.datum.value)} {reading.datum.unit}".strip()


def _spans(values: Values) -> Iterator[Span]:
    return (span for reading in values.values() for span in reading.datum.spans)

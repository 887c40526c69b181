"""Extraction: what was read for each study, one value and its words at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tamis.model.events import Extracted
from tamis.model.evidence import MAX_QUOTED_WORDS, Document
from tamis.model.facts import Facts, Place, Reading
from tamis.model.naming import datum_id
from tamis.model.numbers import Number
from tamis.model.problems import Problem
from tamis.model.showing import show


def gather(extractions: Iterable[Extracted]) -> Facts:
    """Work out the standing value of everything that was extracted.

    One person's later value replaces the earlier. Where two people's values differ, the first
    reader's stands and the difference is a problem until one supersedes the other.
    """
    words: dict[Place, dict[str, dict[str, Reading]]] = defaultdict(lambda: defaultdict(dict))
    for event in sorted(extractions, key=lambda e: e.id):
        place = (event.study, event.outcome, event.timepoint, event.population, event.arm)
        for datum in event.data:
            id_ = datum_id(*place, datum.name)
            words[place][datum.name][event.by] = Reading(id=id_, datum=datum, event=event)
    problems = tuple(
        Problem(
            id_or(readers),
            "two readers differ: "
            + "; ".join(f"{by} read {show(r.datum.value)}" for by, r in readers.items()),
            "look at the source again and supersede one of the two",
            "error",
        )
        for names in words.values()
        for readers in names.values()
        if len({(r.datum.value, r.datum.state) for r in readers.values()}) > 1
    )
    standing = {
        place: {name: next(iter(readers.values())) for name, readers in names.items()}
        for place, names in words.items()
    }
    return Facts(readings=standing, problems=problems)


def id_or(readers: Mapping[str, Reading]) -> str:
    """The id the readers' values share."""
    return next(iter(readers.values())).id


def numbers(facts: Facts, labels: Mapping[str, str]) -> tuple[Number, ...]:
    """A ledger entry for every standing value; `labels` names studies and outcomes."""
    return tuple(
        Number(
            id=reading.id,
            kind="derived" if reading.datum.state == "derived" else "extracted",
            label=_label(place, name, labels),
            shown=show(reading.datum.value),
            value=reading.datum.value,
            unit=reading.datum.unit,
            about=place[0],
            formula=reading.datum.formula,
            method=reading.datum.state,
            spans=reading.datum.spans,
            note=reading.datum.note,
        )
        for place, names in facts.readings.items()
        for name, reading in names.items()
    )


def _label(place: Place, name: str, labels: Mapping[str, str]) -> str:
    study, outcome, timepoint, population, arm = place
    parts = (labels.get(study, study), labels.get(outcome, outcome), timepoint, population, arm)
    return ", ".join(p for p in (*parts, name) if p)


def check_spans(
    extractions: Iterable[Extracted], documents: Mapping[str, Document]
) -> tuple[Problem, ...]:
    """Find values without words, words too long to be a proof, and documents nobody read."""
    problems = []
    for event in extractions:
        for datum in event.data:
            where = datum_id(
                event.study, event.outcome, event.timepoint, event.population, event.arm, datum.name
            )
            if datum.value is not None and not datum.spans and datum.state != "derived":
                problems.append(
                    Problem(
                        where, "a value without a source span", "say where it was read", "error"
                    )
                )
            for span in datum.spans:
                if len(span.quote.split()) > MAX_QUOTED_WORDS:
                    what = (
                        f"a quote of {len(span.quote.split())} words (at most {MAX_QUOTED_WORDS})"
                    )
                    problems.append(Problem(where, what, "keep the shortest fragment", "error"))
                if span.document not in documents:
                    what = f"document '{span.document}' is not among those read"
                    problems.append(Problem(where, what, "add it with `tamis extract`", "error"))
    return tuple(problems)

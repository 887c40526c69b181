"""Which comparisons and outcomes a newly found report may bear on, from its words alone.

A report names a comparison when, for every facet the comparison asks for, one of its terms (or of
the terms below) stands in the report's title, abstract or keywords. This is for choosing what to
read first; it decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tamis.model.protocol import Comparison, Outcome, Protocol, Term

#: All facets are named, or some are.
Nearness = Literal["likely", "possible"]
_ASIDE = re.compile(r"\(([^()]*)\)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A comparison a report may bear on, the words that say so, and the outcomes it names.

    `outcomes` is empty when it names none of the comparison's: then any of them may be affected.
    """

    comparison: str
    nearness: Nearness
    words: tuple[str, ...]
    outcomes: tuple[str, ...] = ()


def affected(text: str, protocol: Protocol) -> tuple[Affected, ...]:
    """The comparisons a text may bear on; likely ones alone where there are any.

    Args:
        text: Title, abstract and keywords.
        protocol: What the review asks.
    """
    folded = _folded(text)
    found = [a for c in protocol.comparisons if (a := _affected(folded, c, protocol))]
    likely = tuple(a for a in found if a.nearness == "likely")
    return likely or tuple(found)


def _affected(text: str, comparison: Comparison, protocol: Protocol) -> Affected | None:
    words: list[str] = []
    named = 0
    for facet, wanted in comparison.where:
        hit = next(_named(text, _under(wanted, _terms(protocol, facet))), "")
        named += bool(hit)
        words += [hit] if hit else []
    people = next(_named(text, _under((comparison.population,), protocol.populations)), "")
    if comparison.population and people:
        words.append(people)
    if not words or (comparison.where and not named):
        return None
    whole = named == len(comparison.where) and bool(people or not comparison.population)
    known = (protocol.outcome(name) for name in comparison.outcomes)
    return Affected(
        comparison=comparison.id,
        nearness="likely" if whole else "possible",
        words=tuple(dict.fromkeys(words)),
        outcomes=tuple(o.id for o in known if o and any(_names_outcome(text, o))),
    )


def _terms(protocol: Protocol, facet: str) -> tuple[Term, ...]:
    return next((f.terms for f in protocol.facets if f.id == facet), ())


def _under(wanted: Iterable[str], terms: tuple[Term, ...]) -> Iterator[Term]:
    """The wanted terms and all below them."""
    above = {t.id: t.parent for t in terms}
    asked = {w for w in wanted if w}
    for term in terms:
        at, line = term.id, set[str]()
        while at and at not in line:
            line.add(at)
            at = above.get(at, "")
        if line & asked:
            yield term


def _named(text: str, terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        for phrase in (term.label, *term.synonyms):
            yield from (p for p in phrases(phrase) if _holds(text, p))


def _names_outcome(text: str, outcome: Outcome) -> Iterator[str]:
    for words in (outcome.label, outcome.plain):
        yield from (p for p in phrases(words.split(",")[0]) if _holds(text, p))


@cache
def phrases(label: str) -> tuple[str, ...]:
    """A label as phrases to look for: without what is in brackets, and what is in them."""
    parts = [_ASIDE.sub(" ", label), *_ASIDE.findall(label)]
    found = (" ".join(p.split()) for part in parts for p in part.split(","))
    return tuple(dict.fromkeys(p for p in found if len(p) > 1))


def _holds(text: str, phrase: str) -> bool:
    folded = _folded(phrase).strip()
    return bool(folded) and f" {folded} " in text


def _folded(text: str) -> str:
    """Lower case, single spaces at both ends, without the s of plurals."""
    words = (w[:-1] if len(w) > 3 and w.endswith("s") else w for w in _WORD.findall(text.lower()))
    return f" {' '.join(words)} "

"""Where something stands in the text of a search strategy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tamis.model.problems import Problem, Severity


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters `start` to `end` (end excluded) of the source text; `line` counts from 1."""

    start: int
    end: int
    line: int

    def of(self, text: str) -> str:
        """The words at this place."""
        return text[self.start : self.end]


#: The place of a node that was built, not read.
NOWHERE = Place(0, 0, 0)


def spanning(places: Iterable[Place]) -> Place:
    """The smallest place that holds all of them; `NOWHERE` when there is none."""
    known = [p for p in places if p != NOWHERE]
    if not known:
        return NOWHERE
    first = min(known)
    return Place(first.start, max(p.end for p in known), first.line)


OddityCode = Literal[
    "unbalanced",  # a bracket or quotation mark without its partner, repaired
    "missing-operand",  # an operator with nothing on one side, dropped
    "missing-operator",  # two operands side by side, where the platform asks for an operator
    "lower-case-operator",
    "smart-quote",
    "repaired-character",  # a dash, space or full stop of print, read as its plain form
    "unknown-field",  # a field tag this platform does not have
    "unknown-syntax",  # kept word for word, searched as words
    "dangling-reference",  # a line number that points nowhere
    "unused-line",
    "ambiguous",  # two readings are possible; the message says which was taken
    "noise",  # text of an export that is no part of the search
]


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something a parser met and read as best it could; never raised."""

    code: OddityCode
    what: str
    place: Place
    hint: str = ""
    severity: Severity = "warning"

    def as_problem(self, where: str) -> Problem:
        """The same as the house's own value, for lists that mix sources of trouble."""
        return Problem(where, self.what, self.hint, self.severity, self.place.line or None)

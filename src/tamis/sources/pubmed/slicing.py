"""More than 9,999 hits: dividing a search by date until each part fits, and proving that the parts
are the whole.

A part is a range of Entrez dates, the day a citation was put into PubMed: every citation has
exactly one (NBK25499, `datetype=edat`), so two halves of a range neither overlap nor leave
something out. The range is fixed, from 1800 to 3000, so that a run on another day asks the same
questions. Citations that carry no such date, should there be any, are a part of their own. Where
one day alone is over the limit, the whole is divided by date of publication instead (`pdat`), which
lumps citations at the first day of months and years but spreads those that came in on one day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from tamis.model.problems import Problem
from tamis.sources.http.errors import StartAgain, Unsliceable
from tamis.sources.pubmed.replies import LIMIT, Found

FIRST, LAST = date(1800, 1, 1), date(3000, 12, 31)
Field = Literal["edat", "pdat"]
#: What every citation with such a date matches.
DATED: dict[Field, str] = {
    "edat": '("1800/01/01"[edat] : "3000/12/31"[edat])',
    "pdat": '("1800/01/01"[dp] : "3000/12/31"[dp])',
}
_CALLED: dict[Field, str] = {"edat": "Entrez date", "pdat": "date of publication"}
_TITLE = "PubMed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A range of dates (both inclusive), all dates, or the citations without one."""

    begins: date | None = None
    ends: date | None = None
    undated: bool = False
    field: Field = "edat"

    def __str__(self) -> str:
        called = _CALLED[self.field]
        if self.undated:
            return f"without {'an' if called[0] == 'E' else 'a'} {called}"
        if self.begins is None or self.ends is None:
            return "of any date"
        return f"with {called} from {self.begins:%Y-%m-%d} to {self.ends:%Y-%m-%d}"

    def halves(self) -> tuple[Part, Part]:
        """The earlier and the later half."""
        begins, ends = self.begins or FIRST, self.ends or LAST
        middle = begins + timedelta(days=(ends - begins).days // 2)
        return (
            replace(self, begins=begins, ends=middle),
            replace(self, begins=middle + timedelta(days=1), ends=ends),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A part with what ESearch gave for it."""

    part: Part
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The parts of a search: together they are the whole."""

    slices: tuple[Slice, ...]
    hits: int
    problems: tuple[Problem, ...] = ()


#: Runs ESearch for a part: the ids too, or the count alone.
Search = Callable[[Part], Found]
Count = Callable[[Part], int]


def plan(whole: Found, search: Search, count: Count, *, rounds: int = 3) -> Plan:
    """Divide a search into parts that PubMed gives out whole.

    Args:
        whole: ESearch's reply for the undivided search.
        search: ESearch with ids, for a part that fits.
        count: ESearch's count alone.
        rounds: How often to begin anew when PubMed changes while it is being counted.

    Raises:
        Unsliceable: One day alone is over the limit, by either date.
        StartAgain: The parts never added up to the whole.
    """
    if whole.count <= LIMIT:
        return Plan(slices=(Slice(part=Part(), found=whole),), hits=whole.count)
    try:
        return _planned("edat", whole.count, search, count, rounds)
    except Unsliceable as why:
        made = _planned("pdat", whole.count, search, count, rounds)
        told = Problem(_TITLE, f"{why.what}, so the search was divided by publication", "", "note")
        return replace(made, problems=(told, *made.problems))


def _planned(field: Field, expected: int, search: Search, count: Count, rounds: int) -> Plan:
    told = list[Problem]()
    total = 0
    for _ in range(rounds):
        everything = Part(begins=FIRST, ends=LAST, field=field)
        slices = _divided(everything, expected, search, count)
        total = sum(s.found.count for s in slices)
        if total < expected:
            slices += _undated(field, search)
            total = sum(s.found.count for s in slices)
        again = count(Part())
        if again != expected:
            what = f"it counted {expected}, then {again} while the search was divided"
            told.append(Problem(_TITLE, what, "citations came or went meanwhile", "note"))
        expected = again
        if total == expected:
            return Plan(slices=tuple(slices), hits=total, problems=tuple(told))
    why = f"the parts of the search hold {total} records and the whole {expected}"
    raise StartAgain(why, expected, total)


def _divided(part: Part, size: int, search: Search, count: Count) -> list[Slice]:
    """The slices of a part that held `size` records when it was counted."""
    if size == 0:
        return []
    if size <= LIMIT:
        found = search(part)
        if found.count <= LIMIT:
            return [Slice(part=part, found=found)] if found.count else []
        size = found.count  # it grew since it was counted
    if part.begins is not None and part.begins == part.ends:
        day = f"with {_CALLED[part.field]} {part.begins:%Y-%m-%d}"
        raise Unsliceable(_TITLE, day, size, LIMIT)
    earlier, later = part.halves()
    before = count(earlier)
    after = max(0, size - before)
    return [
        *_divided(earlier, before, search, count),
        *_divided(later, after, search, count),
    ]


def _undated(field: Field, search: Search) -> list[Slice]:
    part = Part(undated=True, field=field)
    found = search(part)
    if found.count > LIMIT:
        raise Unsliceable(_TITLE, str(part), found.count, LIMIT)
    return [Slice(part=part, found=found)] if found.count else []

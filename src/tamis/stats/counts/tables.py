"""Two-group counts, checked: events and sizes, or events and person-time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import MissingArgument, NoEvents, UnknownMeasure
from tamis.stats.measures.effects import effect_size
from tamis.stats.models.columns import Column, Flags, Vector, vector

COUNTS = ("OR", "RR", "RD")
RATES = ("IRR", "IRD")
#: metafor's name → ours.
SPELLINGS = {
    "ai": "events1",
    "ci": "events2",
    "n1i": "n1",
    "n2i": "n2",
    "x1i": "events1",
    "x2i": "events2",
    "t1i": "time1",
    "t2i": "time2",
}


@dataclass(frozen=True, slots=True)
class Groups:
    """Events and denominators of both groups, studies with missing values left out."""

    events1: Vector
    size1: Vector
    events2: Vector
    size2: Vector
    cautions: tuple[Caution, ...] = ()

    @property
    def k(self) -> int:
        """Number of studies."""
        return len(self.events1)

    def double_zero(self) -> Flags:
        """Studies without events, or with nothing but events, in both groups."""
        none = (self.events1 == 0) & (self.events2 == 0)
        out: Flags = none | ((self.events1 == self.size1) & (self.events2 == self.size2))
        return out

    def subset(self, rows: Any) -> Groups:
        """Some of the studies."""
        return Groups(self.events1[rows], self.size1[rows], self.events2[rows], self.size2[rows])


def read(measure: str, columns: dict[str, Column], allowed: tuple[str, ...]) -> Groups:
    """Check columns in our spelling or metafor's.

    Raises:
        UnknownMeasure: The measure cannot be pooled this way.
        MissingArgument, OutOfRange, LengthMismatch: As for `effect_size`.
    """
    if measure not in allowed:
        raise UnknownMeasure("measure", repr(measure), ", ".join(allowed))
    named = {SPELLINGS.get(k, k): v for k, v in columns.items()}
    size = "time" if measure in RATES else "n"
    wanted = ("events1", f"{size}1", "events2", f"{size}2")
    for name in wanted:
        if name not in named:
            raise MissingArgument(name, "nothing", ", ".join(wanted))
    given: dict[str, Any] = {name: named[name] for name in wanted}
    effect_size(measure, **given)  # its checks are ours
    a, n1, c, n2 = (vector(name, named[name]) for name in wanted)
    usable = ~(np.isnan(a) | np.isnan(n1) | np.isnan(c) | np.isnan(n2))
    cautions: tuple[Caution, ...] = ()
    if not usable.all():
        message = f"{int((~usable).sum())} of {len(a)} studies left out for missing counts"
        cautions = (Caution("studies-omitted", message),)
    if not usable.any():
        raise NoEvents("events1", "no study without missing counts", "at least one")
    return Groups(a[usable], n1[usable], c[usable], n2[usable], cautions)


def adjusted(groups: Groups, add: float, where: str, rates: bool) -> Groups:
    """Counts with a constant added to each cell: `none`, `only-zero` or `all` of the studies."""
    a, c = groups.events1, groups.events2
    zero = (a == 0) | (c == 0)
    if not rates:
        zero |= (a == groups.size1) | (c == groups.size2)
    chosen = {"none": np.zeros_like(zero), "only-zero": zero, "all": np.ones_like(zero)}[where]
    if where == "if-any":
        chosen = np.full_like(zero, zero.any())
    shift = add * chosen
    grow = 0.0 if rates else 2.0 * shift
    return Groups(a + shift, groups.size1 + grow, c + shift, groups.size2 + grow)


def study_effects(
    measure: str, groups: Groups, continuity: float, drop_double_zero: bool = True
) -> tuple[Vector, Vector]:
    """Effects and variances of the studies in which they exist."""
    rates = measure in RATES
    names = (
        ("events1", "time1", "events2", "time2") if rates else ("events1", "n1", "events2", "n2")
    )
    values = (groups.events1, groups.size1, groups.events2, groups.size2)
    given: dict[str, Any] = dict(zip(names, values, strict=True))
    made = effect_size(
        measure,
        continuity=continuity,
        drop_double_zero=drop_double_zero,
        **given,
    )
    there = ~(np.isnan(made.yi) | np.isnan(made.vi))
    return made.yi[there], made.vi[there]

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

    def empty_cell(self) -> bool:
        """Whether some group has no event, or nothing but events."""
        least = min(float(self.events1.min()), float(self.events2.min()))
        spare = min(
            float((self.size1 - self.events1).min()), float((self.size2 - self.events2).min())
        )
        return least <= 0.0 or spare <= 0.0

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
    clean = _clean([named[name] for name in wanted], measure in RATES)
    if clean is not None:
        return clean
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


def _clean(columns: list[Any], rates: bool) -> Groups | None:
    """The groups, if these are arrays in which nothing is missing or impossible; else None."""
    if any(type(c) is not np.ndarray or c.ndim != 1 or c.dtype.kind not in "iuf" for c in columns):
        return None
    if len({len(c) for c in columns}) > 1 or not len(columns[0]):
        return None
    a, n1, c, n2 = table = np.array(columns, dtype=np.float64)
    total = float(table.sum())
    least = table if rates else np.array((a, n1 - a, c, n2 - c))
    # A missing or infinite value makes the total unequal to itself.
    if total - total != 0.0 or float(least.min()) < 0.0:
        return None
    if rates and float(table[1::2].min()) <= 0.0:
        return None
    return Groups(a, n1, c, n2)


def adjusted(groups: Groups, add: float, where: str, rates: bool) -> Groups:
    """Counts with a constant added to each cell: `none`, `only-zero` or `all` of the studies."""
    if where == "none":
        return groups
    a, c = groups.events1, groups.events2
    zero = (a == 0) | (c == 0)
    if not rates:
        zero |= (a == groups.size1) | (c == groups.size2)
    chosen = {"only-zero": zero, "all": np.ones_like(zero)}[where]
    shift = add * chosen
    grow = 0.0 if rates else 2.0 * shift
    return Groups(a + shift, groups.size1 + grow, c + shift, groups.size2 + grow)

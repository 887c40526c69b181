"""Reading counts into the shapes that the likelihoods want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import (
    LengthMismatch,
    MissingArgument,
    NoEvents,
    OutOfRange,
    TooFewStudies,
    UnknownMeasure,
)
from tamis.stats.multilevel.inputs import Column, Floats, Ints, checked_rank, design, numbers

Measure = Literal["OR", "IRR", "PLO", "IRLN"]
MEASURES: tuple[Measure, ...] = ("OR", "IRR", "PLO", "IRLN")

#: Events and sizes (trials or times) of each arm, and what may be given instead of the size.
_COLUMNS: dict[Measure, tuple[tuple[str, str, str], ...]] = {
    "OR": (("ai", "n1i", "bi"), ("ci", "n2i", "di")),
    "IRR": (("x1i", "t1i", ""), ("x2i", "t2i", "")),
    "PLO": (("xi", "ni", "mi"),),
    "IRLN": (("xi", "ti", ""),),
}


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Counts of the studies that can be used.

    Attributes:
        measure: What is estimated.
        y: Events (k, J); `size`: trials or person-time (k, J).
        X: Moderators (k, p); `names`: of their coefficients.
        used: Row numbers of the input.
        cautions: What was left out.
    """

    measure: Measure
    y: Floats
    size: Floats
    X: Floats
    names: tuple[str, ...]
    used: Ints
    cautions: tuple[Caution, ...]

    @property
    def binomial(self) -> bool:
        """Whether sizes are trials rather than times."""
        return self.measure in ("OR", "PLO")

    @property
    def k(self) -> int:
        """Number of studies."""
        return len(self.y)

    def sampling_variances(self) -> Floats:
        """Return the large-sample variances of the studies' effects, ½ added to zero cells (k,)."""
        cells = [self.y]
        if self.binomial:
            cells.append(self.size - self.y)
        table = np.concatenate(cells, axis=1)
        zero = (table == 0).any(axis=1)
        return np.asarray((1 / (table + np.where(zero, 0.5, 0.0)[:, None])).sum(axis=1))


def read(
    measure: str,
    columns: Mapping[str, Column | None],
    X: Column | None,
    names: tuple[str, ...] | None,
) -> Counts:
    """Read the columns of a measure; leave out rows that are missing or say nothing.

    Raises:
        UnknownMeasure, MissingArgument, OutOfRange, NoEvents, TooFewStudies: As they say.
    """
    if measure not in MEASURES:
        raise UnknownMeasure("measure", repr(measure), ", ".join(MEASURES))
    pairs = [_arm(columns, *arm, binomial=measure in ("OR", "PLO")) for arm in _COLUMNS[measure]]
    y, size = (np.column_stack(part) for part in zip(*pairs, strict=True))
    k = len(y)
    matrix, labels = design(X, k, names)
    present = ~(np.isnan(y).any(axis=1) | np.isnan(size).any(axis=1) | np.isnan(matrix).any(axis=1))
    informative = np.ones(k, dtype=bool)
    if measure in ("OR", "IRR"):
        with np.errstate(invalid="ignore"):
            informative = np.asarray((y > 0).any(axis=1))
            if measure == "OR":
                informative &= np.asarray((y < size).any(axis=1))
    used = np.flatnonzero(present & informative)
    if present.any() and not len(used):
        raise NoEvents("events", "no study in which the outcome occurs in some", "at least one")
    if len(used) < max(matrix.shape[1], 1):
        raise TooFewStudies(
            "events", f"{len(used)} usable studies for {matrix.shape[1]} coefficients", "more"
        )
    checked_rank(matrix[used])
    return Counts(
        measure,
        y[used],
        size[used],
        matrix[used],
        tuple(labels),
        used.astype(np.intp),
        _omitted(k, int((~present).sum()), int((present & ~informative).sum())),
    )


def _arm(
    columns: Mapping[str, Column | None], events: str, size: str, others: str, *, binomial: bool
) -> tuple[Floats, Floats]:
    if columns.get(events) is None:
        raise MissingArgument(events, "nothing", "a column of event counts")
    y = numbers(columns[events], events)
    if columns.get(size) is not None:
        n = numbers(columns[size], size)
    elif others and columns.get(others) is not None:
        n = y + numbers(columns[others], others)
    else:
        raise MissingArgument(size, "nothing", "a column of trials or person-time")
    if len(n) != len(y):
        raise LengthMismatch(size, f"{len(n)} entries", f"{len(y)}, as many as {events}")
    with np.errstate(invalid="ignore"):
        if (y < 0).any() or (n < 0).any() or (not binomial and (n == 0).any()):
            raise OutOfRange(f"{events}, {size}", "a negative count or no time", "zero or more")
        if binomial and (y > n).any():
            raise OutOfRange(events, f"more events than {size}", f"at most {size}")
    return y, n


def _omitted(k: int, missing: int, silent: int) -> tuple[Caution, ...]:
    notes = []
    if missing:
        text = f"{missing} of {k} studies were left out because a value is missing."
        notes.append(Caution("studies-omitted", text))
    if silent:
        text = f"{silent} of {k} studies were left out: without events (or with nothing else) in "
        notes.append(Caution("no-events-in-either-arm", text + "either arm they do not inform."))
    return tuple(notes)

"""The columns of study data that journals print beside a forest plot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tamis.report.plots.journal_rows import Column

Values = Sequence[float]
_DECIMALS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyColumn:
    """Texts for a column, one per study as given, and the numbers behind counts, to add up."""

    column: Column
    texts: tuple[str, ...]
    counts: tuple[float, ...] = ()

    def total(self, rows: Sequence[int]) -> str:
        """The sum over some studies; empty where a sum means nothing."""
        return plain(math.fsum(self.counts[r] for r in rows)) if self.counts else ""


def plain(value: float) -> str:
    """A number as people write it: counts whole, others to at most two decimals."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return f"{int(value)}" if float(value).is_integer() else text.replace("-", "−")


def counts(head: str, values: Values, over: str = "") -> StudyColumn:
    """A column of counts, with a sum below."""
    kept = tuple(float(v) for v in values)
    whole = kept if all(math.isfinite(v) for v in kept) else ()
    return StudyColumn(
        column=Column(head=head, over=over), texts=tuple(map(plain, kept)), counts=whole
    )


def numbers(head: str, values: Values, over: str = "") -> StudyColumn:
    """A column of other numbers, all with as many decimals as the one that needs most."""
    needed = max((len(plain(v).partition(".")[2]) for v in values), default=0)
    texts = tuple(f"{v:.{needed}f}".replace("-", "−") if math.isfinite(v) else "–" for v in values)
    return StudyColumn(column=Column(head=head, over=over), texts=texts)


def study_columns(
    data: Mapping[str, Values], arms: tuple[str, str] = ("Treatment", "Control")
) -> tuple[StudyColumn, ...]:
    """The columns that journals print for a table, named as in `tamis.stats.measures`.

    Args:
        data: Columns of a measure: events1, n1 … or mean1, sd1, n1 … or events, n, or r, n.
        arms: Names of the two groups.
    """
    found: list[StudyColumn] = []
    for arm, over in (("1", arms[0]), ("2", arms[1])):
        for name, head, count in (
            ("events", "Events", True), ("mean", "Mean", False), ("sd", "SD", False),
            ("time", "Time", True), ("n", "Total", True),
        ):  # fmt: skip
            if name + arm in data:
                found.append((counts if count else numbers)(head, data[name + arm], over))
    for name, head in (("events", "Events"), ("n", "Total"), ("time", "Time")):
        if name in data:
            found.append(counts(head, data[name]))
    if "r" in data:
        found.insert(0, numbers("Correlation", data["r"]))
    return tuple(found)


def brief(columns: Sequence[StudyColumn], row: int) -> str:
    """A study's data in one line: 'Vaccinated 4/123; control 11/139'."""
    said: dict[str, dict[str, str]] = {}
    for c in columns:
        said.setdefault(c.column.over, {})[c.column.head] = c.texts[row]
    return "; ".join(_one(over, cells) for over, cells in said.items())


def _one(over: str, cells: Mapping[str, str]) -> str:
    if {"Events", "Total"} <= cells.keys():
        words = f"{cells['Events']}/{cells['Total']}"
    elif {"Mean", "SD"} <= cells.keys():
        size = f", n={cells['Total']}" if "Total" in cells else ""
        words = f"{cells['Mean']} (SD {cells['SD']}{size})"
    else:
        words = ", ".join(f"{head} {text}" for head, text in cells.items())
    # No break inside a group's data.
    return f"{over} {words}".strip().replace(" ", "\u00a0")

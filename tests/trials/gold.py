"""The labelled texts of tests/data/eligibility, and how a reading compares with them."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tamis.trials.criteria import Reading
from tamis.trials.reading import read

FOLDER = Path(__file__).parents[1] / "data" / "eligibility"
#: The sets in the order in which they were opened.
SETS = ("tuning", "kept_away", "second_look", "third_look", "fourth_look", "fifth_look")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its source, and what each statement says: (number of the line, key)."""

    id: str
    source: str
    text: str
    labels: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Criteria found as labelled, found without a label, and missed."""

    right: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was read that is labelled."""
        return self.right / max(1, self.right + self.extra)

    @property
    def recall(self) -> float:
        """The share of labels that were read."""
        return self.right / max(1, self.right + self.missed)


def texts(name: str) -> tuple[Labelled, ...]:
    """The texts of one set."""
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["text"]
    return tuple(
        Labelled(
            t["id"], t["source"], t["text"],
            tuple((row["line"], key) for row in t["labels"] for key in row["says"]),
        )
        for t in data
    )  # fmt: skip


def compare(gold: Labelled, reading: Reading) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Keys read at the labelled place, read elsewhere or without a label, and missed."""
    found = [(_lines(reading, c.start, c.end), c.key) for c in reading.criteria]
    right, missed = Counter[str](), Counter[str]()
    for line, key in gold.labels:
        hit = next((f for f in found if f[1] == key and line in f[0]), None)
        if hit is None:
            missed[key] += 1
        else:
            found.remove(hit)
            right[key] += 1
    return right, Counter(key for _, key in found), missed


def tallies(name: str) -> dict[str, Tally]:
    """Counts of one set by kind of criterion; "all" for the whole."""
    right, extra, missed = Counter[str](), Counter[str](), Counter[str]()
    for gold in texts(name):
        for total, part in zip((right, extra, missed), compare(gold, read(gold.text)), strict=True):
            total.update(part)
    kinds = sorted({key.split(":")[0] for key in right | extra | missed})
    by_kind = {
        kind: Tally(*(sum(n for k, n in c.items() if k.split(":")[0] == kind)
                      for c in (right, extra, missed)))
        for kind in kinds
    }  # fmt: skip
    return {**by_kind, "all": Tally(right.total(), extra.total(), missed.total())}


def _lines(reading: Reading, start: int, end: int) -> range:
    """The lines a criterion's sentence covers, from 1."""
    first = reading.text.count("\n", 0, start) + 1
    return range(first, first + reading.text.count("\n", start, end) + 1)

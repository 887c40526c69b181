"""The findings a person expects, by reading, and how a report is held against them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tamis.model.findings import Finding, SearchReport
from tamis.sources.lint import lint_text, without_header
from tamis.sources.mesh import subset

STRATEGIES = Path(__file__).parents[2] / "data" / "strategies"
LABELLED = tuple(sorted(p.stem for p in (STRATEGIES / "expected").glob("*.toml")))
READABLE = tuple(sorted(p.stem for p in STRATEGIES.glob("*.txt") if not p.stem.startswith("ctgov")))


@dataclass(frozen=True)
class Label:
    """A finding of that code at the `at`-th place of these words, counted from 1."""

    code: str
    words: str
    at: int = 1


@cache
def report(name: str) -> SearchReport:
    """The check of one strategy of the collection, with the headings that travel with tamis."""
    headed = without_header((STRATEGIES / f"{name}.txt").read_text(encoding="utf-8"))
    return lint_text(headed.text, headed.header["platform"], subset())


@cache
def labels(name: str) -> tuple[Label, ...]:
    """What a person expects of it."""
    data = tomllib.loads((STRATEGIES / "expected" / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(Label(**row) for row in data["finding"])


def compared(name: str) -> tuple[list[Label], list[Finding]]:
    """Labels without a finding, findings without a label; each finding serves one label."""
    found = report(name)
    left = list(found.findings)
    missed = []
    for label in labels(name):
        start = -1
        for _ in range(label.at):
            start = found.text.find(label.words, start + 1)
        end = start + len(label.words)
        hit = next(
            (
                f
                for f in left
                if f.code == label.code and any(p.start < end and start < p.end for p in f.passages)
            ),
            None,
        )
        if hit is None:
            missed.append(label)
        else:
            left.remove(hit)
    return missed, left

"""The ids that numbers are known by, the same in prose, tables and logs."""

from __future__ import annotations

import re

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """'Baseline ALSFRS-R ≥ 35' → 'baseline-alsfrs-r-35'."""
    return _NOT_PLAIN.sub("-", text.lower()).strip("-")


def result_id(study: str, outcome: str, timepoint: str = "", population: str = "") -> str:
    """The id of a study's result; parts that are empty are left out."""
    return "/".join(p for p in (study, outcome, slug(timepoint), slug(population)) if p)


def datum_id(study: str, outcome: str, timepoint: str, population: str, arm: str, name: str) -> str:
    """The id of one extracted value."""
    return "/".join(p for p in (result_id(study, outcome, timepoint, population), arm, name) if p)


def plural(count: int, one: str, many: str = "") -> str:
    """'1 study', '2 studies'."""
    return f"{count} {one if count == 1 else many or one + 's'}"

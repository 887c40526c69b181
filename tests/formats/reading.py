"""Short ways to read a text in a test."""

from __future__ import annotations

from tamis.formats import read
from tamis.model.problems import Problem
from tamis.model.records import Record


def both(
    data: str | bytes, format: str | None = None, source: str | None = None
) -> tuple[list[Record], list[Problem]]:
    """(records, problems) of a file's content."""
    raw = data.encode() if isinstance(data, str) else data
    items = list(read(raw, file="x", format=format, source=source))
    records = [item for item in items if isinstance(item, Record)]
    return records, [item for item in items if isinstance(item, Problem)]


def one(data: str | bytes, format: str | None = None) -> Record:
    """The only record."""
    records, _ = both(data, format)
    assert len(records) == 1
    return records[0]


def said(data: str | bytes, format: str | None = None) -> str:
    """All problems, one to a line."""
    return "\n".join(str(problem) for problem in both(data, format)[1])

"""Small made-up records for the linkage tests."""

from __future__ import annotations

import polars as pl

from tamis.match import RECORD_SCHEMA

PAPER = {
    "title": "Slow rivers and the drift of gravel beds: a randomised comparison of two sieves",
    "authors": "Okafor, Ada; Lindqvist, Per; Moreau, Jean",
    "year": 2016,
    "journal": "Journal of River Research",
    "volume": "12",
    "issue": "3",
    "pages": "101-117",
    "doi": "10.5555/jrr.2016.0101",
    "abstract": "We compared two sieves on forty gravel beds over two seasons. The finer sieve "
    "kept more sand and lost less water, with no difference in the time that a pass took.",
}


def frame(*records: dict[str, object]) -> pl.DataFrame:
    """Records as a frame; ids r0, r1, … where none is given."""
    rows = [
        {name: record.get(name, f"r{at}" if name == "id" else None) for name in RECORD_SCHEMA}
        for at, record in enumerate(records)
    ]
    return pl.DataFrame(rows, schema=RECORD_SCHEMA)


def paper(**changes: object) -> dict[str, object]:
    """The paper with some fields changed; None removes a field."""
    return {**PAPER, **changes}

"""`tamis appraise`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.shared import AsOf, By, Folder, Json, print_json, say, table
from tamis.model.naming import plural


def run(
    folder: Folder,
    source: Annotated[
        Path | None, typer.Option("--from", help="A TOML file of judgements.")
    ] = None,
    as_of: AsOf = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Record risk-of-bias judgements, or show them per result."""
    from tamis.review import Review

    review = Review(folder, by=by, day=as_of)
    if source is not None:
        events = review.record_entries(source)
        if json:
            print_json(events)
        else:
            say(f"{plural(len(events), 'new event')}")
        return
    rows = review.evidence.rob
    if json:
        print_json(rows)
        return
    table(
        ([r.label, r.outcome, r.timepoint, r.population, r.instrument, r.overall or "unfinished"]
         for r in rows),
        ("study", "outcome", "time", "population", "instrument", "overall"),
        40,
    )  # fmt: skip

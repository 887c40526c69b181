"""`tamis extract`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.shared import AsOf, By, Folder, Json, print_json, say, table
from tamis.model.naming import plural


def run(
    folder: Folder,
    source: Annotated[
        Path | None, typer.Option("--from", help="A TOML file of studies, documents and readings.")
    ] = None,
    study: Annotated[str | None, typer.Option(help="Show only this study.")] = None,
    as_of: AsOf = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Record what was read for each study, or show it with the words it came from."""
    from tamis.review import Review

    review = Review(folder, by=by, day=as_of)
    if source is not None:
        events = review.record_entries(source)
        if json:
            print_json(events)
        else:
            say(f"{plural(len(events), 'new event')}")
        return
    readings = review.readings(study)
    if json:
        print_json(readings)
        return
    table(
        ([r.id, r.shown, r.unit, r.spans[0].document if r.spans else "", r.spans[0].quote if r.spans
          else r.method] for r in readings),
        ("value", "", "unit", "document", "words"),
        44,
    )  # fmt: skip
    say(f"{plural(len(readings), 'value')}")

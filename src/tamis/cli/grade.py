"""`tamis grade`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.shared import AsOf, By, Folder, Json, print_json, say, table
from tamis.model.naming import plural


def run(
    folder: Folder,
    source: Annotated[
        Path | None, typer.Option("--from", help="A TOML file of ratings with reasons.")
    ] = None,
    confirm: Annotated[
        bool, typer.Option(help="Confirm the proposed ratings that nobody has judged yet.")
    ] = False,
    reason: Annotated[str, typer.Option(help="A reason kept with what is confirmed.")] = "",
    as_of: AsOf = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Show the certainty per outcome and why, confirm what the rules propose, or rate otherwise."""
    from tamis.review import Review

    review = Review(folder, by=by, day=as_of)
    if source is not None or confirm:
        events = review.record_entries(source) if source else review.grade(
            confirm=True, reason=reason
        )  # fmt: skip
        if json:
            print_json(events)
        else:
            say(f"{plural(len(events), 'new event')}")
        return
    found = review.evidence.certainties
    if json:
        print_json(found)
        return
    table(
        ([c.comparison, c.outcome, c.level or c.state,
          "; ".join(f"{d.domain} {d.rating:+d}{'' if d.confirmed else ' (proposed)'}"
                    for d in c.domains if d.rating)] for c in found),
        ("comparison", "outcome", "certainty", "because"),
        70,
    )  # fmt: skip

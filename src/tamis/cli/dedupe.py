"""`tamis dedupe`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import By, Folder, Json, print_json, say
from tamis.model.naming import plural


def run(
    folder: Folder,
    same: Annotated[
        list[str] | None, typer.Option(help="Link these records: ID,ID (a person's decision).")
    ] = None,
    different: Annotated[
        list[str] | None, typer.Option(help="Keep these records apart: ID,ID.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why they are the same, or not.")] = "",
    by: By = None,
    json: Json = False,
) -> None:
    """Link duplicate records; nothing is deleted. Doubtful pairs are listed for a person."""
    from tamis.review import Review

    review = Review(folder, by=by)
    if same or different:
        events = [e for pair in same or () for e in review.link(pair.split(","), reason)]
        events += [e for pair in different or () for e in review.split(pair.split(","), reason)]
        if json:
            print_json(events)
        else:
            say(f"{plural(len(events), 'decision')} kept")
        return
    done = review.dedupe()
    if json:
        print_json(done)
        return
    say(f"{plural(done.records, 'record')} in {plural(done.reports, 'report')}; "
        f"{plural(len(done.linked), 'new link')}")  # fmt: skip
    for pair in done.ask[:10]:
        say(f"same or not? {pair.a} {pair.b} (score {pair.score:.2f}): {'; '.join(pair.reasons)}")
    if done.ask:
        say(f"{plural(len(done.ask), 'pair')} to judge: "
            f"`tamis dedupe {folder} --same ID,ID` or `--different ID,ID`")  # fmt: skip

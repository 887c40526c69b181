"""`tamis dedupe`."""

from __future__ import annotations

from typing import Annotated, Literal

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
    related: Annotated[
        list[str] | None,
        typer.Option(help="They belong together and are not the same: ID,ID; say how with `--as`."),
    ] = None,
    kind: Annotated[
        str, typer.Option("--as", help="What the first is to the second, such as `preprint-of`.")
    ] = "related",
    reason: Annotated[str, typer.Option(help="Why they are the same, or not.")] = "",
    engine: Annotated[
        Literal["here", "spark"], typer.Option(help="Run on this machine or on Apache Spark.")
    ] = "here",
    master: Annotated[str, typer.Option(help="Spark's master.")] = "local[2]",
    scratch: Annotated[
        str, typer.Option(help="Folder that all of Spark's workers reach, for what is in between.")
    ] = "",
    by: By = None,
    json: Json = False,
) -> None:
    """Link duplicate records; nothing is deleted. Doubtful pairs are listed for a person."""
    from tamis.review import Review

    review = Review(folder, by=by)
    if same or different or related:
        events = [e for pair in same or () for e in review.link(pair.split(","), reason)]
        events += [e for pair in different or () for e in review.split(pair.split(","), reason)]
        for pair in related or ():
            events += review.split(pair.split(","), reason, kind)
        if json:
            print_json(events)
        else:
            say(f"{plural(len(events), 'decision')} kept")
        return
    done = review.dedupe(engine=engine, master=master, scratch=scratch)
    if json:
        print_json(done)
        return
    say(f"{plural(done.records, 'record')} in {plural(done.reports, 'report')}; "
        f"{plural(len(done.linked), 'new link')}")  # fmt: skip
    for doubt in done.ask[:10]:
        why = "; ".join(doubt.reasons)
        say(f"same or not? {doubt.a} {doubt.b} (score {doubt.score:.2f}): {why}")
    if done.ask:
        say(f"{plural(len(done.ask), 'pair')} to judge: "
            f"`tamis dedupe {folder} --same ID,ID` or `--different ID,ID`")  # fmt: skip

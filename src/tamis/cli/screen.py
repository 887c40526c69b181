"""`tamis screen`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import By, Folder, Json, print_json, say, table
from tamis.model.naming import plural


def run(
    folder: Folder,
    reports: Annotated[list[str] | None, typer.Argument(help="Reports to judge.")] = None,
    verdict: Annotated[str, typer.Option(help="include, maybe or exclude.")] = "",
    criterion: Annotated[
        str | None, typer.Option(help="Code of the criterion an exclusion names.")
    ] = None,
    stage: Annotated[str, typer.Option(help="title-abstract or full-text.")] = "title-abstract",
    note: Annotated[str, typer.Option(help="A note that is kept with the decision.")] = "",
    settle: Annotated[bool, typer.Option(help="Settle a conflict between reviewers.")] = False,
    limit: Annotated[int, typer.Option(help="How many waiting reports to list.")] = 10,
    by: By = None,
    json: Json = False,
) -> None:
    """Judge reports, or list those that wait for you."""
    from tamis.review import Review

    review = Review(folder, by=by)
    if reports:
        decide = review.adjudicate if settle else review.screen
        events = [
            e
            for report in reports
            for e in decide(report, verdict, stage=stage, criterion=criterion, note=note)  # type: ignore[arg-type]
        ]
        if json:
            print_json(events)
        else:
            say(f"{plural(len(reports), 'report')} judged; {plural(len(events), 'new event')}")
        return
    waiting = review.waiting(stage)  # type: ignore[arg-type]
    if json:
        print_json(waiting[:limit])
        return
    table(([w.report, w.label, w.title] for w in waiting[:limit]), ("report", "", "title"), 90)
    say(f"{plural(len(waiting), 'report')} waiting for {review.by} at {stage}; judge with "
        f"`tamis screen {folder} REPORT --verdict include`")  # fmt: skip

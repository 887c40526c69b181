"""`tamis verify`."""

from __future__ import annotations

import typer

from tamis.cli.shared import Folder, Json, print_json, say, tell
from tamis.model.naming import plural


def run(folder: Folder, json: Json = False) -> None:
    """Prove that nothing was changed, the flow balances and every published number derives."""
    from tamis.review import Review

    review = Review(folder)
    problems = review.verify()
    errors = [p for p in problems if p.severity == "error"]
    if json:
        print_json({"holds": not errors, "problems": problems, "heads": review.folder.heads()})
    else:
        for problem in problems:
            (tell if problem.severity == "error" else say)(f"{problem.severity}: {problem}")
    if errors:
        if not json:
            tell(f"{plural(len(errors), 'error')}: the review is not what was written")
        raise typer.Exit(4)
    if not json:
        for writer, head in review.folder.heads().items():
            say(f"{head}  log/{writer}.jsonl")
        events, numbers = review.state.events, len(review.evidence.ledger)
        say(
            f"holds: {plural(events, 'event')}, {plural(numbers, 'number')} derive, "
            "the flow balances"
        )

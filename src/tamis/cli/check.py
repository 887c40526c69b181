"""`tamis check`."""

from __future__ import annotations

import typer

from tamis.cli.shared import AsOf, Folder, Json, print_json, say
from tamis.model.naming import plural


def run(folder: Folder, as_of: AsOf = None, json: Json = False) -> None:
    """Read everything over: printed contradictions, overclaiming wording, what does not fit."""
    from tamis.review import Review

    problems = Review(folder, day=as_of).check()
    errors = sum(p.severity == "error" for p in problems)
    if json:
        print_json(problems)
    else:
        for problem in problems:
            say(f"{problem.severity}: {problem}")
        say(f"{plural(errors, 'error')}, {plural(len(problems) - errors, 'thing')} to know")
    if errors:
        raise typer.Exit(1)

"""`tamis amend`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import By, Folder, Json, print_json, say


def run(
    folder: Folder,
    reason: Annotated[str, typer.Option(help="Why the protocol changes.")],
    change: Annotated[list[str] | None, typer.Option(help="One change, in a sentence.")] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Adopt protocol.toml as it now stands, keeping the version before and the reason."""
    from tamis.review import Review

    event = Review(folder, by=by).amend(reason, change or ())
    if json:
        print_json(event)
    else:
        say("adopted" if event else "protocol.toml is the adopted version; nothing changed")

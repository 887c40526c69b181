"""`tamis init`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import By, Folder, Json, print_json, say


def run(
    folder: Folder,
    title: Annotated[str, typer.Option(help="The review's title.")] = "",
    by: By = None,
    json: Json = False,
) -> None:
    """Make a new review with a starter protocol to fill in."""
    from tamis.review import Review

    review = Review.init(folder, title, by=by)
    if json:
        print_json({"folder": str(review.path), "protocol": str(review.path / "protocol.toml")})
        return
    say(f"made {review.path / 'protocol.toml'}")
    say(f"next: fill in the protocol, then `tamis import {folder} FILE…`")

"""`tamis publish`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import AsOf, By, Folder, Json, print_json, say
from tamis.model.naming import plural


def run(
    folder: Folder,
    release: Annotated[
        str, typer.Option(help="Keep this version in the log, with digests to prove it later.")
    ] = "",
    summary: Annotated[str, typer.Option(help="What a release changes, in a sentence.")] = "",
    as_of: AsOf = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Build the evidence page under out/; refused when anything does not add up."""
    from tamis.review import Review

    done = Review(folder, by=by, day=as_of).publish(release=release, summary=summary)
    if json:
        print_json({**{"index": str(done.index), "files": done.files, "numbers": done.numbers},
                    "heads": done.heads, "release": done.release})  # fmt: skip
        return
    say(str(done.index))
    say(f"{plural(done.files, 'file')}, {plural(done.numbers, 'number')} with their derivations")

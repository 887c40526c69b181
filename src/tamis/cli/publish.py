"""`tamis publish`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import AsOf, By, Folder, Json, list_problems, print_json, say
from tamis.model.naming import plural


def run(
    folder: Folder,
    release: Annotated[
        str, typer.Option(help="Keep this version in the log, with digests to prove it later.")
    ] = "",
    summary: Annotated[str, typer.Option(help="What a release changes, in a sentence.")] = "",
    as_of: AsOf = None,
    as_released: Annotated[
        str, typer.Option(help="Build the page of a released version again, byte for byte.")
    ] = "",
    url: Annotated[
        str, typer.Option(help="Where the site will stand, for its feeds: https://…/")
    ] = "",
    by: By = None,
    json: Json = False,
) -> None:
    """Build the evidence page under out/; refused when anything does not add up."""
    from tamis.review import Review

    review = Review(folder, by=by, day=as_of)
    source = review.as_released(as_released) if as_released else review
    done = source.publish(release=release, summary=summary, url=_whole(url))
    list_problems(done.problems)
    if json:
        print_json({
            "index": str(done.index), "files": done.files, "numbers": done.numbers,
            "heads": done.heads, "release": done.release, "problems": done.problems,
        })  # fmt: skip
        return
    say(str(done.index))
    say(f"{plural(done.files, 'file')}, {plural(done.numbers, 'number')} with their derivations")


def _whole(url: str) -> str:
    """An address that paths can be put behind."""
    if url and not url.startswith(("https://", "http://")):
        raise typer.BadParameter(f"'{url}' is no web address; write https://…", param_hint="--url")
    return f"{url.rstrip('/')}/" if url else ""

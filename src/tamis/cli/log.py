"""`tamis log`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import AsOf, Folder, Json, print_json, table


def run(
    folder: Folder,
    writer: Annotated[str | None, typer.Option(help="Only this writer's events.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind, e.g. screened.")] = None,
    about: Annotated[
        str | None, typer.Option(help="Only events that name this report, study or outcome.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many, newest first; 0 for all.")] = 20,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show what was done, by whom and when, newest first."""
    from tamis.review import Review

    found = Review(folder, day=as_of).history(writer=writer, kind=kind, about=about)
    shown = found[:limit] if limit else found
    if json:
        print_json([{"type": e.schema, **_plain(e)} for e in shown])
        return
    table(
        ([e.day, e.by, e.schema, e.id, _gist(_plain(e))] for e in shown),
        ("day", "by", "what", "id", "about"),
        70,
    )


def _plain(event: object) -> dict[str, object]:
    import msgspec

    told: dict[str, object] = msgspec.to_builtins(event)
    return told


def _gist(told: dict[str, object]) -> str:
    frame = ("id", "at", "by", "protocol", "dated", "supersedes")
    words = [str(v) for k, v in told.items() if k not in frame and isinstance(v, str) and v]
    return " · ".join(words)

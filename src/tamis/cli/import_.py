"""`tamis import`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.shared import By, Folder, Json, print_json, say, tell
from tamis.model.naming import plural

_SHOWN = 5


def run(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(help="Export files, or folders of them.")],
    source: Annotated[str | None, typer.Option(help="Where they come from, e.g. pubmed.")] = None,
    route: Annotated[
        str, typer.Option(help="PRISMA column: database, register, other or previous.")
    ] = "database",
    format: Annotated[
        str | None, typer.Option(help="The format; found out from the content unless given.")
    ] = None,
    query: Annotated[str, typer.Option(help="The search string, word for word.")] = "",
    platform: Annotated[str, typer.Option(help="Where it was run, e.g. Ovid.")] = "",
    run_on: Annotated[str | None, typer.Option(help="Day of the search, YYYY-MM-DD.")] = None,
    total: Annotated[int | None, typer.Option(help="How many records the source found.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="HEADING=FIELD: what a column of a table holds, over the guess."),
    ] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Import export files; importing one again changes nothing."""
    from tamis.model.errors import UnknownName
    from tamis.review import Review

    routes = ("database", "register", "other", "previous")
    if route not in routes:
        raise UnknownName("route", route, routes)
    done = Review(folder, by=by).import_files(
        files, source=source, route=route, format=format, query=query, platform=platform,
        run_on=run_on, total=total, columns=_columns(column or ()),
    )  # fmt: skip
    if json:
        print_json(done)
    for one in done:
        if one.error:
            tell(f"error: {one.error}")
            continue
        if not json:
            what = "was imported before; nothing changed" if one.again else (
                f"{plural(one.records, 'record')}, {one.known} of them known already"
            )  # fmt: skip
            say(f"{one.file}: {what}")
        for problem in one.problems[:_SHOWN]:
            tell(f"  {problem.severity}: {problem}")
        if len(one.problems) > _SHOWN:
            tell(f"  … and {plural(len(one.problems) - _SHOWN, 'more oddity', 'more oddities')}"
                 " (all with --json)")  # fmt: skip
    if any(one.error for one in done):
        raise typer.Exit(3)


def _columns(given: Iterable[str]) -> dict[str, str]:
    columns = {}
    for item in given:
        heading, sign, field = item.rpartition("=")
        if not sign or not heading.strip() or not field.strip():
            raise typer.BadParameter(f"'{item}' must be written HEADING=FIELD")
        columns[heading.strip()] = field.strip()
    return columns

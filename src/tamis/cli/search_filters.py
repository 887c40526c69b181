"""`tamis search filters`: published search filters, with their version and source."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import Json, print_json, say, table, tell


def filters(
    name: Annotated[
        str | None, typer.Argument(help="A filter's id; without it, all are listed.")
    ] = None,
    json: Json = False,
) -> None:
    """List the published search filters, or print one."""
    from tamis.sources.filters import search_filter, search_filters

    if name is None:
        known = search_filters()
        if json:
            print_json(known)
        else:
            rows = [(f.id, f.platform, f.revision, f.finds) for f in known]
            table(rows, ("id", "platform", "revision", "finds"))
        return
    found = search_filter(name)
    if json:
        print_json(found)
        return
    say(found.text.strip())
    tell(
        f"\n{found.name}\n{found.source}\nread in: {found.read_in} ({found.looked_up})\n{found.use}"
    )

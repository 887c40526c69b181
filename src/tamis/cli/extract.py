"""`tamis extract`: a group whose first verb may be left out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tamis.cli.shared import AsOf, By, Folder, Json, print_json, say, table
from tamis.model.naming import plural

_DEFAULT = "values"


class _Group(TyperGroup):
    """`tamis extract FOLDER` is `tamis extract values FOLDER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="extract",
    cls=_Group,
    help="Extraction. `tamis extract FOLDER` shows what was read (`values` may be left out); "
    "`suggest` lists what rules find in a report's texts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("suggest")
def suggest(
    folder: Folder,
    report: Annotated[str, typer.Argument(help="A report or record id, or the start of one.")],
    by: By = None,
    json: Json = False,
) -> None:
    """List values that rules find in a report's texts, each with its words; none counts yet."""
    from tamis.review import Review
    from tamis.review.suggesting import of_report

    found = of_report(Review(folder, by=by), report)
    if json:
        print_json([{"document": document, "suggestions": s} for document, s in found])
        return
    table(
        (
            [s.rule, "; ".join(f"{n} {v}" for n, v in s.values), s.field, document, s.page, s.quote]
            for document, suggestions in found
            for s in suggestions
        ),
        ("rule", "values", "field", "document", "page", "words"),
        48,
    )
    say(f"{plural(sum(len(s) for _, s in found), 'suggestion')}; a person accepts or leaves each")


@app.command(_DEFAULT)
def run(
    folder: Folder,
    source: Annotated[
        Path | None, typer.Option("--from", help="A TOML file of studies, documents and readings.")
    ] = None,
    study: Annotated[str | None, typer.Option(help="Show only this study.")] = None,
    as_of: AsOf = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Record what was read for each study, or show it with the words it came from."""
    from tamis.review import Review

    review = Review(folder, by=by, day=as_of)
    if source is not None:
        events = review.record_entries(source)
        if json:
            print_json(events)
        else:
            say(f"{plural(len(events), 'new event')}")
        return
    readings = review.readings(study)
    if json:
        print_json(readings)
        return
    table(
        ([r.id, r.shown, r.unit, r.spans[0].document if r.spans else "", r.spans[0].quote if r.spans
          else r.method] for r in readings),
        ("value", "", "unit", "document", "words"),
        44,
    )  # fmt: skip
    say(f"{plural(len(readings), 'value')}")

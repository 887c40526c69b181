"""`tamis report`: appendices that journals ask for."""

from __future__ import annotations

import typer

from tamis.cli.shared import AsOf, Folder, Json, print_json, say

app = typer.Typer(
    name="report",
    help="Appendices from what was recorded: `tamis report prisma-s FOLDER` says how the "
    "literature was searched.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("prisma-s")
def prisma_s(folder: Folder, as_of: AsOf = None, json: Json = False) -> None:
    """How the literature was searched, item by item (PRISMA-S), as Markdown."""
    from tamis.report.prisma_s import markdown
    from tamis.review import Review

    appendix = Review(folder, day=as_of).search_report()
    if json:
        print_json(appendix)
    else:
        say(markdown(appendix))


@app.callback()
def _group() -> None: ...

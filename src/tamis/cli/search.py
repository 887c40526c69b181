"""`tamis search`: verbs about search strategies, one module each, named in the table below."""

from __future__ import annotations

from collections.abc import Callable

import typer

from tamis.cli import search_filters, search_lint, search_run, search_translate

app = typer.Typer(
    name="search",
    help="Search strategies: `tamis search translate --from pubmed --to ovid,embase,cochrane FILE` "
    "writes one for other databases and says what changed.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

#: The verbs, each a function in a module of its own (`search_translate.py` …).
VERBS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("run", search_run.run),
    ("fulltext", search_run.fulltext),
    ("translate", search_translate.translate),
    ("lint", search_lint.lint),
    ("filters", search_filters.filters),
)

for name, command in VERBS:
    app.command(name)(command)


@app.callback()
def _group() -> None: ...

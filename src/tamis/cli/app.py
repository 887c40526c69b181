"""The application: its verbs, in the order of the work."""

from __future__ import annotations

import sys

import typer

from tamis import __version__
from tamis.cli import (
    amend,
    analyse,
    appraise,
    check,
    dedupe,
    export,
    extract,
    grade,
    import_,
    init,
    log,
    publish,
    screen,
    status,
    verify,
)
from tamis.cli.stats import app as stats
from tamis.model.errors import TamisError

app = typer.Typer(
    name="tamis",
    help="A living-systematic-review workbench. Every published number opens the words it came "
    "from. Start with `tamis init FOLDER`, or look at a review with `tamis status FOLDER`.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

for name, module in (
    ("init", init),
    ("import", import_),
    ("dedupe", dedupe),
    ("screen", screen),
    ("extract", extract),
    ("appraise", appraise),
    ("analyse", analyse),
    ("grade", grade),
    ("publish", publish),
    ("check", check),
    ("verify", verify),
    ("status", status),
    ("log", log),
    ("amend", amend),
    ("export", export),
    ("import-review", export),
):
    app.command(name)(module.unpack if name == "import-review" else module.run)

app.add_typer(stats)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"tamis {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None: ...


def main() -> None:
    """Run the command line, turning errors of ours into a sentence and an exit code."""
    try:
        app()
    except TamisError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except KeyboardInterrupt:
        typer.echo("stopped; everything that was acknowledged is kept", err=True)
        sys.exit(130)

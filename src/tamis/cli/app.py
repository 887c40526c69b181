"""The application: its verbs, in the order of the work."""

from __future__ import annotations

import errno
import sys

import typer

from tamis import __version__
from tamis.cli import (
    amend,
    analyse,
    appraise,
    check,
    conclude,
    dedupe,
    diff,
    export,
    extract,
    fulltext,
    grade,
    import_,
    init,
    log,
    mesh,
    people,
    publish,
    report,
    search,
    serve,
    simulate,
    status,
    studies,
    update,
    verify,
    watch,
)
from tamis.cli.offer import app as offer
from tamis.cli.screening import app as screen
from tamis.cli.stats import app as stats
from tamis.cli.trials import app as trials
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
    ("appraise", appraise),
    ("analyse", analyse),
    ("grade", grade),
    ("conclude", conclude),
    ("publish", publish),
    ("update", update),
    ("diff", diff),
    ("watch", watch),
    ("simulate", simulate),
    ("serve", serve),
    ("check", check),
    ("verify", verify),
    ("status", status),
    ("log", log),
    ("amend", amend),
    ("export", export),
    ("import-review", export),
):
    app.command(name)(module.unpack if name == "import-review" else module.run)

app.add_typer(extract.app)
app.add_typer(fulltext.app)
app.add_typer(mesh.app)
app.add_typer(people.app)
app.add_typer(offer)
app.add_typer(report.app)
app.add_typer(screen)
app.add_typer(search.app)
app.add_typer(stats)
app.add_typer(studies.app)
app.add_typer(trials)


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


#: What keeps a program from writing, in words.
_STORAGE = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota of the disk is used up",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "there is no permission to do this",
    errno.EPERM: "there is no permission to do this",
}


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
    except OSError as error:
        if error.errno not in _STORAGE:
            raise
        where = f" at '{error.filename}'" if error.filename else ""
        typer.echo(
            f"error: {_STORAGE[error.errno]}{where}; what was half-written does not count: mend "
            "that and run the same command again",
            err=True,
        )
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("stopped; everything that was acknowledged is kept", err=True)
        sys.exit(130)

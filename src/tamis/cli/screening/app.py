"""`tamis screen`: a group whose first verb may be left out."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from tamis.cli.screening import adopting, agreeing, auditing, certifying, judging
from tamis.cli.shared import tell

_DEFAULT = "judge"


class _Group(TyperGroup):
    """`tamis screen FOLDER` is `tamis screen judge FOLDER`; what `learn` refuses is a sentence."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        # Imported here: `--help` must not wait for SciPy.
        try:
            return super().invoke(ctx)
        except ValueError as error:
            from tamis.learn.errors import LearnError

            if not isinstance(error, LearnError):
                raise
            tell(f"error: {error}")
            raise typer.Exit(error.exit_code) from error


app = typer.Typer(
    name="screen",
    cls=_Group,
    help="Screening. `tamis screen FOLDER` lists what waits for you (`judge` may be left out); "
    "the other verbs say how far it is, whether it may stop, and how far people agree.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

for name, command in (
    (_DEFAULT, judging.run),
    ("undo", judging.undo),
    ("progress", certifying.progress),
    ("certify", certifying.certify),
    ("audit", auditing.run),
    ("agreement", agreeing.run),
    ("adopt", adopting.run),
):
    app.command(name)(command)

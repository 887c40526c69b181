"""The verbs of `tamis stats`, and how what `tamis.stats` refuses becomes a sentence."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from tamis.cli.shared import tell
from tamis.cli.stats import analyses, forests, networks, pictures, scatters
from tamis.model.errors import TamisError
from tamis.stats.errors import StatsError


class _Group(TyperGroup):
    """A group whose commands end with a message where a file or a number is refused."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (StatsError, TamisError) as error:
            tell(f"error: {error}")
            raise typer.Exit(error.exit_code) from error


app = typer.Typer(
    name="stats",
    cls=_Group,
    help="Meta-analysis of a CSV file, one row per study: `tamis stats pool FILE --measure RR`, "
    "`tamis stats forest FILE --measure SMD -o forest.svg`. Columns are found by their names "
    "(the field's, metafor's, or events_treatment and the like); -c NAME=COLUMN names one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

for name, command in (
    ("effects", analyses.effects),
    ("pool", analyses.pool),
    ("regress", analyses.regress),
    ("bias", analyses.bias),
    ("influence", analyses.influence),
    ("forest", forests.forest),
    ("funnel", pictures.funnel),
    ("cumulative", forests.cumulative),
    ("leave-one-out", forests.leave_one_out),
    ("baujat", pictures.baujat),
    ("labbe", scatters.labbe),
    ("radial", pictures.radial),
    ("bubble", scatters.bubble),
    ("drapery", pictures.drapery),
    ("gosh", pictures.gosh),
    ("network", networks.network),
    ("rankogram", networks.rankogram),
):
    app.command(name)(command)

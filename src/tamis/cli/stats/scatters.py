"""`tamis stats labbe` and `bubble`: studies against something else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.stats.drawing import cautioned, completed, finish
from tamis.cli.stats.errors import MissingColumns
from tamis.cli.stats.options import (
    Arms,
    AsTable,
    Columns,
    File,
    LabelColumn,
    Level,
    Measure,
    Method,
    Output,
    Test,
    Title,
    Width,
)
from tamis.cli.stats.studies import read_studies

_GROUPS = ("Treatment", "Control")


def labbe(
    file: File,
    measure: Measure = "RR",
    output: Output = Path("labbe.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    arms: Arms = _GROUPS,
    log: Annotated[
        bool | None, typer.Option(help="Logarithmic axes; where risks differ widely unless given.")
    ] = None,
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """L'Abbé plot: risks in one group against risks in the other."""
    from tamis.report.plots.labbe import Arms as Groups
    from tamis.report.plots.labbe import labbe as draw

    studies = read_studies(file, measure, column or (), label)
    if not {"events1", "n1", "events2", "n2"} <= completed(studies).keys():
        needed = ("events1", "n1", "events2", "n2")
        raise MissingColumns("a L'Abbé plot", needed, studies.table.columns)
    whole = completed(studies)
    rows = zip(studies.labels, *(whole[n] for n in ("events1", "n1", "events2", "n2")), strict=True)
    points = [
        Groups(label=name, events1=a, n1=b, events2=c, n2=d)
        for name, a, b, c, d in rows
        if all(v == v for v in (a, b, c, d)) and b > 0 and d > 0
    ]
    pooled = studies.pooled(method, test, 0.95)
    plot = draw(
        points, measure=studies.measure, pooled=pooled.estimate, title=title or file.stem,
        arms=arms, logarithmic=log,
    )  # fmt: skip
    cautioned(studies, pooled.cautions)
    finish(plot, output, width, table)


def bubble(
    file: File,
    moderator: Annotated[str, typer.Option(help="Column of numbers for the horizontal axis.")],
    measure: Measure = None,
    output: Output = Path("bubble.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    level: Level = 0.95,
    axis: Annotated[str, typer.Option(help="Title of the horizontal axis.")] = "",
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Bubble plot of a meta-regression on one moderator."""
    import numpy as np

    from tamis.report.plots.bubble import bubble as draw
    from tamis.stats.regression import DesignMatrix, regress

    studies = read_studies(file, measure, column or (), label)
    values = np.array(studies.table.numbers(moderator))
    matrix = np.column_stack([np.ones(len(values)), values])
    design = DesignMatrix(matrix, ("intercept", moderator), ("intercept", moderator))
    found = regress(studies.yi, studies.vi, design, method=method, test=test, level=level)
    plot = draw(
        found, moderator, measure=studies.measure, title=title or file.stem, axis=axis,
        labels=studies.labels,
    )  # fmt: skip
    cautioned(studies, found.cautions)
    finish(plot, output, width, table)

"""`tamis stats forest`, `cumulative` and `leave-one-out`: a row for each study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.stats.drawing import cautioned, completed, finish
from tamis.cli.stats.options import (
    Arms,
    AsTable,
    Columns,
    Favours,
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

_NONE = ("", "")
_GROUPS = ("Treatment", "Control")


def forest(
    file: File,
    measure: Measure = None,
    output: Output = Path("forest.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    level: Level = 0.95,
    subgroup: Annotated[str | None, typer.Option(help="Column of subgroups.")] = None,
    rob: Annotated[
        list[str] | None,
        typer.Option(help="Column of risk-of-bias judgements; repeat it for each domain."),
    ] = None,
    show: Annotated[
        list[str] | None, typer.Option(help="A further column to print; repeat it for more.")
    ] = None,
    arms: Arms = _GROUPS,
    favours: Favours = _NONE,
    prediction: Annotated[bool, typer.Option(help="Draw the prediction interval.")] = True,
    data: Annotated[bool, typer.Option(help="Print each study's numbers.")] = True,
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Forest plot: studies, weights, subgroups, the pooled effect and its prediction interval."""
    from tamis.report.plots.journal_rows import Column
    from tamis.report.plots.pooled_forest import pooled_forest
    from tamis.report.plots.study_columns import StudyColumn, study_columns

    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, level)
    extra = [
        StudyColumn(column=Column(head=name), texts=studies.table.texts(name))
        for name in show or ()
    ]
    plot = pooled_forest(
        pooled, measure=studies.measure, title=title or file.stem,
        columns=[*extra, *(study_columns(completed(studies), arms) if data else ())],
        subgroups=studies.table.texts(subgroup) if subgroup else (),
        lights={name: studies.table.texts(name) for name in rob or ()},
        favours=favours, prediction=prediction,
    )  # fmt: skip
    cautioned(studies, pooled.cautions)
    finish(plot, output, width, table)


def cumulative(
    file: File,
    measure: Measure = None,
    output: Output = Path("cumulative.svg"),
    by: Annotated[str | None, typer.Option(help="Column to sort by, e.g. the year.")] = None,
    method: Method = "REML",
    test: Test = "knapp-hartung",
    level: Level = 0.95,
    favours: Favours = _NONE,
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Cumulative forest plot: the pooled effect as studies come in."""
    from tamis.report.plots.cumulative import cumulative as draw

    studies = read_studies(file, measure, column or (), label)
    order = studies.table.numbers(by) if by else ()
    pooled = studies.pooled(method, test, level)
    plot = draw(
        pooled, order=order, measure=studies.measure, title=title or file.stem, favours=favours
    )
    cautioned(studies, pooled.cautions)
    finish(plot, output, width, table)


def leave_one_out(
    file: File,
    measure: Measure = None,
    output: Output = Path("leave-one-out.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    level: Level = 0.95,
    favours: Favours = _NONE,
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Forest plot of the pooled effect without each study in turn."""
    from tamis.report.plots.cumulative import left_out

    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, level)
    plot = left_out(pooled, measure=studies.measure, title=title or file.stem, favours=favours)
    cautioned(studies, pooled.cautions)
    finish(plot, output, width, table)

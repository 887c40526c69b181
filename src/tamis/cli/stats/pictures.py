"""`tamis stats funnel`, `baujat`, `radial`, `drapery`, `gosh`: one picture of a pooled result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.stats.drawing import cautioned, finish
from tamis.cli.stats.options import (
    AsTable,
    Columns,
    File,
    LabelColumn,
    Measure,
    Method,
    Output,
    Test,
    Title,
    Width,
)
from tamis.cli.stats.studies import read_studies


def funnel(
    file: File,
    measure: Measure = None,
    output: Output = Path("funnel.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    contours: Annotated[bool, typer.Option(help="Shade by significance.")] = True,
    fill: Annotated[
        bool, typer.Option("--fill", help="Show studies added by trim and fill.")
    ] = False,
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Funnel plot with contours of significance."""
    from tamis.report.plots.funnel import funnel as draw

    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, 0.95)
    added: list[tuple[float, float]] = []
    if fill:
        from tamis.stats.bias import trim_and_fill

        found = trim_and_fill(pooled.fit.yi, pooled.fit.vi, method=method, test=test)
        pairs = zip(found.filled_yi.tolist(), found.filled_vi.tolist(), strict=True)
        added = [(y, v**0.5) for y, v in pairs]
    plot = draw(
        pooled, measure=studies.measure, title=title or file.stem, contours=contours, added=added
    )
    cautioned(studies, pooled.cautions)
    finish(plot, output, width, table)


def baujat(
    file: File,
    measure: Measure = None,
    output: Output = Path("baujat.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Baujat plot: contribution to heterogeneity against influence."""
    from tamis.report.plots.baujat import baujat as draw

    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, 0.95)
    cautioned(studies, pooled.cautions)
    finish(draw(pooled, title=title or file.stem), output, width, table)


def radial(
    file: File,
    measure: Measure = None,
    output: Output = Path("radial.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Radial (Galbraith) plot: standardised effects against precision."""
    from tamis.report.plots.radial import radial as draw

    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, 0.95)
    cautioned(studies, pooled.cautions)
    plot = draw(pooled, measure=studies.measure, title=title or file.stem)
    finish(plot, output, width, table)


def drapery(
    file: File,
    measure: Measure = None,
    output: Output = Path("drapery.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Drapery plot: p-value curves of the studies and of the pooled effect."""
    from tamis.report.plots.drapery import drapery as draw

    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, 0.95)
    cautioned(studies, pooled.cautions)
    plot = draw(pooled, measure=studies.measure, title=title or file.stem)
    finish(plot, output, width, table)


def gosh(
    file: File,
    measure: Measure = None,
    output: Output = Path("gosh.svg"),
    method: Method = "REML",
    test: Test = "knapp-hartung",
    subsets: Annotated[
        int | None, typer.Option(help="Random subsets; every one up to 15 studies, else 20,000.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the random subsets.")] = 1,
    mark: Annotated[str, typer.Option(help="A study whose subsets are coloured.")] = "",
    title: Title = "",
    label: LabelColumn = None,
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """GOSH plot: pooled effect and heterogeneity of the subsets of studies."""
    from tamis.report.plots.gosh import gosh as draw

    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, 0.95)
    cautioned(studies, pooled.cautions)
    plot = draw(
        pooled, measure=studies.measure, title=title or file.stem, subsets=subsets, seed=seed,
        mark=mark,
    )  # fmt: skip
    finish(plot, output, width, table)

"""`tamis stats forest` and its kin: one verb per plot."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import say, tell
from tamis.cli.stats.errors import MissingColumns, UnusableOption
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
from tamis.cli.stats.studies import Studies, read_studies
from tamis.model.errors import UnknownName

if TYPE_CHECKING:
    from tamis.report.plots.plot import Plot

_NONE = ("", "")
_GROUPS = ("Treatment", "Control")


def finish(plot: Plot, output: Path, width: str, as_table: bool) -> None:
    """Write the picture; its description, or its data, goes to stdout."""
    from tamis.report.plots.pictures import SUFFIXES, save

    if output.suffix.lower() not in SUFFIXES:
        raise UnknownName("kind of picture", output.suffix or str(output), SUFFIXES)
    if width not in ("journal", "phone"):
        raise UnknownName("width", width, ("journal", "phone"))
    try:
        save(plot, output, "phone" if width == "phone" else "journal")
    except OSError as error:
        raise UnusableOption(f"'{output}' can't be written: {error.strerror}") from error
    tell(f"wrote `{output}`")
    if as_table:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(plot.table.columns)
        writer.writerows([cell.text for cell in row] for row in plot.table.rows)
    else:
        say(plot.description)


def cautioned(studies: Studies, more: tuple[object, ...] = ()) -> None:
    """Cautions, on stderr."""
    for caution in (*studies.cautions, *more):
        tell(f"caution: {caution}")


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


def completed(studies: Studies) -> dict[str, tuple[float, ...]]:
    """The columns of two groups with events, n filled in from events and non-events."""
    data = dict(studies.data)
    for group in ("1", "2"):
        events, rest, total = "events" + group, "nonevents" + group, "n" + group
        if events in data and rest in data and total not in data:
            data[total] = tuple(a + b for a, b in zip(data[events], data[rest], strict=True))
    return data


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

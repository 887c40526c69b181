"""The forest plot of a journal: the look of RevMan and the BMJ, from a pooled result."""

from __future__ import annotations

from tamis.report.plots.journal_narrow import WIDTH, draw_narrow
from tamis.report.plots.journal_rows import Entry, JournalForest, Total, weight_text
from tamis.report.plots.journal_wide import draw_wide
from tamis.report.plots.lights import judgement_words
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import image


def journal_forest(plot: JournalForest) -> Plot:
    """Draw a forest plot with its table and its description (Cochrane Handbook 10.2.1).

    Squares are as large as the weights, intervals that leave the axis end in arrows, and pooled
    effects are diamonds.
    """
    about = describe(plot)
    body, width, height = draw_wide(plot)
    small, tall = draw_narrow(plot)
    return Plot(
        title=plot.title,
        svg=image(f"{plot.name}-wide", (width, height), plot.title, about, body),
        narrow=image(f"{plot.name}-narrow", (WIDTH, tall), plot.title, about, small),
        table=_table(plot),
        description=about,
    )


def describe(plot: JournalForest) -> str:
    """What the plot shows, in words and numbers."""
    k, rows = len(plot.entries), sorted(plot.entries, key=lambda e: e.estimate)
    said = [f"{plot.kind}: {plot.title}." if plot.title else f"{plot.kind}."]
    things = plot.heading.lower() if k == 1 else f"{plot.things}"
    said.append(f"{k} {things}; {plot.scale.words.lower()} with {plot.interval}.")
    if k > 1:
        said.append(
            f"Estimates run from {plot.scale.text(rows[0].estimate)} ({rows[0].label}) "
            f"to {plot.scale.text(rows[-1].estimate)} ({rows[-1].label})."
        )
    said += [
        f"{g.name}: {plot.words(g.total)}." for g in plot.groups if g.total is not None and g.name
    ]
    if plot.total is not None:
        said.append(f"{plot.total.label}: {plot.words(plot.total)}.")
        if plot.total.prediction is not None:
            said.append(f"Prediction interval {plot.scale.interval(*plot.total.prediction)}.")
        said += [f"{note}." for note in plot.total.notes]
    return " ".join([*said, *(f"{note.rstrip('.')}." for note in plot.notes)])


def _table(plot: JournalForest) -> PlotTable:
    grouped = any(g.name for g in plot.groups)
    columns = [plot.heading, *(["Subgroup"] if grouped else [])]
    columns += [f"{c.over} {c.head.lower()}".strip() if c.over else c.head for c in plot.columns]
    columns += [plot.scale.words, plot.interval, *(["Weight (%)"] if plot.weighted else [])]
    columns += plot.domains
    rows: list[tuple[str, ...]] = []
    for group in plot.groups:
        lead = (group.name,) if grouped else ()
        rows += [_cells(plot, e, lead) for e in group.entries]
        if group.total is not None:
            rows.append(_cells(plot, group.total, lead))
    if plot.total is not None:
        lead = ("",) if grouped else ()
        rows.append(_cells(plot, plot.total, lead))
        if plot.total.prediction is not None:
            blank = ("",) * (len(plot.columns) + 1)
            rest = ("",) * (len(plot.domains) + plot.weighted)
            words = plot.scale.interval(*plot.total.prediction)
            rows.append(("Prediction interval", *lead, *blank, words, *rest))
    cells = tuple(tuple(Label(c) for c in row) for row in rows)
    return PlotTable(caption=plot.title, columns=tuple(columns), rows=cells)


def _cells(plot: JournalForest, row: Entry | Total, lead: tuple[str, ...]) -> tuple[str, ...]:
    data = [*row.cells, *[""] * (len(plot.columns) - len(row.cells))]
    weight = [weight_text(row.weight) or "–"] if plot.weighted else []
    named = dict(row.lights) if isinstance(row, Entry) else {}
    lights = [judgement_words(named[d]) if d in named else "" for d in plot.domains]
    shown = plot.scale.text(row.estimate)
    interval = plot.scale.interval(row.low, row.high)
    return (row.label, *lead, *data, shown, interval, *weight, *lights)

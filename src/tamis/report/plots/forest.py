"""The forest plot: one line per result, and a diamond only where results were pooled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tamis.report.plots.forest_narrow import draw_narrow
from tamis.report.plots.forest_rows import ForestPlot, ForestRow, Summary, groups
from tamis.report.plots.forest_wide import draw_wide
from tamis.report.plots.lights import judgement_words
from tamis.report.plots.plot import Label, Plot, PlotTable

__all__ = ["ForestPlot", "ForestRow", "Summary", "forest"]


def forest(plot: ForestPlot) -> Plot:
    """Draw a forest plot, as in the Cochrane Handbook (section 10.2.1), with its table and words.

    Rows without an estimate are shown as such; intervals that leave the axis end in arrows.
    """
    about = describe(plot)
    return Plot(
        title=plot.title,
        svg=draw_wide(plot, about),
        narrow=draw_narrow(plot, about),
        table=_table(plot),
        description=about,
    )


def describe(plot: ForestPlot) -> str:
    """What the plot shows, in words without numbers (they are in the table)."""
    shown = [r.label.text for r in plot.rows if r.estimate is not None]
    without = [r.label.text for r in plot.rows if r.estimate is None]
    said = [f"Forest plot of {plot.title}."]
    if shown:
        said.append(f"Estimates with intervals for {_listed(shown)}.")
    if without:
        said.append(f"No estimate could be worked out for {_listed(without)}.")
    if plot.summary is None:
        said.append("The results are not pooled; the reason stands below the plot.")
    else:
        said.append(f"The pooled estimate {_against_null(plot)}.")
    return " ".join(said)


def _against_null(plot: ForestPlot) -> str:
    found = plot.summary
    if found is None or plot.null is None or found.low is None or found.high is None:
        return "is drawn as a diamond"
    if found.low <= plot.null <= found.high:
        return "has an interval that includes no difference"
    side = plot.favours[0] if found.high < plot.null else plot.favours[1]
    return f"lies wholly on the side “{side}”" if side else "has an interval without no difference"


def _listed(names: Sequence[str]) -> str:
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


@dataclass(frozen=True, slots=True)
class _Columns:
    sizes: bool
    weights: bool
    lights: tuple[str, ...]


def _table(plot: ForestPlot) -> PlotTable:
    use = _Columns(any(r.sizes for r in plot.rows), any(r.weight for r in plot.rows), plot.domains)
    columns = ["Study", "Design"]
    columns += list(plot.size_columns) if use.sizes else []
    columns += [plot.measure_words, plot.interval_words]
    columns += ["Weight"] if use.weights else []
    columns += use.lights
    rows = [_row(plot, r, use, design.text) for design, rs in groups(plot) for r in rs]
    if plot.summary is not None:
        blank = [Label("")] * (1 + (len(plot.size_columns) if use.sizes else 0))
        tail = [Label("")] * ((1 if use.weights else 0) + len(use.lights))
        found = plot.summary
        rows.append((found.label, *blank, found.estimate_label, found.interval_label, *tail))
        if found.prediction_label:
            name = Label("Prediction interval")
            rows.append((name, *blank, Label(""), found.prediction_label, *tail))
    return PlotTable(caption=plot.title, columns=tuple(columns), rows=tuple(rows))


def _row(plot: ForestPlot, row: ForestRow, use: _Columns, design: str) -> tuple[Label, ...]:
    cells = [row.label, Label(design)]
    if use.sizes:
        cells += [*row.sizes, *[Label("not reported")] * (len(plot.size_columns) - len(row.sizes))]
    cells += [row.estimate_label or Label("no estimate"), row.interval_label or Label("—")]
    if use.weights:
        cells.append(row.weight_label or Label("—"))
    named = dict(row.lights)
    cells += [Label(judgement_words(named[d]) if d in named else "—") for d in use.lights]
    return tuple(cells)

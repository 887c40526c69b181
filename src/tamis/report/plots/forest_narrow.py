"""The forest plot for a phone: each result on two lines, its picture below its numbers."""

from __future__ import annotations

from markupsafe import Markup

from tamis.report.plots.forest_marks import axis, diamond, guides, interval_mark, run, whiskers
from tamis.report.plots.forest_rows import ForestPlot, ForestRow, groups, spans
from tamis.report.plots.lights import light
from tamis.report.plots.plot import Label
from tamis.report.plots.scale import Scale, fit_scale
from tamis.report.plots.svg import LINE, frame, line, paragraph, text

WIDTH = 340
_COLUMNS = 44


def draw_narrow(plot: ForestPlot, about: str) -> Markup:
    """Lay the plot out for a width of 340 px."""
    scale = fit_scale(spans(plot), plot.measure, 8, WIDTH - 8)
    body, y = Markup(""), 18.0
    for group, rows in groups(plot):
        body += text(0, y, group, "strong small muted") + line(0, y + 8, WIDTH, y + 8, "rule")
        y += 32
        for row in rows:
            drawn, y = _row(plot, scale, y, row)
            body += drawn
    if plot.summary is not None:
        drawn, y = _summary(plot, scale, y)
        body += drawn
    body = axis(plot, scale, y, 4) + body
    y += 42
    if any(plot.favours):
        for side, kind in ((f"← {plot.favours[0]}", ""), (f"{plot.favours[1]} →", "end")):
            if side.strip("← →"):
                body += text(0 if not kind else WIDTH, y, side, f"small {kind}")
                y += 20
        y += 4
    if plot.summary is None and plot.why_label is not None:
        drawn, lines = paragraph(0, y, plot.why_label, _COLUMNS, "small", prose=True)
        body, y = body + drawn, y + lines * LINE
    return frame(f"{plot.name}-narrow", (WIDTH, y), plot.title, about, body)


def _row(plot: ForestPlot, scale: Scale, y: float, row: ForestRow) -> tuple[Markup, float]:
    out, lines = paragraph(0, y, row.label, 34, "strong")
    overall = next((j for d, j in row.lights if d.lower() == "overall"), "")
    if overall:
        out += light(WIDTH - 14, y - 5, overall)
    y += lines * LINE
    if row.detail is not None:
        drawn, lines = paragraph(0, y, row.detail, _COLUMNS, "small muted")
        out, y = out + drawn, y + lines * LINE
    if row.estimate is None or row.estimate_label is None:
        drawn, lines = paragraph(
            0, y, row.note or Label("no estimate"), _COLUMNS, "small muted", prose=True
        )
        return out + drawn, y + lines * LINE + 14
    out += run(0, y, (row.estimate_label, *row.interval_parts), "")
    if row.weight_label is not None:
        out += text(WIDTH, y, row.weight_label, "small end muted")
    out += guides(plot, scale, y + 6, y + 34) + interval_mark(scale, y + 20, row)
    return out, y + 52


def _summary(plot: ForestPlot, scale: Scale, y: float) -> tuple[Markup, float]:
    found = plot.summary
    if found is None:
        return Markup(""), y
    out = line(0, y - 16, WIDTH, y - 16, "rule")
    drawn, lines = paragraph(0, y + 4, found.label, 40, "strong")
    out, y = out + drawn, y + 4 + lines * LINE
    out += run(0, y, (found.estimate_label, *found.interval_parts), "strong")
    out += guides(plot, scale, y + 6, y + 34) + diamond(scale, y + 20, found)
    y += 48
    if found.prediction is not None:
        out += run(0, y, (Label("Prediction interval "), *found.prediction_parts), "small")
        out += whiskers(scale, y + 16, *found.prediction, "prediction")
        y += 40
    if found.heterogeneity:
        first, rest = found.heterogeneity[:4], found.heterogeneity[4:]
        out += run(0, y, first, "small muted")
        if rest:
            start = Label(rest[0].text.lstrip(", "))
            y += LINE
            out += run(0, y, (start, *rest[1:]), "small muted")
        y += LINE
    return out, y

"""The forest plot for a page: labels, numbers, the picture, the lights, side by side."""

from __future__ import annotations

from markupsafe import Markup

from tamis.report.plots.forest_marks import (
    axis,
    diamond,
    favours,
    guides,
    interval_mark,
    run,
    whiskers,
)
from tamis.report.plots.forest_rows import ForestPlot, ForestRow, Summary, groups, spans
from tamis.report.plots.lights import light
from tamis.report.plots.plot import Label
from tamis.report.plots.scale import Scale, fit_scale
from tamis.report.plots.svg import LINE, frame, line, paragraph, text

ROW = 34
_LABEL, _SIZES, _PLOT, _NUMBERS, _WEIGHT = 0, 200, 370, 630, 880
_LIGHT = 25


def draw_wide(plot: ForestPlot, about: str) -> Markup:
    """Lay the plot out for widths of about 900 px."""
    scale = fit_scale(spans(plot), plot.measure, _PLOT, _NUMBERS - 24)
    width = _width(plot)
    body, y = _head(plot, width), 46.0
    top = y - 14
    for group, rows in groups(plot):
        body += text(_LABEL, y + 10, group, "strong small muted")
        y += ROW - 6
        for row in rows:
            drawn, lines = _row(plot, scale, y, row)
            body += drawn
            y += ROW + (lines - 1) * LINE
    if plot.summary is not None:
        body += line(0, y - 8, width, y - 8, "rule")
        drawn, y = _summary(scale, y + 10, plot.summary)
        body += drawn
    bottom = y + 4
    body = guides(plot, scale, top, bottom) + axis(plot, scale, bottom, 5) + body
    y = bottom + 42
    if any(plot.favours):
        body += favours(plot, scale, y)
        y += 24
    drawn, y = _foot(plot, y)
    return frame(f"{plot.name}-wide", (width, y), plot.title, about, body + drawn)


def _width(plot: ForestPlot) -> float:
    if plot.domains:
        return _lights(plot) + _LIGHT * len(plot.domains)
    return _WEIGHT + 20 if any(r.weight for r in plot.rows) else _NUMBERS + 200


def _lights(plot: ForestPlot) -> float:
    """Where the column of lights begins: after the weights, when there are any."""
    return _WEIGHT + 30 if any(r.weight for r in plot.rows) else _NUMBERS + 200


def _head(plot: ForestPlot, width: float) -> Markup:
    out = text(_LABEL, 18, "Study", "strong")
    if any(r.sizes for r in plot.rows):
        for i, name in enumerate(plot.size_columns):
            out += text(_SIZES + 64 * i + 60, 18, name, "strong end")
    href = plot.axis_href
    head = (Label(plot.measure_words, href), Label(f" [{plot.interval_words}]", href))
    out += run(_NUMBERS, 18, head, "strong")
    if any(r.weight for r in plot.rows):
        out += text(_WEIGHT + 14, 18, "Weight", "strong end")
    for i, _ in enumerate(plot.domains):
        out += text(_lights(plot) + _LIGHT * i + 12, 18, letter(i, plot.domains), "strong middle")
    return out + line(0, 28, width, 28, "rule")


def letter(i: int, domains: tuple[str, ...]) -> str:
    """The letter over a column of lights; the last one, when it is the overall judgement, is O."""
    return "O" if domains[i].lower() == "overall" else "ABCDEFGHIJKLMN"[i % 14]


def _row(plot: ForestPlot, scale: Scale, y: float, row: ForestRow) -> tuple[Markup, int]:
    out, lines = paragraph(_LABEL, y + 5, row.label, 24)
    if row.detail is not None:
        more, extra = paragraph(_LABEL, y + 5 + lines * LINE, row.detail, 27, "small muted")
        out, lines = out + more, lines + extra
    for i, size in enumerate(row.sizes):
        out += text(_SIZES + 64 * i + 60, y + 5, size, "end")
    if row.estimate is None or row.estimate_label is None:
        note, n = paragraph(
            _PLOT, y + 5, row.note or Label("no estimate"), 72, "small muted outlined", prose=True
        )
        return out + note, max(lines, n)
    out += interval_mark(scale, y, row)
    out += run(_NUMBERS, y + 5, (row.estimate_label, *row.interval_parts), "")
    if row.weight_label is not None:
        out += text(_WEIGHT + 14, y + 5, row.weight_label, "end")
    named = dict(row.lights)
    for i, domain in enumerate(plot.domains):
        if domain in named:
            out += light(_lights(plot) + _LIGHT * i + 12, y, named[domain])
    return out, lines


def _summary(scale: Scale, y: float, found: Summary) -> tuple[Markup, float]:
    out, lines = paragraph(_LABEL, y + 5, found.label, 40, "strong")
    out += diamond(scale, y, found)
    out += run(_NUMBERS, y + 5, (found.estimate_label, *found.interval_parts), "strong")
    y += ROW + (lines - 1) * LINE
    if found.prediction is not None:
        out += text(_LABEL, y + 5, "Prediction interval")
        out += whiskers(scale, y, *found.prediction, "prediction")
        out += run(_NUMBERS, y + 5, found.prediction_parts, "")
        y += ROW
    if found.heterogeneity:
        out += run(_LABEL, y + 5, found.heterogeneity, "small muted")
        y += ROW - 6
    return out, y


def _foot(plot: ForestPlot, y: float) -> tuple[Markup, float]:
    """Why nothing is pooled, and what the letters over the lights stand for."""
    out = Markup("")
    if plot.summary is None and plot.why_label is not None:
        drawn, lines = paragraph(0, y, plot.why_label, 118, "small", prose=True)
        out, y = out + drawn, y + lines * LINE
    if plot.domains:
        key = "; ".join(f"{letter(i, plot.domains)} {d}" for i, d in enumerate(plot.domains))
        drawn, lines = paragraph(0, y, Label(f"Risk of bias: {key}"), 124, "small muted")
        out, y = out + drawn, y + lines * LINE
    return out, y

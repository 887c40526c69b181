"""The marks of a forest plot that both of its layouts draw."""

from __future__ import annotations

import math

from markupsafe import Markup

from tamis.report.plots.forest_rows import ForestPlot, ForestRow, Summary
from tamis.report.plots.plot import Label
from tamis.report.plots.scale import Scale
from tamis.report.plots.svg import line, polygon, rectangle, text


def interval_mark(scale: Scale, y: float, row: ForestRow) -> Markup:
    """A square as large as the weight, with whiskers; an arrow where the axis ends first."""
    if row.estimate is None:
        return Markup("")
    out = Markup("")
    if row.low is not None and row.high is not None:
        out += whiskers(scale, y, row.low, row.high, "whisker")
    half = 4 + 6 * math.sqrt(row.weight or 0.06)
    x = scale.at(row.estimate)
    return out + rectangle(x - half, y - half, 2 * half, 2 * half, "square")


def whiskers(scale: Scale, y: float, low: float, high: float, kind: str) -> Markup:
    """The interval as a line with ends, or arrows where it is cut."""
    a, b = scale.at(low), scale.at(high)
    out = line(a, y, b, y, kind)
    if low < scale.low:
        out += polygon(((a, y), (a + 9, y - 5), (a + 9, y + 5)), "arrow")
    else:
        out += line(a, y - 4, a, y + 4, kind)
    if high > scale.high:
        out += polygon(((b, y), (b - 9, y - 5), (b - 9, y + 5)), "arrow")
    else:
        out += line(b, y - 4, b, y + 4, kind)
    return out


def diamond(scale: Scale, y: float, found: Summary) -> Markup:
    """The pooled estimate from end to end of its interval."""
    low = found.low if found.low is not None else found.estimate
    high = found.high if found.high is not None else found.estimate
    a, x, b = scale.at(low), scale.at(found.estimate), scale.at(high)
    return polygon(((a, y), (x, y - 9), (b, y), (x, y + 9)), "diamond")


def guides(plot: ForestPlot, scale: Scale, top: float, bottom: float) -> Markup:
    """The line of no difference, and the one of the pooled estimate."""
    out = Markup("")
    if plot.null is not None and scale.low <= plot.null <= scale.high:
        x = scale.at(plot.null)
        out += line(x, top, x, bottom, "null")
    if plot.summary is not None:
        x = scale.at(plot.summary.estimate)
        out += line(x, top, x, bottom, "pooled-line")
    return out


def axis(plot: ForestPlot, scale: Scale, bottom: float, most: int) -> Markup:
    """The axis and its ticks; ticks open the outcome's definition."""
    out = line(scale.left, bottom, scale.right, bottom, "axis")
    for value in scale.ticks(most):
        x = scale.at(value)
        out += line(x, bottom, x, bottom + 5, "axis")
        label = Label(f"{value:g}".replace("-", "−"), plot.axis_href)
        out += text(x, bottom + 20, label, "small middle")
    return out


def favours(plot: ForestPlot, scale: Scale, y: float) -> Markup:
    """Which side is better for whom, at both sides of the line of no difference."""
    left, right = plot.favours
    if plot.null is None or not (left or right):
        return Markup("")
    out = text(scale.left - 30, y, f"← {left}", "small") if left else Markup("")
    return out + (text(scale.right + 30, y, f"{right} →", "small end") if right else Markup(""))


def run(x: float, y: float, labels: tuple[Label, ...], kind: str) -> Markup:
    """Several labels on one line, each its own link, laid out by the renderer."""
    spans = Markup("").join(_span(label) for label in labels)
    return Markup('<text x="{}" y="{}" class="{}">{}</text>').format(
        f"{x:.1f}", f"{y:.1f}", kind, spans
    )


def _span(label: Label) -> Markup:
    if not label.href:
        return Markup("{}").format(label.text)
    number = Markup(' data-number="{}"').format(label.number) if label.number else ""
    return Markup('<a class="{}" href="{}"{}>{}</a>').format(
        "n" if label.number else "see", label.href, number, label.text
    )

"""Marks that both layouts of a journal's forest plot draw."""

from __future__ import annotations

import math

from markupsafe import Markup

from tamis.report.plots.advance import SMALL, advance, fitted
from tamis.report.plots.axes import apart
from tamis.report.plots.forest_marks import whiskers
from tamis.report.plots.journal_rows import Entry, JournalForest, Total
from tamis.report.plots.lights import JUDGEMENTS, judgement_key, light
from tamis.report.plots.scale import Scale
from tamis.report.plots.shapes import block, lines_of
from tamis.report.plots.svg import line, polygon, text


def study_mark(scale: Scale, y: float, entry: Entry, heaviest: float) -> Markup:
    """A square as large as the weight on a line as long as the interval."""
    out = whiskers(scale, y, entry.low, entry.high, "whisker")
    share = 0.25 if entry.weight is None else entry.weight / heaviest if heaviest > 0 else 0.0
    half = 2.6 + 5.6 * math.sqrt(max(share, 0.0))
    x = scale.at(entry.estimate)
    return out + block(x - half, y - half, 2 * half, 2 * half, "square")


def total_mark(scale: Scale, y: float, found: Total, half: float = 8.0) -> Markup:
    """A diamond from end to end of the interval."""
    a, x, b = scale.at(found.low), scale.at(found.estimate), scale.at(found.high)
    return polygon(((a, y), (x, y - half), (b, y), (x, y + half)), "diamond")


def guide(plot: JournalForest, scale: Scale, top: float, bottom: float) -> Markup:
    """The line of no difference, and the one of the pooled effect."""
    out = Markup("")
    null = plot.scale.null
    if null is not None and scale.low <= null <= scale.high:
        out += line(scale.at(null), top, scale.at(null), bottom, "axis")
    if plot.total is not None:
        x = scale.at(plot.total.estimate)
        out += line(x, top, x, bottom, "pooled-line")
    return out


def bottom_axis(plot: JournalForest, scale: Scale, y: float, most: int) -> Markup:
    """The axis with its ticks, written on the scale of reading."""
    out = line(scale.left, y, scale.right, y, "axis")
    ticks = plot.scale.ticks(scale.low, scale.high, most)
    for x, label in apart([(scale.at(v), label) for v, label in ticks]):
        out += line(x, y, x, y + 5, "axis") + text(x, y + 19, label, "small middle")
    return out


def sides(
    plot: JournalForest, scale: Scale, y: float, room: tuple[float, float]
) -> tuple[Markup, int]:
    """Which side is better, on both sides of no difference; and how many lines that took.

    Args:
        plot: The plot.
        scale: Its axis.
        y: Of the first line.
        room: How far the words may reach to the left and right.
    """
    null = plot.scale.null
    if null is None or not any(plot.favours):
        return Markup(""), 0
    left, right = f"← {plot.favours[0]}", f"{plot.favours[1]} →"
    wide = [
        advance(w, SMALL) if f else 0.0 for w, f in zip((left, right), plot.favours, strict=True)
    ]
    start = min(scale.at(null) + 8, room[1] - wide[1])
    end = min(max(scale.at(null) - 8, room[0] + wide[0]), start - 16)
    under = end - wide[0] < room[0] - 1
    out = Markup("")
    if plot.favours[0]:
        out += text(room[0] if under else end, y, left, "small" if under else "small end")
    if plot.favours[1]:
        at = room[1] if under else start
        out += text(at, y + 16 * under, right, "small end" if under else "small")
    return out, 1 + under


def lights_key(
    plot: JournalForest, y: float, width: float, letters: tuple[str, ...]
) -> tuple[Markup, float]:
    """What the lights and the letters over them mean, and where that ends."""
    used = {judgement_key(j) for e in plot.entries for _, j in e.lights}
    out, x = Markup(""), 0.0
    for key in (k for k in JUDGEMENTS if k in used):
        words = JUDGEMENTS[key][0]
        if x and x + 34 + 6.8 * len(words) > width:
            x, y = 0.0, y + 24
        out += light(x + 9, y - 4, key, 17) + text(x + 23, y, words, "small")
        x += 44 + 6.8 * len(words)
    key_words = "; ".join(f"{a} {d}" for a, d in zip(letters, plot.domains, strict=True))
    lines = fitted(f"Risk of bias: {key_words}", width, SMALL)
    return out + lines_of(0, y + 22, lines, "small muted", 17), y + 22 + 17 * len(lines)

"""A journal's forest plot for a phone: name and effect, the picture, then data, study by study."""

from __future__ import annotations

from markupsafe import Markup

from tamis.report.plots.advance import SMALL, advance, fitted
from tamis.report.plots.forest_marks import whiskers
from tamis.report.plots.forest_wide import letter
from tamis.report.plots.journal_marks import (
    bottom_axis,
    guide,
    lights_key,
    sides,
    study_mark,
    total_mark,
)
from tamis.report.plots.journal_rows import Entry, JournalForest, Total, weight_text
from tamis.report.plots.lights import light
from tamis.report.plots.scale import Scale
from tamis.report.plots.shapes import lines_of
from tamis.report.plots.svg import line, text

WIDTH = 344.0
_STEP = 17.0


def draw_narrow(plot: JournalForest) -> tuple[Markup, float]:
    """The body and its height, for a width of 360 px with its margins."""
    scale = plot.axis(8, WIDTH - 8)
    head = f"{plot.scale.words} ({plot.interval})"
    lines = fitted(head, WIDTH - 60, SMALL, bold=True)
    body = text(0, 14, plot.heading, "small strong")
    body += lines_of(WIDTH, 14, lines, "small strong end", _STEP)
    y = 14 + _STEP * (len(lines) - 1) + 9
    body, y = body + line(0, y, WIDTH, y, "rule"), y + 22
    heaviest = max((e.weight or 0.0 for e in plot.entries), default=0.0)
    for group in plot.groups:
        if group.name:
            names = fitted(group.name, WIDTH, bold=True)
            body += lines_of(0, y, names, "strong muted", _STEP)
            y += _STEP * len(names) + 8
        for entry in group.entries:
            drawn, y = _row(plot, scale, y, entry, heaviest)
            body += drawn
        if group.total is not None:
            drawn, y = _total(plot, scale, y, group.total)
            body, y = body + drawn, y + 8
    if plot.total is not None:
        body += line(0, y - 16, WIDTH, y - 16, "rule")
        drawn, y = _total(plot, scale, y + 4, plot.total)
        body += drawn
    return _end(plot, scale, body, y)


def _end(plot: JournalForest, scale: Scale, body: Markup, y: float) -> tuple[Markup, float]:
    y -= 8
    body += bottom_axis(plot, scale, y, 5)
    drawn, lines = sides(plot, scale, y + 40, (0, WIDTH))
    body, y = body + drawn, y + 36 + 16 * lines
    for note in plot.notes:
        words = fitted(note, WIDTH, SMALL)
        body += lines_of(0, y + 8, words, "small muted", 16)
        y += 16 * len(words) + 2
    if plot.domains:
        letters = tuple(letter(i, plot.domains) for i in range(len(plot.domains)))
        drawn, y = lights_key(plot, y + 20, WIDTH, letters)
        body += drawn
    return body, y + 4


def _row(
    plot: JournalForest, scale: Scale, y: float, entry: Entry, heaviest: float
) -> tuple[Markup, float]:
    words = plot.words(entry)
    lines = fitted(entry.label, WIDTH - advance(words) - 12, bold=True)
    out = lines_of(0, y, lines, "strong", _STEP) + text(WIDTH, y, words, "end")
    y += _STEP * (len(lines) - 1)
    out += guide(plot, scale, y + 6, y + 28) + study_mark(scale, y + 17, entry, heaviest)
    weight = "" if entry.weight is None else f"weight {weight_text(entry.weight)}%"
    room = WIDTH - (advance(weight, SMALL) + 10 if weight else 0)
    data = _data(entry.brief, room)
    if data or weight:
        out += lines_of(0, y + 43, data, "small muted", 16)
        out += text(WIDTH, y + 43, weight, "small muted end")
        y += 16 * max(len(data), 1)
    if entry.lights:
        named = dict(entry.lights)
        for i, domain in enumerate(plot.domains):
            if domain in named:
                out += text(22.0 * i * 1.8 + 4, y + 46, letter(i, plot.domains), "small muted")
                out += light(22.0 * i * 1.8 + 25, y + 42, named[domain], 17)
        y += 24
    return out, y + 50


def _data(words: str, room: float) -> tuple[str, ...]:
    """The data in lines, broken between groups if that is possible, else between words."""
    whole = fitted(words, room, SMALL) if words else ()
    if any(advance(line, SMALL) > room for line in whole):
        return fitted(words.replace("\u00a0", " "), room, SMALL)
    return whole


def _total(plot: JournalForest, scale: Scale, y: float, found: Total) -> tuple[Markup, float]:
    words = plot.words(found)
    lines = fitted(found.label, WIDTH - advance(words, bold=True) - 12, bold=True)
    out = lines_of(0, y, lines, "strong", _STEP) + text(WIDTH, y, words, "strong end")
    y += _STEP * (len(lines) - 1)
    out += guide(plot, scale, y + 6, y + 28) + total_mark(scale, y + 17, found)
    y += 44
    if found.prediction is not None:
        out += text(0, y, f"{plot.interval.split(' ')[0]} prediction interval", "small")
        out += text(WIDTH, y, f"({plot.scale.interval(*found.prediction)})", "small end")
        out += guide(plot, scale, y + 6, y + 24)
        out += whiskers(scale, y + 15, *found.prediction, "prediction")
        y += 40
    for note in found.notes:
        lines = fitted(note, WIDTH, SMALL)
        out += lines_of(0, y, lines, "small muted", 16)
        y += 16 * len(lines) + 3
    return out, y + 14

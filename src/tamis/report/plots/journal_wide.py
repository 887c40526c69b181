"""A journal's forest plot at full width: study, data, picture, weight, effect, lights in a row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

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

ROW, _STEP, _LIGHT, _GAP = 25.0, 17.0, 23.0, 16.0
_LEAST, _PICTURE = 860.0, 230.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Where the columns stand; `ends` are the right edges of the data columns."""

    label: float
    ends: tuple[float, ...]
    scale: Scale
    weight: float
    effect: float
    lights: float
    width: float


def draw_wide(plot: JournalForest) -> tuple[Markup, float, float]:
    """The body, its width and its height."""
    grid = _grid(plot)
    head, y = _head(plot, grid)
    top = y - 6
    y += 12
    body = Markup("")
    heaviest = max((e.weight or 0.0 for e in plot.entries), default=0.0)
    for group in plot.groups:
        if group.name:
            body += text(0, y + 4, group.name, "strong")
            y += ROW
        for entry in group.entries:
            drawn, y = _row(plot, grid, y, entry, heaviest)
            body += drawn
        if group.total is not None:
            drawn, y = _total(plot, grid, y, group.total)
            body, y = body + drawn, y + 8
    if plot.total is not None:
        body += line(0, y - 11, grid.width, y - 11, "rule")
        drawn, y = _total(plot, grid, y + 3, plot.total)
        body += drawn
    bottom = y - 6
    body = guide(plot, grid.scale, top, bottom) + bottom_axis(plot, grid.scale, bottom, 6) + body
    drawn, lines = sides(
        plot, grid.scale, bottom + 39, (grid.scale.left - 50, grid.scale.right + 50)
    )
    body, y = body + drawn, bottom + 36 + 16 * lines
    drawn, y = _foot(plot, grid, y)
    return head + body + drawn, grid.width, y


def _grid(plot: JournalForest) -> _Grid:
    names = [e.label for e in plot.entries] + [g.name for g in plot.groups]
    most = 205.0 if plot.columns else 290.0
    least = 120.0 if plot.columns else 270.0
    label = min(max([advance(n) for n in names] + [least]), most)
    needs = []
    for i, column in enumerate(plot.columns):
        cells = [advance(r.cells[i], bold=True) for r in plot.rows if i < len(r.cells)]
        needs.append(max([*cells, advance(column.head, SMALL, bold=True), 26.0]) + _GAP)
    for over, group in groupby(range(len(needs)), lambda i: plot.columns[i].over):
        members = list(group)
        lack = advance(over, SMALL, bold=True) + 12 - sum(needs[i] for i in members)
        for i in members:
            needs[i] += max(lack, 0.0) / len(members)
    ends, x = [], label + 4
    for need in needs:
        x += need
        ends.append(x)
    right = plot.widest() + _GAP + (62.0 if plot.weighted else 0.0)
    right += _LIGHT * len(plot.domains) + (14.0 if plot.domains else 0.0)
    picture = max(_PICTURE, _LEAST - x - 26 - right)
    scale = plot.axis(x + 26, x + 26 + picture)
    weight = scale.right + (62.0 if plot.weighted else 0.0)
    effect = weight + _GAP + plot.widest()
    lights = effect + 14
    width = lights + _LIGHT * len(plot.domains) if plot.domains else effect
    return _Grid(
        label=label, ends=tuple(ends), scale=scale, weight=weight, effect=effect, lights=lights,
        width=width,
    )  # fmt: skip


def _head(plot: JournalForest, grid: _Grid) -> tuple[Markup, float]:
    kind, out = "small strong end", Markup("")
    words = fitted(plot.scale.words, plot.widest(), SMALL, bold=True)
    heads = (*words, f"({plot.interval})")
    deep = max(len(heads), 2 if plot.weighted or any(c.over for c in plot.columns) else 1)
    y = 16 + _STEP * (deep - 1)
    out += text(0, y, plot.heading, "small strong")
    start = grid.label + 4
    for over, group in groupby(range(len(plot.columns)), lambda i: plot.columns[i].over):
        members = list(group)
        end = grid.ends[members[-1]]
        if over:
            out += text((start + _GAP + end) / 2, y - _STEP - 5, over, "small strong middle")
            out += line(start + _GAP, y - _STEP + 1, end, y - _STEP + 1, "rule")
        for i in members:
            out += text(grid.ends[i], y, plot.columns[i].head, kind)
        start = end
    if plot.weighted:
        out += lines_of(grid.weight, y - _STEP, ("Weight", "(%)"), kind, _STEP)
    out += lines_of(grid.effect, y - _STEP * (len(heads) - 1), heads, kind, _STEP)
    for i, _ in enumerate(plot.domains):
        out += text(
            grid.lights + _LIGHT * i + 11, y, letter(i, plot.domains), "small strong middle"
        )
    return out + line(0, y + 9, grid.width, y + 9, "rule"), y + 17


def _row(
    plot: JournalForest, grid: _Grid, y: float, entry: Entry, heaviest: float
) -> tuple[Markup, float]:
    lines = fitted(entry.label, grid.label)
    out = lines_of(0, y + 5, lines, "", _STEP)
    for end, cell in zip(grid.ends, entry.cells, strict=False):
        out += text(end, y + 5, cell, "end")
    out += study_mark(grid.scale, y, entry, heaviest)
    if plot.weighted:
        out += text(grid.weight, y + 5, weight_text(entry.weight), "end")
    out += text(grid.effect, y + 5, plot.words(entry), "end")
    named = dict(entry.lights)
    for i, domain in enumerate(plot.domains):
        if domain in named:
            out += light(grid.lights + _LIGHT * i + 11, y, named[domain], 18)
    return out, y + ROW + _STEP * (len(lines) - 1)


def _total(plot: JournalForest, grid: _Grid, y: float, found: Total) -> tuple[Markup, float]:
    room = grid.label if any(found.cells) else grid.scale.left - 12
    lines = fitted(found.label, room, bold=True)
    out = lines_of(0, y + 5, lines, "strong", _STEP)
    for end, cell in zip(grid.ends, found.cells, strict=False):
        out += text(end, y + 5, cell, "strong end")
    out += total_mark(grid.scale, y, found)
    if plot.weighted:
        out += text(grid.weight, y + 5, weight_text(found.weight), "strong end")
    out += text(grid.effect, y + 5, plot.words(found), "strong end")
    y += ROW + _STEP * (len(lines) - 1)
    if found.prediction is not None:
        out += text(0, y + 5, f"{plot.interval.split(' ')[0]} prediction interval")
        out += whiskers(grid.scale, y, *found.prediction, "prediction")
        out += text(grid.effect, y + 5, f"({plot.scale.interval(*found.prediction)})", "end")
        y += ROW
    for note in found.notes:
        lines = fitted(note, grid.scale.left - 12, SMALL)
        out += lines_of(0, y + 3, lines, "small muted", 16)
        y += 16 * len(lines) + 3
    return out, y + 4


def _foot(plot: JournalForest, grid: _Grid, y: float) -> tuple[Markup, float]:
    out = Markup("")
    for note in plot.notes:
        lines = fitted(note, grid.width, SMALL)
        out += lines_of(0, y + 10, lines, "small muted", 16)
        y += 16 * len(lines) + 2
    if plot.domains:
        letters = tuple(letter(i, plot.domains) for i in range(len(plot.domains)))
        drawn, y = lights_key(plot, y + 20, grid.width, letters)
        out += drawn
    return out, y + 4

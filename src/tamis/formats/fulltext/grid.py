"""Words of a page that stand in rows and columns, by their boxes alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tamis.formats.fulltext.values import Page, Word

#: Of a line's height: words closer than this belong together, lines further apart do not.
_GAP, _LEADING = 0.75, 2.6
#: Prose in two columns stands in two columns as well; a table has short cells, and figures.
_LONGEST_CELL, _FIGURES = 5, 0.25
_FEWEST_ROWS = 3
_TITLE = re.compile(r"(?:supplementary |extended data )?table\b", re.IGNORECASE)
Segment = tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """Words that stand together; `start` is -1 where other words stand between them in the text."""

    text: str
    start: int
    end: int
    across: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of cells, the first `heads` of them headings, and the line above."""

    caption: str
    heads: int
    rows: tuple[tuple[GridCell, ...], ...]


def grids(page: Page) -> tuple[Grid, ...]:
    """What looks like a table on a page, from the top."""
    lines = _lines(page.words)
    found, begin = [], 0
    while begin < len(lines):
        end = _end(lines, begin)
        if end - begin > 1 and _is_table(lines[begin:end]):
            found.append(_grid(page, lines, begin, end))
        begin = max(end, begin + 1)
    return tuple(found)


def _lines(words: Sequence[Word]) -> list[list[Segment]]:
    """Lines from the top, each as the groups of words that stand apart in it."""
    lines: list[list[Word]] = []
    for word in sorted((w for w in words if w.height > 0), key=lambda w: w.y + w.height / 2):
        if lines and _beside(max(lines[-1], key=lambda w: w.height), word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_segments(sorted(line, key=lambda w: w.x)) for line in lines]


def _beside(one: Word, two: Word) -> bool:
    """Whether two words stand on one line; a small raised sign stands on that of its word."""
    shared = min(one.y + one.height, two.y + two.height) - max(one.y, two.y)
    return shared > 0.5 * min(one.height, two.height)


def _segments(line: Sequence[Word]) -> list[Segment]:
    parts = [[line[0]]]
    for before, word in pairwise(line):
        if word.x - (before.x + before.width) > _GAP * min(before.height, word.height):
            parts.append([])
        parts[-1].append(word)
    return [tuple(part) for part in parts]


def _end(lines: Sequence[list[Segment]], begin: int) -> int:
    """Where the lines of several groups that begin here end; one line in between may have one."""
    end = at = begin
    while at < len(lines) and (at == begin or _near(lines[at - 1], lines[at])):
        if len(lines[at]) > 1:
            end = at + 1
        elif at == begin or len(lines[at - 1]) < 2:
            break
        at += 1
    return end


def _near(above: list[Segment], below: list[Segment]) -> bool:
    one, two = above[0][0], below[0][0]
    return two.y - one.y < _LEADING * max(one.height, two.height)


def _is_table(lines: Sequence[list[Segment]]) -> bool:
    rows = [line for line in lines if len(line) > 1]
    cells = [segment for line in rows for segment in line]
    figures = sum(any(c.isdigit() for w in cell for c in w.text) for cell in cells)
    return (
        len(rows) >= _FEWEST_ROWS
        and median(map(len, cells)) <= _LONGEST_CELL
        and max(map(len, cells)) <= 4 * _LONGEST_CELL
        and figures >= _FIGURES * len(cells)
    )


def _grid(page: Page, lines: Sequence[list[Segment]], begin: int, end: int) -> Grid:
    body = lines[begin:end]
    columns = _columns(body)
    rows = tuple(_row(page, line, columns) for line in body)
    figures = [any(c.isdigit() for cell in row[1:] for c in cell.text) for row in rows]
    above = (_text(line) for line in reversed(lines[max(0, begin - 4) : begin]))
    caption = next((said for said in above if _TITLE.match(said)), "")
    return Grid(caption=caption, heads=figures.index(True) if True in figures else 0, rows=rows)


def _text(line: Sequence[Segment]) -> str:
    return " ".join(w.text for segment in line for w in segment)


def _columns(lines: Sequence[list[Segment]]) -> list[tuple[float, float]]:
    """Left and right ends of the columns, from the lines with the most groups of words."""
    most = max(map(len, lines))
    spans = sorted(_ends(s) for line in lines if len(line) == most for s in line)
    columns = [spans[0]]
    for left, right in spans[1:]:
        if left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns


def _ends(segment: Segment) -> tuple[float, float]:
    return segment[0].x, segment[-1].x + segment[-1].width


def _row(
    page: Page, line: Sequence[Segment], columns: Sequence[tuple[float, float]]
) -> tuple[GridCell, ...]:
    """A line's groups under their columns; a group over several takes them all."""
    placed: dict[int, tuple[list[Word], int]] = {}
    for segment in line:
        left, right = _ends(segment)
        under = [i for i, (a, b) in enumerate(columns) if left < b and a < right]
        middle = (left + right) / 2
        nearest = min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))
        first, last = (under[0], under[-1]) if under else (nearest, nearest)
        words, _ = placed.get(first, ([], 1))
        placed[first] = [*words, *segment], last - first + 1
    cells, at = [], 0
    while at < len(columns):
        words, across = placed.get(at, ([], 1))
        nexts = [i for i in placed if i > at]
        across = min(across, min(nexts, default=len(columns)) - at)
        cells.append(_cell(page, words, across))
        at += across
    return tuple(cells)


def _cell(page: Page, words: Sequence[Word], across: int) -> GridCell:
    if not words:
        return GridCell(text="", start=-1, end=-1, across=across)
    said = " ".join(w.text for w in words)
    start = min(w.start for w in words)
    end = max(w.start + len(w.text) for w in words)
    together = page.text[start:end].split() == said.split()
    return GridCell(
        text=said, start=start if together else -1, end=end if together else -1, across=across
    )

"""The flow diagram's two layouts: columns side by side, and one column for phones."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from tamis.model.results import Flow, FlowBox
from tamis.report.plots.plot import Label
from tamis.report.plots.svg import CHARACTER, LINE, frame, line, polygon, rectangle, text

Make = Callable[[str], Label]
_GAP, _PAD = 26, 12
TITLES = {
    "previous": "Previous studies",
    "databases": "New studies via databases and registers",
    "other": "New studies via other methods",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    x: float
    y: float
    width: float
    height: float
    box: FlowBox

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def draw_wide(flow: Flow, title: str, about: str, number: Make, words: Make) -> Markup:
    """Columns beside each other: earlier studies, databases and registers, other methods."""
    placed, body, x, depth = [], Markup(""), 0.0, 0.0
    columns = [c for c in TITLES if _column(flow, c)]
    for name in columns:
        boxes, beside = _column(flow, name), name != "previous"
        side = any(b.removed for b in boxes)
        main, right = (218.0, 206.0 if side else 0.0) if beside else (206.0, 184.0)
        width = main + (right + 22 if right and beside else 0)
        at = x + main + 22 if beside else x + main - right
        body += _heading(x, width, TITLES[name])
        placed.append(_stack(boxes, x, 62.0, main, at, right, number, words, beside=beside))
        got = placed[-1]
        depth = max([depth, *(p.y + p.height for p in got)])
        x += width + 30
    total = max(x - 30, 300.0)
    ends = [[p for p in col if not p.box.removed][-1] for col in placed]
    results = _results(flow, ends, columns, depth + 34, number, words)
    for group in (*placed, results):
        body += Markup("").join(_box(p, number, words) for p in group)
    for name, group in zip(columns, placed, strict=True):
        body += _arrows(group, beside=name != "previous")
    body += _joins(ends, results, columns)
    height = max([depth, *(p.y + p.height for p in results)]) + 4
    return frame("flow-wide", (total, height), title, about, body)


def draw_narrow(flow: Flow, title: str, about: str, number: Make, words: Make) -> Markup:
    """One column; what was removed is set in, below the box it was taken from."""
    body, y, width = Markup(""), 0.0, 340.0
    for name in (c for c in TITLES if _column(flow, c)):
        body += _heading(0, width, TITLES[name], y)
        got = _stack(
            _column(flow, name), 0, y + 54, width, 30, width - 30, number, words, beside=False
        )
        body += Markup("").join(_box(p, number, words) for p in got) + _arrows(got, beside=False)
        y = max(p.y + p.height for p in got) + 30
    results = _column(flow, "result")
    if results:
        body += _heading(0, width, "Included", y)
        got = _stack(results, 0, y + 54, width, 0, width, number, words, beside=False)
        body += Markup("").join(_box(p, number, words) for p in got) + _arrows(got, beside=False)
        y = got[-1].y + got[-1].height
    return frame("flow-narrow", (width, y + 4), title, about, body)


def _column(flow: Flow, name: str) -> list[FlowBox]:
    return [b for b in flow.boxes if b.column == name]


def _heading(x: float, width: float, title: str, y: float = 0) -> Markup:
    lines = textwrap.wrap(title, int((width - 16) / CHARACTER))
    out = rectangle(x, y, width, 40, "box-title")
    for i, part in enumerate(lines[:2]):
        at = y + (25 if len(lines) == 1 else 17 + 16 * i)
        out += text(x + width / 2, at, part, "strong small middle")
    return out


def _lines(box: FlowBox, width: float, number: Make, words: Make) -> list[tuple[Label, str]]:
    """The lines of a box as (label, id of the count at its end)."""
    columns = int((width - 2 * _PAD) / CHARACTER)
    out: list[tuple[Label, str]] = []
    for label, name in ((box.label, box.number), *box.lines):
        made = words(label)
        parts = textwrap.wrap(label, columns) or [""]
        if len(f"{parts[-1]} (n = {number(name)})") > columns:
            parts.append("")
        out += [(Label(p, made.href), "") for p in parts[:-1]]
        out.append((Label(parts[-1], made.href), name))
    return out


def _stack(
    boxes: list[FlowBox],
    x: float,
    y: float,
    width: float,
    side_x: float,
    side_width: float,
    number: Make,
    words: Make,
    *,
    beside: bool = True,
) -> list[_Placed]:
    """Place boxes below each other; removed boxes beside the box before them, or set in below."""
    out: list[_Placed] = []
    row_top, row_bottom = y, y - _GAP
    for box in boxes:
        aside = box.removed and bool(out) and side_width > 0
        w = side_width if aside else width
        height = 2 * _PAD + LINE * len(_lines(box, w, number, words)) - 4
        if aside and beside:
            before = out[-1]
            top = before.y + before.height + 10 if before.box.removed else row_top
        else:
            top = row_bottom + _GAP
            row_top = top
        out.append(_Placed(x=side_x if aside else x, y=top, width=w, height=height, box=box))
        row_bottom = max(row_bottom, top + height)
    return out


def _box(placed: _Placed, number: Make, words: Make) -> Markup:
    kind = "box box-removed" if placed.box.removed else "box"
    out = rectangle(placed.x, placed.y, placed.width, placed.height, kind)
    y = placed.y + _PAD + 11
    for i, (label, name) in enumerate(_lines(placed.box, placed.width, number, words)):
        out += _line(placed.x + _PAD, y + LINE * i, label, number(name) if name else None)
    return out


def _line(x: float, y: float, label: Label, count: Label | None) -> Markup:
    if count is None:
        return text(x, y, label, "small")
    words = escape(label.text)
    if label.href:
        words = Markup('<a class="see" href="{}">{}</a>').format(label.href, label.text)
    end = Markup('<a class="n" href="{}" data-number="{}">{}</a>').format(
        count.href, count.number, count.text
    )
    return Markup('<text x="{}" y="{}" class="small">{} (n = {})</text>').format(
        f"{x:.1f}", f"{y:.1f}", words, end
    )


def _arrow(x1: float, y1: float, x2: float, y2: float) -> Markup:
    out = line(x1, y1, x2, y2, "flow-line")
    if abs(x2 - x1) > abs(y2 - y1):
        turn = 6 if x2 > x1 else -6
        head = ((x2, y2), (x2 - turn, y2 - 4), (x2 - turn, y2 + 4))
    else:
        head = ((x2, y2), (x2 - 4, y2 - 6), (x2 + 4, y2 - 6))
    return out + polygon(head, "flow-head")


def _arrows(placed: list[_Placed], *, beside: bool = True) -> Markup:
    out, before = Markup(""), None
    for p in placed:
        if before is not None and p.box.removed and beside:
            out += _arrow_aside(before, p)
        elif before is not None and p.box.removed:
            x, y = before.x + 14, p.y + p.height / 2
            out += line(x, before.y + before.height, x, y, "flow-line") + _arrow(x, y, p.x, y)
        elif before is not None:
            x = before.middle if beside else before.x + 14
            out += _arrow(x, before.y + before.height, x, p.y)
        if not p.box.removed:
            before = p
    return out


def _arrow_aside(before: _Placed, p: _Placed) -> Markup:
    """From a box to what was removed from it; with a bend when that lies lower than the box."""
    start, y = before.x + before.width, p.y + 18
    low = before.y + before.height - 8
    if y <= low:
        return _arrow(start, y, p.x, y)
    bend = (start + p.x) / 2
    out = line(start, low, bend, low, "flow-line") + line(bend, low, bend, y, "flow-line")
    return out + _arrow(bend, y, p.x, y)


def _results(
    flow: Flow, ends: list[_Placed], columns: list[str], y: float, number: Make, words: Make
) -> list[_Placed]:
    """The boxes at the foot, under the databases column (or the first one there is)."""
    boxes = _column(flow, "result")
    if not boxes:
        return []
    if not ends:
        return _stack(boxes, 0, y, 300, 0, 0, number, words)
    base = ends[columns.index("databases")] if "databases" in columns else ends[0]
    x, width = base.x, base.width
    return _stack(boxes, x, y, width, 0, 0, number, words)


def _joins(ends: list[_Placed], results: list[_Placed], columns: list[str]) -> Markup:
    """Arrows into the foot: new studies into its first box, earlier ones where totals begin."""
    if not results:
        return Markup("")
    out = _arrows(results)
    for end, name in zip(ends, columns, strict=True):
        into = results[len(results) // 2] if name == "previous" else results[0]
        bottom = end.y + end.height
        if abs(end.middle - into.middle) < 1:
            out += _arrow(end.middle, bottom, into.middle, into.y)
            continue
        y = into.y + into.height / 2
        edge = into.x if end.middle < into.x else into.x + into.width
        out += line(end.middle, bottom, end.middle, y, "flow-line")
        out += _arrow(end.middle, y, edge, y)
    return out

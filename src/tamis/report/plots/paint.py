"""PNG and PDF from the very SVG that a page shows, so that no two pictures of a plot disagree.

Reads the few elements our plots are made of and repeats each with matplotlib, at the same place,
in the colours that the style sheet gives them on paper.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Literal

from lxml import etree

from tamis.report.plots.advance import SIZE, advance
from tamis.report.plots.sheet import Look, Node, look
from tamis.report.plots.style import PLOT_CSS

#: Faces in order of preference; the first ones installed are used.
FACES = ("Helvetica", "Arial", "Liberation Sans", "Nimbus Sans", "DejaVu Sans")
_SILENT = frozenset({"title", "desc", "style"})
_PAPER = "#ffffff"


def paint(svg: str, kind: Literal["png", "pdf"], *, width: float, dpi: int = 300) -> bytes:
    """A picture file of one of our SVG elements.

    Args:
        svg: The element, with title and description.
        kind: File format.
        width: Of the picture, in inches.
        dpi: Dots per inch of a PNG.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    root = etree.fromstring(svg.encode())
    x, y, w, h = (float(n) for n in root.get("viewBox", "0 0 1 1").split())
    title, about = root.findtext("{*}title") or "", root.findtext("{*}desc") or ""
    said = (
        {"Title": title, "Description": about, "Software": None}
        if kind == "png"
        else {"Title": title, "Subject": about, "CreationDate": None, "Creator": "tamis"}
    )
    with rc_context({"font.family": _faces(), "pdf.fonttype": 42}):
        figure = Figure(figsize=(width, width * h / w), facecolor=_PAPER)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(x, x + w), ylim=(y + h, y))
        axes.set_axis_off()
        _children(_Brush(axes, width * 72 / w, _type_scale(root)), root, {"color": "#1b2426"})
        file = io.BytesIO()
        figure.savefig(file, format=kind, dpi=dpi, metadata=said, facecolor=_PAPER)
    return file.getvalue()


def _faces() -> list[str]:
    from matplotlib import font_manager

    there = {face.name for face in font_manager.fontManager.ttflist}
    return [name for name in FACES if name in there]


def _type_scale(root: Any) -> float:
    """By how much letters shrink, so that a face wider than the layout's keeps to its places."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    widest = 1.0
    for bold in (False, True):
        face = FontProperties(size=SIZE, weight="bold" if bold else "normal")
        for element in root.iter("{*}text"):
            words = "".join(element.itertext())
            wide, _, _ = text_to_path.get_text_width_height_descent(words, face, ismath=False)
            widest = max(widest, wide / advance(words, SIZE, bold=bold)) if words else widest
    return 1.0 / widest


class _Brush:
    """Draws elements on matplotlib axes; `points` is the size of a pixel in points.

    `type_scale` is the size of letters over that of the style sheet.
    """

    def __init__(self, axes: Any, points: float, type_scale: float) -> None:
        self.axes, self.points, self.type_scale, self.order = axes, points, type_scale, 0.0

    def next(self) -> float:
        """Later elements lie on top."""
        self.order += 1
        return self.order

    def shape(self, patch: Any) -> None:
        """Add a filled shape."""
        patch.set_zorder(self.next())
        self.axes.add_patch(patch)

    def stroke(self, xs: list[float], ys: list[float], style: Look) -> None:
        """Add an open line."""
        drawn = self.axes.plot(xs, ys, color=style.get("stroke", "none"), zorder=self.next())[0]
        drawn.set(linewidth=self.width(style), alpha=_share(style, "stroke-opacity"))
        drawn.set(solid_capstyle="butt", dash_capstyle="butt", clip_on=False)
        drawn.set_linestyle(self.dashes(style))

    def width(self, style: Look) -> float:
        """Width of a line in points."""
        return float(style.get("stroke-width", 1)) * self.points

    def dashes(self, style: Look) -> Any:
        """A dash pattern; matplotlib counts it in widths of the line."""
        pattern = style.get("stroke-dasharray")
        thick = float(style.get("stroke-width", 1))
        return (0, [float(n) / thick for n in pattern.split()]) if pattern else "-"

    def fill(self, style: Look) -> dict[str, Any]:
        """How a closed shape is filled and edged."""
        from matplotlib.colors import to_rgba

        inside, edge = style.get("fill", "#000"), style.get("stroke", "none")
        return {
            "facecolor": to_rgba(
                inside, None if inside == "none" else _share(style, "fill-opacity")
            ),
            "edgecolor": to_rgba(edge, None if edge == "none" else _share(style, "stroke-opacity")),
            "linewidth": self.width(style) if edge != "none" else 0.0,
            "linestyle": self.dashes(style) if edge != "none" else "-",
        }


def _share(style: Look, name: str) -> float:
    return float(style.get(name, 1))


def _children(brush: _Brush, parent: Any, style: Mapping[str, str]) -> None:
    before: frozenset[str] = frozenset()
    mine = look(PLOT_CSS, Node("svg", _classes(parent)), style) if parent.get("viewBox") else style
    for element in parent:
        tag = etree.QName(element).localname
        if tag in _SILENT:
            continue
        found = look(PLOT_CSS, Node(tag, _classes(element), before), mine)
        before = _classes(element)
        if tag in ("g", "a"):
            _children(brush, element, found)
        else:
            _DRAW[tag](brush, element, found)


def _classes(element: Any) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def _number(element: Any, name: str) -> float:
    return float(element.get(name, 0))


def _points(element: Any) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in element.get("points", "").split())
    return [(float(x), float(y)) for x, y in pairs]


def _line(brush: _Brush, e: Any, style: Look) -> None:
    xs, ys = [_number(e, "x1"), _number(e, "x2")], [_number(e, "y1"), _number(e, "y2")]
    brush.stroke(xs, ys, style)


def _polyline(brush: _Brush, e: Any, style: Look) -> None:
    points = _points(e)
    brush.stroke([x for x, _ in points], [y for _, y in points], style)


def _polygon(brush: _Brush, e: Any, style: Look) -> None:
    from matplotlib.patches import Polygon

    brush.shape(Polygon(_points(e), closed=True, **brush.fill(style)))


def _circle(brush: _Brush, e: Any, style: Look) -> None:
    from matplotlib.patches import Circle

    at = (_number(e, "cx"), _number(e, "cy"))
    brush.shape(Circle(at, _number(e, "r"), **brush.fill(style)))


def _rect(brush: _Brush, e: Any, style: Look) -> None:
    from matplotlib.patches import FancyBboxPatch, Rectangle

    at, w, h = (_number(e, "x"), _number(e, "y")), _number(e, "width"), _number(e, "height")
    r = min(_number(e, "rx"), w / 2, h / 2)
    if r <= 0:
        brush.shape(Rectangle(at, w, h, **brush.fill(style)))
        return
    round_box = f"round,pad=0,rounding_size={r}"
    brush.shape(FancyBboxPatch(at, w, h, boxstyle=round_box, **brush.fill(style)))


def _text(brush: _Brush, e: Any, style: Look) -> None:
    words = "".join(e.itertext())
    align = {"end": "right", "middle": "center"}.get(style.get("text-anchor", ""), "left")
    bold = float(style.get("font-weight", 400)) >= 600
    brush.axes.text(
        _number(e, "x"),
        _number(e, "y"),
        words.replace("$", r"\$"),
        fontsize=float(style.get("font-size", "14px").removesuffix("px"))
        * brush.points
        * brush.type_scale,
        color=style.get("fill", "#000"),
        ha=align,
        va="baseline",
        fontweight="bold" if bold else "normal",
        zorder=brush.next(),
    )


_DRAW: dict[str, Any] = {
    "line": _line,
    "polyline": _polyline,
    "polygon": _polygon,
    "circle": _circle,
    "rect": _rect,
    "text": _text,
}

"""The two layouts of every statistical plot: a journal's full width, and a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from tamis.report.plots.advance import SMALL, fitted
from tamis.report.plots.plot import Plot, PlotTable
from tamis.report.plots.shapes import image, lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Room for a picture.

    Attributes:
        key: "wide" or "narrow".
        width: Of the picture, in pixels.
        left, right: Margins beside the plotting area.
        height: Of the plotting area.
        ticks: About how many ticks the horizontal axis bears.
    """

    key: str
    width: float
    left: float
    right: float
    height: float
    ticks: int

    @property
    def phone(self) -> bool:
        """Whether this is the narrow one."""
        return self.key == "narrow"


#: 860 px at 170 mm print 14 px letters at just under 8 points.
WIDE = Layout(key="wide", width=860, left=64, right=24, height=470, ticks=8)
NARROW = Layout(key="narrow", width=344, left=46, right=12, height=300, ticks=5)
#: Where the plotting area begins below the title of its vertical axis.
TOP = 40.0
#: What the horizontal axis needs below it.
FOOT = 56.0

#: Draws a layout; returns the body and its height.
Draw = Callable[[Layout], tuple[Markup, float]]


def both(name: str, title: str, about: str, draw: Draw, table: PlotTable) -> Plot:
    """A plot whose two pictures come from the same function."""
    pictures = []
    for layout in (WIDE, NARROW):
        body, height = draw(layout)
        pictures.append(image(f"{name}-{layout.key}", (layout.width, height), title, about, body))
    return Plot(title=title, svg=pictures[0], narrow=pictures[1], table=table, description=about)


def key_lines(layout: Layout, y: float, words: str) -> tuple[Markup, float]:
    """A line of explanation below a plot, broken to its width; and where it ends."""
    lines = fitted(words, layout.width, SMALL)
    return lines_of(0, y, lines, "small muted", 17), y + 17 * len(lines)

"""What every plot is: a picture for wide and for narrow pages, a table, and a description."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tamis.report.plots.style import PLOT_CSS


@dataclass(frozen=True, slots=True)
class Label:
    """Text in a plot with the address it opens; `number` is its id in the ledger, if it has one."""

    text: str
    href: str = ""
    number: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotTable:
    """The data of a plot as a table; the first cell of a row names it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Label, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """An SVG for wide pages, one for phones, the same data as a table, and what it shows in words.

    Both pictures are inline SVG elements that take their colours from CSS variables.
    """

    title: str
    svg: Markup
    narrow: Markup
    table: PlotTable
    description: str


def standalone(plot: Plot, *, narrow: bool = False) -> bytes:
    """The picture as an SVG file of its own, with its style inside."""
    picture = str(plot.narrow if narrow else plot.svg)
    head, _, rest = picture.partition(">")
    return f"{head}><style>{PLOT_CSS}</style>{rest}\n".encode()

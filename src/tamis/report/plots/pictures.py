"""Plots as files: SVG, PNG or PDF, at a journal's width or a phone's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from tamis.model.errors import UnknownName
from tamis.report.plots.plot import Plot
from tamis.report.plots.style import PLOT_CSS

Width = Literal["journal", "phone"]
#: The full width of a journal's page, in millimetres; and of a phone, in CSS pixels.
JOURNAL_MM, PHONE_PX = 170, 360
SUFFIXES = (".svg", ".png", ".pdf")

#: For a file that no page lends its colours to. A dark screen gets light ink on dark paper.
_ALONE = """
svg.plot { --ui-font: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif;
  background: var(--paper, #fff); }
@media screen and (prefers-color-scheme: dark) {
  svg.plot { --ink: #e8eceb; --muted: #a9b5b7; --line: #3b474a; --paper: #14191a; --sunk: #1e2628;
    --raised: #1a2021; --accent: #6cc0c9; --accent-soft: #1d3a3e; --warm: #f0a36b;
    --good-soft: #1f4a38; --warn-soft: #574312; --bad-soft: #5d261e; --bad: #f08d7f; }
}
"""


def picture(plot: Plot, suffix: str, width: Width = "journal") -> bytes:
    """A plot as the content of a file.

    Args:
        plot: Any plot.
        suffix: ".svg", ".png" or ".pdf".
        width: "journal" (170 mm) or "phone" (360 px).

    Raises:
        UnknownName: Another suffix or width.
    """
    if width not in ("journal", "phone"):
        raise UnknownName("width", width, ("journal", "phone"))
    svg = str(plot.svg if width == "journal" else plot.narrow)
    if suffix == ".svg":
        return alone(svg, width).encode()
    from tamis.report.plots.paint import paint

    inches = JOURNAL_MM / 25.4 if width == "journal" else PHONE_PX / 96
    if suffix == ".png":
        return paint(svg, "png", width=inches, dpi=300 if width == "journal" else 288)
    if suffix == ".pdf":
        return paint(svg, "pdf", width=inches)
    raise UnknownName("kind of picture", suffix or "(no suffix)", SUFFIXES)


def alone(svg: str, width: Width) -> str:
    """An SVG element as a document of its own; one without links is a single image."""
    if "<a " not in svg:
        svg = svg.replace('role="group"', 'role="img"', 1)
    size = f"{JOURNAL_MM}mm" if width == "journal" else f"{PHONE_PX}px"
    ratio = _ratio(svg)
    unit, number = ("mm", JOURNAL_MM) if width == "journal" else ("px", PHONE_PX)
    head, _, rest = svg.partition(">")
    head = re.sub(r' style="[^"]*"', "", head)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'{head} width="{size}" height="{number * ratio:.1f}{unit}">'
        f"<style>{_ALONE}{PLOT_CSS}</style>{rest}\n"
    )


def _ratio(svg: str) -> float:
    found = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    return float(found[2]) / float(found[1]) if found else 1.0


def save(plot: Plot, path: Path, width: Width = "journal") -> None:
    """Write a plot to a file; its suffix says as what.

    Raises:
        UnknownName: A suffix that no picture has.
    """
    path.write_bytes(picture(plot, path.suffix.lower(), width))

"""What tests read out of a picture."""

from __future__ import annotations

from typing import Any

from lxml import etree

from tamis.report.plots import Plot

SVG = "{http://www.w3.org/2000/svg}"


def parsed(plot: Plot, *, phone: bool = False) -> Any:
    return etree.fromstring(str(plot.narrow if phone else plot.svg).encode())


def texts(plot: Plot, *, phone: bool = False) -> list[str]:
    return ["".join(t.itertext()) for t in parsed(plot, phone=phone).iter(f"{SVG}text")]


def marks(plot: Plot, kind: str, *, phone: bool = False) -> list[Any]:
    found = parsed(plot, phone=phone).iter()
    return [e for e in found if kind in (e.get("class") or "").split()]


def cells(plot: Plot) -> list[tuple[str, ...]]:
    return [tuple(c.text for c in row) for row in plot.table.rows]

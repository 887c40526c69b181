"""Baujat's plot: which studies make results differ, and which of those move the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.plots.axes import Axis, panel, plain_ticks
from tamis.report.plots.effect_scale import number
from tamis.report.plots.label_places import Box, Named, names_beside
from tamis.report.plots.layout import FOOT, TOP, Layout, both
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import circle
from tamis.report.plots.studied import studies_of

if TYPE_CHECKING:
    from tamis.stats.models.pooled import Pooled

_X, _Y = "Contribution to heterogeneity", "Influence on the pooled effect"


def baujat(pooled: Pooled, *, title: str = "", name: str = "baujat") -> Plot:
    """Each study's squared Pearson residual against its influence (Baujat et al. 2002).

    Args:
        pooled: The result, with a label per study.
        title: Name of the plot.
        name: Prefix of ids in the picture.

    Raises:
        TooFewStudies: No study can be left out.
    """
    from tamis.stats.diagnostics import baujat as coordinates

    found = coordinates(pooled.fit)
    rows = [
        (s.label, float(x), float(y))
        for s, x, y in zip(studies_of(pooled), found.heterogeneity, found.influence, strict=True)
    ]

    def draw(layout: Layout) -> tuple[Markup, float]:
        return _draw(rows, layout)

    named = title or "Baujat plot"
    table = PlotTable(
        caption=named,
        columns=("Study", _X, _Y),
        rows=tuple((Label(n), Label(number(x, 3)), Label(number(y, 3))) for n, x, y in rows),
    )
    return both(name, named, _about(rows, title), draw, table)


def _draw(rows: list[tuple[str, float, float]], layout: Layout) -> tuple[Markup, float]:
    right, top = max(x for _, x, _ in rows) * 1.1 or 1.0, max(y for _, _, y in rows) * 1.1 or 1.0
    x = Axis(
        low=0, high=right, start=layout.left, end=layout.width - layout.right,
        ticks=plain_ticks(0, right, layout.ticks), title=_X,
    )  # fmt: skip
    bottom = TOP + layout.height
    y = Axis(low=0, high=top, start=bottom, end=TOP, ticks=plain_ticks(0, top, 5), title=_Y)
    body = panel(x, y)
    r = 4.4 if layout.phone else 5.2
    far = sorted(rows, key=lambda p: -((p[1] / right) ** 2 + (p[2] / top) ** 2))
    points = [Named(x.at(a), y.at(b), r, n) for n, a, b in far]
    for p in points:
        body += circle(p.x, p.y, p.r, "dot")
    names, _ = names_beside(points, Box(layout.left + 2, TOP - 12, layout.width, bottom - 2))
    return body + names, bottom + FOOT


def _about(rows: list[tuple[str, float, float]], title: str) -> str:
    most = sorted(rows, key=lambda r: -r[1])[:3]
    moves = max(rows, key=lambda r: r[2])
    total = sum(x for _, x, _ in rows) or 1.0
    listed = "; ".join(f"{n} {number(x, 2)} ({100 * x / total:.0f}%)" for n, x, _ in most)
    return (
        f"Baujat plot{f': {title}' if title else ''}. {len(rows)} studies. Most of the "
        f"heterogeneity comes from {listed}. Leaving out {moves[0]} would move the pooled effect "
        f"most (influence {number(moves[2], 2)})."
    )

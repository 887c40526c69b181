"""The funnel plot with contours of significance (Peters et al. 2008, J Clin Epidemiol 61:991)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.plots.axes import Axis, panel, plain_ticks
from tamis.report.plots.effect_scale import EffectScale, effect_scale, number
from tamis.report.plots.layout import FOOT, TOP, Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import area, block, circle, curve
from tamis.report.plots.studied import Study, studies_of
from tamis.report.plots.svg import line, text

if TYPE_CHECKING:
    from tamis.stats.models.pooled import Pooled

#: Two-sided levels at which contours are drawn, with their normal quantiles.
CONTOURS = ((0.10, 1.6448536269514722), (0.05, 1.959963984540054), (0.01, 2.5758293035489004))
_SAYS = ("P>0.10", "0.10 to 0.05", "0.05 to 0.01", "P<0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Funnel:
    scale: EffectScale
    studies: tuple[Study, ...]
    added: tuple[Study, ...]
    centre: float
    contours: bool

    @property
    def deepest(self) -> float:
        return max(s.se for s in (*self.studies, *self.added)) * 1.06


def funnel(
    pooled: Pooled,
    *,
    measure: str = "",
    title: str = "",
    name: str = "funnel",
    contours: bool = True,
    added: Sequence[tuple[float, float]] = (),
) -> Plot:
    """Effects against their standard errors, precise studies on top.

    Shades show where a study would be significant against no difference; the dashed lines are the
    95 % limits around the pooled effect that chance alone would allow (Sterne and Egger 2001).

    Args:
        pooled: The result, with a label per study.
        measure: Abbreviation of the effect measure.
        title: Name of the plot.
        name: Prefix of ids in the picture.
        contours: Shade by significance.
        added: (effect, standard error) of studies that trim and fill has added.
    """
    filled = tuple(
        Study(label=f"Filled {i}", effect=y, se=se, weight=0.0)
        for i, (y, se) in enumerate(added, 1)
    )
    scale = effect_scale(measure)
    plot = _Funnel(
        scale=scale, studies=studies_of(pooled), added=filled, centre=pooled.estimate,
        contours=contours and scale.null is not None,
    )  # fmt: skip

    def draw(layout: Layout) -> tuple[Markup, float]:
        return _draw(plot, layout)

    about = _about(plot, title)
    return both(name, title or "Funnel plot", about, draw, _table(plot, title))


def _draw(plot: _Funnel, layout: Layout) -> tuple[Markup, float]:
    x, y = _axes(plot, layout)
    body = _shades(plot, x, y) if plot.contours else Markup("")
    body += panel(x, y, grid=not plot.contours)
    body += _limits(plot, x, y)
    r = 4.4 if layout.phone else 5.2
    for study in plot.added:
        body += circle(x.at(study.effect), y.at(study.se), r, "hollow")
    for study in plot.studies:
        body += circle(x.at(study.effect), y.at(study.se), r, "dot")
    drawn, bottom = _key(plot, layout, TOP + layout.height + FOOT + 14)
    return body + drawn, bottom


def _axes(plot: _Funnel, layout: Layout) -> tuple[Axis, Axis]:
    everyone = (*plot.studies, *plot.added)
    reach = 1.96 * plot.deepest
    low = min([s.effect for s in everyone] + [plot.centre - reach])
    high = max([s.effect for s in everyone] + [plot.centre + reach])
    room = 0.04 * (high - low)
    x = Axis(
        low=low - room, high=high + room, start=layout.left, end=layout.width - layout.right,
        ticks=plot.scale.ticks(low - room, high + room, layout.ticks), title=plot.scale.words,
    )  # fmt: skip
    ticks = plain_ticks(0.0, plot.deepest, 5)
    words = "Standard error"
    if plot.scale.back == "exp":
        words += f" of the log {plot.scale.words.lower()}"
    top, bottom = TOP, TOP + layout.height
    return x, Axis(low=0.0, high=plot.deepest, start=top, end=bottom, ticks=ticks, title=words)


def _shades(plot: _Funnel, x: Axis, y: Axis) -> Markup:
    """Darker where less significant; outside all of them P<0.01."""
    null = plot.scale.null or 0.0
    out = Markup("")
    for (_, z), kind in zip(reversed(CONTOURS), ("shade-1", "shade-1", "shade-2"), strict=True):
        out += _wedge(x, y, null, z * plot.deepest, kind)
    return out


def _wedge(x: Axis, y: Axis, tip: float, reach: float, kind: str) -> Markup:
    """A triangle from its tip at standard error 0, cut at the sides of the axis."""
    points = [(x.inside(tip), y.at(0))]
    for side in (1.0, -1.0):
        end = tip + side * reach
        if x.holds(end):
            points.append((x.at(end), y.end))
        else:
            edge = x.high if side > 0 else x.low
            cut = (x.at(edge), y.at(y.high * (edge - tip) / (side * reach)))
            corner = (x.at(edge), y.end)
            points += [cut, corner] if side > 0 else [corner, cut]
    return area(points, kind)


def _limits(plot: _Funnel, x: Axis, y: Axis) -> Markup:
    at, out = x.at(plot.centre), Markup("")
    if plot.scale.null is not None and x.holds(plot.scale.null):
        out += line(x.at(plot.scale.null), y.start, x.at(plot.scale.null), y.end, "axis")
    out += line(at, y.start, at, y.end, "fit")
    for side in (-1.96, 1.96):
        points = [(at, y.start), (x.at(plot.centre + side * plot.deepest), y.end)]
        out += curve(points, "limit")
    return out


def _key(plot: _Funnel, layout: Layout, y: float) -> tuple[Markup, float]:
    out, at = Markup(""), 0.0
    if plot.contours:
        kinds = (("shade-1", "shade-1", "shade-2"), ("shade-1", "shade-1"), ("shade-1",), ())
        step = layout.width / 4 if layout.phone else 130.0
        for says, shades in zip(_SAYS, kinds, strict=True):
            for shade in shades:
                out += block(at, y - 11, 14, 14, shade)
            out += block(at, y - 11, 14, 14, "outline") + text(at + 19, y, says, "small")
            at += step
        y += 24
        if layout.phone:
            out, y = _key_in_two_rows(y - 24)
    words = f"Solid line: pooled effect, {plot.scale.text(plot.centre)}. "
    words += "Dashed: 95% limits around it if studies differed by chance alone."
    if plot.added:
        words += f" Rings: {len(plot.added)} added by trim and fill."
    drawn, y = key_lines(layout, y, words)
    return out + drawn, y


def _key_in_two_rows(y: float) -> tuple[Markup, float]:
    out = Markup("")
    kinds = (("shade-1", "shade-1", "shade-2"), ("shade-1", "shade-1"), ("shade-1",), ())
    for i, (says, shades) in enumerate(zip(_SAYS, kinds, strict=True)):
        at, row = 150.0 * (i % 2), y + 22 * (i // 2)
        for shade in shades:
            out += block(at, row - 11, 14, 14, shade)
        out += block(at, row - 11, 14, 14, "outline") + text(at + 19, row, says, "small")
    return out, y + 46


def region(z: float) -> str:
    """In which shade a study of this z lies."""
    return _SAYS[sum(abs(z) > limit for _, limit in CONTOURS)]


def _about(plot: _Funnel, title: str) -> str:
    k, centre = len(plot.studies), plot.centre
    inside = sum(abs(s.effect - centre) <= 1.96 * s.se for s in plot.studies)
    below = sum(s.effect < centre for s in plot.studies)
    ses = [s.se for s in plot.studies]
    said = [f"Funnel plot{f': {title}' if title else ''}."]
    said.append(
        f"{k} studies, standard errors from {number(min(ses), 3)} to {number(max(ses), 3)}; pooled "
        f"{plot.scale.words.lower()} {plot.scale.text(centre)}. {below} lie below and {k - below} "
        f"at or above it; {inside} lie within the 95% limits around it."
    )
    if plot.contours:
        null = plot.scale.null or 0.0
        found = [region((s.effect - null) / s.se) for s in plot.studies]
        said.append(
            "Against no difference: "
            + ", ".join(f"{found.count(r)} with {_spoken(r)}" for r in _SAYS if r in found)
            + "."
        )
    if plot.added:
        effects = ", ".join(plot.scale.text(s.effect) for s in plot.added)
        said.append(f"Trim and fill adds {len(plot.added)} at {effects}.")
    return " ".join(said)


def _spoken(region_: str) -> str:
    return region_ if region_.startswith("P") else f"P between {region_.replace(' to ', ' and ')}"


def _table(plot: _Funnel, title: str) -> PlotTable:
    columns: tuple[str, ...] = ("Study", plot.scale.words, "Standard error")
    columns += ("P against no difference",) if plot.contours else ()
    rows = []
    for s in (*plot.studies, *plot.added):
        cells = [s.label, plot.scale.text(s.effect), number(s.se, 3)]
        if plot.contours:
            z = abs(s.effect - (plot.scale.null or 0.0)) / s.se
            cells.append(number(math.erfc(z / math.sqrt(2)), 3))
        rows.append(tuple(map(Label, cells)))
    return PlotTable(caption=title or "Funnel plot", columns=columns, rows=tuple(rows))

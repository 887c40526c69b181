"""Galbraith's radial plot: standardised effects against precision, read off an arc."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.plots.axes import Axis, panel, plain_ticks, span
from tamis.report.plots.effect_scale import EffectScale, effect_scale, number
from tamis.report.plots.label_places import Box, Named, box_around, names_beside
from tamis.report.plots.layout import FOOT, TOP, Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import area, circle, curve
from tamis.report.plots.studied import studies_of
from tamis.report.plots.svg import line, text

if TYPE_CHECKING:
    from tamis.stats.models.pooled import Pooled


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """x: 1/√(v + τ²); z: effect times that."""

    label: str
    effect: float
    x: float
    z: float


def radial(pooled: Pooled, *, measure: str = "", title: str = "", name: str = "radial") -> Plot:
    """Standardised effects against precision (Galbraith 1988, Stat Med 7:889).

    The slope of the line from the origin to a study is its effect, read off the arc; the band is
    ±2 around the pooled effect, which 95 % of studies should meet. Under random effects the
    standard deviations include τ².

    Args:
        pooled: The result, with a label per study.
        measure: Abbreviation of the effect measure.
        title: Name of the plot.
        name: Prefix of ids in the picture.
    """
    tau2 = pooled.tau2 if pooled.fit.random_effects else 0.0
    scale = effect_scale(measure)
    points = []
    for s in studies_of(pooled):
        precision = 1 / math.sqrt(s.se**2 + tau2)
        points.append(_Point(label=s.label, effect=s.effect, x=precision, z=s.effect * precision))
    outside = [p for p in points if abs(p.z - pooled.estimate * p.x) > 2]
    named = title or "Radial plot"

    def draw(layout: Layout) -> tuple[Markup, float]:
        body, bottom = _draw(points, outside, pooled.estimate, scale, layout)
        words = (
            f"Line: pooled effect, {scale.text(pooled.estimate)}; band: ±2 around it. The line "
            f"from the origin through a study meets the arc at its {scale.words.lower()}."
        )
        drawn, y = key_lines(layout, bottom + FOOT + 12, words)
        return body + drawn, y

    listed = "; ".join(f"{p.label} {scale.text(p.effect)}" for p in outside) or "none"
    about = (
        f"Radial plot{f': {title}' if title else ''}. {len(points)} studies; pooled "
        f"{scale.words.lower()} {scale.text(pooled.estimate)}. Outside the band of ±2 around it: "
        f"{listed}."
    )
    columns = ("Study", scale.words, "Precision (x)", "Standardised effect (y)")
    rows = tuple(
        (Label(p.label), Label(scale.text(p.effect)), Label(number(p.x, 2)), Label(number(p.z, 2)))
        for p in points
    )
    table = PlotTable(caption=named, columns=columns, rows=rows)
    return both(name, named, about, draw, table)


def _draw(
    points: list[_Point],
    outside: list[_Point],
    slope: float,
    scale: EffectScale,
    layout: Layout,
) -> tuple[Markup, float]:
    most = max(p.x for p in points) * 1.06
    zs = [p.z for p in points]
    low, high = span([*zs, -2.2, 2.2, slope * most - 2, slope * most + 2], 0.05)
    arc = 62 if layout.phone else 96
    bottom = TOP + layout.height
    x = Axis(
        low=0, high=most, start=layout.left, end=layout.width - layout.right - arc,
        ticks=plain_ticks(0, most, layout.ticks - 1), title="Precision (1 / standard deviation)",
    )  # fmt: skip
    y = Axis(
        low=low, high=high, start=bottom, end=TOP, ticks=plain_ticks(low, high, 7),
        title="Standardised effect",
    )  # fmt: skip
    edge = [(x.at(0), y.at(2)), (x.at(most), y.inside(slope * most + 2)),
            (x.at(most), y.inside(slope * most - 2)), (x.at(0), y.at(-2))]  # fmt: skip
    body = panel(x, y, grid=False) + area(edge, "band")
    body += line(x.at(0), y.at(0), x.at(most), y.at(0), "null")
    body += line(x.at(0), y.at(0), x.at(most), y.at(slope * most), "fit")
    body += _arc(x, y, scale, [p.effect for p in points] + [slope], most)
    r = 4.4 if layout.phone else 5.2
    body += Markup("").join(circle(x.at(p.x), y.at(p.z), r, "dot") for p in points)
    taken = [box_around(x.at(p.x), y.at(p.z), r) for p in points]
    far = sorted(outside, key=lambda p: -abs(p.z - slope * p.x))
    names = [Named(x.at(p.x), y.at(p.z), r, p.label) for p in far]
    room = Box(layout.left, TOP - 8, x.end + 6, bottom - 4)
    return body + names_beside(names, room, taken)[0], bottom


def _arc(x: Axis, y: Axis, scale: EffectScale, effects: list[float], most: float) -> Markup:
    """Part of a circle about the origin, in pixels, with ticks at round effects."""
    radius = x.end - x.start + 20
    upright = (y.start - y.end) / (y.high - y.low) / ((x.end - x.start) / most)
    down, up = (0.97 * min(abs(y.at(0) - edge) / radius, 1.0) for edge in (y.start, y.end))
    limits = -math.tan(math.asin(down)) / upright, math.tan(math.asin(up)) / upright

    def at(effect: float, r: float) -> tuple[float, float]:
        turn = math.atan(effect * upright)
        return x.start + r * math.cos(turn), y.at(0) - r * math.sin(turn)

    low = max(min(effects) - 0.2 * abs(min(effects)), limits[0])
    high = min(max(effects) + 0.2 * abs(max(effects)), limits[1])
    steps = [low + (high - low) * i / 60 for i in range(61)]
    out = curve([at(e, radius) for e in steps], "axis")
    last = -1e9
    for value, label in sorted(scale.ticks(low, high, 7), key=lambda t: at(t[0], radius)[1]):
        (a, b), (c, d) = at(value, radius), at(value, radius + 5)
        if d - last > 15:
            out += line(a, b, c, d, "axis") + text(c + 4, d + 4.5, label, "small")
            last = d
    return out

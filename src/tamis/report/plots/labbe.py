"""L'Abbé's plot: the risk in one group against the risk in the other, study by study."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tamis.model.errors import UnknownName
from tamis.report.plots.axes import Axis, panel
from tamis.report.plots.effect_scale import EffectScale, effect_scale, number, plain_number
from tamis.report.plots.label_places import Box, Named, box_around, names_beside
from tamis.report.plots.layout import FOOT, TOP, Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.scale import Scale
from tamis.report.plots.shapes import circle, curve

#: Measure → risk in group 1 that a pooled effect predicts from the risk in group 2.
_EXPECTED: dict[str, Callable[[float, float], float]] = {
    "RR": lambda p, effect: p * math.exp(effect),
    "RD": lambda p, effect: p + effect,
    "OR": lambda p, effect: p * math.exp(effect) / (1 - p + p * math.exp(effect)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """One study: events and sizes of both groups."""

    label: str
    events1: float
    n1: float
    events2: float
    n2: float

    @property
    def risks(self) -> tuple[float, float]:
        """Of group 1 and group 2."""
        return self.events1 / self.n1, self.events2 / self.n2


def labbe(
    studies: Sequence[Arms],
    *,
    measure: str = "RR",
    pooled: float | None = None,
    title: str = "",
    arms: tuple[str, str] = ("Treatment", "Control"),
    logarithmic: bool | None = None,
    name: str = "labbe",
) -> Plot:
    """Risks of group 1 against those of group 2 (L'Abbé, Detsky and O'Rourke 1987).

    Args:
        studies: The studies.
        measure: RR, OR or RD: what the pooled effect is.
        pooled: Pooled effect (log for ratios), drawn as the line that it predicts; None for none.
        title: Name of the plot.
        arms: Names of the groups.
        logarithmic: Draw risks on logarithmic axes; None does so where they span more than a
            factor of 30 and none is zero.
        name: Prefix of ids in the picture.

    Raises:
        UnknownName: Another measure.
    """
    code = "OR" if measure == "PETO" else measure
    if code not in _EXPECTED:
        raise UnknownName("measure of a L'Abbé plot", measure, (*_EXPECTED, "PETO"))
    named, effect = title or "L'Abbé plot", effect_scale(code)
    risks = [r for s in studies for r in s.risks]
    log = min(risks) > 0 and (max(risks) > 30 * min(risks) if logarithmic is None else logarithmic)

    def draw(layout: Layout) -> tuple[Markup, float]:
        body, bottom = _draw(studies, _axes(risks, layout, arms, log), layout, code, pooled)
        words = "Logarithmic axes. " if log else ""
        words += "Dotted line: equal risks. Discs are as large as the studies."
        if pooled is not None:
            words += f" Solid line: pooled {effect.words.lower()} {effect.text(pooled)}."
        drawn, y = key_lines(layout, bottom + FOOT + 12, words)
        return body + drawn, y

    about = _about(studies, title, arms, effect, pooled)
    return both(name, named, about, draw, _table(studies, named, arms))


def _about(
    studies: Sequence[Arms],
    title: str,
    arms: tuple[str, str],
    effect: EffectScale,
    pooled: float | None,
) -> str:
    below = sum(s.risks[0] < s.risks[1] for s in studies)
    lows, highs = min(s.risks[1] for s in studies), max(s.risks[1] for s in studies)
    about = (
        f"L'Abbé plot{f': {title}' if title else ''}. {len(studies)} studies; the risk is lower in "
        f"{arms[0].lower()} in {below}. Risks in {arms[1].lower()} run from "
        f"{number(100 * lows, 1)}% to {number(100 * highs, 1)}%."
    )
    if pooled is not None:
        about += f" Pooled {effect.words.lower()} {effect.text(pooled)}."
    return about


@dataclass(frozen=True, slots=True, kw_only=True)
class _Square:
    """Two equal axes of risks; on logarithmic ones positions are those of log risks."""

    x: Axis
    y: Axis
    log: bool

    def at(self, p: float) -> float:
        """Where a risk lies on an axis."""
        return math.log(p) if self.log else p

    def risk(self, at: float) -> float:
        """The risk that lies there."""
        return math.exp(at) if self.log else at


def _axes(risks: list[float], layout: Layout, arms: tuple[str, str], log: bool) -> _Square:
    side = min(layout.width - layout.left - layout.right, layout.height + 60)
    left = layout.left if layout.phone else (layout.width - side) / 2
    top = min(max(risks) * (1.6 if log else 1.08), 1.0) or 1.0
    low = min(risks) / 1.6 if log else 0.0
    values = Scale(low=low, high=top, left=0, right=1, log=log).ticks(5)
    change = math.log if log else float
    ticks = tuple((change(v), f"{plain_number(100 * v)}%") for v in values)
    a, b = change(low), change(top)
    x = Axis(low=a, high=b, start=left, end=left + side, ticks=ticks, title=f"{arms[1]}: risk")
    y = Axis(low=a, high=b, start=TOP + side, end=TOP, ticks=ticks, title=f"{arms[0]}: risk")
    return _Square(x=x, y=y, log=log)


def _draw(
    studies: Sequence[Arms], square: _Square, layout: Layout, code: str, pooled: float | None
) -> tuple[Markup, float]:
    x, y = square.x, square.y
    body = panel(x, y)
    body += curve([(x.start, y.start), (x.end, y.end)], "null")
    if pooled is not None:
        steps = [square.risk(x.low + (x.high - x.low) * i / 200) for i in range(201)]
        line = [(p, _EXPECTED[code](p, pooled)) for p in steps]
        line = [(square.at(p), square.at(q)) for p, q in line if 0 < q < 1]
        body += curve([(x.at(p), y.at(q)) for p, q in line if y.holds(q)], "fit")
    largest = max(s.n1 + s.n2 for s in studies)
    most = 15.0 if layout.phone else 22.0
    points = []
    for s in sorted(studies, key=lambda s: -(s.n1 + s.n2)):
        r = max(3.0, most * math.sqrt((s.n1 + s.n2) / largest))
        points.append(Named(x.at(square.at(s.risks[1])), y.at(square.at(s.risks[0])), r, s.label))
        body += circle(points[-1].x, points[-1].y, r, "bubble")
    far = sorted(points, key=lambda p: -abs((p.x - x.start) - (y.start - p.y)))
    room = Box(x.start + 2, TOP - 10, layout.width, y.start - 2)
    names, _ = names_beside(far, room, [box_around(p.x, p.y, p.r) for p in points])
    return body + names, y.start


def _table(studies: Sequence[Arms], title: str, arms: tuple[str, str]) -> PlotTable:
    columns = ["Study"]
    for arm in arms:
        columns += [f"{arm} events", f"{arm} total", f"{arm} risk (%)"]
    rows = tuple(
        tuple(
            Label(t)
            for t in (
                s.label,
                f"{s.events1:g}",
                f"{s.n1:g}",
                number(100 * s.risks[0], 2),
                f"{s.events2:g}",
                f"{s.n2:g}",
                number(100 * s.risks[1], 2),
            )
        )
        for s in studies
    )
    return PlotTable(caption=title, columns=tuple(columns), rows=rows)

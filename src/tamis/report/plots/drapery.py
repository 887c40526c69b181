"""The drapery plot: p-value curves of all studies and of the pooled effect at every null value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.plots.axes import Axis, panel
from tamis.report.plots.effect_scale import EffectScale, effect_scale
from tamis.report.plots.layout import FOOT, TOP, Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import area, curve
from tamis.report.plots.studied import Study, studies_of
from tamis.report.plots.svg import line, text

if TYPE_CHECKING:
    from tamis.stats.models.pooled import Pooled

_STEPS = 240
_LEVELS = (0.05, 0.01)
_TICKS = tuple((p, f"{p:g}") for p in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drapery:
    scale: EffectScale
    studies: tuple[Study, ...]
    estimate: float
    se: float
    df: float | None
    spread: float | None
    spread_df: float | None


def drapery(pooled: Pooled, *, measure: str = "", title: str = "", name: str = "drapery") -> Plot:
    """p(μ) for every value μ that the effect might have (Rücker and Schwarzer 2021).

    A curve is 1 at its estimate and falls to 0.05 at the limits of its 95 % interval, so every
    confidence interval can be read off.

    Args:
        pooled: The result, with a label per study.
        measure: Abbreviation of the effect measure.
        title: Name of the plot.
        name: Prefix of ids in the picture.
    """
    spread = df = None
    if pooled.fit.random_effects and pooled.k > 2:
        found = pooled.prediction_interval()
        spread, df = math.sqrt(pooled.se**2 + pooled.tau2), found.df
    plot = _Drapery(
        scale=effect_scale(measure), studies=studies_of(pooled), estimate=pooled.estimate,
        se=pooled.se, df=pooled.df, spread=spread, spread_df=df,
    )  # fmt: skip
    named = title or "Drapery plot"

    def draw(layout: Layout) -> tuple[Markup, float]:
        body, bottom = _draw(plot, layout)
        words = "Thin: studies. Bold: pooled effect. "
        words += "Shaded: effect of a new study. " if plot.spread else ""
        words += "Where a curve crosses 0.05 its 95% interval ends."
        drawn, y = key_lines(layout, bottom + FOOT + 12, words)
        return body + drawn, y

    return both(name, named, _about(plot, title), draw, _table(plot, named))


def p_value(mu: float, estimate: float, se: float, df: float | None) -> float:
    """Two-sided p of the hypothesis that the effect is `mu`; a spike where `se` is 0."""
    from tamis.stats.distributions import two_sided

    if se == 0:
        return float(mu == estimate)

    return two_sided((estimate - mu) / se, df)


def _draw(plot: _Drapery, layout: Layout) -> tuple[Markup, float]:
    reach = [s.effect + side * 1.2 * s.se for s in plot.studies for side in (-1, 1)]
    reach += [plot.estimate + side * 3.4 * plot.se for side in (-1, 1)]
    low, high = min(reach), max(reach)
    bottom, right = TOP + layout.height, layout.width - layout.right - 34
    x = Axis(
        low=low, high=high, start=layout.left, end=right,
        ticks=plot.scale.ticks(low, high, layout.ticks), title=plot.scale.words,
    )  # fmt: skip
    y = Axis(low=0, high=1, start=bottom, end=TOP, ticks=_TICKS, title="P value")
    grid = [low + (high - low) * i / _STEPS for i in range(_STEPS + 1)]
    body = Markup("")
    if plot.spread is not None:
        body += _shade(plot, x, y, grid)
    body += panel(x, y)
    if plot.scale.null is not None and x.holds(plot.scale.null):
        body += line(x.at(plot.scale.null), TOP, x.at(plot.scale.null), bottom, "null")
    for level in _LEVELS:
        body += line(x.start, y.at(level), x.end, y.at(level), "limit")
        body += text(x.end + 5, y.at(level) + (0 if level > 0.02 else 9), f"{level:g}", "small")
    for s in plot.studies:
        body += _curve(x, y, grid, s.effect, s.se, None, "thin")
    return body + _curve(x, y, grid, plot.estimate, plot.se, plot.df, "fit"), bottom


def _shade(plot: _Drapery, x: Axis, y: Axis, grid: list[float]) -> Markup:
    spread = plot.spread or 1.0
    top = [(x.at(m), y.at(p_value(m, plot.estimate, spread, plot.spread_df))) for m in grid]
    return area([(x.start, y.start), *top, (x.end, y.start)], "band")


def _curve(
    x: Axis, y: Axis, grid: list[float], at: float, se: float, df: float | None, kind: str
) -> Markup:
    """Through the grid and the peak itself, and only where it can be told from 0."""
    values = sorted({*grid, at, *(at + se * d / 10 for d in range(-35, 36))})
    pairs = [(m, p_value(m, at, se, df)) for m in values if x.holds(m)]
    return curve([(x.at(m), y.at(p)) for m, p in pairs if p > 5e-4], kind)


def _about(plot: _Drapery, title: str) -> str:
    low, high = _interval(plot.estimate, plot.se, plot.df)
    said = [f"Drapery plot{f': {title}' if title else ''}."]
    said.append(
        f"P value curves of {len(plot.studies)} studies and of the pooled "
        f"{plot.scale.words.lower()}, which peaks at {plot.scale.text(plot.estimate)} and crosses "
        f"0.05 at {plot.scale.text(low)} and {plot.scale.text(high)}."
    )
    if plot.scale.null is not None:
        p = p_value(plot.scale.null, plot.estimate, plot.se, plot.df)
        said.append(f"At no difference it stands at P={p:.2g}.")
    if plot.spread is not None:
        low, high = _interval(plot.estimate, plot.spread, plot.spread_df)
        said.append(
            f"The curve of a new study crosses 0.05 at {plot.scale.text(low)} and "
            f"{plot.scale.text(high)}."
        )
    return " ".join(said)


def _interval(estimate: float, se: float, df: float | None) -> tuple[float, float]:
    from tamis.stats.distributions import critical

    half = critical(0.95, None if df is None else int(df)) * se
    return estimate - half, estimate + half


def _table(plot: _Drapery, title: str) -> PlotTable:
    columns = ("Curve", "Peak", "P=0.05, lower", "P=0.05, upper", "P=0.01, lower", "P=0.01, upper")
    curves = [(s.label, s.effect, s.se, None) for s in plot.studies]
    rows = [_row(plot.scale, *c) for c in curves]
    rows.append(_row(plot.scale, "Pooled", plot.estimate, plot.se, plot.df))
    if plot.spread is not None:
        rows.append(_row(plot.scale, "New study", plot.estimate, plot.spread, plot.spread_df))
    return PlotTable(caption=title, columns=columns, rows=tuple(rows))


def _row(
    scale: EffectScale, label: str, at: float, se: float, df: float | None
) -> tuple[Label, ...]:
    from tamis.stats.distributions import critical

    cells = [label, scale.text(at)]
    for level in _LEVELS:
        half = critical(1 - level, None if df is None else int(df)) * se
        cells += [scale.text(at - half), scale.text(at + half)]
    return tuple(map(Label, cells))

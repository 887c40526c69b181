"""The bubble plot of a meta-regression: effects against a moderator, with the fitted line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.model.errors import UnknownName
from tamis.report.plots.axes import Axis, panel, plain_ticks, span
from tamis.report.plots.effect_scale import EffectScale, effect_scale, number, p_text
from tamis.report.plots.layout import FOOT, TOP, Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import Point, area, circle, curve
from tamis.report.plots.studied import labels_of
from tamis.report.plots.svg import line

if TYPE_CHECKING:
    from tamis.stats.regression.result import Regression

_STEPS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bubbles:
    scale: EffectScale
    moderator: str
    studies: tuple[tuple[str, float, float, float], ...]  # label, moderator, effect, weight
    grid: tuple[float, ...]
    line: tuple[float, ...]
    ci: tuple[tuple[float, float], ...]
    pi: tuple[tuple[float, float], ...]


def bubble(
    regression: Regression,
    moderator: str,
    *,
    measure: str = "",
    title: str = "",
    axis: str = "",
    labels: Sequence[str] = (),
    name: str = "bubble",
) -> Plot:
    """Effects against one moderator, bubbles as large as the weights (Thompson and Higgins 2002).

    Other moderators of the model are held at their means.

    Args:
        regression: The fitted model.
        moderator: Name of its column, as in `regression.fit.names`.
        measure: Abbreviation of the effect measure.
        title: Name of the plot.
        axis: Title of the horizontal axis; the moderator's name unless given.
        labels: A name per study as given.
        name: Prefix of ids in the picture.

    Raises:
        UnknownName: The model has no such column.
    """
    names = [n for n in regression.fit.names if n != "intercept"]
    if moderator not in names:
        raise UnknownName("moderator", moderator, names)
    plot = _bubbles(regression, moderator, effect_scale(measure), labels)
    named, shown = title or "Bubble plot", axis or moderator

    def draw(layout: Layout) -> tuple[Markup, float]:
        body, bottom = _draw(plot, layout, shown)
        words = "Line: fitted mean effect; band: its confidence interval"
        words += "; dashed: prediction interval." if plot.pi else "."
        drawn, y = key_lines(layout, bottom + FOOT + 12, words)
        return body + drawn, y

    table = PlotTable(
        caption=named,
        columns=("Study", shown, plot.scale.words, "Weight (%)"),
        rows=tuple(
            (Label(n), Label(f"{x:g}"), Label(plot.scale.text(y)), Label(number(w, 1)))
            for n, x, y, w in plot.studies
        ),
    )
    return both(name, named, _about(plot, regression, title, shown), draw, table)


def _bubbles(
    regression: Regression, moderator: str, scale: EffectScale, labels: Sequence[str]
) -> _Bubbles:
    import numpy as np

    fit = regression.fit
    j = fit.names.index(moderator)
    xs = fit.X[:, j]
    low, high = span(xs.tolist(), 0.04)
    grid = np.linspace(low, high, _STEPS + 1)
    rows = np.tile(fit.X.mean(axis=0), (len(grid), 1))
    rows[:, j] = grid
    found = regression.predict(rows)
    pi: tuple[tuple[float, float], ...] = ()
    if found.pi_lower is not None and found.pi_upper is not None:
        pi = tuple(zip(found.pi_lower.tolist(), found.pi_upper.tolist(), strict=True))
    weights = fit.model_weights / fit.model_weights.sum() * 100
    return _Bubbles(
        scale=scale,
        moderator=moderator,
        studies=tuple(
            zip(labels_of(fit, tuple(labels)), xs.tolist(), fit.yi.tolist(), weights.tolist(),
                strict=True)
        ),
        grid=tuple(grid.tolist()),
        line=tuple(found.estimate.tolist()),
        ci=tuple(zip(found.ci_lower.tolist(), found.ci_upper.tolist(), strict=True)),
        pi=pi,
    )  # fmt: skip


def _draw(plot: _Bubbles, layout: Layout, shown: str) -> tuple[Markup, float]:
    effects = [y for _, _, y, _ in plot.studies]
    most = max(effects) - min(effects) or 1.0
    near = [v for pair in (*plot.ci, *plot.pi) for v in pair]
    near = [v for v in near if min(effects) - most < v < max(effects) + most]
    low, high = span([*effects, *near])
    bottom = TOP + layout.height
    x = Axis(
        low=plot.grid[0], high=plot.grid[-1], start=layout.left + 4,
        end=layout.width - layout.right,
        ticks=plain_ticks(plot.grid[0], plot.grid[-1], layout.ticks), title=shown,
    )  # fmt: skip
    y = Axis(
        low=low, high=high, start=bottom, end=TOP, ticks=plot.scale.ticks(low, high, 6),
        title=plot.scale.words,
    )  # fmt: skip
    body = area(_ribbon(x, y, plot.grid, plot.ci), "band") + panel(x, y)
    if plot.scale.null is not None and y.holds(plot.scale.null):
        body += line(x.start, y.at(plot.scale.null), x.end, y.at(plot.scale.null), "null")
    for side in (0, 1) if plot.pi else ():
        edge = [(g, pair[side]) for g, pair in zip(plot.grid, plot.pi, strict=True)]
        body += curve([(x.at(g), y.at(v)) for g, v in edge if y.holds(v)], "limit")
    fitted = zip(plot.grid, plot.line, strict=True)
    body += curve([(x.at(g), y.at(v)) for g, v in fitted if y.holds(v)], "fit")
    heaviest = max(w for *_, w in plot.studies)
    largest = 13.0 if layout.phone else 20.0
    for _, a, b, w in sorted(plot.studies, key=lambda s: -s[3]):
        r = max(3.0, largest * math.sqrt(w / heaviest))
        body += circle(x.at(a), y.at(b), r, "bubble")
    return body, bottom


def _ribbon(
    x: Axis, y: Axis, grid: tuple[float, ...], pairs: tuple[tuple[float, float], ...]
) -> list[Point]:
    low = [(x.at(g), y.inside(a)) for g, (a, _) in zip(grid, pairs, strict=True)]
    high = [(x.at(g), y.inside(b)) for g, (_, b) in zip(grid, pairs, strict=True)]
    return low + high[::-1]


def _about(plot: _Bubbles, regression: Regression, title: str, shown: str) -> str:
    found = regression[plot.moderator]
    said = (
        f"Bubble plot{f': {title}' if title else ''}. {len(plot.studies)} studies against {shown}. "
        f"Per unit the effect changes by {number(found.estimate, 4)} "
        f"({number(found.ci[0], 4)} to {number(found.ci[1], 4)}, {p_text(found.p_value)}) on the "
        f"scale of the analysis. The fitted {plot.scale.words.lower()} is "
        f"{plot.scale.text(plot.line[0])} at {plot.grid[0]:.4g} and "
        f"{plot.scale.text(plot.line[-1])} at {plot.grid[-1]:.4g}."
    )
    r2 = regression.r2
    return said if r2 is None else f"{said} R²={r2:.0f}%."

"""The GOSH plot: pooled effect and heterogeneity of every subset of the studies, as a density."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.model.errors import UnknownName
from tamis.report.plots.axes import Axis, panel, plain_ticks, span
from tamis.report.plots.effect_scale import EffectScale, effect_scale, number
from tamis.report.plots.layout import FOOT, TOP, Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import block, circle

if TYPE_CHECKING:
    from tamis.stats.models.pooled import Pooled

_TONES = 5
_MARGIN = 56.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cloud:
    scale: EffectScale
    effects: tuple[float, ...]
    i2: tuple[float, ...]
    marked: tuple[bool, ...]
    mark: str
    whole: tuple[float, float]
    every: bool


def gosh(
    pooled: Pooled,
    *,
    measure: str = "",
    title: str = "",
    subsets: int | None = None,
    seed: int = 1,
    mark: str = "",
    name: str = "gosh",
) -> Plot:
    """Pooled effect against I² in subsets of the studies (Olkin, Dahabreh and Trikalinos 2012).

    Args:
        pooled: The result, with a label per study.
        measure: Abbreviation of the effect measure.
        title: Name of the plot.
        subsets: Number of random subsets; every one for up to 15 studies, else 20,000.
        seed: Of the random subsets, so that a page can be rebuilt.
        mark: Label of a study; colour shows where most subsets hold it.
        name: Prefix of ids in the picture.

    Raises:
        UnknownName: No study is called `mark`.
        TooFewStudies: There is only one.
    """
    cloud = _cloud(pooled, effect_scale(measure), subsets, seed, mark)
    named = title or "GOSH plot"

    def draw(layout: Layout) -> tuple[Markup, float]:
        body, bottom = _draw(cloud, layout)
        words = "Darker: more subsets. Ring: all studies."
        words += f" Orange: mostly subsets with {mark}." if mark else ""
        drawn, y = key_lines(layout, bottom + FOOT + 12, words)
        return body + drawn, y

    return both(name, named, _about(cloud, title, pooled.k), draw, _table(cloud, named))


def _cloud(pooled: Pooled, scale: EffectScale, subsets: int | None, seed: int, mark: str) -> _Cloud:
    from tamis.report.plots.studied import studies_of
    from tamis.stats.diagnostics import gosh as fits
    from tamis.stats.diagnostics.gosh import ALL_SUBSETS
    from tamis.stats.errors import TooFewStudies

    names = [s.label for s in studies_of(pooled)]
    if pooled.k < 2:
        raise TooFewStudies("pooled", f"{pooled.k} study", "at least 2")
    if mark and mark not in names:
        raise UnknownName("study", mark, names)
    asked = subsets if subsets or pooled.k <= ALL_SUBSETS else 20_000
    found = fits(pooled.fit, subsets=asked, seed=seed)
    more = found.include.sum(axis=1) > 1
    held = found.include[:, names.index(mark)] if mark else found.include[:, 0] & False
    i2 = pooled.i2 if pooled.i2 is not None else 0.0
    return _Cloud(
        scale=scale,
        effects=tuple(found.fits.estimate[more].tolist()),
        i2=tuple(found.fits.i2[more].tolist()),
        marked=tuple(held[more].tolist()),
        mark=mark,
        whole=(pooled.estimate, i2),
        every=found.exhaustive,
    )


def _draw(cloud: _Cloud, layout: Layout) -> tuple[Markup, float]:
    low, high = span([*cloud.effects, cloud.whole[0]], 0.03)
    side = _MARGIN if layout.phone else _MARGIN * 1.5
    top = TOP + side
    bottom = top + layout.height
    x = Axis(
        low=low, high=high, start=layout.left, end=layout.width - layout.right - side,
        ticks=cloud.scale.ticks(low, high, layout.ticks - 1), title=cloud.scale.words,
    )  # fmt: skip
    y = Axis(low=-2, high=102, start=bottom, end=top, ticks=plain_ticks(0, 100, 5), title="")
    body = panel(x, y)
    body += Markup('<text x="0" y="{}">I² (%)</text>').format(f"{top - 14:.1f}")
    size = 6.0 if layout.phone else 8.0
    body += _cells(cloud, x, y, size)
    body += _margins(cloud, x, y, side - 10)
    return body + circle(x.at(cloud.whole[0]), y.at(cloud.whole[1]), 6, "ring"), bottom


def _binned(xs: Sequence[float], ys: Sequence[float], size: float) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for a, b in zip(xs, ys, strict=True):
        key = (int(a // size), int(b // size))
        found[key] = found.get(key, 0) + 1
    return found


def _cells(cloud: _Cloud, x: Axis, y: Axis, size: float) -> Markup:
    """Squares shaded by the logarithm of how many subsets fall in them."""
    xs, ys = [x.at(e) for e in cloud.effects], [y.at(v) for v in cloud.i2]
    counts = _binned(xs, ys, size)
    inside = [(a, b) for a, b, m in zip(xs, ys, cloud.marked, strict=True) if m]
    held = _binned([a for a, _ in inside], [b for _, b in inside], size)
    most = math.log1p(max(counts.values()))
    out = Markup("")
    for (a, b), n in sorted(counts.items()):
        tone = 1 + int(0.999 * _TONES * math.log1p(n) / most)
        kind = "warm-tone" if 2 * held.get((a, b), 0) > n else "tone"
        out += block(a * size, b * size, size, size, f"{kind}-{tone}")
    return out


def _margins(cloud: _Cloud, x: Axis, y: Axis, room: float) -> Markup:
    """How effects and I² are spread, along the top and the right side."""
    n = 40
    across = _histogram([x.at(e) for e in cloud.effects], x.start, x.end, n)
    up = _histogram([y.at(v) for v in cloud.i2], y.end, y.start, n)
    wide, tall = (x.end - x.start) / n, (y.start - y.end) / n
    out = Markup("")
    for i, share in enumerate(across):
        if share:
            out += block(x.start + i * wide, y.end - 6 - room * share, wide, room * share, "bar")
    for i, share in enumerate(up):
        if share:
            out += block(x.end + 6, y.end + i * tall, room * share, tall, "bar")
    return out


def _histogram(values: Sequence[float], low: float, high: float, n: int) -> list[float]:
    counts = [0] * n
    for v in values:
        counts[min(max(int((v - low) / (high - low) * n), 0), n - 1)] += 1
    return [c / max(counts) for c in counts]


def _quantiles(values: Sequence[float]) -> tuple[float, ...]:
    ranked = sorted(values)
    return tuple(ranked[round(q * (len(ranked) - 1))] for q in (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1))


def _about(cloud: _Cloud, title: str, k: int) -> str:
    effects, i2 = _quantiles(cloud.effects), _quantiles(cloud.i2)
    which = "every subset of two or more" if cloud.every else "random subsets"
    said = (
        f"GOSH plot{f': {title}' if title else ''}. {len(cloud.effects)} fits to {which} of {k} "
        f"studies. The middle 90% of pooled effects lie between {cloud.scale.text(effects[1])} and "
        f"{cloud.scale.text(effects[5])} (median {cloud.scale.text(effects[3])}); I² is "
        f"{number(i2[3], 0)}% in the median, with 90% between {number(i2[1], 0)}% and "
        f"{number(i2[5], 0)}%. All studies: {cloud.scale.text(cloud.whole[0])}, "
        f"I² {number(cloud.whole[1], 0)}%."
    )
    if not cloud.mark:
        return said
    held = [e for e, m in zip(cloud.effects, cloud.marked, strict=True) if m]
    rest = [e for e, m in zip(cloud.effects, cloud.marked, strict=True) if not m]
    with_it, without = _quantiles(held)[3], _quantiles(rest)[3]
    return (
        f"{said} Median with {cloud.mark} {cloud.scale.text(with_it)}, without "
        f"{cloud.scale.text(without)}."
    )


def _table(cloud: _Cloud, title: str) -> PlotTable:
    names = ("Lowest", "5%", "25%", "Median", "75%", "95%", "Highest")
    effects, i2 = _quantiles(cloud.effects), _quantiles(cloud.i2)
    rows = [
        (Label(n), Label(cloud.scale.text(e)), Label(number(v, 1)))
        for n, e, v in zip(names, effects, i2, strict=True)
    ]
    whole = (Label("All studies"), Label(cloud.scale.text(cloud.whole[0])))
    rows.append((*whole, Label(number(cloud.whole[1], 1))))
    return PlotTable(
        caption=title, columns=("Quantile", cloud.scale.words, "I² (%)"), rows=tuple(rows)
    )

"""Rankograms: the chance of each rank, treatment by treatment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.plots.advance import fitted
from tamis.report.plots.effect_scale import number
from tamis.report.plots.layout import Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import block, curve, lines_of
from tamis.report.plots.svg import line, text

if TYPE_CHECKING:
    from tamis.stats.network import Ranking

_GAP = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    name: str
    chances: tuple[float, ...]
    sucra: float
    p_score: float
    mean: float
    limits: tuple[int, int]


def rankogram(ranking: Ranking, *, title: str = "", name: str = "rankogram") -> Plot:
    """A small bar chart per treatment, best SUCRA first (Salanti, Ades and Ioannidis 2011).

    The line adds up the chances of this rank or a better one; SUCRA is the area below it.

    Args:
        ranking: Of `tamis.stats.network.rank_treatments`.
        title: Name of the plot.
        name: Prefix of ids in the picture.
    """
    ranked = _ranked(ranking)
    named = title or "Rankogram"

    def draw(layout: Layout) -> tuple[Markup, float]:
        body, bottom = _draw(ranked, layout)
        words = "Bars: chance of each rank (1 is best). Line: chance of that rank or a better one. "
        words += "Brackets: ranks that hold the treatment's with 95% probability."
        drawn, y = key_lines(layout, bottom + 14, words)
        return body + drawn, y

    first = ranked[0]
    listed = "; ".join(
        f"{r.name} SUCRA {100 * r.sucra:.0f}%, ranks {r.limits[0]} to {r.limits[1]}" for r in ranked
    )
    about = (
        f"Rankogram{f': {title}' if title else ''}. {len(ranked)} treatments. {first.name} ranks "
        f"first with probability {first.chances[0]:.2f}. {listed}."
    )
    return both(name, named, about, draw, _table(ranked, named))


def _ranked(ranking: Ranking) -> list[_Ranked]:
    out = [
        _Ranked(
            name=t,
            chances=tuple(ranking.probability[i].tolist()),
            sucra=float(ranking.sucra[i]),
            p_score=float(ranking.p_score[i]),
            mean=float(ranking.mean_rank[i]),
            limits=(int(ranking.rank_lb[i]), int(ranking.rank_ub[i])),
        )
        for i, t in enumerate(ranking.treatments)
    ]
    return sorted(out, key=lambda r: -r.sucra)


def _draw(ranked: list[_Ranked], layout: Layout) -> tuple[Markup, float]:
    across = 2 if layout.phone else min(4, len(ranked))
    wide = (layout.width - _GAP * (across - 1)) / across
    tall = 92.0 if layout.phone else 120.0
    body, bottom, y = Markup(""), 0.0, 0.0
    for start in range(0, len(ranked), across):
        row = ranked[start : start + across]
        heads = [fitted(r.name, wide - 4, bold=True) for r in row]
        deep = 17.0 * max(len(h) for h in heads)
        for i, (treatment, lines) in enumerate(zip(row, heads, strict=True)):
            x = i * (wide + _GAP)
            body += lines_of(x, y + 14 + deep - 17 * len(lines), lines, "strong", 17)
            body += text(x, y + deep + 16, _numbers(treatment), "small muted")
            body += _chart(treatment, x, y + deep + 30, wide, tall, i == 0)
        bottom = y + deep + 30 + tall + 42
        y = bottom + 8
    return body, bottom


def _numbers(r: _Ranked) -> str:
    a, b = r.limits
    return f"SUCRA {100 * r.sucra:.0f}%, rank {a if a == b else f'{a}–{b}'}"


def _chart(r: _Ranked, x: float, y: float, wide: float, tall: float, first: bool) -> Markup:
    n, left = len(r.chances), x + 30
    step = (x + wide - left) / n
    floor = y + tall
    out = Markup("")
    for share, label in ((0.0, "0"), (0.5, "0.5"), (1.0, "1")):
        at = floor - share * tall
        out += line(left, at, x + wide, at, "axis" if share == 0 else "rule")
        out += text(left - 5, at + 4, label, "small end muted")
    total, points = 0.0, []
    every = 1 if step > 15 else 2 if step > 8 else 5
    for i, chance in enumerate(r.chances):
        at = left + i * step
        out += block(at + 0.14 * step, floor - chance * tall, 0.72 * step, chance * tall, "bar")
        total += chance
        points.append((at + step / 2, floor - min(total, 1.0) * tall))
        if i % every == 0:
            out += text(at + step / 2, floor + 16, str(i + 1), "small middle")
    a, b = left + (r.limits[0] - 1) * step + 2, left + r.limits[1] * step - 2
    bracket = [(a, floor + 21), (a, floor + 26), (b, floor + 26), (b, floor + 21)]
    return out + curve(points, "warm-fit") + curve(bracket, "axis")


def _table(ranked: list[_Ranked], title: str) -> PlotTable:
    n = len(ranked)
    columns: tuple[str, ...] = ("Treatment", "SUCRA", "P-score", "Mean rank", "95% of ranks")
    columns += tuple(f"Rank {i}" for i in range(1, n + 1))
    rows = tuple(
        tuple(
            map(
                Label,
                (
                    r.name, number(r.sucra, 3), number(r.p_score, 3), number(r.mean, 2),
                    f"{r.limits[0]} to {r.limits[1]}", *(number(c, 3) for c in r.chances),
                ),
            )
        )
        for r in ranked
    )  # fmt: skip
    return PlotTable(caption=title, columns=columns, rows=rows)

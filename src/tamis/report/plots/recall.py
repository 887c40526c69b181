"""Recall curves: how much was found after how much was read, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tamis.report.plots.axes import Axis, panel
from tamis.report.plots.layout import FOOT, TOP, Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import circle, curve
from tamis.report.plots.svg import line

Points = tuple[tuple[float, float], ...]
#: How the methods' lines look, in their order; further ones are drawn like the last.
_LOOKS = (("fit", "solid"), ("warm-fit", "dashed, warm"), ("limit", "dashed, thin"))
_TENTHS = tuple((n / 10, f"{10 * n}") for n in range(0, 11, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRun:
    """One screening as it went.

    Attributes:
        method: What ordered it; runs of one method are drawn alike.
        label: What tells it from others of the method (its seed).
        points: (share read, recall), from (0, 0) on.
        stop: (share read, recall) where a stopping rule stopped it.
    """

    method: str
    label: str
    points: Points
    stop: tuple[float, float] | None = None


def recall_curves(
    runs: Sequence[RecallRun],
    *,
    prevalence: float = 0.0,
    title: str = "",
    rule: str = "",
    name: str = "recall",
) -> Plot:
    """Recall against the share of records read, one line per run.

    Args:
        runs: In the order of the key.
        prevalence: Share of includes, for the best line there could be.
        title: Name of the plot.
        rule: Name of the rule whose stops are marked.
        name: Prefix of ids in the picture.
    """
    methods = list(dict.fromkeys(run.method for run in runs))
    look = {m: _LOOKS[min(i, len(_LOOKS) - 1)] for i, m in enumerate(methods)}
    named = title or "Recall curves"

    def draw(layout: Layout) -> tuple[Markup, float]:
        body, bottom = _draw(runs, {m: kind for m, (kind, _) in look.items()}, prevalence, layout)
        words = "; ".join(f"{m}: {said} line" for m, (_, said) in look.items())
        words += ". Thin lines: reading at random, and the best order there could be."
        if rule and any(run.stop for run in runs):
            words += f" Discs: where {rule} stopped."
        drawn, y = key_lines(layout, bottom + 14, words)
        return body + drawn, y

    listed = "; ".join(f"{r.method} {r.label}: {_half(r)}" for r in runs)
    about = f"Recall curves{f': {title}' if title else ''}. {listed}."
    return both(name, named, about, draw, _table(runs, named))


def _draw(
    runs: Sequence[RecallRun], kinds: dict[str, str], prevalence: float, layout: Layout
) -> tuple[Markup, float]:
    floor = TOP + layout.height
    x = Axis(
        low=0, high=1, start=layout.left, end=layout.width - layout.right, ticks=_TENTHS,
        title="Records read, %",
    )  # fmt: skip
    y = Axis(low=0, high=1, start=floor, end=TOP, ticks=_TENTHS, title="Found, % of all includes")
    body = panel(x, y) + curve([(x.at(0), y.at(0)), (x.at(1), y.at(1))], "thin")
    if prevalence:
        best = [(0.0, 0.0), (prevalence, 1.0), (1.0, 1.0)]
        body += curve([(x.at(a), y.at(b)) for a, b in best], "thin")
    body += line(x.start, y.at(0.95), x.end, y.at(0.95), "rule")
    for run in runs:
        body += curve([(x.at(a), y.at(b)) for a, b in run.points], kinds[run.method])
    for run in runs:
        if run.stop:
            body += circle(x.at(run.stop[0]), y.at(run.stop[1]), 5, "dot")
    return body, floor + FOOT


def _half(run: RecallRun) -> str:
    at = next((share for share, recall in run.points if recall >= 0.95 - 1e-9), 1.0)
    return f"95% found after {100 * at:.0f}% of the records"


def _table(runs: Sequence[RecallRun], title: str) -> PlotTable:
    shares = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75)
    rows = tuple(
        tuple(
            Label(cell)
            for cell in (
                f"{run.method} {run.label}".strip(),
                *(f"{100 * _at(run.points, share):.0f}" for share in shares),
                f"{100 * run.stop[0]:.0f}, {100 * run.stop[1]:.0f}" if run.stop else "",
            )
        )
        for run in runs
    )
    columns = ("Run", *(f"Found at {100 * s:.0f}%" for s in shares), "Stop: read, found")
    return PlotTable(caption=f"{title} (%)", columns=columns, rows=rows)


def _at(points: Points, share: float) -> float:
    return max((recall for at, recall in points if at <= share + 1e-9), default=0.0)

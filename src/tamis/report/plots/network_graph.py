"""The graph of a network: treatments, and the studies that compare them directly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.plots.advance import advance, fitted
from tamis.report.plots.layout import Layout, both, key_lines
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.shapes import Point, area, block, circle, lines_of
from tamis.report.plots.svg import text

if TYPE_CHECKING:
    from tamis.stats.network import Network

Pair = tuple[int, int]


def network_graph(
    network: Network,
    *,
    title: str = "",
    sizes: Mapping[str, float] | None = None,
    name: str = "network",
) -> Plot:
    """Nodes as large as the evidence on a treatment, lines as thick as that on a comparison.

    Studies of more than two arms are shaded (Salanti et al. 2008; PRISMA-NMA, item S3).

    Args:
        network: The network.
        title: Name of the plot.
        sizes: Participants per treatment; the number of studies sizes the nodes unless given.
        name: Prefix of ids in the picture.
    """
    edges, studies = _edges(network), _studies(network)
    amounts = [float((sizes or {}).get(t, studies[i])) for i, t in enumerate(network.treatments)]
    many = [s.arms for s in network.studies if len(s.arms) > 2]
    named = title or "Network graph"

    def draw(layout: Layout) -> tuple[Markup, float]:
        body, bottom = _draw(network.treatments, edges, amounts, many, layout)
        what = "participants" if sizes else "studies"
        words = f"Numbers and widths of lines: studies. Areas of circles: {what}."
        words += " Shaded: studies of more than two arms." if many else ""
        drawn, y = key_lines(layout, bottom + 18, words)
        return body + drawn, y

    return both(
        name, named, _about(network, edges, studies, title), draw,
        _table(network, edges, named),
    )  # fmt: skip


def _edges(network: Network) -> dict[Pair, int]:
    found: dict[Pair, int] = {}
    for study in network.studies:
        for pair in combinations(study.arms, 2):
            found[pair] = found.get(pair, 0) + 1
    return dict(sorted(found.items()))


def _studies(network: Network) -> list[int]:
    return [sum(i in s.arms for s in network.studies) for i in range(network.n)]


def _draw(
    names: tuple[str, ...],
    edges: Mapping[Pair, int],
    amounts: list[float],
    many: list[tuple[int, ...]],
    layout: Layout,
) -> tuple[Markup, float]:
    n = len(names)
    room = 92.0 if layout.phone else 170.0
    rx = layout.width / 2 - room
    ry = rx * 1.25 if layout.phone else 205.0
    cx, cy = layout.width / 2, ry + 52
    at = []
    for i in range(n):
        turn = 2 * math.pi * i / n - math.pi / 2
        at.append((cx + rx * math.cos(turn), cy + ry * math.sin(turn)))
    body = Markup("").join(area([at[i] for i in arms], "multi") for arms in dict.fromkeys(many))
    widest, most = (7.0 if layout.phone else 10.0), max(edges.values())
    for (a, b), k in edges.items():
        body += _edge(at[a], at[b], 1.2 + widest * k / most)
    body += _edge_numbers(at, edges)
    largest = 17.0 if layout.phone else 26.0
    for i, name in enumerate(names):
        r = max(5.0, largest * math.sqrt(amounts[i] / max(amounts)))
        body += circle(*at[i], r, "node")
        body += _name(name, at[i], r, (at[i][0] - cx, at[i][1] - cy), layout)
    return body, cy + ry + 60


def _edge(a: tuple[float, float], b: tuple[float, float], width: float) -> Markup:
    """A line of its own thickness, drawn as the thin rectangle that it is."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy) or 1.0
    px, py = -dy / length * width / 2, dx / length * width / 2
    corners = [(a[0] + px, a[1] + py), (b[0] + px, b[1] + py),
               (b[0] - px, b[1] - py), (a[0] - px, a[1] - py)]  # fmt: skip
    return area(corners, "edge")


def _edge_numbers(at: list[Point], edges: Mapping[Pair, int]) -> Markup:
    """Counts on the lines, each where it is farthest from other lines and other counts."""
    out, placed = Markup(""), list[Point]()
    for (a, b), k in edges.items():
        others = [(at[c], at[d]) for c, d in edges if (c, d) != (a, b)]
        spots = [
            (at[a][0] + s * (at[b][0] - at[a][0]), at[a][1] + s * (at[b][1] - at[a][1]))
            for s in (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73)
        ]
        x, y = max(spots, key=lambda p: min(_clear(p, others, placed), 16.0))
        placed.append((x, y))
        wide = 8.0 + 7.0 * len(str(k))
        out += block(x - wide / 2, y - 8, wide, 16, "halo")
        out += text(x, y + 4.5, str(k), "small middle")
    return out


def _clear(p: Point, lines: list[tuple[Point, Point]], placed: list[Point]) -> float:
    """The distance of a spot to the nearest line or count."""
    near = [_to_line(p, a, b) for a, b in lines]
    return min([*near, *(math.dist(p, q) / 1.5 for q in placed)], default=1e9)


def _to_line(p: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / ((dx * dx + dy * dy) or 1.0)
    share = min(max(along, 0.0), 1.0)
    return math.dist(p, (a[0] + share * dx, a[1] + share * dy))


def _name(
    name: str, at: tuple[float, float], r: float, out: tuple[float, float], layout: Layout
) -> Markup:
    """The treatment's name outside the circle of nodes."""
    lines = fitted(name, 84.0 if layout.phone else 150.0)
    upright = abs(out[0]) < 0.25 * abs(out[1]) or abs(out[0]) < 1
    if upright:
        y = at[1] + r + 18 if out[1] > 0 else at[1] - r - 8 - 17 * (len(lines) - 1)
        return lines_of(at[0], y, lines, "middle", 17)
    x = at[0] + (r + 7) * (1 if out[0] > 0 else -1)
    half = max(advance(line) for line in lines)
    x = min(x, layout.width - half) if out[0] > 0 else max(x, half)
    y = at[1] + 5 - 8.5 * (len(lines) - 1)
    return lines_of(x, y, lines, "" if out[0] > 0 else "end", 17)


def _about(network: Network, edges: Mapping[Pair, int], studies: list[int], title: str) -> str:
    t = network.treatments
    possible = network.n * (network.n - 1) // 2
    most = sorted(edges.items(), key=lambda e: -e[1])[:3]
    listed = "; ".join(f"{t[a]} and {t[b]} in {k}" for (a, b), k in most)
    per = ", ".join(f"{name} {k}" for name, k in zip(t, studies, strict=True))
    many = sum(len(s.arms) > 2 for s in network.studies)
    return (
        f"Network graph{f': {title}' if title else ''}. {len(network.studies)} studies of "
        f"{network.n} treatments; {len(edges)} of {possible} pairs are compared directly, most "
        f"often {listed}. {many} studies have more than two arms. Studies per treatment: {per}."
    )


def _table(network: Network, edges: Mapping[Pair, int], title: str) -> PlotTable:
    t = network.treatments
    rows = []
    for (a, b), k in edges.items():
        names = [s.name for s in network.studies if a in s.arms and b in s.arms]
        rows.append((Label(f"{t[a]} – {t[b]}"), Label(str(k)), Label(", ".join(names))))
    return PlotTable(caption=title, columns=("Comparison", "Studies", "Which"), rows=tuple(rows))

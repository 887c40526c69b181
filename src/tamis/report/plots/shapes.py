"""Shapes of the statistical plots, and the frame of a picture without links."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from tamis.report.plots.svg import text

Point = tuple[float, float]
#: Clear space around every picture, in pixels.
MARGIN = 8


def image(name: str, size: Point, title: str, about: str, body: Markup) -> Markup:
    """An SVG element that is one image to assistive technology, with its name and description."""
    width, height = (side + 2 * MARGIN for side in size)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="{m} {m} {w} {h}" role="img" '
        'aria-labelledby="{n}-t" aria-describedby="{n}-d" style="max-width:{w}px">'
        '<title id="{n}-t">{t}</title><desc id="{n}-d">{d}</desc>{b}</svg>'
    ).format(m=-MARGIN, w=f"{width:.0f}", h=f"{height:.0f}", n=name, t=title, d=about, b=body)


def circle(x: float, y: float, r: float, kind: str) -> Markup:
    """A disc or ring."""
    return Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(
        f"{x:.1f}", f"{y:.1f}", f"{r:.1f}", kind
    )


def curve(points: Iterable[Point], kind: str) -> Markup:
    """A line through points."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup('<polyline points="{}" class="{}"/>').format(path, kind)


def area(points: Iterable[Point], kind: str) -> Markup:
    """A filled region."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup('<polygon points="{}" class="{}"/>').format(path, kind)


def block(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """A rectangle with sharp corners."""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", kind
    )


def lines_of(x: float, y: float, lines: Iterable[str], kind: str, step: float = 18) -> Markup:
    """Several lines of text below each other."""
    return Markup("").join(text(x, y + i * step, words, kind) for i, words in enumerate(lines))

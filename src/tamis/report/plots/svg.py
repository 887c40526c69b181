"""Small pieces of SVG: text that may be a link, lines, and the frame with its title."""

from __future__ import annotations

import textwrap

from markupsafe import Markup, escape

from tamis.report.plots.plot import Label

#: Mean advance of a character at 14 px in common sans-serif faces; wide enough for most.
CHARACTER = 7.3
LINE = 18


def frame(name: str, size: tuple[float, float], title: str, about: str, body: Markup) -> Markup:
    """An SVG element with a title and a description that assistive technology reads.

    It is a group and not an image, because its labels are links that can be reached by keyboard.
    """
    width, height = size
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 {w} {h}" role="group" '
        'aria-labelledby="{n}-t" aria-describedby="{n}-d" style="max-width:{w}px">'
        '<title id="{n}-t">{t}</title><desc id="{n}-d">{d}</desc>{b}</svg>'
    ).format(w=f"{width:.0f}", h=f"{height:.0f}", n=name, t=title, d=about, b=body)


def text(x: float, y: float, label: Label | str, kind: str = "") -> Markup:
    """A line of text; a label with an address becomes a link around it."""
    words = label if isinstance(label, Label) else Label(label)
    body = Markup('<text x="{}" y="{}"{}>{}</text>').format(
        f"{x:.1f}", f"{y:.1f}", _kind(kind), words.text
    )
    if not words.href:
        return body
    number = Markup(' data-number="{}"').format(words.number) if words.number else ""
    sort = "n" if words.number else "see"
    return Markup('<a class="{}" href="{}"{}>{}</a>').format(sort, words.href, number, body)


def paragraph(
    x: float, y: float, label: Label, columns: int, kind: str = "", *, prose: bool = False
) -> tuple[Markup, int]:
    """Text broken into lines of at most `columns` characters; says how many lines it took.

    In prose only the words with digits become links, elsewhere the whole label does.
    """
    lines = textwrap.wrap(label.text, max(columns, 8)) or [""]
    make = _prose if prose else text
    made = Markup("").join(
        make(x, y + i * LINE, Label(line, label.href), kind) for i, line in enumerate(lines)
    )
    return made, len(lines)


def _prose(x: float, y: float, label: Label, kind: str = "") -> Markup:
    """A line of running text in which only the words with digits are links."""
    if not label.href:
        return text(x, y, label, kind)
    words = [
        Markup('<a class="see" href="{}">{}</a>').format(label.href, word)
        if any(c.isdecimal() for c in word)
        else escape(word)
        for word in label.text.split(" ")
    ]
    return Markup('<text x="{}" y="{}"{}>{}</text>').format(
        f"{x:.1f}", f"{y:.1f}", _kind(kind), Markup(" ").join(words)
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A straight line."""
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}"{}/>').format(
        f"{x1:.1f}", f"{y1:.1f}", f"{x2:.1f}", f"{y2:.1f}", _kind(kind)
    )


def polygon(points: tuple[tuple[float, float], ...], kind: str) -> Markup:
    """A filled shape."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup('<polygon points="{}"{}/>').format(path, _kind(kind))


def rectangle(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """A rectangle with slightly rounded corners."""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="4"{}/>').format(
        f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", _kind(kind)
    )


def _kind(kind: str) -> Markup:
    return Markup(' class="{}"').format(kind) if kind else Markup("")

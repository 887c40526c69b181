"""Names beside points, where there is room for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tamis.report.plots.advance import SMALL, advance
from tamis.report.plots.svg import text

_HIGH = 13.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Whether this lies inside the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A point with its name; `r` is the radius of its mark."""

    x: float
    y: float
    r: float
    name: str


def names_beside(
    points: Sequence[Named], room: Box, taken: Sequence[Box] = ()
) -> tuple[Markup, tuple[str, ...]]:
    """Write names without overlap, the first points first; returns the names left out, too.

    Args:
        points: Those to name, most important first.
        room: Where names may stand.
        taken: What they may not cover, such as other marks.
    """
    marks = [Box(p.x - p.r, p.y - p.r, p.x + p.r, p.y + p.r) for p in points]
    used = [*taken, *marks]
    out, missing = Markup(""), []
    for point in points:
        for box, x, y, kind in _places(point):
            if box.within(room) and not any(box.meets(b) for b in used):
                out += text(x, y, point.name, f"small {kind}".strip())
                used.append(box)
                break
        else:
            missing.append(point.name)
    return out, tuple(missing)


def _places(p: Named) -> list[tuple[Box, float, float, str]]:
    """Right, left, above, below, and the corners between."""
    wide, gap = advance(p.name, SMALL), p.r + 4
    found = []
    for x, y, kind in (
        (p.x + gap, p.y + 4, ""), (p.x - gap, p.y + 4, "end"), (p.x, p.y - gap - 1, "middle"),
        (p.x, p.y + gap + 10, "middle"), (p.x + 0.7 * gap, p.y - 0.8 * gap - 1, ""),
        (p.x + 0.7 * gap, p.y + gap + 8, ""), (p.x - 0.7 * gap, p.y - 0.8 * gap - 1, "end"),
        (p.x - 0.7 * gap, p.y + gap + 8, "end"),
    ):  # fmt: skip
        left = x - {"": 0.0, "end": wide, "middle": wide / 2}[kind]
        found.append((Box(left, y - _HIGH + 2, left + wide, y + 3), x, y, kind))
    return found


def box_around(x: float, y: float, r: float) -> Box:
    """The square that holds a disc."""
    return Box(x - r, y - r, x + r, y + r)

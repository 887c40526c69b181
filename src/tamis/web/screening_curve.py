"""The recall curve as coordinates: found against read, and where the end is likely to lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tamis.review.progress import ScreeningProgress

#: The picture's own units.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, FLOOR = 640, 300, 52, 16, 14, 252


class Curve:
    """Places of a curve in a picture of WIDTH × HEIGHT.

    Args:
        progress: What was read and found.
    """

    width, height, left, top, floor = WIDTH, HEIGHT, LEFT, TOP, FLOOR
    right = WIDTH - RIGHT

    def __init__(self, progress: ScreeningProgress) -> None:
        self._progress = progress
        self._reports = max(progress.reports, 1)
        high = progress.remaining.high if progress.remaining else 0
        self.most = _round_up(max(progress.found + high, 4))

    def x(self, read: float) -> float:
        """Where so many reports read are."""
        return round(LEFT + (self.right - LEFT) * read / self._reports, 1)

    def y(self, found: float) -> float:
        """Where so many found are."""
        return round(FLOOR - (FLOOR - TOP) * min(found, self.most) / self.most, 1)

    @property
    def line(self) -> str:
        """The curve as the points of a polyline."""
        return " ".join(f"{self.x(read)},{self.y(found)}" for read, found in self._progress.curve)

    @property
    def ticks_x(self) -> tuple[tuple[float, str], ...]:
        """Places and words along the bottom."""
        return tuple(
            (self.x(self._reports * n / 4), f"{round(self._reports * n / 4):,}") for n in range(5)
        )

    @property
    def ticks_y(self) -> tuple[tuple[float, str], ...]:
        """Places and words along the side."""
        return tuple((self.y(self.most * n / 4), f"{self.most * n // 4:,}") for n in range(5))

    @property
    def rows(self) -> tuple[tuple[int, int], ...]:
        """The same as a short table: read, found."""
        curve = self._progress.curve
        step = max(1, len(curve) // 12)
        return (*curve[:-1:step], curve[-1]) if len(curve) > 1 else curve


def _round_up(number: int) -> int:
    """The next number that four ticks divide."""
    step = 4
    while step * 10 < number:
        step *= 10
    return -(-number // step) * step

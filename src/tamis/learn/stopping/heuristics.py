"""Rules of thumb. None of them bounds recall; they are here to be compared and to be recognised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.learn.errors import OutOfRange
from tamis.learn.stopping.progress import Advice, Progress, Standing, check_share

_NO_PROMISE = ("none that would bound recall: it fires on any plateau of the recall curve",)


@dataclass(frozen=True, slots=True, kw_only=True)
class InARow:
    """Stop after a number of excludes in a row, once a share of the records was screened."""

    excludes: int = 50
    least: float = 0.0
    standing: Standing = "heuristic"

    def __post_init__(self) -> None:
        if self.excludes < 1:
            raise OutOfRange("excludes", self.excludes, "at least 1")

    def __call__(self, progress: Progress) -> Advice:
        """Whether the run is long enough."""
        enough = progress.screened >= self.least * progress.records
        return Advice(
            stop=enough and progress.found > 0 and progress.run >= self.excludes,
            rule=f"{self.excludes} excludes in a row"
            + (f" after {self.least:.0%} of the records" if self.least else ""),
            standing=self.standing,
            measure="excludes in a row",
            value=progress.run,
            limit=self.excludes,
            assumptions=_NO_PROMISE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareInARow:
    """Stop after excludes in a row that make up a share of all records."""

    share: float = 0.05
    standing: Standing = "heuristic"

    def __post_init__(self) -> None:
        check_share("share", self.share)

    def __call__(self, progress: Progress) -> Advice:
        """Whether the run is long enough."""
        limit = max(1, round(self.share * progress.records))
        return Advice(
            stop=progress.found > 0 and progress.run >= limit,
            rule=f"excludes in a row, {self.share:.0%} of the records",
            standing=self.standing,
            measure="excludes in a row",
            value=progress.run,
            limit=limit,
            assumptions=_NO_PROMISE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Knee:
    """Stop when the recall curve has bent (Cormack and Grossman 2016).

    The knee is the point farthest from the line between the curve's ends; the rule compares the
    slope before with the slope after (one include added, so that a clean tail is not infinitely
    flat) and asks for a ratio of 156 − min(found, 150), at least 6.
    """

    standing: Standing = "heuristic"

    def __call__(self, progress: Progress) -> Advice:
        """Whether the bend is sharp enough."""
        limit = 156 - min(progress.found, 150)
        ratio = _bend(progress)
        return Advice(
            stop=progress.found > 0 and ratio >= limit,
            rule="knee",
            standing=self.standing,
            measure="slope before the knee over slope after",
            value=ratio,
            limit=float(limit),
            assumptions=_NO_PROMISE,
        )


def _bend(progress: Progress) -> float:
    if progress.screened < 3 or not progress.found:
        return 0.0
    curve = np.cumsum(progress.array)
    ranks = np.arange(1, progress.screened + 1)
    knee = int(np.argmax(curve - progress.found * ranks / progress.screened))
    before = curve[knee] / ranks[knee]
    after = (progress.found - curve[knee] + 1) / max(1, progress.screened - ranks[knee])
    return float(before / after)

"""How far two reviewers agree, over the reports both have judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from tamis.learn.agreeing import Agreement, agreement, by_criterion, crossing
from tamis.learn.values import Decision
from tamis.model.events import Stage

if TYPE_CHECKING:
    from tamis.review.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two reviewers, their figures, and the criteria over which they differed, most first."""

    first: str
    second: str
    figures: Agreement
    differed: Mapping[str, int]


def pairs(tally: Tally, stage: Stage) -> tuple[Pair, ...]:
    """Every two people who judged a report in common, over reports whose votes are complete.

    A decision that someone changed after seeing the other's counts as it was changed: the figures
    describe the decisions that stand.
    """
    needed = tally.protocol.screening.reviewers
    held = tuple(_decisions(tally, stage, max(needed, 2)))
    together: Counter[tuple[str, str]] = Counter()
    for report in {d.record for d in held}:
        together.update(combinations(sorted({v.by for v in tally.status(report, stage).votes}), 2))
    return tuple(
        Pair(
            first=one,
            second=other,
            figures=agreement(crossing(held, one, other, stage)),
            differed=by_criterion(held, one, other, stage),
        )
        for one, other in sorted(together)
    )


def _decisions(tally: Tally, stage: Stage, needed: int) -> Iterator[Decision]:
    for report, status in tally.statuses()[stage].items():
        if len(status.votes) >= needed:
            for vote in status.votes:
                yield Decision(
                    record=report, verdict=vote.verdict, stage=stage, by=vote.by,
                    criterion=vote.criterion or "",
                )  # fmt: skip

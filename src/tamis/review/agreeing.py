"""How far a review's people agree, stage by stage, pair by pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from tamis.learn.agreeing import Agreement, agreement, by_criterion, crossing, rounds
from tamis.learn.stopping.capture import Missed, two_reviewers
from tamis.model.errors import UnknownName
from tamis.model.events import STAGES, Stage
from tamis.review import learning

if TYPE_CHECKING:
    from tamis.review.facade import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """Two reviewers on the reports both judged, by their own words (not as settled later).

    Attributes:
        first: One of them.
        second: The other.
        overall: All figures.
        by_criterion: Where they disagree: criterion of the exclusion → reports.
        rounds: Figures per so many shared reports, in the order of the later vote.
        missed: Estimated includes among these reports that neither named.
    """

    first: str
    second: str
    overall: Agreement
    by_criterion: Mapping[str, int]
    rounds: tuple[Agreement, ...]
    missed: Missed


def agreements(
    review: Review,
    stage: Stage = "title-abstract",
    size: int = 50,
    reviewers: tuple[str, ...] = (),
    confidence: float = 0.95,
) -> tuple[PairAgreement, ...]:
    """Every pair of reviewers with reports in common.

    Args:
        review: The review.
        stage: At which stage.
        size: Shared reports per round.
        reviewers: Only pairs of these; all unless given.
        confidence: Of the intervals.

    Raises:
        UnknownName: There is no such stage, or no such reviewer at it.
    """
    if stage not in STAGES:
        raise UnknownName("stage", stage, STAGES)
    held = [d for d in learning.decisions(review.state, as_settled=False) if d.stage == stage]
    judged: dict[str, set[str]] = {}
    for decision in held:
        judged.setdefault(decision.by, set()).add(decision.record)
    for name in reviewers:
        if name not in judged:
            raise UnknownName(f"reviewer at {stage}", name, judged)
    found = []
    for first, second in combinations(sorted(reviewers or judged), 2):
        if not judged[first] & judged[second]:
            continue
        table = crossing(held, first, second, stage)
        found.append(
            PairAgreement(
                first=first,
                second=second,
                overall=agreement(table, confidence),
                by_criterion=by_criterion(held, first, second, stage),
                rounds=rounds(held, first, second, size, stage, confidence),
                missed=two_reviewers(table.both, table.first, table.second, confidence),
            )
        )
    return tuple(found)

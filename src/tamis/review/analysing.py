"""Analysing: the analyses of one outcome, and the numbers behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis.model.errors import UnknownName
from tamis.model.results import Analysis

if TYPE_CHECKING:
    from tamis.review.facade import Review


def analyses(review: Review, outcome: str, comparison: str | None = None) -> tuple[Analysis, ...]:
    """The analyses of an outcome, in every comparison that has results for it, or in one.

    Raises:
        UnknownName: The protocol has no such outcome or comparison.
    """
    protocol = review.protocol
    if protocol.outcome(outcome) is None:
        raise UnknownName("outcome", outcome, (o.id for o in protocol.outcomes))
    known = [c.id for c in protocol.comparisons] or ["all"]
    if comparison is not None and comparison not in known:
        raise UnknownName("comparison", comparison, known)
    return tuple(
        a
        for a in review.evidence.analyses
        if a.outcome == outcome and comparison in (None, a.comparison)
    )

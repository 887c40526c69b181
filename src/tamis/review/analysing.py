"""Analysing: the analyses of one outcome, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from tamis.model.errors import UnknownName
from tamis.model.numbers import Number
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


def readings(review: Review, study: str | None) -> tuple[Number, ...]:
    """Every value that was read, with its words.

    Raises:
        UnknownName: Nothing was read for that study.
    """
    found = [
        n for n in review.evidence.ledger.values() if (n.method and n.spans) or n.value is None
    ]
    known = {n.about for n in found}
    if study is not None and study not in known:
        raise UnknownName("study", study, known)
    return tuple(n for n in found if study in (None, n.about))


def spoken(review: Review, analyses: Iterable[Analysis]) -> list[dict[str, Any]]:
    """Analyses as plain values: numbers also as shown, references in sentences written out."""
    told = []
    for analysis in analyses:
        plain: dict[str, Any] = msgspec.to_builtins(analysis)
        plain["why_not_pooled"] = review.plain(analysis.why_not_pooled)
        for result, value in zip(plain["results"], analysis.results, strict=True):
            if value.effect is not None:
                result["effect"]["shown"] = review.shown(value.effect.numbers)
            result["printed"] = {
                label: review.evidence.ledger[id_].shown for label, id_ in value.printed
            }
        if analysis.pool is not None:
            plain["pool"]["shown"] = review.shown(analysis.pool.numbers)
        told.append(plain)
    return told

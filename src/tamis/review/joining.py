"""Joining: new records are linked to the reports they belong to; what was linked before stays so.

An update never joins two reports that people know as two: a record that fits several goes to the
one it fits best, and the rest is left to `tamis dedupe`, where people look at the questions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from tamis.model.events import RecordsLinked
from tamis.review.deduping import MACHINE, frame

if TYPE_CHECKING:
    from tamis.match import Pair
    from tamis.review.facade import Review


def join_new(review: Review, new: Collection[str]) -> tuple[RecordsLinked, ...]:
    """Link new records with each other and with the reports at hand; again adds nothing.

    Args:
        review: Which review.
        new: Ids of the records that came.
    """
    from tamis.match import link

    if not new:
        return ()
    fresh = set(new)
    linkage = link(frame({r.id: r for r in review.folder.records()}.values()))
    best = {frozenset((p.a, p.b)): p for p in linkage.pairs}
    told = {frozenset(e.records) for e in review.events if isinstance(e, RecordsLinked)}
    made = []
    for cluster in linkage.clusters:
        group = _group(review, cluster, fresh, best)
        if len({review.state.reports.of(r) for r in group}) > 1 and frozenset(group) not in told:
            made.append(_event(review, group, best))
    kept = review.append(*made, writer=MACHINE)
    return tuple(e for e in kept if isinstance(e, RecordsLinked))


def _group(
    review: Review,
    cluster: Collection[str],
    fresh: set[str],
    best: Mapping[frozenset[str], Pair],
) -> tuple[str, ...]:
    """The new records of a cluster with those of the one known report they fit best."""
    came = [r for r in cluster if r in fresh]
    known: dict[str, list[str]] = {}
    for record in cluster:
        if record not in fresh:
            known.setdefault(review.state.reports.of(record), []).append(record)
    if not came or not known:
        return tuple(came)

    def fit(report: str) -> tuple[float, str]:
        pairs = (best.get(frozenset((a, b))) for a in came for b in known[report])
        return max((p.score for p in pairs if p is not None), default=0.0), report

    return (*came, *known[max(known, key=fit)])


def _event(
    review: Review, group: tuple[str, ...], best: Mapping[frozenset[str], Pair]
) -> RecordsLinked:
    pairs = [p for pair, p in best.items() if pair <= set(group)]
    weakest = min(pairs, key=lambda p: p.score, default=None)
    return review.event(
        RecordsLinked, by=MACHINE, records=group, method="model",
        score=round(weakest.score, 6) if weakest else None,
        reason="; ".join(weakest.reasons) if weakest else "",
    )  # fmt: skip

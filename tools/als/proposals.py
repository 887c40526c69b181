"""The evidence worked out in memory, before anyone rates anything, and what GRADE proposes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tamis.model.events import Event
from tamis.model.protocol import Protocol
from tamis.model.state import fold
from tamis.review.evidence import Evidence, derive
from tools.als.records import Search

#: (comparison, outcome, domain) → change in levels.
Proposals = Mapping[tuple[str, str, str], int]


def evidence_of(
    events: Iterable[Event], searches: Iterable[Search], protocol: Protocol
) -> Evidence:
    """What follows from some events, as `Review.evidence` would say."""
    records = {s.id: tuple(r.id for r in s.records.values()) for s in searches}
    return derive(fold(tuple(events), records), protocol, records)


def proposals(evidence: Evidence) -> Proposals:
    """The proposed rating of every domain of every outcome that can be graded."""
    return {
        (c.comparison, c.outcome, d.domain): d.proposed
        for c in evidence.certainties
        for d in c.domains
    }

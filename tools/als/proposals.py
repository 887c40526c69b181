"""What the rules of GRADE propose, worked out in memory before anyone rates anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tamis.model.events import Event
from tamis.model.protocol import Protocol
from tamis.model.state import fold
from tamis.review.evidence import derive
from tools.als.records import Search

#: (comparison, outcome, domain) → change in levels.
Proposals = Mapping[tuple[str, str, str], int]


def proposals(events: Iterable[Event], searches: Iterable[Search], protocol: Protocol) -> Proposals:
    """The proposed rating of every domain of every outcome that can be graded."""
    records = {s.id: tuple(r.id for r in s.records.values()) for s in searches}
    evidence = derive(fold(tuple(events), records), protocol, records)
    return {
        (c.comparison, c.outcome, d.domain): d.proposed
        for c in evidence.certainties
        for d in c.domains
    }

"""Status: where a review stands, in counts that a cache may keep."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from tamis.model.events import STAGES
from tamis.review.collector import collector_paused
from tamis.steps import screening

if TYPE_CHECKING:
    from tamis.review.facade import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Where a review stands. `screening` counts reports per stage and standing."""

    title: str
    question: str
    version: str
    as_of: str
    searches: int
    last_search: str
    records: int
    reports: int
    screening: dict[str, dict[str, int]]
    studies: int
    included_studies: int
    readings: int
    judgements: int
    gradings: int
    events: int
    writers: dict[str, int]
    reported: list[tuple[str, int]]
    publications: list[str]
    protocol_changed: bool


def summarise(review: Review) -> Summary:
    """Count; an unchanged review is answered from the index."""
    if review.day is not None:
        return _counted(review)
    answer = review.folder.index.answer(
        f"status/{review.folder.protocols.hash()}", lambda: msgspec.json.encode(_counted(review))
    )
    return msgspec.json.decode(answer, type=Summary)


def published(review: Review) -> Summary:
    """What someone outside may know of where a review stands: nobody's name, pace or differences.

    Args:
        review: As such a person may know it; see `tamis.review.revealing`.
    """
    found = _counted(review)
    return replace(
        found,
        events=0,
        writers={},
        screening={stage: _decided(parts) for stage, parts in found.screening.items()},
    )


def _decided(parts: dict[str, int]) -> dict[str, int]:
    """Counts by what was decided; whatever was not is open."""
    told = {s: n for s, n in parts.items() if s in ("included", "excluded", "maybe")}
    open_ = sum(parts.values()) - sum(told.values())
    return told | ({"open": open_} if open_ else {})


def _counted(review: Review) -> Summary:
    with collector_paused():
        return _count(review)


def _count(review: Review) -> Summary:
    state, protocol = review.state, review.protocol
    found = screening.standings(state, protocol)
    passed = found["title-abstract"]
    reached = {
        "title-abstract": passed.values(),
        "full-text": [
            s for r, s in found["full-text"].items()
            if passed[r].standing == "included" or s.standing != "unscreened"
        ],
    }  # fmt: skip
    kept = {r for r, s in found["full-text"].items() if s.standing == "included"}
    home = state.reports.of
    included = {s.study for s in state.studies if kept & {home(r) for r in s.reports}}
    earlier = protocol.earlier
    adopted = review.folder.protocols.adopted()
    return Summary(
        title=protocol.title,
        question=protocol.question,
        version=protocol.version,
        as_of=review.day or "",
        searches=len(state.searches),
        last_search=max((s.run_on or s.day for s in state.searches), default=""),
        records=sum(len(review.record_ids[s.search]) for s in state.searches),
        reports=len(state.reports.members),
        screening={stage: dict(Counter(s.standing for s in reached[stage])) for stage in STAGES},
        studies=len({s.study for s in state.studies}),
        included_studies=len(included),
        readings=sum(len(e.data) for e in state.extractions),
        judgements=len(state.judgements),
        gradings=len(state.gradings),
        events=state.events,
        writers=dict(Counter(e.by for e in review.events)),
        reported=[(b.label, b.count) for b in earlier.boxes] if earlier else [],
        publications=[p.version for p in state.publications],
        protocol_changed=adopted is not None and adopted != review.folder.protocols.hash(),
    )

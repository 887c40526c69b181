"""Who may see what while people judge independently.

Nobody sees another's vote on a report before as many people have judged it as the protocol asks.
Until then a report is, for someone who has not judged it, simply open: whether another person has
judged it already does not show. A protocol with `blind = false`, or with one reviewer, hides
nothing that matters, and a ruling is made in the open.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

from tamis.model.events import Screened
from tamis.model.facts import Status
from tamis.model.protocol import Protocol
from tamis.steps import screening as step

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: How a report stands for one person: "open" to them, "yours" (they judged it and another has
#: still to), or what came out.
Seen = Literal["open", "yours", "conflict", "maybe", "included", "excluded"]


def complete(status: Status, protocol: Protocol) -> bool:
    """Whether the votes on a report may be shown to those who screen."""
    told = protocol.screening
    return not told.blind or status.adjudicated or len(status.votes) >= told.reviewers


def seen(status: Status, protocol: Protocol, person: str) -> Seen:
    """How a report stands for a person, giving nothing away."""
    if status.standing not in ("unscreened", "waiting") and complete(status, protocol):
        return cast(Seen, status.standing)
    return "yours" if any(v.by == person for v in status.votes) else "open"


def votes(status: Status, protocol: Protocol, person: str) -> tuple[Screened, ...]:
    """The votes a person may see: all of them when they are complete, else their own."""
    if complete(status, protocol):
        return status.votes
    return tuple(v for v in status.votes if v.by == person)


def blinded(review: Review, person: str) -> Review:
    """The review as a person may know it: others' votes are there only where they are complete."""
    if not review.protocol.screening.blind:
        return review
    statuses = step.standings(review.state, review.protocol)
    home = review.state.reports.of

    def known(vote: Screened) -> bool:
        if vote.by == person:
            return True
        status = statuses[vote.stage].get(home(vote.report))
        return status is not None and complete(status, review.protocol)

    other = review.seen_by(person)
    other.__dict__.pop("evidence", None)
    other.__dict__.update(
        state=replace(review.state, decisions=tuple(d for d in review.state.decisions if known(d))),
        events=tuple(e for e in review.events if not isinstance(e, Screened) or known(e)),
    )
    return other

"""Grading: confirm what the rules propose, or say otherwise with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis.model.events import Event, Graded

if TYPE_CHECKING:
    from tamis.review.facade import Review


def confirm_proposals(review: Review, reason: str = "") -> tuple[Event, ...]:
    """Confirm every proposed rating that nobody has judged yet."""
    return review.append(
        *(
            review.event(
                Graded, comparison=c.comparison, outcome=c.outcome, domain=d.domain,
                rating=d.proposed, proposed=d.proposed, reason=reason,
            )
            for c in review.evidence.certainties
            for d in c.domains
            if not d.confirmed
        )
    )  # fmt: skip

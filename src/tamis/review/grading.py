"""Grading: confirm what the rules propose, or say otherwise with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis import instruments
from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import Event, Graded
from tamis.model.results import Certainty, GradeDomain

if TYPE_CHECKING:
    from tamis.review.facade import Review


class NoReason(TamisError):
    """A rating differs from what the rule proposes, and nobody said why."""

    exit_code = 2
    http_status = 422

    def __init__(self, domain: str, proposed: int, rating: int) -> None:
        super().__init__(
            f"{domain}: the rule proposes {proposed:+d} and the rating is {rating:+d}; give the "
            "reason"
        )


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


def certainty(review: Review, comparison: str, outcome: str) -> Certainty:
    """The certainty of an outcome in a comparison.

    Raises:
        UnknownName: There is no such pair.
    """
    for one in review.evidence.certainties:
        if (one.comparison, one.outcome) == (comparison, outcome):
            return one
    known = (f"{c.comparison}/{c.outcome}" for c in review.evidence.certainties)
    raise UnknownName("outcome of a comparison", f"{comparison}/{outcome}", known)


def rate(
    review: Review, comparison: str, outcome: str, domain: str, rating: int, reason: str = ""
) -> tuple[Event, ...]:
    """Rate one GRADE domain; the same rating for the same reason adds nothing.

    Args:
        review: The review; its writer judges.
        comparison, outcome: What is rated.
        domain: A domain of GRADE.
        rating: Change in levels, within the domain's limits.
        reason: Why; needed where the rating is not the proposed one.

    Raises:
        UnknownName: The pair or the domain is not known, nothing is graded there, or the rating
            is outside the domain's limits.
        NoReason: It differs from the proposal without a reason.
    """
    at = _domain(certainty(review, comparison, outcome), domain)
    limits = next(d for d in instruments.grade().domains if d.id == domain)
    if not limits.worst <= rating <= limits.best:
        allowed = (str(n) for n in range(limits.worst, limits.best + 1))
        raise UnknownName(f"rating of {domain}", str(rating), allowed)
    if rating != at.proposed and not reason.strip():
        raise NoReason(domain, at.proposed, rating)
    mine = next(
        (
            g for g in reversed(review.state.gradings)
            if (g.comparison, g.outcome, g.domain, g.by)
            == (comparison, outcome, domain, review.by)
        ),
        None,
    )  # fmt: skip
    if mine and (mine.rating, mine.reason, mine.proposed) == (rating, reason.strip(), at.proposed):
        return ()
    return review.append(
        review.event(
            Graded, comparison=comparison, outcome=outcome, domain=domain, rating=rating,
            proposed=at.proposed, reason=reason.strip(), supersedes=mine.id if mine else None,
        )
    )  # fmt: skip


def _domain(graded: Certainty, domain: str) -> GradeDomain:
    found = next((d for d in graded.domains if d.domain == domain), None)
    if found is None:
        raise UnknownName(
            "GRADE domain of this outcome", domain, (d.domain for d in graded.domains)
        )
    return found

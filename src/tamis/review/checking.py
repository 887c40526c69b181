"""Checking: read everything over before anyone else does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tamis.model.problems import Problem
from tamis.model.results import Inconsistency
from tamis.report.language import lint
from tamis.store.page_files import CLAIMS, PAGE, read_claims, read_page

if TYPE_CHECKING:
    from tamis.review.facade import Review


def check(review: Review) -> tuple[Problem, ...]:
    """List what is wrong ("error") and what readers should know ("warning").

    Errors: data that don't fit, a flow that doesn't balance, wording beyond the certainty, bare
    digits in prose. Warnings: sources that contradict their own numbers, pairs nobody judged.
    """
    from tamis.report.site import check_text
    from tamis.review.publishing import publication

    labels = review.evidence.labels()
    return (
        *review.evidence.problems,
        *_wording(review),
        *check_text(publication(review)),
        *(_as_problem(i, labels.get(i.study, i.study)) for i in review.evidence.inconsistencies),
        *_undecided(review),
    )


def _wording(review: Review) -> Iterator[Problem]:
    text = read_page(review.side_file(PAGE), review.protocol.title)
    yield from lint(text.summary, f"{PAGE}, summary")
    for section in text.sections:
        yield from lint(f"{section.heading}.\n\n{section.body}", f"{PAGE}, section '{section.id}'")
    for claim in read_claims(review.side_file(CLAIMS)):
        yield from lint(claim.wording, f"{CLAIMS}, claim '{claim.id}', wording")


def _as_problem(found: Inconsistency, study: str) -> Problem:
    what = f"{found.printed} is printed, but {found.recomputed}: {found.explanation}"
    return Problem(f"{study}, {found.where}", what, "listed on the page, not fixed")


def _undecided(review: Review) -> Iterator[Problem]:
    for certainty in review.evidence.certainties:
        waiting = [d.domain for d in certainty.domains if not d.confirmed]
        if waiting:
            yield Problem(
                f"{certainty.comparison}/{certainty.outcome}",
                f"proposed ratings that nobody has confirmed: {', '.join(waiting)}",
                "confirm with `tamis grade --confirm`, or rate them yourself",
            )

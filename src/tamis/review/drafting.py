"""The page as it would be published now, and what would change on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.model.problems import Problem

if TYPE_CHECKING:
    from tamis.report.site.compare import PageChange
    from tamis.review.facade import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A site that was not published.

    Attributes:
        files: Path → content.
        published: Whether a site was built here before, to compare with.
        changes: Pages whose words would change; none when there is nothing to compare with.
        forbidding: What forbids publishing; empty when nothing does.
    """

    files: Mapping[str, bytes]
    published: bool
    changes: tuple[PageChange, ...]
    forbidding: tuple[Problem, ...]


def draft(review: Review, *, names: bool = True) -> Draft:
    """Build the site in memory and compare it with the one under out/; nothing is written.

    Args:
        review: The review; what it does not know of is not in the draft.
        names: Whether the draft says whose logs there are and who cast which vote.
    """
    from tamis.report.site import build
    from tamis.report.site.compare import changed_pages
    from tamis.review.publishing import forbidding, publication

    unbalanced = [
        Problem("flow", text, severity="error") for text in review.evidence.flow.unbalanced
    ]
    drawn = publication(review)
    if not names:
        reports = tuple(replace(r, votes=()) for r in drawn.reports)
        drawn = replace(drawn, heads={}, reports=reports)
    files = build(drawn, review.trials.asking())
    before = published(review.folder.out / "site")
    return Draft(
        files=files,
        published=bool(before),
        changes=changed_pages(before, files) if before else (),
        forbidding=(*unbalanced, *forbidding(review)),
    )


def published(place: Path) -> Mapping[str, bytes]:
    """The HTML pages of a site that was built; empty when there is none."""
    if not (place / "manifest.json").is_file():
        return {}
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in sorted(place.rglob("*.html"))}

"""Comparing: what differs between two versions of a review, and what a site says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tamis.model.changes import EvidenceDiff, News, OutcomeSide, Picture
from tamis.model.numbers import Number
from tamis.model.state import withdrawn
from tamis.review.releases import Released, before, picture, version_of
from tamis.review.sides import sides
from tamis.steps import diffing
from tamis.steps.diffing.sentences import Replaced

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: Pages that list what others say, or that say what changed themselves.
_LISTS = ("numbers/", "records/", "changes.html")
#: What the ids of numbers that an earlier version printed begin with, and what they are about.
EARLIER, ABOUT = "before/", "the version before"


def compare(review: Review, a: str, b: str = "now", *, sentences: bool = True) -> EvidenceDiff:
    """What differs between two days or versions of a review.

    Args:
        review: The review as it stands.
        a, b: A day (YYYY-MM-DD), the name of a release, or "now".
        sentences: Build both pages too, and say which of their sentences differ and why; that
            takes as long as publishing twice.

    Raises:
        UnknownName: One of them is neither a day nor a version.
    """
    old, new = version_of(review, a), version_of(review, b)
    first, second = picture(old, a), picture(new, b)
    found = _diff(first, second)
    if not sentences:
        return found
    replaced = tuple(_replaced(_files(old), _files(new)))
    return replace(
        found,
        sentences=diffing.sentence_changes(replaced, found, first.ledger, second.ledger),
    )


def _diff(first: Picture, second: Picture) -> EvidenceDiff:
    return diffing.diff(first, second, _sides(first), _sides(second))


def _sides(of: Picture) -> Mapping[str, OutcomeSide]:
    return sides(of.certainties, of.analyses, of.harms, of.ledger, of.labels)


def _files(review: Review) -> Mapping[str, bytes]:
    from tamis.report.site import build
    from tamis.review.publishing import publication

    return build(publication(review), review.trials.asking())


def _replaced(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[Replaced]:
    """Passages that differ, with the numbers in them; pages that list numbers and records apart."""
    from tamis.report.site.compare import changed_pages
    from tamis.report.site.passages import numbers_by_line

    def kept(files: Mapping[str, bytes]) -> dict[str, bytes]:
        return {p: c for p, c in files.items() if not p.startswith(_LISTS)}

    for page in changed_pages(kept(old), kept(new)):
        if page.kind != "changed":
            words = ("a page that was not there before",) if page.kind == "new" else ()
            gone = ("a page that is gone",) if page.kind == "gone" else ()
            yield page.path, page.title, gone, words, ()
            continue
        ids = numbers_by_line(old[page.path], new[page.path])
        for change in page.changes:
            lines = (*change.before, *change.after)
            numbers = dict.fromkeys(n for line in lines for n in ids.get(line, ()))
            yield page.path, page.title, change.before, change.after, tuple(numbers)


def news(review: Review, url: str = "") -> News:
    """What a site says of changes: the chronicle, and what is new since the version before."""
    void = withdrawn(review.events)
    evidence = review.evidence
    labels = {**_report_labels(review), **evidence.labels()}
    told = diffing.chronicle(
        (e for e in review.events if e.id not in void),
        review.record_ids,
        evidence.notices,
        labels,
    )
    base = before(review)
    if base is None:
        return News(happenings=told, url=url)
    first = picture(base)
    found = _diff(first, picture(review, "this version"))
    return News(happenings=told, diff=found, numbers=tuple(_printed(found, first, base)), url=url)


def _report_labels(review: Review) -> dict[str, str]:
    """Reports that a notice names, by the label of their best record."""
    wanted = {n.report for n in review.evidence.notices if n.report}
    if not wanted:
        return {}
    home = review.evidence.state.reports.of
    found: dict[str, str] = {}
    for search in review.evidence.state.searches:
        for record in review.folder.records(search.search):
            if home(record.id) in wanted and (record.authors or home(record.id) not in found):
                found[home(record.id)] = record.label
    return found


def _printed(found: EvidenceDiff, first: Picture, base: Released) -> Iterator[Number]:
    """Ledger entries for what the version before printed and this page shows beside its own."""
    outcomes = (id_ for o in found.outcomes if o.before for id_ in o.before.numbers.values())
    boxes = (b.number for b in first.flow.boxes)
    wanted = dict.fromkeys((*outcomes, *boxes))
    how = (
        f"as version {base.release.version} of this review worked it out, from the log up to the "
        "digests kept with that release; tamis publish with that version builds its page again"
    )
    for id_ in wanted:
        number = first.ledger.get(id_)
        if number is not None:
            yield Number(
                id=f"{EARLIER}{id_}", kind="reported", label=f"{number.label}, version before",
                shown=number.shown, value=number.value, unit=number.unit, about=ABOUT, method=how,
            )  # fmt: skip

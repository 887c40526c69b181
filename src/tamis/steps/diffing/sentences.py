"""Which sentences of a page were replaced, and which events made it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tamis.model.changes import Cause, EvidenceDiff, SentenceChange, StudyNotice
from tamis.model.numbers import Number

#: Page, its title, lines that went, lines that came, ids of numbers in either.
Replaced = tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def sentence_changes(
    replaced: Iterable[Replaced],
    found: EvidenceDiff,
    before: Mapping[str, Number],
    now: Mapping[str, Number],
) -> tuple[SentenceChange, ...]:
    """Give each replaced passage its reasons; the same passage on several pages is one.

    A passage changed because of the outcomes and studies that its numbers, or its words, are
    about. Passages that no event explains changed because somebody changed the page's text.

    Args:
        replaced: Passages of two builds of the page that differ.
        found: What differs between the two versions.
        before, now: Their ledgers.
    """
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Replaced]] = {}
    for one in replaced:
        groups.setdefault((one[2], one[3]), []).append(one)
    return tuple(
        SentenceChange(
            page=some[0][0],
            title=some[0][1],
            before=old,
            after=new,
            numbers=tuple(n for n in some[0][4] if _shown(before, n) != _shown(now, n)),
            causes=tuple(
                dict.fromkeys(_causes(" ".join((*old, *new)), some[0][4], found, before, now))
            ),
            others=tuple(page for page, *_ in some[1:]),
        )
        for (old, new), some in groups.items()
    )


def _shown(ledger: Mapping[str, Number], name: str) -> str:
    return ledger[name].shown if name in ledger else ""


def _causes(
    text: str,
    numbers: tuple[str, ...],
    found: EvidenceDiff,
    before: Mapping[str, Number],
    now: Mapping[str, Number],
) -> Iterator[Cause]:
    about = {
        ledger[n].about
        for n in numbers
        for ledger in (before, now)
        if n in ledger and _shown(before, n) != _shown(now, n)
    }
    for outcome in found.outcomes:
        place = f"{outcome.comparison}/{outcome.outcome}"
        sides = [s for s in (outcome.before, outcome.now) if s]
        studies = {s for side in sides for s in side.studies}
        if place in about or studies & about or any(_said(s.words, text) for s in sides):
            yield from outcome.causes
    for study in found.studies:
        if study.study in about or study.label in text:
            yield from study.causes
    for notice in found.notices:
        names = (notice.label, notice.registration)
        if any(name and name in text for name in names):
            yield _learned(notice)
    if "flow" in about or "last search" in text.lower():
        yield from found.searches


def _learned(notice: StudyNotice) -> Cause:
    kind = notice.kind.replace("-", " ")
    what = f"{kind}, {notice.field}" if notice.field else kind
    return Cause(
        event=notice.events[0], kind="noticed", by=", ".join(notice.sources), day=notice.noticed,
        what=f"told of a {what}",
    )  # fmt: skip


def _said(words: str, text: str) -> bool:
    """Whether a text holds the beginning of a generated sentence."""
    first = " ".join(words.split(". ")[0].split())
    return len(first) > 20 and first in text

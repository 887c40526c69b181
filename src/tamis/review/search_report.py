"""The PRISMA-S appendix of a review: its searches, its log and its protocol put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import tamis
from tamis.model.events import RecordsLinked, RecordsSplit, SearchRun
from tamis.model.search_report import PrismaS
from tamis.report.prisma_s import Deduplication, Ran, prisma_s
from tamis.sources.running import read_about
from tamis.store.search_files import RAW

if TYPE_CHECKING:
    from tamis.review.facade import Review


def search_report(review: Review) -> PrismaS:
    """Answer the items of PRISMA-S from what was recorded.

    Raises:
        InvalidFile: What a run wrote about itself was changed.
    """
    searches = sorted(review.state.searches, key=lambda s: (s.run_on or s.day, s.id))
    ran = [_ran(s, read_about(review.folder.searches.path(s.search) / RAW)) for s in searches]
    return prisma_s(review.protocol, ran, _dedup(review))


def _ran(run: SearchRun, about: Mapping[str, object]) -> Ran:
    if not about:
        return Ran(run=run)
    return Ran(
        run=run,
        started=str(about.get("started") or ""),
        finished=str(about.get("finished") or ""),
        translation=str(about.get("translation") or ""),
        version=str(about.get("version") or ""),
        limits=_texts(about.get("limits")),
        parts=_texts(about.get("parts")),
        warnings=_texts(about.get("warnings")),
    )


def _dedup(review: Review) -> Deduplication:
    reports = review.state.reports
    links = Counter(e.method for e in review.events if isinstance(e, RecordsLinked))
    records = {r for s in review.state.searches for r in review.record_ids.get(s.search, ())}
    return Deduplication(
        records=len(records),
        reports=len(reports.members),
        links=tuple(sorted(links.items())),
        splits=sum(isinstance(e, RecordsSplit) for e in review.events),
        software=f"tamis {tamis.__version__}" if links else "",
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()

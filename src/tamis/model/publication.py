"""Everything a published page is drawn from, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tamis.model.changes import LeftOut, News, StudyNotice
from tamis.model.conclusions import Conclusion
from tamis.model.events import Published
from tamis.model.evidence import Document
from tamis.model.findings import SearchReport
from tamis.model.numbers import Ledger
from tamis.model.protocol import Protocol
from tamis.model.records import Record
from tamis.model.results import (
    Analysis,
    Certainty,
    Change,
    Claim,
    Flow,
    HarmCount,
    Inconsistency,
    PageText,
    ReportStanding,
    RobJudgement,
    StudyRow,
)
from tamis.model.search_report import PrismaS


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A review as of one day, ready to be drawn.

    `as_of` is the day the page speaks of, `last_search` the day of the newest search, `heads` the
    digest of each writer's log. `sentences` maps "comparison/outcome" to the generated sentence.
    `searches` has a check for each of the protocol's searches, None where the words can't be read.
    `notices` says what happened to studies after they were found, `left_out` how outcomes read
    without the retracted ones, `news` what changed. `searched` is the appendix of PRISMA-S,
    `conclusions` says what one more trial would have to show.
    """

    protocol: Protocol
    as_of: str
    last_search: str
    tamis_version: str
    ledger: Ledger
    flow: Flow
    text: PageText
    studies: tuple[StudyRow, ...] = ()
    reports: tuple[ReportStanding, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    analyses: tuple[Analysis, ...] = ()
    harms: tuple[HarmCount, ...] = ()
    rob: tuple[RobJudgement, ...] = ()
    certainties: tuple[Certainty, ...] = ()
    inconsistencies: tuple[Inconsistency, ...] = ()
    claims: tuple[Claim, ...] = ()
    changes: tuple[Change, ...] = ()
    publications: tuple[Published, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)
    searches: tuple[SearchReport | None, ...] = ()
    notices: tuple[StudyNotice, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    news: News = field(default_factory=News)
    searched: PrismaS | None = None
    conclusions: tuple[Conclusion, ...] = ()

    @property
    def retracted(self) -> tuple[StudyNotice, ...]:
        """Retractions that stand, of included studies."""
        return self._standing("retraction")

    @property
    def doubted(self) -> tuple[StudyNotice, ...]:
        """Expressions of concern that stand, about included studies."""
        return self._standing("expression-of-concern")

    def _standing(self, kind: str) -> tuple[StudyNotice, ...]:
        return tuple(n for n in self.notices if n.kind == kind and n.included and n.standing)

"""What people (and machines that propose) did, as events that are appended and never changed.

Every event carries who, when and under which protocol. `supersedes` names an earlier event that
this one corrects. `dated` is the day an event speaks of when that is not the day it was written
down (what an earlier version of a review reported); `--as-of` goes by it.

Nothing in a fold depends on the order of files, of lines, or of clocks between writers: one
person's later word replaces the earlier (greater id), two people's words stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tamis.model.evidence import Arm, Datum, Document, Span

Stage = Literal["title-abstract", "full-text"]
Verdict = Literal["include", "maybe", "exclude"]
#: The column of the PRISMA 2020 flow a search belongs to.
FlowRoute = Literal["database", "register", "other", "previous"]
RetrievalStatus = Literal["retrieved", "not-retrieved"]
StudyStatus = Literal["completed", "ongoing", "planned", "stopped", "unknown"]

STAGES: tuple[Stage, ...] = ("title-abstract", "full-text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event has."""

    schema: ClassVar[str] = ""

    id: str
    at: str
    by: str
    protocol: str
    supersedes: str | None = None
    dated: str | None = None
    note: str = ""

    @property
    def day(self) -> str:
        """The day the event speaks of, as YYYY-MM-DD."""
        return self.dated or self.at[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRun(Event):
    """A search was run, or an export imported; its records lie in `searches/<search>/`.

    `digest` is the SHA-256 of records.jsonl; `reported_total` what the source said it found.
    """

    schema: ClassVar[str] = "search-run/1"

    search: str
    source: str
    route: FlowRoute = "database"
    platform: str = ""
    query: str = ""
    run_on: str = ""
    records: int = 0
    reported_total: int | None = None
    digest: str = ""
    problems: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsLinked(Event):
    """Records were judged to be one report."""

    schema: ClassVar[str] = "records-linked/1"

    records: tuple[str, ...]
    method: Literal["exact", "model", "person"] = "person"
    score: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsSplit(Event):
    """Records were judged to be different reports; this outweighs any link between them."""

    schema: ClassVar[str] = "records-split/1"

    records: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened(Event):
    """A reviewer judged one report at one stage; an exclusion names a criterion of the protocol.

    `report` may be the id of any record in the report: the decision follows it through links.
    """

    schema: ClassVar[str] = "screened/1"

    report: str
    stage: Stage
    verdict: Verdict
    criterion: str | None = None
    labels: tuple[str, ...] = ()
    score: float | None = None
    model_run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudicated(Event):
    """A conflict between reviewers was settled."""

    schema: ClassVar[str] = "adjudicated/1"

    report: str
    stage: Stage
    verdict: Verdict
    criterion: str | None = None
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved(Event):
    """A report's text was sought; or a document that bears on the review was read.

    `report` is None for documents that belong to no report (a registry page, an advisory).
    """

    schema: ClassVar[str] = "retrieved/1"

    report: str | None = None
    status: RetrievalStatus = "retrieved"
    document: Document | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyLinked(Event):
    """Reports and registrations were judged to be one study.

    `overlaps` names studies that share participants with this one: at most one of them may enter
    a synthesis. `previous` marks a study that an earlier version of the review had included.
    """

    schema: ClassVar[str] = "study-linked/1"

    study: str
    label: str
    reports: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    arms: tuple[Arm, ...] = ()
    status: StudyStatus = "unknown"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted(Event):
    """Values were read for a study: characteristics (no outcome) or a result.

    A result is named by outcome × timepoint × population; `arm` is empty for values that belong
    to the comparison (a printed difference, its CI, its p). `prespecified` is False for post hoc
    subgroups; `whole` says that the population is the randomised (or treated) whole.
    """

    schema: ClassVar[str] = "extracted/1"

    study: str
    data: tuple[Datum, ...]
    arm: str = ""
    outcome: str = ""
    timepoint: str = ""
    population: str = ""
    prespecified: bool | None = None
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to one signalling question, with the words it rests on."""

    question: str
    answer: str
    spans: tuple[Span, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Event):
    """Risk of bias of one result, in one domain of one instrument (or `overall`)."""

    schema: ClassVar[str] = "judged/1"

    study: str
    outcome: str
    instrument: str
    domain: str
    judgement: str
    timepoint: str = ""
    population: str = ""
    proposed: str = ""
    answers: tuple[Answer, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded(Event):
    """A GRADE domain was judged for an outcome of a comparison.

    `rating` is the change in levels (−3 … 0 for a down domain, 0 … +2 for an up domain);
    `proposed` is what the visible rule said; a rating that differs needs a reason.
    """

    schema: ClassVar[str] = "graded/1"

    comparison: str
    outcome: str
    domain: str
    rating: int
    proposed: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolAmended(Event):
    """The protocol was adopted (`previous` empty) or changed; its text is kept under protocols/."""

    schema: ClassVar[str] = "protocol-amended/1"

    previous: str
    adopted: str
    reason: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published(Event):
    """A page was published: version, the log heads it rests on, digests of its numbers."""

    schema: ClassVar[str] = "published/1"

    version: str
    heads: tuple[tuple[str, str], ...]
    numbers: str
    files: str
    summary: str = ""


EVENT_TYPES: dict[str, type[Event]] = {
    kind.schema: kind
    for kind in (
        SearchRun, RecordsLinked, RecordsSplit, Screened, Adjudicated, Retrieved, StudyLinked,
        Extracted, Judged, Graded, ProtocolAmended, Published,
    )
}  # fmt: skip

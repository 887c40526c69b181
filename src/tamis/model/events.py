"""What people (and machines that propose) did, as events that are appended and never changed.

Every event carries who, when and under which protocol. `supersedes` names an earlier event that
this one corrects. `dated` is the day an event speaks of when that is not the day it was written
down (what an earlier version of a review reported); `--as-of` goes by it. `request` is the id a
program gave to the act before it was written, so that a request sent again is not written twice.

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
NoticeKind = Literal[
    "retraction", "expression-of-concern", "correction", "reinstatement", "registry-change"
]
#: What a stopping rule's word is worth: a theorem, validation on labelled reviews, or neither.
Worth = Literal["guaranteed", "validated", "heuristic"]
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
    request: str = ""

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
    """Records were judged to be different reports; this outweighs any link between them.

    `relation` says what the first is to the others where they belong together ("preprint-of").
    """

    schema: ClassVar[str] = "records-split/1"

    records: tuple[str, ...]
    reason: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened(Event):
    """A reviewer judged one report at one stage; an exclusion names a criterion of the protocol.

    `report` may be the id of any record in the report: the decision follows it through links.
    `score` and `model_run` are the ranking it was shown from; `drawn` says that it was shown
    because it was drawn at random, not for its score.
    """

    schema: ClassVar[str] = "screened/1"

    report: str
    stage: Stage
    verdict: Verdict
    criterion: str | None = None
    labels: tuple[str, ...] = ()
    score: float | None = None
    model_run: str | None = None
    drawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Event):
    """A writer took back events of their own: they count as if they had never been written.

    What they had superseded stands again. Withdrawing a withdrawal brings the events back.
    """

    schema: ClassVar[str] = "withdrawn/1"

    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSeen(Event):
    """A reviewer asked to see how a model scored a report before deciding on it."""

    schema: ClassVar[str] = "score-seen/1"

    report: str
    stage: Stage
    score: float
    model_run: str = ""


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
class SampleDrawn(Event):
    """Reports were drawn at random from all that nobody had judged at a stage.

    `pool` is how many there were; `reports` are in the order of the draw, which follows from the
    pool and the `seed`. Their first decisions count as drawn, however they are then shown.
    """

    schema: ClassVar[str] = "sample-drawn/1"

    stage: Stage
    reports: tuple[str, ...]
    pool: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified(Event):
    """A stopping rule was asked about a stage, and this is its answer.

    `asked` is the rule as it was named, `method` the rule with its settings; `standing` says what
    its word is worth. `heads` are the heads of the logs it was read from: from the lines up to
    them the rest can be worked out again. `record_set` and `log_head` are digests of the reports
    and of the decisions it speaks of.
    """

    schema: ClassVar[str] = "certified/1"

    stage: Stage
    asked: str
    heads: tuple[tuple[str, str], ...]
    granted: bool
    target: float
    confidence: float
    method: str
    standing: Worth
    assumptions: tuple[str, ...]
    records: int
    screened: int
    includes: int
    drawn: int
    hits: int
    measure: str
    value: float
    limit: float
    recall: float | None
    record_set: str
    log_head: str


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
class Noticed(Event):
    """Something happened to a report or a registration after it was found.

    `notice` is the identifier of the notice itself (a DOI, a PMID, a registry version), `on` the
    day it bears, `source` who said so, `was` and `now` what changed in a registration.
    """

    schema: ClassVar[str] = "noticed/1"

    kind: NoticeKind
    source: str
    report: str = ""
    registration: str = ""
    notice: str = ""
    on: str = ""
    field: str = ""
    was: str = ""
    now: str = ""
    document: Document | None = None


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
        SearchRun, RecordsLinked, RecordsSplit, Screened, Withdrawn, ScoreSeen, Adjudicated,
        SampleDrawn, Certified, Retrieved, Noticed, StudyLinked, Extracted, Judged, Graded,
        ProtocolAmended, Published,
    )
}  # fmt: skip

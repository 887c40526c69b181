"""What the steps derive and the reports draw. Nothing here is stored; all of it comes from events.

Numbers are named by their id in the `Ledger`; the values beside them are full precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tamis.model.events import Answer, Stage, StudyStatus, Verdict
from tamis.model.protocol import Design

Standing = Literal["unscreened", "waiting", "conflict", "maybe", "included", "excluded"]
CertaintyLevel = Literal["high", "moderate", "low", "very-low"]
#: Four different results that must never be read as one another. "not-pooled": a controlled study
#: asked and something can be read, but no estimate with its uncertainty.
AnswerState = Literal["graded", "not-pooled", "not-reported", "not-studied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStanding:
    """Where a report stands: derived from the decisions alone."""

    report: str
    label: str
    title: str
    stage: Stage
    standing: Standing
    criterion: str = ""
    reason: str = ""
    votes: tuple[tuple[str, Verdict], ...] = ()
    study: str = ""
    previous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBox:
    """A box of the PRISMA 2020 flow. `number` is its count in the ledger.

    `column` is where PRISMA draws it; `lines` break the count down (per source, per reason), each
    as (label, number id).
    """

    id: str
    label: str
    number: str
    count: int
    column: Literal["previous", "databases", "other", "result"]
    row: Literal["identification", "screening", "included"]
    members: tuple[str, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The flow diagram. `equations` are the balances it must keep, each (text, left, right)."""

    variant: Literal["new", "updated"]
    boxes: tuple[FlowBox, ...]
    equations: tuple[tuple[str, int, int], ...] = ()

    @property
    def unbalanced(self) -> tuple[str, ...]:
        """The balances that do not hold, in words."""
        return tuple(f"{text}: {a} ≠ {b}" for text, a, b in self.equations if a != b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a study table: words, and the ledger entry they open (if they were extracted)."""

    text: str
    number: str = ""
    state: str = "reported"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """A study as the tables show it. `terms` holds its codes per facet."""

    study: str
    label: str
    status: StudyStatus
    design: Design
    included: bool
    previous: bool = False
    reports: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    counted: bool = True
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    populations: tuple[str, ...] = ()
    cells: Mapping[str, Cell] = field(default_factory=dict)
    comparisons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate with its interval on the scale it is shown on; number ids beside the values."""

    estimate: float
    low: float | None = None
    high: float | None = None
    se: float | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """One study's result for one outcome at one time in one population.

    `effect` is None when the numbers to work it out were not readable; `printed` holds what the
    source states, as (label, number id); `values` counts the numbers that were read; `why_not`
    says why it may not enter a synthesis.
    """

    id: str
    study: str
    label: str
    outcome: str
    timepoint: str
    population: str
    design: Design
    measure: str
    effect: Interval | None = None
    sizes: tuple[int | None, int | None] = (None, None)
    printed: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    primary: bool = False
    prespecified: bool | None = None
    whole: bool = True
    values: int = 0
    poolable: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A pooled estimate, with everything needed to redo it."""

    effect: Interval
    prediction: tuple[float, float] | None
    tau2: float
    i2: float
    q: float
    q_p: float
    studies: tuple[str, ...]
    weights: tuple[float, ...]
    method: str
    numbers: Mapping[str, str] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All results of an outcome within a comparison, pooled where that is honest.

    `why_not_pooled` is a full sentence whenever `pool` is None.
    """

    id: str
    comparison: str
    outcome: str
    results: tuple[StudyResult, ...]
    pool: Pool | None = None
    why_not_pooled: str = ""
    chosen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmCount:
    """Events among people treated, pooled over independent cohorts, with exact limits.

    `upper` is the exact two-sided 95 % limit: with 0 of n it is what n people can't rule out.
    """

    id: str
    label: str
    outcome: str
    comparison: str
    events: int
    total: int
    low: float
    high: float
    studies: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobJudgement:
    """Risk of bias of one result: domain → (judgement, reason), with the answers behind it."""

    study: str
    label: str
    outcome: str
    timepoint: str
    population: str
    instrument: str
    overall: str
    domains: tuple[tuple[str, str, str], ...] = ()
    answers: tuple[tuple[str, Answer], ...] = ()
    overridden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeDomain:
    """One GRADE domain: what the rule proposed and why, what was decided and why."""

    domain: str
    proposed: int
    rule: str
    rating: int
    confirmed: bool
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """Certainty of evidence for one outcome of one comparison.

    `state` keeps "not studied", "not reported" and graded results apart; `sentence` is built from
    certainty × effect and is the only wording of an effect the page may use.
    """

    comparison: str
    outcome: str
    state: AnswerState
    level: CertaintyLevel | None = None
    start: CertaintyLevel | None = None
    domains: tuple[GradeDomain, ...] = ()
    effect: Interval | None = None
    sentence: str = ""
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconsistency:
    """Something printed that its own numbers contradict: listed, never silently fixed."""

    study: str
    where: str
    printed: str
    recomputed: str
    explanation: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An assertion of another text, checked. Prose fields may hold {n:…} references.

    `verdict` is one of supported, contradicted, unsupported, not-checkable.
    """

    id: str
    text: str
    locator: str
    says: str
    verdict: Literal["supported", "contradicted", "unsupported", "not-checkable"]
    why: str
    wording: str = ""
    documents: tuple[str, ...] = ()
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the page: Markdown with references such as {n:…}, {study:…}, {effect:…}.

    `layer` says whom it speaks to; `since` hides it from pages built as of an earlier day.
    """

    id: str
    heading: str
    body: str
    layer: Literal["patients", "clinicians", "methods"] = "patients"
    page: str = "index"
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The free text of a page, as people wrote it. `terms` explains names; they may hold digits."""

    title: str
    summary: str = ""
    sections: tuple[Section, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that differs from the version before."""

    what: str
    before: str
    now: str
    number: str = ""

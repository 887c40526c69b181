"""What changed: notices that bear on a study, results without it, two versions side by side.

Nothing here is stored; all of it follows from events. Texts are as a page shows them; names in
`numbers` lead to the ledger of the version they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tamis.model.events import Event, NoticeKind
from tamis.model.numbers import Ledger, Number
from tamis.model.protocol import Protocol
from tamis.model.results import (
    Analysis,
    AnswerState,
    Certainty,
    CertaintyLevel,
    Flow,
    HarmCount,
    StudyRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyNotice:
    """What happened to a report or a registration of a study, whoever told of it.

    `on` is the day the notice bears, `noticed` the day this review learned of it, `standing` False
    for a retraction or concern that was taken back since. `study` is empty for a report or
    registration that is no study's here.
    """

    kind: NoticeKind
    study: str = ""
    label: str = ""
    included: bool = False
    report: str = ""
    registration: str = ""
    notice: str = ""
    on: str = ""
    noticed: str = ""
    sources: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    field: str = ""
    was: str = ""
    now: str = ""
    standing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSide:
    """One outcome of one comparison, as one version has it.

    `shown` and `numbers` hold "estimate", "low", "high" and "tau2" where there are such;
    `sentence` has its references, `words` has them written out.
    """

    comparison: str
    outcome: str
    state: AnswerState
    level: CertaintyLevel | None = None
    sentence: str = ""
    words: str = ""
    why_not_pooled: str = ""
    studies: tuple[str, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """ "comparison/outcome"."""
        return f"{self.comparison}/{self.outcome}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An outcome with every included study, and without those that were retracted."""

    given: OutcomeSide
    without: OutcomeSide


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A review as one day or one version has it, for holding two side by side.

    `home` maps records to reports; `name` is how people speak of it.
    """

    name: str
    day: str
    protocol: Protocol
    rows: tuple[StudyRow, ...]
    analyses: tuple[Analysis, ...]
    harms: tuple[HarmCount, ...]
    certainties: tuple[Certainty, ...]
    flow: Flow
    ledger: Ledger
    labels: Mapping[str, str]
    home: Mapping[str, str]
    events: tuple[Event, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[StudyNotice, ...] = ()
    records: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """An event that came between two versions and bears on what changed."""

    event: str
    kind: str
    by: str
    day: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyChange:
    """A study that came in, went out, or is counted otherwise."""

    study: str
    label: str
    kind: str
    why: str
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChange:
    """An outcome that reads otherwise. `changed` names what: effect, interval, tau2, …"""

    comparison: str
    outcome: str
    label: str
    before: OutcomeSide | None
    now: OutcomeSide | None
    changed: tuple[str, ...]
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxChange:
    """A box of the PRISMA flow in two versions; None where a version has no such box."""

    box: str
    label: str
    before: int | None
    now: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodChange:
    """A change of the protocol, with the reason people gave."""

    day: str
    by: str
    reason: str
    changes: tuple[str, ...] = ()
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChange:
    """A published number that reads otherwise."""

    number: str
    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceChange:
    """Sentences of a page that were replaced, and why; either side may be empty.

    `others` are further pages on which the same was replaced.
    """

    page: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDiff:
    """Two versions of a review: what differs, and which events made it so.

    `before` and `now` name the versions, `before_day` and `now_day` the days they speak of.
    """

    before: str
    now: str
    before_day: str
    now_day: str
    events: int
    new_records: tuple[str, ...] = ()
    new_reports: tuple[str, ...] = ()
    studies: tuple[StudyChange, ...] = ()
    outcomes: tuple[OutcomeChange, ...] = ()
    flow: tuple[BoxChange, ...] = ()
    methods: tuple[MethodChange, ...] = ()
    notices: tuple[StudyNotice, ...] = ()
    searches: tuple[Cause, ...] = ()
    numbers: tuple[NumberChange, ...] = ()
    sentences: tuple[SentenceChange, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing that a reader could see differs."""
        seen = (self.new_records, self.studies, self.outcomes, self.methods, self.notices)
        return not any(seen) and all(b.before == b.now for b in self.flow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened to the review, for its chronicle and its feeds.

    `at` is when it was written down (UTC), `id` the id of its first event.
    """

    id: str
    at: str
    day: str
    kind: str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a site says of changes. `diff` is None before there is a version to compare with.

    `numbers` are ledger entries for what the version before printed; `url` is where the site will
    stand, with a slash at its end, or "".
    """

    happenings: tuple[Happening, ...] = ()
    diff: EvidenceDiff | None = None
    numbers: tuple[Number, ...] = ()
    url: str = ""

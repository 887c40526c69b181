"""A registration: what one register says of one trial, as it was seen on one day.

The fields follow the WHO Trial Registration Data Set (version 1.3.1, items 1-24), which
ClinicalTrials.gov, the ICTRP portal and the EU's CTIS all map onto. What a register does not say
is empty, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal[
    "not-yet-recruiting",
    "recruiting",
    "by-invitation",
    "active",
    "suspended",
    "completed",
    "terminated",
    "withdrawn",
    "available",
    "no-longer-available",
    "unknown",
    "not-stated",
]
#: Statuses under which a trial takes, or means to take, people.
OPEN: frozenset[Status] = frozenset(
    {"not-yet-recruiting", "recruiting", "by-invitation", "available"}
)
#: Statuses after which nobody joins any more.
CLOSED: frozenset[Status] = frozenset(
    {"completed", "terminated", "withdrawn", "no-longer-available"}
)
DateKind = Literal["planned", "actual", ""]
#: Whether the eligibility text is the register's own and whole, cut, or an outline of it.
TextState = Literal["whole", "excerpts", "outline", "none"]
SponsorKind = Literal["industry", "academic", "government", "network", "other", "not-stated"]


@dataclass(frozen=True, slots=True)
class RegisterDate:
    """A date as a register gives it: `day` is YYYY, YYYY-MM or YYYY-MM-DD."""

    day: str
    kind: DateKind = ""

    @property
    def earliest(self) -> str:
        """The first day it can mean, as YYYY-MM-DD; "" when there is none."""
        return (self.day + "-01-01"[len(self.day) - 4 :])[:10] if self.day else ""

    @property
    def latest(self) -> str:
        """The last day it can mean, near enough to compare with: the 28th of a month counts."""
        return (self.day + "-12-28"[len(self.day) - 4 :])[:10] if self.day else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """What is given. `terms` are the ids of the review's terms it falls under, nearest first."""

    name: str
    kind: str = ""
    description: str = ""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialArm:
    """A group of the trial's plan, and the names of what it is given."""

    label: str
    kind: str = ""
    description: str = ""
    interventions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where people are seen."""

    facility: str = ""
    city: str = ""
    country: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOutcome:
    """An outcome as registered: what is measured, and when."""

    measure: str
    frame: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How the trial is planned, in the register's words; `enrolment` in people."""

    study_type: str = ""
    phase: str = ""
    allocation: str = ""
    model: str = ""
    masking: str = ""
    purpose: str = ""
    enrolment: int | None = None
    enrolment_kind: DateKind = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whom the trial takes: the register's text and its structured fields.

    `minimum_age` and `maximum_age` are as printed ("18 Years"), "" where the register says there
    is no limit or says nothing. `note` says where a text that is not the register's own is from.
    """

    text: str = ""
    state: TextState = "none"
    sex: str = ""
    minimum_age: str = ""
    maximum_age: str = ""
    healthy_volunteers: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One register's entry of one trial.

    `id` is the register's own number, `ids` all numbers of the trial in any register (the own one
    first), `protocol_numbers` the sponsor's. `seen` is the day the entry was read (YYYY-MM-DD),
    `page_date` how old the entry itself was then, `verified` when the sponsor last vouched for it.
    `results` is "yes", "no", a date, or "" where the register was not asked. `copy` says in words
    that a stored copy or mirror was read and not the register itself.
    """

    id: str
    ids: tuple[str, ...] = ()
    protocol_numbers: tuple[str, ...] = ()
    register: str = ""
    title: str = ""
    short_title: str = ""
    summary: str = ""
    status: Status = "not-stated"
    status_words: str = ""
    why_stopped: str = ""
    seen: str = ""
    page_date: str = ""
    verified: str = ""
    registered: str = ""
    start: RegisterDate = RegisterDate("")
    primary_completion: RegisterDate = RegisterDate("")
    completion: RegisterDate = RegisterDate("")
    design: Design = Design()
    arms: tuple[TrialArm, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    eligibility: Eligibility = Eligibility()
    sites: tuple[Site, ...] = ()
    countries: tuple[str, ...] = ()
    sponsor: str = ""
    sponsor_kind: SponsorKind = "not-stated"
    collaborators: tuple[str, ...] = ()
    oversight: tuple[tuple[str, str], ...] = ()
    results: str = ""
    outcomes: tuple[PlannedOutcome, ...] = ()
    outcomes_before: tuple[PlannedOutcome, ...] = ()
    references: tuple[str, ...] = ()
    url: str = ""
    source_urls: tuple[str, ...] = ()
    copy: str = ""
    notes: tuple[str, ...] = ()
    record: str = ""

    @property
    def last_sign(self) -> str:
        """The newest day on which the register's entry is known to have been touched."""
        return max(self.verified, self.page_date)

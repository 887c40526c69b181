"""The protocol: what a review asks, what counts as an answer, and how it will be worked out.

Read from protocol.toml by `tamis.store.protocol_file`, which checks it; these are the values
that the rest of tamis sees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Importance = Literal["critical", "important", "limited"]
#: Study designs in the order in which evidence about effects is shown; the first four are
#: controlled. Uncontrolled designs never feed a statement about efficacy.
Design = Literal[
    "randomised-blinded",
    "randomised-open",
    "matched-historical",
    "non-randomised-controlled",
    "before-after",
    "single-arm",
    "no-results",
    "unclear",
]
DESIGNS: tuple[Design, ...] = (
    "randomised-blinded",
    "randomised-open",
    "matched-historical",
    "non-randomised-controlled",
    "before-after",
    "single-arm",
    "no-results",
    "unclear",
)
#: Designs with a comparison group, and those among them that chance made.
CONTROLLED = frozenset(DESIGNS[:4])
RANDOMISED = frozenset(DESIGNS[:2])
#: Measures that are worked out on the log scale and shown as ratios.
RATIOS = frozenset({"RR", "OR", "HR", "IRR"})
Estimator = Literal["REML", "DL", "PM", "EB", "ML", "EE"]
#: Strategies of a ranked queue, as `tamis.learn` has them.
QueueOrder = Literal["certainty", "exploring", "diverse"]
IntervalTest = Literal["z", "t", "knapp-hartung", "knapp-hartung-conservative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A node of a tree of terms (populations, cell types, routes): `parent` is empty at a root."""

    id: str
    label: str
    parent: str = ""
    synonyms: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way of sorting studies, as a tree of terms ("cells", "route", "source", "dosing")."""

    id: str
    label: str
    terms: tuple[Term, ...] = ()

    def lineage(self, term: str) -> tuple[str, ...]:
        """The term and everything above it, nearest first; unknown terms stand alone."""
        parents = {t.id: t.parent for t in self.terms}
        line = [term]
        while parents.get(line[-1]):
            line.append(parents[line[-1]])
        return tuple(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportantDifference:
    """The smallest difference that matters to patients, and whose choice that number is."""

    value: float
    basis: Literal["source", "own choice"] = "own choice"
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An outcome of the review. `better` says which direction is good for patients.

    `measure` is the effect measure a comparison is expressed in ("MD", "RR", …) or "proportion"
    for single-arm counts, "narrative" where numbers are only listed.
    """

    id: str
    label: str
    plain: str = ""
    domain: str = ""
    measure: str = "narrative"
    unit: str = ""
    better: Literal["higher", "lower", "none"] = "higher"
    window: str = ""
    importance: Importance = "important"
    important_difference: ImportantDifference | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """An eligibility criterion; its code is the reason an exclusion names."""

    code: str
    text: str
    kind: Literal["include", "exclude"] = "exclude"
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A study characteristic to extract; `coded` values come from `facet` or `values`."""

    id: str
    label: str
    kind: Literal["text", "number", "coded"] = "text"
    facet: str = ""
    values: tuple[str, ...] = ()
    column: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An approach that evidence is collected and graded for.

    A study belongs to it when, for every facet named in `where`, one of the study's terms lies at
    or under one of the listed terms. `population` is a term of the populations tree.
    """

    id: str
    label: str
    plain: str = ""
    population: str = ""
    comparator: str = ""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    outcomes: tuple[str, ...] = ()
    indirect_from: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlan:
    """A search as planned or as an earlier version reported it."""

    source: str
    route: Literal["database", "register", "other", "previous"] = "database"
    platform: str = ""
    query: str = ""
    run_on: str = ""
    every_days: int | None = None
    reported: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchMethods:
    """What PRISMA-S asks of a search and no run can know, in people's words; empty: not said.

    Items 4 to 7, 9 to 12 and 14 of the checklist (Rethlefsen 2021, table 1).
    """

    online_resources: str = ""
    citation_searching: str = ""
    contacts: str = ""
    other_methods: str = ""
    limits: str = ""
    filters: str = ""
    prior_work: str = ""
    updates: str = ""
    peer_review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedBox:
    """A box of the flow as an earlier version printed it, with where it is printed."""

    box: str
    label: str
    count: int
    locator: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierVersion:
    """The version this review updates, kept as it was reported."""

    title: str
    citation: str
    search_date: str
    document: str = ""
    boxes: tuple[ReportedBox, ...] = ()
    inconsistencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """How many people judge each report, whether they see each other's votes, and in what order.

    `shared_model` says when one reviewer's decision may train another's queue: once both have
    decided the report, or at once. `order` is the strategy of the queue, `audit_share` the share
    of its cards drawn at random, `neutral` the criteria whose exclusions say nothing about the
    topic (language, duplicate): the ranking does not learn from them.
    """

    reviewers: int = 2
    blind: bool = True
    stages: tuple[str, ...] = ("title-abstract", "full-text")
    shared_model: Literal["after-both", "pooled"] = "after-both"
    ranker: str = "lexical"
    order: QueueOrder = "certainty"
    audit_share: float = 0.0
    neutral: tuple[str, ...] = ()

    @property
    def pooled(self) -> bool:
        """Whether all decisions train all queues; where one person decides, nobody is blind."""
        return self.shared_model == "pooled" or self.reviewers == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequential:
    """Boundaries for looking again at each update: how much error may be spent, and how.

    The effect worth finding is each outcome's smallest important difference.
    """

    spending: Literal["obrien-fleming", "pocock"] = "obrien-fleming"
    alpha: float = 0.05
    power: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesis:
    """How results are pooled. `minimum_studies` below which nothing is pooled is at least 2.

    `sequential` asks for boundaries that allow for repeated looks; None for none.
    """

    estimator: Estimator = "REML"
    test: IntervalTest = "knapp-hartung"
    level: float = 0.95
    minimum_studies: int = 2
    prediction_interval: bool = True
    variance: Literal["unequal", "equal"] = "unequal"
    safety_outcomes: tuple[str, ...] = ()
    sequential: Sequential | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """The living mode (PRISMA-LSR item L1): schedules, what triggers a version, when it ends."""

    status: Literal["living", "one-off", "retired"] = "one-off"
    why: str = ""
    search_every_days: int | None = None
    screening_within_days: int | None = None
    update_trigger: str = ""
    retirement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A review's protocol. `hash` is the SHA-256 of the file's bytes."""

    id: str
    title: str
    question: str
    version: str = "1.0"
    language: str = "en"
    hash: str = ""
    registration: str = ""
    populations: tuple[Term, ...] = ()
    facets: tuple[Facet, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    fields: tuple[Field, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    searches: tuple[SearchPlan, ...] = ()
    search_methods: SearchMethods = field(default_factory=SearchMethods)
    earlier: EarlierVersion | None = None
    screening: Screening = field(default_factory=Screening)
    synthesis: Synthesis = field(default_factory=Synthesis)
    living: Living = field(default_factory=Living)
    instruments: tuple[str, ...] = ("rob-2", "robins-i")
    authors: tuple[str, ...] = ()
    funding: str = ""
    conflicts_of_interest: str = ""

    def outcome(self, name: str) -> Outcome | None:
        """The outcome of that id, if the protocol has it."""
        return next((o for o in self.outcomes if o.id == name), None)

    def comparison(self, name: str) -> Comparison | None:
        """The comparison of that id, if the protocol has it."""
        return next((c for c in self.comparisons if c.id == name), None)

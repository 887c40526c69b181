"""The shape of protocol.toml, checked strictly at the border.

`tamis.store.protocol_file` reads through these into `tamis.model.protocol`; the JSON Schema that
editors use is made from them. Descriptions are for the people who write the file.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tamis.model.events import FlowRoute
from tamis.model.protocol import Estimator, Importance, IntervalTest, QueueOrder

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Text = Annotated[str, Field(min_length=1)]
#: TOML writes a day with or without quotes; both are the same day here.
When = Annotated[str, BeforeValidator(lambda v: v.isoformat() if type(v) is date else v)]
Day = Annotated[When, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
#: What `tamis.stats` can compute for a comparison of two groups or for one group, and the two
#: ways of showing results without an effect.
Measure = Literal[
    "MD", "SMD", "SMDH", "ROM", "RR", "OR", "RD", "PETO", "AS", "HR", "IRR", "IRD",
    "MN", "PLO", "PR", "PFT", "IR", "COR", "ZCOR", "proportion", "narrative",
]  # fmt: skip


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Review(_Table):
    """What the review asks, and who asks."""

    id: Id = Field(description="short name, used in file names and links")
    title: Text
    question: Text = Field(description="the question in one sentence")
    version: Text = "1.0"
    language: Text = "en"
    registration: str = Field(
        default="", description="where the protocol is registered, e.g. PROSPERO id"
    )
    authors: list[Text] = []
    funding: str = ""
    conflicts_of_interest: str = ""
    instruments: list[Text] = Field(
        ["rob-2", "robins-i"], description="risk-of-bias instruments that may be used"
    )


class Term(_Table):
    """A node of a tree of terms."""

    id: Id
    label: Text
    parent: str = Field(default="", description="id of the term above; empty at a root")
    synonyms: list[Text] = []
    note: str = ""


class Facet(_Table):
    """One way of sorting studies, as a tree of terms."""

    id: Id
    label: Text
    terms: list[Term] = []


class ImportantDifference(_Table):
    """The smallest difference that matters to patients."""

    value: float
    basis: Literal["source", "own choice"] = "own choice"
    source: str = ""
    note: str = ""


class Outcome(_Table):
    """An outcome of the review."""

    id: Id
    label: Text
    plain: str = Field(default="", description="the outcome in words a patient uses")
    domain: str = ""
    measure: Measure = Field(
        "narrative", description='an effect measure, "proportion" (one arm), or "narrative"'
    )
    unit: str = ""
    better: Literal["higher", "lower", "none"] = "higher"
    window: str = ""
    importance: Importance = "important"
    important_difference: ImportantDifference | None = None
    explanation: str = ""


class Criterion(_Table):
    """An eligibility criterion; an exclusion names its code."""

    code: Id
    text: Text
    kind: Literal["include", "exclude"] = "exclude"
    short: str = ""


class StudyField(_Table):
    """A study characteristic to extract."""

    id: Id
    label: Text
    kind: Literal["text", "number", "coded"] = "text"
    facet: str = Field(default="", description="for coded fields: the facet its values come from")
    values: list[Text] = Field(default=[], description="for coded fields: the values it may have")
    column: bool = Field(default=True, description="shown in the table of included studies")


class Comparison(_Table):
    """An approach that evidence is collected and graded for."""

    id: Id
    label: Text
    plain: str = ""
    population: str = Field(default="", description="a term of [[populations]]; empty for all")
    comparator: str = ""
    where: dict[str, list[Text]] = Field(
        default={}, description="facet = [terms]; all facets must match"
    )
    outcomes: list[Text] = []
    indirect_from: str = Field(
        default="", description="the comparison whose evidence is asked here"
    )
    note: str = ""


class SearchPlan(_Table):
    """A search as planned, or as an earlier version reported it."""

    source: Text
    route: FlowRoute = "database"
    platform: str = ""
    query: str = ""
    run_on: When = ""
    every_days: Annotated[int, Field(ge=1)] | None = None
    reported: bool = False
    note: str = ""


class SearchMethods(_Table):
    """What PRISMA-S asks of a search and no run can know, in your words."""

    online_resources: str = Field(default="", description="item 4: sites and journals browsed")
    citation_searching: str = Field(default="", description="item 5: citing and cited references")
    contacts: str = Field(default="", description="item 6: who was asked for studies or data")
    other_methods: str = Field(default="", description="item 7: any other way of finding")
    limits: str = Field(default="", description="item 9: limits and why, or that there are none")
    filters: str = Field(default="", description="item 10: published filters, with citation")
    prior_work: str = Field(default="", description="item 11: strategies taken from other reviews")
    updates: str = Field(default="", description="item 12: how the search is kept up to date")
    peer_review: str = Field(default="", description="item 14: who reviewed the strategy, and how")


class ReportedBox(_Table):
    """A box of the flow as an earlier version printed it."""

    box: Id
    label: Text
    count: int = Field(ge=0)
    locator: str = ""
    quote: str = ""


class Earlier(_Table):
    """The version this review updates, kept as it was reported."""

    title: Text
    citation: Text
    search_date: Day
    document: str = ""
    boxes: list[ReportedBox] = []
    inconsistencies: list[Text] = []


class Screening(_Table):
    """How many people judge each report, whether they see each other's votes, and in what order."""

    reviewers: int = Field(default=2, ge=1)
    blind: bool = True
    stages: list[Literal["title-abstract", "full-text"]] = ["title-abstract", "full-text"]
    shared_model: Literal["after-both", "pooled"] = Field(
        default="after-both",
        description="when one reviewer's decision may move another's queue: once both have "
        "decided the report, or at once (which leaks verdicts)",
    )
    ranker: Text = Field(default="lexical", description="which ranker orders the queue")
    order: QueueOrder = Field(default="certainty", description="strategy of the queue")
    audit_share: float = Field(
        default=0.0, ge=0, lt=1, description="share of cards drawn at random, for a certificate"
    )
    neutral: list[Id] = Field(
        default=[], description="criteria whose exclusions say nothing about the topic"
    )


class Sequential(_Table):
    """Boundaries for living updates (Wetterslev 2009; Lan and DeMets 1983)."""

    spending: Literal["obrien-fleming", "pocock"] = "obrien-fleming"
    alpha: float = Field(default=0.05, gt=0, lt=1, description="error to be spent over all looks")
    power: float = Field(default=0.8, gt=0, lt=1, description="of the fixed design")


class Synthesis(_Table):
    """How results are pooled."""

    estimator: Estimator = "REML"
    test: IntervalTest = "knapp-hartung"
    level: float = Field(default=0.95, gt=0, lt=1)
    minimum_studies: int = Field(default=2, ge=2, description="fewer are shown, not pooled")
    prediction_interval: bool = True
    variance: Literal["unequal", "equal"] = "unequal"
    safety_outcomes: list[Text] = []
    sequential: Sequential | None = Field(
        default=None,
        description="boundaries that allow for looking again at each update; off unless given",
    )


class Living(_Table):
    """The living mode (PRISMA-LSR, item L1)."""

    status: Literal["living", "one-off", "retired"] = "one-off"
    why: str = ""
    search_every_days: Annotated[int, Field(ge=1)] | None = None
    screening_within_days: Annotated[int, Field(ge=1)] | None = None
    update_trigger: str = ""
    retirement: str = ""


class ProtocolFile(_Table):
    """The protocol of a systematic review kept with tamis."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, title="tamis protocol")

    review: Review
    populations: list[Term] = []
    facets: list[Facet] = []
    outcomes: list[Outcome] = []
    criteria: list[Criterion] = []
    fields: list[StudyField] = []
    comparisons: list[Comparison] = []
    searches: list[SearchPlan] = []
    search_methods: SearchMethods = SearchMethods()
    earlier: Earlier | None = None
    screening: Screening = Screening()
    synthesis: Synthesis = Synthesis()
    living: Living = Living()

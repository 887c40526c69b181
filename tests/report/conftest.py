# ruff: noqa: E501  (rows of data read better on one line)
"""An invented review, drawn whole: warm drinks against hiccups, from trials that never were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tamis.model.events import Answer, Published
from tamis.model.evidence import Document, Span
from tamis.model.numbers import Input, Kind, Ledger, Number
from tamis.model.protocol import (
    Comparison,
    Criterion,
    EarlierVersion,
    Facet,
    Field,
    ImportantDifference,
    Living,
    Outcome,
    Protocol,
    ReportedBox,
    SearchPlan,
    Synthesis,
    Term,
)
from tamis.model.publication import Publication
from tamis.model.records import Record
from tamis.model.results import (
    Analysis,
    Cell,
    Certainty,
    Change,
    Claim,
    Flow,
    FlowBox,
    GradeDomain,
    HarmCount,
    Inconsistency,
    Interval,
    PageText,
    Pool,
    ReportStanding,
    RobJudgement,
    Section,
    StudyResult,
    StudyRow,
)

PROTOCOL = Protocol(
    id="warm-drinks",
    title="Warm drinks for hiccups",
    question="Do warm drinks shorten bouts of hiccups in adults, and are they harmless?",
    version="1.2",
    hash="ab" * 32,
    populations=(Term(id="adults", label="Adults"), Term(id="sailors", label="Sailors")),
    facets=(
        Facet(
            id="drink",
            label="Drink",
            terms=(
                Term(id="tea", label="Tea"),
                Term(id="green-tea", label="Green tea", parent="tea"),
                Term(id="blend-7", label="Blend-7", note="A mix of seven herbs."),
            ),
        ),
        Facet(
            id="way",
            label="Way of drinking",
            terms=(Term(id="sipped", label="Sipped"), Term(id="gulped", label="Gulped")),
        ),
        Facet(id="times", label="Number of cups", terms=(Term(id="once", label="One cup"),)),
    ),
    outcomes=(
        Outcome(
            id="duration",
            label="Length of a bout",
            plain="How long a bout of hiccups lasts.",
            domain="duration",
            measure="MD",
            unit="minutes",
            better="lower",
            window="within 24 hours",
            importance="critical",
            important_difference=ImportantDifference(value=2, note="a pause for breath"),
        ),
        Outcome(id="rest", label="Nights of rest", domain="rest", measure="MD", better="higher"),
        Outcome(
            id="scald",
            label="Scalds",
            plain="Burns of the mouth.",
            domain="safety",
            measure="proportion",
            better="lower",
            importance="critical",
        ),
        Outcome(id="hic-28", label="HIC-28 score", domain="marker"),
    ),
    criteria=(
        Criterion(code="E1", text="No drink was given", short="no drink"),
        Criterion(code="E2", text="Fewer than 3 people"),
    ),
    fields=(
        Field(id="people", label="People", kind="number"),
        Field(id="drink", label="Drink", facet="drink"),
        Field(id="temperature", label="Temperature"),
        Field(id="findings", label="Main finding"),
        Field(id="funding", label="Funding", column=False),
    ),
    comparisons=(
        Comparison(
            id="tea-water",
            label="Tea against water",
            plain="Any warm tea, compared with cold water.",
            comparator="water",
            outcomes=("duration", "rest", "scald"),
        ),
        Comparison(
            id="tea-sailors",
            label="Tea for sailors",
            population="sailors",
            indirect_from="tea-water",
            outcomes=("duration",),
            note="Sailors were not in any study; at sea, cups tip over.",
        ),
    ),
    searches=(
        SearchPlan(source="PubMed", query="hiccups[tiab] AND (tea OR 'Blend-7')", run_on="2026-05-01"),
        SearchPlan(source="An earlier review", route="previous", reported=True, query="hiccup*"),
    ),
    earlier=EarlierVersion(
        title="Drinks for hiccups",
        citation="Drinks for hiccups. Invented Reviews 2019;1:1-9.",
        search_date="2019-03-01",
        document="earlier",
        boxes=(ReportedBox(box="found", label="Articles found", count=12, locator="Figure 1", quote="12 articles were found"),),
        inconsistencies=("It counts 4 studies in the text and 3 in its table.",),
    ),
    synthesis=Synthesis(safety_outcomes=("scald",)),
    living=Living(status="living", why="New trials are under way.", search_every_days=30),
    authors=("The Hiccup Group",),
    funding="None.",
)  # fmt: skip

DOCUMENTS = {
    "doc-a": Document(id="doc-a", title="Trial A: tea and hiccups", url="https://example.org/a", kind="full text, table 3"),
    "doc-b": Document(id="doc-b", title="Trial B: a second look", url="https://example.org/b", kind="abstract"),
    "earlier": Document(id="earlier", title="Drinks for hiccups (earlier review)", standing="earlier-review"),
    "ad": Document(id="ad", title="A tea seller's page", standing="company", url="javascript:alert(1)"),
}  # fmt: skip


def number(
    name: str, shown: str, about: str = "", kind: Kind = "extracted", **more: object
) -> Number:
    """A number whose label is its id."""
    return Number(
        id=name, kind=kind, label=name.replace("/", " "), shown=shown, about=about, **more
    )  # type: ignore[arg-type]


def numbers() -> tuple[Number, ...]:
    """The ledger: two trials with means, a pooled estimate, harms, and the flow."""
    made = []
    for trial, mean_t, mean_c, effect, low, high in (
        ("a", "8.1", "11.2", "−3.10", "−5.20", "−1.00"),
        ("b", "9.0", "10.4", "−1.40", "−3.90", "1.10"),
    ):
        span = Span(
            document=f"doc-{trial}",
            quote=f"bouts lasted {mean_t} minutes with tea",
            locator="Table 3",
        )
        kept = Span(document=f"doc-{trial}", quote=f"water: {mean_c}", verbatim=False)
        about = f"trial-{trial}"
        made += [
            number(f"{about}/n", "32", about, value=32, spans=(span,)),
            number(
                f"{about}/mean/tea",
                mean_t,
                about,
                value=float(mean_t),
                unit="minutes",
                spans=(span,),
            ),
            number(
                f"{about}/mean/water",
                mean_c,
                about,
                value=float(mean_c),
                spans=(kept,),
                note="read off figure 2",
            ),
            number(
                f"{about}/md",
                effect,
                about,
                "derived",
                formula="MD = m1 − m2",
                inputs=(
                    Input(symbol="m1", number=f"{about}/mean/tea"),
                    Input(symbol="m2", number=f"{about}/mean/water"),
                ),
            ),
            number(
                f"{about}/md/low",
                low,
                about,
                "derived",
                formula="MD − 1.96 × SE",
                inputs=(Input(symbol="MD", number=f"{about}/md"),),
            ),
            number(
                f"{about}/md/high",
                high,
                about,
                "derived",
                formula="MD + 1.96 × SE",
                inputs=(Input(symbol="MD", number=f"{about}/md"),),
            ),
        ]
    both = tuple(Input(symbol=f"y{i}", number=f"trial-{t}/md") for i, t in enumerate("ab", 1))
    made += [
        number(
            f"pool/{key}",
            shown,
            "tea-water",
            "derived",
            formula="Σ w y / Σ w",
            method="REML, Knapp–Hartung",
            inputs=both,
        )
        for key, shown in (
            ("estimate", "−2.35"),
            ("low", "−4.60"),
            ("high", "−0.10"),
            ("pl", "−6.00"),
            ("ph", "1.30"),
            ("tau2", "0.42"),
            ("i2", "18 %"),
        )
    ]
    made += [
        number("scald/events", "0", "scald", "count", value=0),
        number("scald/total", "64", "scald", "count", value=64, members=("trial-a", "trial-b")),
        number("scald/low", "0 %", "scald", "derived"),
        number(
            "scald/high",
            "5.6 %",
            "scald",
            "derived",
            formula="1 − 0.025^(1/n)",
            inputs=(Input(symbol="n", number="scald/total"),),
        ),
    ]
    made += [
        number(f"flow/{name}", str(n), "flow", "count", value=n, members=members)
        for name, n, members in (
            ("found", 5, ("r1", "r2", "r3", "r4", "r5")),
            ("duplicates", 1, ("r5",)),
            ("screened", 4, ()),
            ("out", 1, ("r4",)),
            ("sought", 3, ()),
            ("missing", 0, ()),
            ("read", 3, ()),
            ("excluded", 1, ("r3",)),
            ("e1", 1, ("r3",)),
            ("new", 2, ("trial-a", "trial-b")),
            ("total", 3, ()),
        )
    ]
    return (*made, number("flow/previous", "1", "flow", "reported", value=1))  # fmt: skip


def flow() -> Flow:
    """An update: one earlier study, two new ones."""

    def box(name: str, label: str, count: int, column: str, row: str, **more: object) -> FlowBox:
        return FlowBox(
            id=name, label=label, number=f"flow/{name}", count=count, column=column, row=row, **more
        )  # type: ignore[arg-type]

    return Flow(
        variant="updated",
        boxes=(
            box("previous", "Studies included in the previous version", 1, "previous", "identification"),
            box("found", "Records identified from databases", 5, "databases", "identification", lines=(("PubMed, 2026", "flow/found"),)),
            box("duplicates", "Duplicate records removed", 1, "databases", "identification", removed=True),
            box("screened", "Records screened", 4, "databases", "screening"),
            box("out", "Records excluded", 1, "databases", "screening", removed=True),
            box("sought", "Reports sought for retrieval", 3, "databases", "screening"),
            box("missing", "Reports not retrieved", 0, "databases", "screening", removed=True),
            box("read", "Reports assessed for eligibility", 3, "databases", "screening"),
            box("excluded", "Reports excluded", 1, "databases", "screening", removed=True, lines=(("E1: no drink", "flow/e1"),)),
            box("new", "New studies included in review", 2, "result", "included"),
            box("total", "Total studies included in review", 3, "result", "included"),
        ),
        equations=(("screened = found − duplicates", 4, 4),),
    )  # fmt: skip


def result(trial: str, outcome: str = "duration", **more: object) -> StudyResult:
    """A study's result, with its effect unless told otherwise."""
    about = f"trial-{trial}"
    held: dict[str, object] = {
        "timepoint": "24 hours",
        "population": "everyone randomised",
        "design": "randomised-blinded",
        "measure": "MD",
        "poolable": True,
    }
    if trial in "ab" and outcome == "duration":
        values = {"a": (-3.1, -5.2, -1.0), "b": (-1.4, -3.9, 1.1)}[trial]
        held["effect"] = Interval(
            estimate=values[0], low=values[1], high=values[2],
            numbers={"estimate": f"{about}/md", "low": f"{about}/md/low", "high": f"{about}/md/high"},
        )  # fmt: skip
        held["sizes"] = (16, 16)
        held["printed"] = (("mean with tea", f"{about}/mean/tea"),)
    return StudyResult(
        id=f"{about}:{outcome}:24h", study=about, label=f"Trial {trial.upper()}", outcome=outcome,
        **(held | more),  # type: ignore[arg-type]
    )  # fmt: skip


def analyses() -> tuple[Analysis, ...]:
    """One pooled, one with a lone before–after study, one without any number."""
    pool = Pool(
        effect=Interval(
            estimate=-2.35, low=-4.6, high=-0.1,
            numbers={"estimate": "pool/estimate", "low": "pool/low", "high": "pool/high"},
        ),
        prediction=(-6.0, 1.3), tau2=0.42, i2=18.0, q=1.2, q_p=0.27,
        studies=("trial-a", "trial-b"), weights=(0.56, 0.44), method="REML, Knapp–Hartung",
        numbers={"pi-low": "pool/pl", "pi-high": "pool/ph", "tau2": "pool/tau2", "i2": "pool/i2"},
    )  # fmt: skip
    uncontrolled = result(
        "c", design="before-after", poolable=False, why_not="No control group.",
        effect=Interval(estimate=-6.0, low=-40.0, high=2.0), words=("Bouts were 6 minutes shorter than before.",),
    )  # fmt: skip
    return (
        Analysis(id="tea-water/duration", comparison="tea-water", outcome="duration",
                 results=(result("a"), result("b"), uncontrolled), pool=pool),
        Analysis(id="tea-water/rest", comparison="tea-water", outcome="rest",
                 results=(result("a", "rest", effect=Interval(estimate=0.5, low=-0.4, high=1.4)),
                          result("b", "rest", words=("People slept well.",))),
                 why_not_pooled="Only 1 trial reports a spread, so there is nothing to pool it with."),
        Analysis(id="tea-water/hic-28", comparison="tea-water", outcome="hic-28",
                 results=(result("b", "hic-28"),), why_not_pooled="No number was printed."),
    )  # fmt: skip


def studies() -> tuple[StudyRow, ...]:
    """Two trials, an earlier before–after study that overlaps, and a planned trial."""

    def row(trial: str, **more: object) -> StudyRow:
        held: dict[str, object] = {
            "label": f"Trial {trial.upper()}", "status": "completed", "design": "randomised-blinded", "included": True,
            "terms": {"drink": ("green-tea",), "way": ("sipped",), "times": ("once",)},
            "populations": ("adults",), "comparisons": ("tea-water",),
            "cells": {
                "people": Cell(text="32", number=f"trial-{trial}/n"),
                "drink": Cell(text="Blend-7 with 2 spoons of honey"),
                "temperature": Cell(text="", state="not-reported"),
                "findings": Cell(text="shorter bouts", note="own words"),
            },
        }  # fmt: skip
        return StudyRow(study=f"trial-{trial}", **(held | more))  # type: ignore[arg-type]

    return (
        row("a", reports=("r1",), registrations=("NCT00000001",)),
        row("b", label="Trial B 2021", reports=("r2",), terms={"drink": ("blend-7",), "way": ("gulped",)}),
        row("c", design="before-after", previous=True, counted=False, overlaps=("trial-a",), cells={}),
        row("d", status="planned", design="no-results", included=False, cells={}, registrations=("ISRCTN12345678",)),
    )  # fmt: skip


def certainties() -> tuple[Certainty, ...]:
    """Low certainty of a pooled effect, no pooling, nothing studied."""
    domains = (
        GradeDomain(domain="risk-of-bias", proposed=-1, rule="1 of 2 results at high risk", rating=-1, confirmed=True),
        GradeDomain(domain="imprecision", proposed=-1, rule="64 people, fewer than 400", rating=-1, confirmed=False, reason="As few as 64."),
    )  # fmt: skip
    effect = Interval(
        estimate=-2.35, low=-4.6, high=-0.1,
        numbers={"estimate": "pool/estimate", "low": "pool/low", "high": "pool/high"},
    )  # fmt: skip
    return (
        Certainty(comparison="tea-water", outcome="duration", state="graded", level="low", start="high",
                  domains=domains, effect=effect,
                  sentence="Tea may shorten bouts by {n:pool/estimate} minutes (−4.60 to −0.10)."),
        Certainty(comparison="tea-water", outcome="rest", state="not-pooled", level="very-low", start="high",
                  sentence="It is very uncertain whether tea changes nights of rest."),
        Certainty(comparison="tea-water", outcome="scald", state="graded", level="very-low",
                  sentence="No scald was seen among {n:scald/total} people; that leaves a lot open."),
        Certainty(comparison="tea-water", outcome="hic-28", state="not-reported"),
        Certainty(comparison="tea-sailors", outcome="duration", state="not-studied",
                  sentence="Nobody has studied tea for sailors.", footnotes=("Cups tip over above 6 knots.",)),
    )  # fmt: skip


def rob() -> tuple[RobJudgement, ...]:
    """Two instruments."""
    span = Span(document="doc-a", quote="cups were numbered 1 to 64", locator="p. 2")
    return (
        RobJudgement(study="trial-a", label="Trial A", outcome="duration", timepoint="24 hours",
                     population="everyone randomised", instrument="rob-2", overall="some-concerns",
                     domains=(("randomisation", "low", "Cups were numbered 1 to 64."), ("missing-data", "some-concerns", "")),
                     answers=(("randomisation", Answer(question="1.1", answer="Y", spans=(span,))),)),
        RobJudgement(study="trial-b", label="Trial B 2021", outcome="duration", timepoint="24 hours",
                     population="everyone randomised", instrument="rob-2", overall="high",
                     domains=(("randomisation", "high", ""), ("missing-data", "no-information", "")), overridden=True),
        RobJudgement(study="trial-c", label="Trial C", outcome="duration", timepoint="24 hours",
                     population="", instrument="robins-i", overall="critical",
                     domains=(("confounding", "critical", ""), ("selection", "serious", ""), ("missing-data", "moderate", ""))),
    )  # fmt: skip


TEXT = PageText(
    title="Warm drinks for hiccups",
    summary="Tea may shorten a bout of hiccups a little; nobody knows whether it helps at sea.",
    terms={"HIC-28": "A score of hiccups from 0 to 28 points.", "bout": "A run of hiccups."},
    sections=(
        Section(id="answer", heading="The short answer", body="{short-answer}\n\nSee {study:trial-a} and {study:trial-b}."),
        Section(id="approaches", heading="Each drink", body="{approaches}"),
        Section(id="sailors", heading="At sea", body="{effect:tea-sailors/duration} {certainty:tea-sailors/duration}\n\n{not-studied}"),
        Section(id="harm", heading="Is it safe?", body="{harms}\n\nSellers {doc:ad} say **more**; ask about {trial:NCT00000001}.\n\n- one\n- two\n\n> a quote with 3 digits"),
        Section(id="later", heading="Later", body="{flow}", since="2027-01-01"),
        Section(id="all", heading="Every outcome", body="{certainty-table}\n\n{by-design:duration}", layer="clinicians"),
        Section(id="trials", heading="Trials to ask about", body="{registered}", layer="clinicians"),
        Section(id="forest", heading="The pooled result", body="### HIC-28 and others\n\n{forest:tea-water/duration}\n\n| Cup | Size |\n|---|---|\n| small | {n:trial-a/n} |", layer="clinicians"),
        Section(id="flow", heading="What was found", body="On 2026-05-01 we found {n:flow/found} records.\n\n{flow}", layer="methods"),
        Section(id="changes", heading="What changed", body="{changes}", layer="methods"),
        Section(id="own", heading="For sailors", body="{facet-matrix:drink×way×times}\n\n{cite}", page="sailors"),
    ),
)  # fmt: skip


def whole() -> Publication:
    """The invented review with everything in it."""
    records = {
        f"r{i}": Record(id=f"r{i}", source="PubMed", source_id=str(i), title=f"Report {i} on tea",
                        authors=("Group, The",), year=2020 + i, journal="Invented Journal", volume="3",
                        doi=f"10.5555/{i}", abstract="An abstract that is not ours.", raw="TY  - JOUR")
        for i in range(1, 6)
    }  # fmt: skip
    reports = (
        ReportStanding(report="r1", label="Group 2021", title="Report 1 on tea", stage="full-text", standing="included", study="trial-a"),
        ReportStanding(report="r2", label="Group 2022", title="Report 2 on tea", stage="full-text", standing="included", study="trial-b"),
        ReportStanding(report="r3", label="Group 2023", title="Report 3 on tea", stage="full-text", standing="excluded", criterion="E1"),
        ReportStanding(report="r4", label="Group 2024", title="Report 4 on tea", stage="title-abstract", standing="excluded", criterion="E2", reason="Only 2 people"),
    )  # fmt: skip
    harm = HarmCount(
        id="scald", label="Tea against water", outcome="scald", comparison="tea-water", events=0, total=64,
        low=0.0, high=0.056, studies=("trial-a", "trial-b"), left_out=(("trial-c", "shares people with Trial A"),),
        numbers={k: f"scald/{k}" for k in ("events", "total", "low", "high")},
    )  # fmt: skip
    claim = Claim(id="seller/1", text="ad", locator="paragraph 2", says="Tea cures 100 % of hiccups.",
                  verdict="contradicted", why="Trial A found {n:trial-a/md} minutes.", wording="{effect:tea-water/duration}",
                  documents=("doc-a",), checked="2026-05-02")  # fmt: skip
    published = Published(
        id="p",
        at="2026-05-02T00:00:00Z",
        by="x",
        protocol="",
        version="1.0",
        heads=(),
        numbers="",
        files="",
        summary="First version",
    )
    return Publication(
        protocol=PROTOCOL, as_of="2026-05-02", last_search="2026-05-01", tamis_version="0.1.0",
        ledger=Ledger.of(numbers()), flow=flow(), text=TEXT, studies=studies(), reports=reports,
        records=records, members={"r1": ("r1", "r5"), "r2": ("r2",), "r3": ("r3",), "r4": ("r4",)},
        documents=DOCUMENTS, analyses=analyses(), harms=(harm,), rob=rob(), certainties=certainties(),
        inconsistencies=(Inconsistency(study="trial-a", where="Table 3", printed="difference −3.0",
                                       recomputed="−3.10", explanation="8.1 − 11.2 is not −3.0.", numbers=("trial-a/md", "trial-a/mean/tea", "trial-a/mean/water")),),
        claims=(claim, replace(claim, id="seller/2", verdict="not-checkable", documents=(), wording="")),
        changes=(Change(what="Trials included", before="1", now="3", number="flow/total"),),
        publications=(published,), heads={"anna": "cd" * 32},
    )  # fmt: skip


def bare() -> Publication:
    """A stranger's review: three imported records, nothing decided, no text."""
    records = {
        f"s{i}": Record(id=f"s{i}", source="export.ris", source_id=str(i), title=f"Paper {i}")
        for i in range(3)
    }
    found = number("flow/database_results", "3", "flow", "count", value=3, members=tuple(records))
    return Publication(
        protocol=Protocol(id="x", title="A new review", question="What works?"),
        as_of="2026-05-02",
        last_search="",
        tamis_version="0.1.0",
        ledger=Ledger.of([found]),
        flow=Flow(
            variant="new",
            boxes=(
                FlowBox(
                    id="database_results",
                    label="Records identified",
                    number=found.id,
                    count=3,
                    column="databases",
                    row="identification",
                ),
            ),
        ),
        text=PageText(title=""),
        records=records,
        reports=tuple(
            ReportStanding(report=r, label="", title=v.title, stage="title-abstract", standing="unscreened")
            for r, v in records.items()
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def publication() -> Publication:
    """The whole invented review."""
    return whole()


@pytest.fixture(scope="session")
def bare_publication() -> Publication:
    """A review with three records and no text."""
    return bare()


@pytest.fixture(scope="session")
def with_text(publication: Publication) -> Callable[[str], Publication]:
    """The whole review with one section of that text in place of its own."""

    def make(body: str) -> Publication:
        text = replace(
            publication.text, sections=(Section(id="s", heading="A section", body=body),)
        )
        return replace(publication, text=text)

    return make

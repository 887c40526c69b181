"""Grading: certainty per outcome of a comparison, each domain proposed by a rule one can read.

Uncontrolled studies never feed a statement about effects: a comparison that only they have
studied is "not studied", which is not the same as "no effect".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tamis.model.events import Graded
from tamis.model.instruments import Grade
from tamis.model.naming import plural
from tamis.model.problems import Problem
from tamis.model.protocol import CONTROLLED, RANDOMISED, RATIOS, Comparison, Outcome, Protocol
from tamis.model.results import (
    Analysis,
    AnswerState,
    Certainty,
    CertaintyLevel,
    GradeDomain,
    HarmCount,
    Interval,
    RobJudgement,
    StudyResult,
    StudyRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The evidence a certainty is about: the controlled results, and what weighs on them."""

    comparison: Comparison
    outcome: Outcome
    analysis: Analysis | None
    used: tuple[StudyResult, ...]
    rob: tuple[RobJudgement, ...]
    unreported: tuple[StudyRow, ...]

    @property
    def effect(self) -> Interval | None:
        """The pooled effect, or that of the one trial that stands alone."""
        if self.analysis and self.analysis.pool:
            return self.analysis.pool.effect
        return self.used[0].effect if len(self.used) == 1 else None

    @property
    def people(self) -> int | None:
        """People analysed in the used results, where all sizes were read."""
        sizes = [n for r in self.used for n in r.sizes]
        return sum(n for n in sizes if n is not None) if sizes and None not in sizes else None


Proposal = tuple[int, str]


def body_of(
    comparison: Comparison,
    outcome: Outcome,
    analysis: Analysis | None,
    rows: Iterable[StudyRow],
    rob: Iterable[RobJudgement],
) -> Body:
    """Gather the evidence for one outcome of one comparison."""
    chosen = set(analysis.chosen.split("; ")) if analysis and analysis.chosen else set()
    usable = [r for r in analysis.results if r.poolable] if analysis else []
    used = tuple(r for r in usable if r.id in chosen) or tuple(usable)
    names = {(r.study, r.timepoint, r.population) for r in used}
    return Body(
        comparison=comparison,
        outcome=outcome,
        analysis=analysis,
        used=used,
        rob=tuple(
            j for j in rob
            if j.outcome == outcome.id and (j.study, j.timepoint, j.population) in names
        ),
        unreported=tuple(
            r for r in rows
            if comparison.id in r.comparisons
            and r.status == "completed"
            and r.design == "no-results"
        ),
    )  # fmt: skip


def propose(body: Body, grade: Grade) -> Mapping[str, Proposal]:
    """Propose a rating for every domain, with the rule that led to it in words."""
    randomised = bool(body.used) and all(r.design in RANDOMISED for r in body.used)
    t = grade.thresholds
    ups: dict[str, Proposal] = {
        "large-effect": _large(body, t, randomised=randomised),
        "dose-response": (0, "not proposed by a rule"),
        "opposing-confounding": (0, "not proposed by a rule"),
    }
    return {
        "risk-of-bias": _bias(body),
        "inconsistency": _inconsistency(body, t),
        "indirectness": _indirectness(body),
        "imprecision": _imprecision(body, t),
        "publication-bias": _missing(body),
        **ups,
    }


def _bias(body: Body) -> Proposal:
    if not body.used:
        return 0, "no result to judge"
    judged = {j.study: j.overall for j in body.rob}
    if any(r.study not in judged for r in body.used):
        return -1, "a result was not assessed for risk of bias: one level down"
    worst = set(judged.values())
    if worst & {"critical"}:
        return -2, "a result is at critical risk of bias: two levels down"
    if worst & {"high", "serious"}:
        return -1, "a result is at high or serious risk of bias: one level down"
    if worst & {"some-concerns", "moderate", "no-information"}:
        return -1, "some concerns about risk of bias: one level down"
    return 0, "all results are at low risk of bias"


def _inconsistency(body: Body, t: Mapping[str, float]) -> Proposal:
    pool = body.analysis.pool if body.analysis else None
    if pool is None:
        return 0, "one study, or none pooled: agreement between studies can't be judged"
    if pool.i2 >= t["i2_considerable"]:
        return -2, "I² is considerable: two levels down"
    if pool.i2 >= t["i2_substantial"]:
        return -1, "I² is substantial: one level down"
    return 0, "results of the studies agree"


def _indirectness(body: Body) -> Proposal:
    if body.comparison.indirect_from:
        return -2, "the people asked about were not studied: two levels down"
    if body.outcome.importance == "limited":
        return -1, "a stand-in for what matters to patients: one level down"
    return 0, "the people, treatment and outcome are those asked about"


def _imprecision(body: Body, t: Mapping[str, float]) -> Proposal:
    effect, people = body.effect, body.people
    if effect is None or effect.low is None or effect.high is None:
        return -1, "no single interval can be given: one level down"
    if people is None:
        return -1, "the number of people was not readable: one level down"
    null = 1.0 if body.outcome.measure in RATIOS else 0.0
    important = body.outcome.important_difference
    edge = important.value if important else None
    both = effect.low < null < effect.high
    wide = edge is not None and effect.low < edge < effect.high
    if people < t["few_people"]:
        return -2, "very few people (fewer than the threshold): two levels down"
    if people < t["people"] and (both or wide):
        return -2, "few people, and the interval spans different conclusions: two levels down"
    if people < t["people"]:
        return -1, "fewer people than the optimal information size: one level down"
    if both or wide:
        return -1, "the interval spans different conclusions: one level down"
    return 0, "enough people, and the interval supports one conclusion"


def _missing(body: Body) -> Proposal:
    if body.unreported:
        count = plural(len(body.unreported), "completed study", "completed studies")
        return -1, f"{count} without results: one level down"
    return 0, "no completed study without results is known"


def _large(body: Body, t: Mapping[str, float], *, randomised: bool) -> Proposal:
    effect = body.effect
    if randomised or effect is None or body.outcome.measure not in RATIOS:
        return 0, "only for ratios from non-randomised studies"
    size = max(effect.estimate, 1 / effect.estimate) if effect.estimate > 0 else 1.0
    if size >= t["very_large_ratio"]:
        return 2, "a very large ratio: two levels up"
    if size >= t["large_ratio"]:
        return 1, "a large ratio: one level up"
    return 0, "not a large effect"


def certainty(
    body: Body, protocol: Protocol, grade: Grade, rows: Iterable[StudyRow], words: Iterable[Graded]
) -> Certainty:
    """Certainty of one outcome: start by design, less what is down, plus what is up."""
    comparison, outcome = body.comparison, body.outcome
    if not body.used:
        return Certainty(
            comparison=comparison.id, outcome=outcome.id, state=_absent(body, protocol, rows)
        )
    start = "randomised" if any(r.design in RANDOMISED for r in body.used) else "non-randomised"
    proposals = propose(body, grade)
    decided = {w.domain: w for w in sorted(words, key=lambda w: w.id)}
    domains = tuple(_domain(d.id, proposals[d.id], decided.get(d.id)) for d in grade.domains)
    at = grade.levels.index(grade.start[start]) + sum(d.rating for d in domains)
    at = min(max(at, 0), len(grade.levels) - 1)
    return Certainty(
        comparison=comparison.id,
        outcome=outcome.id,
        state="graded",
        level=_level(grade.levels[at]),
        start=_level(grade.start[start]),
        domains=domains,
        effect=body.effect,
        footnotes=tuple(f"{d.domain}: {d.reason or d.rule}" for d in domains if d.rating),
    )


def harm_certainty(
    comparison: Comparison,
    outcome: Outcome,
    count: HarmCount | None,
    grade: Grade,
    rows: Iterable[StudyRow],
    words: Iterable[Graded],
) -> Certainty:
    """Certainty of how often a harm strikes people treated: counts without a comparison group."""
    if count is None:
        treated = any(r.included and comparison.id in r.comparisons for r in rows)
        return Certainty(
            comparison=comparison.id,
            outcome=outcome.id,
            state="not-reported" if treated else "not-studied",
        )
    decided = {w.domain: w for w in sorted(words, key=lambda w: w.id)}
    proposals = _harm_proposals(count, grade.thresholds)
    domains = tuple(_domain(d.id, proposals[d.id], decided.get(d.id)) for d in grade.domains)
    start = grade.start["non-randomised"]
    at = grade.levels.index(start) + sum(d.rating for d in domains)
    ids = {"estimate": "percent", "low": "lower", "high": "upper"}
    return Certainty(
        comparison=comparison.id,
        outcome=outcome.id,
        state="graded",
        level=_level(grade.levels[min(max(at, 0), len(grade.levels) - 1)]),
        start=_level(start),
        domains=domains,
        effect=Interval(
            estimate=100 * count.events / count.total,
            low=100 * count.low,
            high=100 * count.high,
            numbers={key: count.numbers[name] for key, name in ids.items()},
        ),
        footnotes=tuple(f"{d.domain}: {d.reason or d.rule}" for d in domains if d.rating),
    )


def _harm_proposals(count: HarmCount, t: Mapping[str, float]) -> Mapping[str, Proposal]:
    few = -2 if count.total < t["few_people"] else -1 if count.total < t["people"] else 0
    silent = any("not readable" in why for _, why in count.left_out)
    none = (0, "not proposed by a rule")
    return {
        "risk-of-bias": (-1, "people treated, without a comparison group: one level down"),
        "inconsistency": (0, "counts are summed over cohorts, not compared"),
        "indirectness": (0, "the people, treatment and harm are those asked about"),
        "imprecision": (few, "people counted, against the number that would be enough"),
        "publication-bias": (
            -1 if silent else 0,
            "studies whose counts could not be read are left out: one level down"
            if silent
            else "every study of this approach is counted",
        ),
        "large-effect": none,
        "dose-response": none,
        "opposing-confounding": none,
    }


def _domain(name: str, proposal: Proposal, word: Graded | None) -> GradeDomain:
    rating, rule = proposal
    return GradeDomain(
        domain=name, proposed=rating, rule=rule, rating=word.rating if word else rating,
        confirmed=word is not None, reason=word.reason if word else "", by=word.by if word else "",
    )  # fmt: skip


def _absent(body: Body, protocol: Protocol, rows: Iterable[StudyRow]) -> AnswerState:
    """No usable controlled result: nobody asked, or somebody did and nothing usable can be read."""
    results = body.analysis.results if body.analysis else ()
    if any(
        r.design in CONTROLLED and (r.values or r.words) and (r.whole or r.design not in RANDOMISED)
        for r in results
    ):
        return "not-pooled"
    asked = any(
        r.included and r.design in CONTROLLED
        and (body.comparison.id in r.comparisons or not protocol.comparisons)
        for r in rows
    )  # fmt: skip
    return "not-reported" if asked else "not-studied"


def _level(name: str) -> CertaintyLevel:
    levels: dict[str, CertaintyLevel] = {
        "high": "high", "moderate": "moderate", "low": "low", "very-low": "very-low",
    }  # fmt: skip
    return levels[name]


def check(words: Iterable[Graded], protocol: Protocol, grade: Grade) -> tuple[Problem, ...]:
    """Find ratings out of range, unknown names, disagreements, and departures without a reason."""
    limits = {d.id: d for d in grade.domains}
    known = {c.id for c in protocol.comparisons} or {"all"}
    problems: list[Problem] = []
    seen: dict[str, Graded] = {}
    for word in words:
        where = f"{word.comparison}/{word.outcome}/{word.domain}"
        limit = limits.get(word.domain)
        rival = seen.setdefault(where, word)
        if limit is None:
            problems.append(Problem(where, f"known domains: {', '.join(limits)}", severity="error"))
        elif not limit.worst <= word.rating <= limit.best:
            what = f"rating {word.rating} is not within {limit.worst} … {limit.best}"
            problems.append(Problem(where, what, severity="error"))
        if word.comparison not in known or not protocol.outcome(word.outcome):
            problems.append(Problem(where, "not in the protocol", severity="error"))
        if word.proposed is not None and word.proposed != word.rating and not word.reason:
            what = f"rated {word.rating} where the rule says {word.proposed}, no reason"
            problems.append(Problem(where, what, "give the reason", "error"))
        if rival.rating != word.rating:
            what = f"{rival.by} rates {rival.rating}, {word.by} {word.rating}"
            problems.append(Problem(where, what, "agree, and supersede one", "error"))
    return tuple(problems)

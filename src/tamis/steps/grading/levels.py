"""Grading: certainty per outcome of a comparison, each domain proposed by a rule one can read.

Uncontrolled studies never feed a statement about effects: a comparison that only they have
studied is "not studied", which is not the same as "no effect".
"""

from __future__ import annotations

from collections.abc import Iterable

from tamis.model.events import Graded
from tamis.model.instruments import Grade
from tamis.model.problems import Problem
from tamis.model.protocol import CONTROLLED, RANDOMISED, Comparison, Outcome, Protocol
from tamis.model.results import (
    AnswerState,
    Certainty,
    CertaintyLevel,
    GradeDomain,
    HarmCount,
    Interval,
    StudyRow,
)
from tamis.steps.grading.body import Body
from tamis.steps.grading.rules import Proposal, harm_proposals, propose


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
    proposals = harm_proposals(count, grade.thresholds)
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

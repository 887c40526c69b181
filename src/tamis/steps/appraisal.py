"""Appraisal: risk of bias per result, proposed by rules of the instrument, decided by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tamis.model.errors import UnknownName
from tamis.model.events import Answer, Judged
from tamis.model.instruments import Instrument
from tamis.model.naming import result_id
from tamis.model.problems import Problem
from tamis.model.results import RobJudgement

OVERALL = "overall"


def propose(instrument: Instrument, domain: str, answers: Iterable[Answer]) -> str:
    """Judge a domain by the instrument's rules; empty when it leaves the domain to the assessor.

    Raises:
        UnknownName: The domain or an answer is not the instrument's.
    """
    found = next((d for d in instrument.domains if d.id == domain), None)
    if found is None:
        raise UnknownName(f"{instrument.name} domain", domain, (d.id for d in instrument.domains))
    given = {a.question: a.answer for a in answers}
    for answer in given.values():
        if answer not in instrument.answers:
            raise UnknownName(f"{instrument.name} answer", answer, instrument.answers)
    judged = tuple(
        next(rule.then for rule in part if rule.fits(given)) for part in found.parts if part
    )
    return instrument.worst(judged) if judged else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A rule on the way to a proposal: what it asks, what it would give, and whether it held.

    Rules of a part are tried in order and the first that holds decides it; `reached` says that no
    earlier one had held.
    """

    part: int
    when: str
    then: str
    holds: bool
    reached: bool


def path(instrument: Instrument, domain: str, answers: Mapping[str, str]) -> tuple[Tried, ...]:
    """Every rule of a domain in order, with what the answers make of it.

    Raises:
        UnknownName: The instrument has no such domain.
    """
    found = next((d for d in instrument.domains if d.id == domain), None)
    if found is None:
        raise UnknownName(f"{instrument.name} domain", domain, (d.id for d in instrument.domains))
    tried = []
    for number, part in enumerate(found.parts, 1):
        reached = True
        for rule in part:
            holds = rule.fits(answers)
            words = "; ".join(f"{q} is {' or '.join(a)}" for q, a in rule.when) or "otherwise"
            tried.append(
                Tried(part=number, when=words, then=rule.then, holds=holds, reached=reached)
            )
            reached = reached and not holds
    return tuple(tried)


def propose_overall(instrument: Instrument, domains: Mapping[str, str]) -> str:
    """The worst domain's judgement; empty until every domain is judged."""
    if any(d.id not in domains for d in instrument.domains):
        return ""
    return instrument.worst(tuple(domains[d.id] for d in instrument.domains))


def judgements(
    events: Iterable[Judged], instruments: Mapping[str, Instrument], labels: Mapping[str, str]
) -> tuple[tuple[RobJudgement, ...], tuple[Problem, ...]]:
    """Gather judgements per result.

    Returns:
        One value per (result, instrument), with the overall judgement (decided, else proposed),
        and a problem for every unknown word, disagreement, and departure without a reason.
    """
    grouped: dict[tuple[str, str, str, str, str], list[Judged]] = defaultdict(list)
    problems: list[Problem] = []
    for event in events:
        instrument = instruments.get(event.instrument)
        where = result_id(event.study, event.outcome, event.timepoint, event.population)
        if instrument is None:
            what = f"no instrument '{event.instrument}'; known: {', '.join(instruments)}"
            problems.append(Problem(where, what, severity="error"))
            continue
        problems += _check(event, instrument, where)
        key = (event.study, event.outcome, event.timepoint, event.population, event.instrument)
        grouped[key].append(event)
    rows = []
    for key, words in grouped.items():
        row, differ = _gather(key, words, instruments[key[4]], labels)
        rows.append(row)
        problems += differ
    return tuple(rows), tuple(problems)


def untrusted(rows: Iterable[RobJudgement]) -> tuple[Problem, ...]:
    """Studies about whose trustworthiness there are serious concerns."""
    return tuple(
        Problem(
            row.study,
            "serious concerns about whether this study can be trusted (INSPECT-SR)",
            "such a trial is left out of syntheses: exclude its reports, naming the criterion",
            "warning",
        )
        for row in rows
        if row.overall == "serious-concerns"
    )


def _check(event: Judged, instrument: Instrument, where: str) -> list[Problem]:
    problems = []
    known = {d.id for d in instrument.domains} | {OVERALL}
    if event.domain not in known:
        what = f"{instrument.name} has no domain '{event.domain}'"
        problems.append(Problem(where, what, f"known: {', '.join(sorted(known))}", "error"))
    if event.judgement not in instrument.judgements:
        what = f"'{event.judgement}' is not a {instrument.name} judgement"
        hint = f"known: {', '.join(instrument.judgements)}"
        problems.append(Problem(where, what, hint, "error"))
    if event.proposed and event.proposed != event.judgement and not event.reason:
        what = f"{event.domain}: judged '{event.judgement}' against '{event.proposed}', no reason"
        problems.append(Problem(where, what, "give the reason", "error"))
    return problems


def _gather(
    key: tuple[str, str, str, str, str],
    words: list[Judged],
    instrument: Instrument,
    labels: Mapping[str, str],
) -> tuple[RobJudgement, list[Problem]]:
    study, outcome, timepoint, population, _ = key
    decided: dict[str, Judged] = {}
    problems = []
    for word in sorted(words, key=lambda e: e.id):
        rival = decided.setdefault(word.domain, word)
        if rival.judgement != word.judgement:
            what = (
                f"{word.domain}: {rival.by} says '{rival.judgement}', {word.by} '{word.judgement}'"
            )
            hint = "agree, and supersede one of the two"
            problems.append(
                Problem(result_id(study, outcome, timepoint, population), what, hint, "error")
            )
    judged = {d: e.judgement for d, e in decided.items() if d != OVERALL}
    overall = decided[OVERALL].judgement if OVERALL in decided else ""
    ordered = [d.id for d in instrument.domains if d.id in decided]
    row = RobJudgement(
        study=study,
        label=labels.get(study, study),
        outcome=outcome,
        timepoint=timepoint,
        population=population,
        instrument=instrument.id,
        overall=overall or propose_overall(instrument, judged),
        domains=tuple((d, decided[d].judgement, decided[d].reason) for d in ordered),
        answers=tuple((d, a) for d in ordered for a in decided[d].answers),
        overridden=any(e.proposed and e.proposed != e.judgement for e in decided.values()),
    )
    return row, problems

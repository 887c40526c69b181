"""Appraising: which results wait to be judged, and one person's judgement of one domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis import instruments
from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import Answer, Event, Judged
from tamis.model.evidence import MAX_QUOTED_WORDS
from tamis.model.ids import new_id
from tamis.model.instruments import Instrument
from tamis.model.naming import result_id
from tamis.steps import appraisal

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: Answers that say something about the study, and so must rest on its words.
_SAYS = frozenset({"Y", "PY", "PN", "N", "SY", "WY", "WN", "SN"})


class Unfounded(TamisError):
    """A judgement lacks what it must rest on."""

    exit_code = 2
    http_status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A result, or a study as a whole, to be judged with one instrument.

    Attributes:
        id: `result_id` of the result.
        outcome: Empty for a study as a whole.
        judged: Domain → what this writer says; of everyone when the protocol asks for one reviewer.
        overall: What the domains come to; empty until every one is judged.
    """

    id: str
    study: str
    label: str
    outcome: str
    outcome_label: str
    timepoint: str
    population: str
    design: str
    instrument: str
    judged: Mapping[str, Judged]
    overall: str


def targets(review: Review) -> tuple[Target, ...]:
    """Studies whose trust is judged, then every result that may enter a statement about effects.

    Two reviewers judge independently: with `reviewers = 2`, a person sees their own words only,
    until both have judged the domain.
    """
    evidence, protocol = review.evidence, review.protocol
    tools = [instruments.instrument(name) for name in protocol.instruments]
    wanted: dict[tuple[str, str, str, str, str], str] = {}
    for row in evidence.rows:
        for asks in tools:
            if row.included and asks.kind == "trust" and row.design in asks.applies_to:
                wanted[row.study, "", "", "", asks.id] = row.design
    for result in evidence.results:
        fitting = (t for t in tools if t.kind == "bias" and result.design in t.applies_to)
        tool = next(fitting, None)
        if tool and (result.poolable or (result.effect is not None and result.whole)):
            key = (result.study, result.outcome, result.timepoint, result.population, tool.id)
            wanted[key] = result.design
    for event in review.state.judgements:
        key = (event.study, event.outcome, event.timepoint, event.population, event.instrument)
        wanted.setdefault(key, "")
    labels = evidence.labels()
    return tuple(_target(review, key, design, labels) for key, design in wanted.items())


def target(
    review: Review, study: str, outcome: str, timepoint: str, population: str, instrument: str = ""
) -> Target:
    """One of `targets`; the first of its place when no instrument is named.

    Raises:
        UnknownName: No such result waits to be judged or was.
    """
    every = targets(review)
    wanted = (study, outcome, timepoint, population)
    for one in every:
        if (one.study, one.outcome, one.timepoint, one.population) == wanted and (
            instrument in ("", one.instrument)
        ):
            return one
    raise UnknownName("result", result_id(*wanted), (t.id for t in every))


def _target(
    review: Review, key: tuple[str, str, str, str, str], design: str, labels: Mapping[str, str]
) -> Target:
    study, outcome, timepoint, population, name = key
    told = _visible(review, key)
    tool = instruments.instrument(name)
    overall = told[appraisal.OVERALL].judgement if appraisal.OVERALL in told else ""
    domains = {d: e.judgement for d, e in told.items() if d != appraisal.OVERALL}
    return Target(
        id=result_id(study, outcome, timepoint, population),
        study=study,
        label=labels.get(study, study),
        outcome=outcome,
        outcome_label=labels.get(outcome, outcome) or "the study as a whole",
        timepoint=timepoint,
        population=population,
        design=design,
        instrument=name,
        judged=told,
        overall=overall or appraisal.propose_overall(tool, domains),
    )


def _visible(review: Review, key: tuple[str, str, str, str, str]) -> dict[str, Judged]:
    """This writer's words per domain; those of others once both have judged, or when one does."""
    words = [
        e
        for e in review.state.judgements
        if (e.study, e.outcome, e.timepoint, e.population, e.instrument) == key
    ]
    told = {e.domain: e for e in words if e.by == review.by}
    if review.protocol.screening.reviewers < 2:
        return {e.domain: e for e in words} | told
    return told


def others(review: Review, one: Target) -> dict[str, tuple[Judged, ...]]:
    """What others say of the domains that this writer has judged."""
    return {
        domain: tuple(
            e
            for e in review.state.judgements
            if (e.study, e.outcome, e.timepoint, e.population, e.instrument, e.domain)
            == (one.study, one.outcome, one.timepoint, one.population, one.instrument, domain)
            and e.by != review.by
        )
        for domain, word in one.judged.items()
        if word.by == review.by
    }


def judge(
    review: Review,
    one: Target,
    domain: str,
    answers: tuple[Answer, ...],
    *,
    judgement: str = "",
    reason: str = "",
    request: str = "",
) -> tuple[Event, ...]:
    """Judge a domain (or "overall") of a result; the same words again add nothing.

    Args:
        review: The review; its writer judges.
        one: The result.
        domain: A domain of the instrument, or "overall".
        answers: To its signalling questions, each with the words it rests on.
        judgement: What is decided; what the rules propose when it is empty.
        reason: Why, where that differs from the proposal or the instrument proposes nothing.
        request: The asking program's own id; the same request again is written once. Without one
            an id is made: a judgement with a request was made at a workbench, one without it was
            recorded from a file.

    Raises:
        UnknownName: A domain, question, answer or judgement is not the instrument's.
        Unfounded: An answer rests on no words, a quotation is too long, or a judgement that
            differs from the proposal has no reason.
    """
    tool = instruments.instrument(one.instrument)
    proposed = _proposed(tool, one, domain, answers)
    decided = judgement or proposed
    if not decided:
        raise Unfounded(
            f"{tool.name} proposes nothing for '{domain}': choose a judgement and say why"
        )
    if decided not in tool.judgements:
        raise UnknownName(f"{tool.name} judgement", decided, tool.judgements)
    if decided != proposed and not reason.strip():
        raise Unfounded(
            f"'{decided}' differs from what the answers come to ('{proposed or 'nothing'}'); "
            "give the reason"
        )
    told = one.judged.get(domain)
    mine = told if told is not None and told.by == review.by else None
    said = (decided, answers, reason.strip())
    if mine is not None and (mine.judgement, mine.answers, mine.reason) == said:
        return ()
    return review.append(
        review.event(
            Judged, study=one.study, outcome=one.outcome, instrument=one.instrument, domain=domain,
            judgement=decided, timepoint=one.timepoint, population=one.population,
            proposed=proposed, answers=answers, reason=reason.strip(),
            request=request or new_id(review.now()),
            supersedes=mine.id if mine else None,
        )
    )  # fmt: skip


def _proposed(tool: Instrument, one: Target, domain: str, answers: tuple[Answer, ...]) -> str:
    if domain == appraisal.OVERALL:
        judged = {d: e.judgement for d, e in one.judged.items() if d != appraisal.OVERALL}
        return appraisal.propose_overall(tool, judged)
    proposed = appraisal.propose(tool, domain, answers)
    asked = {q.id for d in tool.domains if d.id == domain for q in d.questions}
    for answer in answers:
        if answer.question not in asked:
            raise UnknownName(f"question of {domain}", answer.question, asked)
        quoted = any(s.quote.strip() for s in answer.spans)
        if answer.answer in _SAYS and not quoted and not answer.comment.strip():
            raise Unfounded(
                f"question {answer.question} is answered '{answer.answer}' without words: quote "
                "what it rests on, say in a comment why there is no quote, or answer NI"
            )
        if any(len(s.quote.split()) > MAX_QUOTED_WORDS for s in answer.spans):
            raise Unfounded(
                f"the quote for question {answer.question} is longer than {MAX_QUOTED_WORDS} "
                "words; keep the words that carry the answer"
            )
    return proposed

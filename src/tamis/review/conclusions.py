"""What follows from a body of evidence: pooled, counted and graded, a sentence for each outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tamis import instruments
from tamis.model.changes import LeftOut, OutcomeSide
from tamis.model.events import Graded
from tamis.model.numbers import Ledger, Number
from tamis.model.protocol import RANDOMISED, Comparison, Outcome
from tamis.model.results import Analysis, Certainty, HarmCount, StudyResult
from tamis.report.language import effect_sentence, harm_sentence
from tamis.review.body import Body
from tamis.review.sides import NUMBERS, sides
from tamis.steps import contrasts, grading, harms, notices, synthesis

DESIGN_WORDS: Mapping[str, str] = {
    "randomised-blinded": "a randomised trial that hid who had which treatment",
    "randomised-open": "a randomised trial without blinding",
    "matched-historical": "a comparison with matched records of other people",
    "non-randomised-controlled": "a comparison that was not randomised",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusions:
    """Results of studies, and what they come to together; `numbers` holds the latter's figures."""

    results: tuple[StudyResult, ...]
    analyses: tuple[Analysis, ...]
    harms: tuple[HarmCount, ...]
    certainties: tuple[Certainty, ...]
    result_numbers: tuple[Number, ...]
    numbers: tuple[Number, ...]


def conclude(body: Body, *, apart: bool = False) -> Conclusions:
    """Work out each study's results; pool, count and grade them.

    Args:
        body: The studies.
        apart: Give the numbers names of their own, to stand beside those of the whole body.
    """
    worked = [
        contrasts.study_results(study, row, outcome, body.facts, body.protocol)
        for study, row in zip(body.studies, body.rows, strict=True)
        if row.included
        for outcome in body.protocol.outcomes
    ]
    results = tuple(r for w in worked for r in w.results)
    pooled = synthesis.synthesise(body.rows, _by_place(results), body.protocol)
    counted = harms.harm_counts(body.rows, body.facts, body.protocol, body.cohorts)
    analyses, counts = pooled.analyses, counted.counts
    numbers = (*pooled.numbers, *counted.numbers)
    if apart:
        analyses, counts, numbers = notices.marked(analyses, counts, numbers)
    return Conclusions(
        results=results,
        analyses=analyses,
        harms=counts,
        certainties=_certainties(body, analyses, counts),
        result_numbers=tuple(n for w in worked for n in w.numbers),
        numbers=numbers,
    )


def beside(
    found: Conclusions, kept: Conclusions, ledger: Ledger, labels: Mapping[str, str]
) -> tuple[tuple[LeftOut, ...], Ledger]:
    """Outcomes that read otherwise, and the ledger with the numbers they show."""
    both = Ledger.of(ledger.values(), kept.numbers)
    pairs = notices.left_out(
        sides(found.certainties, found.analyses, found.harms, both, labels),
        sides(kept.certainties, kept.analyses, kept.harms, both, labels),
    )
    wanted = {id_ for pair in pairs for id_ in _named_in(pair.without)}
    for number in reversed(kept.numbers):  # what a number is worked out from comes before it
        wanted |= {i.number for i in number.inputs} if number.id in wanted else set()
    used = (n for n in kept.numbers if n.id in wanted)
    return pairs, Ledger.of(ledger.values(), used)


def _named_in(side: OutcomeSide) -> Iterator[str]:
    yield from side.numbers.values()
    yield from NUMBERS.findall(side.sentence)


def _by_place(
    results: tuple[StudyResult, ...],
) -> Mapping[tuple[str, str], tuple[StudyResult, ...]]:
    found: dict[tuple[str, str], list[StudyResult]] = {}
    for result in results:
        found.setdefault((result.study, result.outcome), []).append(result)
    return {place: tuple(there) for place, there in found.items()}


def _certainties(
    body: Body, analyses: tuple[Analysis, ...], counted: tuple[HarmCount, ...]
) -> tuple[Certainty, ...]:
    pooled = {(a.comparison, a.outcome): a for a in analyses}
    counts = {(c.comparison, c.outcome): c for c in counted}
    safety = set(body.protocol.synthesis.safety_outcomes)
    made = []
    for comparison in synthesis.comparisons(body.protocol):
        for name in comparison.outcomes:
            if (outcome := body.protocol.outcome(name)) is None:
                continue
            place = (comparison.id, name)
            if name in safety:
                made.append(_harm(body, comparison, outcome, counts.get(place)))
            else:
                made.append(_effect(body, comparison, outcome, pooled.get(place)))
    return tuple(made)


def _effect(
    body: Body, comparison: Comparison, outcome: Outcome, analysis: Analysis | None
) -> Certainty:
    of = grading.body_of(comparison, outcome, analysis, body.rows, body.rob)
    words = _gradings(body, comparison, outcome)
    graded = grading.certainty(of, body.protocol, instruments.grade(), body.rows, words)
    design = DESIGN_WORDS.get(of.used[0].design, "") if len(of.used) == 1 else ""
    sentence = effect_sentence(graded, comparison, outcome, design, _printed(analysis))
    return replace(graded, sentence=sentence)


def _harm(
    body: Body, comparison: Comparison, outcome: Outcome, count: HarmCount | None
) -> Certainty:
    words = _gradings(body, comparison, outcome)
    graded = grading.harm_certainty(
        comparison, outcome, count, instruments.grade(), body.rows, words
    )
    return replace(graded, sentence=harm_sentence(graded, comparison, outcome, count))


def _gradings(body: Body, comparison: Comparison, outcome: Outcome) -> list[Graded]:
    """What people said of this outcome's certainty."""
    place = (comparison.id, outcome.id)
    return [g for g in body.state.gradings if (g.comparison, g.outcome) == place]


def _printed(analysis: Analysis | None) -> str:
    """A difference that a randomised trial printed for everyone, if its numbers gave no effect."""
    for result in analysis.results if analysis else ():
        if result.whole and result.effect is None and result.design in RANDOMISED:
            for label, number in result.printed:
                if label == "printed difference":
                    return number
    return ""

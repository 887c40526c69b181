"""Outcomes as they are held side by side: two versions, or with and without a study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tamis.model.changes import OutcomeSide
from tamis.model.numbers import Number
from tamis.model.results import Analysis, Certainty, HarmCount
from tamis.report.language import plain

#: The numbers a sentence refers to.
NUMBERS = re.compile(r"\{n:([^{}]+)\}")
_KEPT = ("estimate", "low", "high")


def sides(
    certainties: Iterable[Certainty],
    analyses: Iterable[Analysis],
    harms: Iterable[HarmCount],
    ledger: Mapping[str, Number],
    labels: Mapping[str, str],
) -> dict[str, OutcomeSide]:
    """Every outcome of every comparison by "comparison/outcome"."""
    found = {(a.comparison, a.outcome): a for a in analyses}
    counted = {(h.comparison, h.outcome): h for h in harms}
    shown = {id_: n.shown for id_, n in ledger.items()}
    made = {}
    for certainty in certainties:
        key = (certainty.comparison, certainty.outcome)
        side = _side(certainty, found.get(key), counted.get(key), shown, labels)
        made[side.place] = side
    return made


def _side(
    certainty: Certainty,
    analysis: Analysis | None,
    harm: HarmCount | None,
    shown: Mapping[str, str],
    labels: Mapping[str, str],
) -> OutcomeSide:
    effect = certainty.effect
    numbers = {k: effect.numbers[k] for k in _KEPT if k in effect.numbers} if effect else {}
    if analysis and analysis.pool and "tau2" in analysis.pool.numbers:
        numbers["tau2"] = analysis.pool.numbers["tau2"]
    return OutcomeSide(
        comparison=certainty.comparison,
        outcome=certainty.outcome,
        state=certainty.state,
        level=certainty.level,
        sentence=certainty.sentence,
        words=plain(certainty.sentence, shown, labels),
        why_not_pooled=plain(analysis.why_not_pooled, shown, labels) if analysis else "",
        studies=harm.studies if harm else _studies(analysis),
        numbers=numbers,
        shown={k: shown[id_] for k, id_ in numbers.items() if id_ in shown},
    )


def _studies(analysis: Analysis | None) -> tuple[str, ...]:
    """The studies an effect rests on: those pooled, or the one that stands alone."""
    if analysis is None:
        return ()
    if analysis.pool:
        return analysis.pool.studies
    chosen = set(analysis.chosen.split("; "))
    return tuple(dict.fromkeys(r.study for r in analysis.results if r.id in chosen))

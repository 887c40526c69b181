"""Results with every included study, and beside them without those that were retracted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tamis.model.changes import LeftOut, OutcomeSide
from tamis.model.numbers import Number
from tamis.model.results import Analysis, HarmCount

#: What the ids of numbers that leave retracted studies out begin with.
PREFIX = "without-retracted/"


def marked(
    analyses: Iterable[Analysis], harms: Iterable[HarmCount], numbers: Iterable[Number]
) -> tuple[tuple[Analysis, ...], tuple[HarmCount, ...], tuple[Number, ...]]:
    """Give pooled estimates and counts names of their own, so that both can stand in one ledger.

    Args:
        analyses, harms: Worked out without the retracted studies.
        numbers: The ledger entries they brought; entries of studies' own effects are not among
            them and keep their names.
    """
    told = tuple(numbers)
    names = {n.id for n in told}

    def name(id_: str) -> str:
        return f"{PREFIX}{id_}" if id_ in names else id_

    return (
        tuple(_analysis(a, name) for a in analyses),
        tuple(replace(h, numbers=_named(h.numbers, name)) for h in harms),
        tuple(
            replace(
                n,
                id=name(n.id),
                about=f"{PREFIX}{n.about}",
                label=f"{n.label}, without retracted studies",
                inputs=tuple(replace(i, number=name(i.number)) for i in n.inputs),
            )
            for n in told
        ),
    )


def _analysis(analysis: Analysis, name: Callable[[str], str]) -> Analysis:
    pool = analysis.pool
    if pool is None:
        return analysis
    effect = replace(pool.effect, numbers=_named(pool.effect.numbers, name))
    return replace(analysis, pool=replace(pool, effect=effect, numbers=_named(pool.numbers, name)))


def _named(numbers: Mapping[str, str], name: Callable[[str], str]) -> dict[str, str]:
    return {key: name(id_) for key, id_ in numbers.items()}


def left_out(
    given: Mapping[str, OutcomeSide], without: Mapping[str, OutcomeSide]
) -> tuple[LeftOut, ...]:
    """The outcomes that read otherwise without the retracted studies, by "comparison/outcome"."""
    return tuple(
        LeftOut(given=side, without=without[place])
        for place, side in given.items()
        if place in without and _reads(side) != _reads(without[place])
    )


def _reads(side: OutcomeSide) -> tuple[object, ...]:
    return (side.state, side.level, side.words, dict(side.shown), side.studies)

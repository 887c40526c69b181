"""Harms counted among the people treated: pooled over independent cohorts, with exact limits.

A count of 0 of n does not show that a harm can't happen; the exact upper limit says what n people
can't rule out (Clopper CJ, Pearson ES. Biometrika 1934;26:404-413).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tamis.model.facts import Facts, Side
from tamis.model.numbers import Input, Number
from tamis.model.protocol import Outcome, Protocol
from tamis.model.results import HarmCount, StudyRow
from tamis.model.showing import show
from tamis.stats.measures import exact_binomial


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Harm counts with their ledger entries."""

    counts: tuple[HarmCount, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cohort:
    study: str
    events: int
    total: int
    inputs: tuple[str, str]


def harm_counts(
    rows: Iterable[StudyRow], facts: Facts, protocol: Protocol, cohorts: Mapping[str, str]
) -> Counted:
    """Count each safety outcome over all included studies, and within each comparison.

    Where studies share participants, only the one with the most people is counted.
    """
    included = [r for r in rows if r.included]
    groups: list[tuple[str, str, list[StudyRow]]] = [("all", "All approaches", included)]
    groups += [
        (c.id, c.label, [r for r in included if c.id in r.comparisons])
        for c in protocol.comparisons
        if not c.indirect_from
    ]
    made = [
        _count(outcome, id_, label, members, facts, protocol, cohorts)
        for name in protocol.synthesis.safety_outcomes
        if (outcome := protocol.outcome(name))
        for id_, label, members in groups
    ]
    found = [m for m in made if m]
    return Counted(
        counts=tuple(c for c, _ in found), numbers=tuple(n for _, numbers in found for n in numbers)
    )


def _count(
    outcome: Outcome,
    group: str,
    label: str,
    rows: list[StudyRow],
    facts: Facts,
    protocol: Protocol,
    cohorts: Mapping[str, str],
) -> tuple[HarmCount, tuple[Number, ...]] | None:
    read = {r.study: _cohort(r.study, outcome.id, facts) for r in rows}
    best: dict[str, _Cohort] = {}
    for cohort in sorted((c for c in read.values() if c), key=lambda c: (-c.total, c.study)):
        best.setdefault(cohorts.get(cohort.study, cohort.study), cohort)
    if not best:
        return None
    used = tuple(sorted(best.values(), key=lambda c: c.study))
    names = {c.study for c in used}
    left_out = tuple(
        (r.study, "its participants are counted in another study" if read[r.study] else
         "the number of events, or of people, was not readable")
        for r in rows if r.study not in names
    )  # fmt: skip
    events, total = sum(c.events for c in used), sum(c.total for c in used)
    exact = exact_binomial(events, total, level=protocol.synthesis.level)
    low, high = exact.lower, exact.upper
    id_ = f"harms/{outcome.id}/{group}"
    numbers = _numbers(id_, f"{outcome.label}, {label}", used, events, total, low, high)
    count = HarmCount(
        id=id_, label=label, outcome=outcome.id, comparison="" if group == "all" else group,
        events=events, total=total, low=low, high=high, studies=tuple(c.study for c in used),
        left_out=left_out, numbers={n.id.rsplit("/", 1)[1]: n.id for n in numbers},
    )  # fmt: skip
    return count, numbers


def _cohort(study: str, outcome: str, facts: Facts) -> _Cohort | None:
    """The largest whole-population count a study gives."""
    found = []
    for time, people in facts.places(study, outcome):
        side = Side(values=facts.at(study, outcome, time, people, "treated"))
        if not people and side.has("events", "total"):
            found.append(
                _Cohort(
                    study=study, events=int(side["events"]), total=int(side["total"]),
                    inputs=(side.values["events"].id, side.values["total"].id),
                )
            )  # fmt: skip
    return max(found, key=lambda c: c.total, default=None)


def _numbers(
    id_: str,
    label: str,
    used: tuple[_Cohort, ...],
    events: int,
    total: int,
    low: float,
    high: float,
) -> tuple[Number, ...]:
    def number(name: str, text: str, value: float, shown: str, formula: str,
               inputs: Iterable[Input], method: str = "") -> Number:  # fmt: skip
        return Number(
            id=f"{id_}/{name}", kind="derived", label=f"{label}: {text}", shown=shown, value=value,
            about="harms", formula=formula, inputs=tuple(inputs), method=method,
        )  # fmt: skip

    sums = (Input(symbol="x", number=f"{id_}/events"), Input(symbol="n", number=f"{id_}/total"))
    exact = "exact (Clopper–Pearson) 95 % interval of a proportion"
    percent = {"low": 100 * low, "high": 100 * high}
    return (
        number("events", "people with the event", events, str(events), "sum over the cohorts",
               (Input(symbol=f"x {c.study}", number=c.inputs[0]) for c in used)),
        number("total", "people treated", total, str(total), "sum over the cohorts",
               (Input(symbol=f"n {c.study}", number=c.inputs[1]) for c in used)),
        number("percent", "share of people, %", 100 * events / total,
               f"{show(100 * events / total, 1)} %", "100 · x / n", sums),
        number("lower", "lower limit, %", percent["low"], f"{show(percent['low'], 1)} %",
               "100 · Beta⁻¹(0.025; x, n − x + 1)", sums, exact),
        number("upper", "upper limit, %", percent["high"], f"{show(percent['high'], 1)} %",
               "100 · Beta⁻¹(0.975; x + 1, n − x)", sums, exact),
    )  # fmt: skip

"""Synthesis: pool what measures the same thing in independent people, and say why when not.

Generated sentences name studies and numbers as {study:…} and {n:…}, so that a page can link them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tamis import stats
from tamis.model.numbers import Input, Number
from tamis.model.protocol import RANDOMISED, RATIOS, Comparison, Outcome, Protocol
from tamis.model.results import Analysis, Interval, Pool, StudyResult, StudyRow
from tamis.model.showing import show
from tamis.model.timepoints import months

Results = Mapping[tuple[str, str], tuple[StudyResult, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesised:
    """Analyses with the ledger entries of their pooled estimates."""

    analyses: tuple[Analysis, ...]
    numbers: tuple[Number, ...]


def comparisons(protocol: Protocol) -> tuple[Comparison, ...]:
    """The protocol's comparisons; a protocol without any asks about all its studies together."""
    every = tuple(o.id for o in protocol.outcomes)
    return protocol.comparisons or (
        Comparison(id="all", label="All included studies", outcomes=every),
    )


def synthesise(rows: Iterable[StudyRow], results: Results, protocol: Protocol) -> Synthesised:
    """Analyse every outcome of every comparison that has results.

    Args:
        rows: Studies; only included ones take part.
        results: (study, outcome) → that study's results.
    """
    included = [r for r in rows if r.included]
    analyses: list[Analysis] = []
    numbers: list[Number] = []
    for comparison in comparisons(protocol):
        members = [
            r for r in included if not protocol.comparisons or comparison.id in r.comparisons
        ]
        for name in comparison.outcomes or tuple(o.id for o in protocol.outcomes):
            outcome = protocol.outcome(name)
            found = tuple(x for r in members for x in results.get((r.study, name), ()))
            if outcome and found:
                analysis, made = _analyse(comparison, outcome, found, protocol)
                analyses.append(analysis)
                numbers += made
    return Synthesised(analyses=tuple(analyses), numbers=tuple(numbers))


def _analyse(
    comparison: Comparison, outcome: Outcome, results: tuple[StudyResult, ...], protocol: Protocol
) -> tuple[Analysis, tuple[Number, ...]]:
    id_ = f"{comparison.id}/{outcome.id}"
    chosen = choose(results, outcome)
    pool: Pool | None = None
    numbers: tuple[Number, ...] = ()
    refused = ""
    if len(chosen) >= max(2, protocol.synthesis.minimum_studies) and outcome.measure != "narrative":
        pool, numbers = _pool(id_, outcome, chosen, protocol)
    else:
        refused = _why_not(outcome, results, chosen, protocol)
    analysis = Analysis(
        id=id_, comparison=comparison.id, outcome=outcome.id, results=results, pool=pool,
        why_not_pooled=refused, chosen="; ".join(c.id for c in chosen),
    )  # fmt: skip
    return analysis, numbers


def choose(results: Iterable[StudyResult], outcome: Outcome) -> tuple[StudyResult, ...]:
    """One randomised result per study: the time nearest the outcome's window, else the longest.

    Results of other designs are shown beside, never pooled with randomised ones.
    """
    target = months(outcome.window)
    best: dict[str, StudyResult] = {}
    for result in results:
        if result.poolable and result.design in RANDOMISED:
            rival = best.get(result.study)
            if rival is None or _distance(result, target) < _distance(rival, target):
                best[result.study] = result
    return tuple(best.values())


def _distance(result: StudyResult, target: float | None) -> tuple[float, bool]:
    length = months(result.timepoint)
    if length is None:
        return float("inf"), not result.primary
    return (abs(length - target) if target is not None else -length), not result.primary


def _why_not(
    outcome: Outcome,
    results: tuple[StudyResult, ...],
    chosen: tuple[StudyResult, ...],
    protocol: Protocol,
) -> str:
    """Say in full sentences why nothing is pooled."""
    if outcome.measure == "narrative":
        return "Nothing is pooled: the studies report this outcome in ways that can't be combined."
    others: dict[str, str] = {}
    for result in results:
        reason = result.why_not or "it is not randomised, and designs are not mixed"
        if result.study not in {c.study for c in chosen}:
            rival = others.get(result.study)
            if rival is None or (result.whole and rival.startswith("a subgroup")):
                others[result.study] = reason
    reasons = "; ".join(f"{{study:{study}}} ({reason})" for study, reason in others.items())
    if chosen:
        alone = (
            f"Only {{study:{chosen[0].study}}} gives complete numbers from a randomised comparison"
        )
        rest = f"; left out: {reasons}" if reasons else ""
        return f"{alone}, so it stands alone and nothing is pooled{rest}."
    return f"Nothing is pooled: no randomised comparison gives complete numbers. {reasons}."


def _pool(
    id_: str, outcome: Outcome, chosen: tuple[StudyResult, ...], protocol: Protocol
) -> tuple[Pool, tuple[Number, ...]]:
    log = outcome.measure in RATIOS
    plan = protocol.synthesis
    effects = [r.effect for r in chosen if r.effect]
    yi = [math.log(e.estimate) if log else e.estimate for e in effects]
    vi = [(e.se or 0.0) ** 2 for e in effects]
    fit = stats.pool(yi, vi, method=plan.estimator, test=plan.test, level=plan.level)
    back = math.exp if log else float
    values = {
        "estimate": back(fit.estimate),
        "se": fit.se,
        "low": back(fit.ci[0]),
        "high": back(fit.ci[1]),
        "tau2": fit.tau2,
        "i2": fit.i2 or 0.0,
        "q": fit.q or 0.0,
        "q_p": fit.q_p if fit.q_p is not None else 1.0,
    }
    predicted = None
    if plan.prediction_interval and len(yi) > 2:
        interval = stats.prediction_interval(fit.fit, level=plan.level)
        predicted = (back(interval.lower), back(interval.upper))
        values |= {"pi-low": predicted[0], "pi-high": predicted[1]}
    how = f"{plan.estimator}, {plan.test} interval, {plan.level:.0%}"
    numbers = _numbers(id_, outcome, effects, values, how)
    ids = {key: f"{id_}/pooled/{_NAMES.get(key, key)}" for key in values}
    ids["estimate"] = f"{id_}/pooled/{outcome.measure.lower()}"
    pool = Pool(
        effect=Interval(
            estimate=values["estimate"], low=values["low"], high=values["high"], se=fit.se,
            numbers={key: ids[key] for key in ("estimate", "se", "low", "high")},
        ),
        prediction=predicted,
        tau2=values["tau2"], i2=values["i2"], q=values["q"], q_p=values["q_p"],
        studies=tuple(r.study for r in chosen),
        weights=tuple(float(w) / float(sum(fit.weights)) for w in fit.weights),
        method=how,
        numbers=ids,
        cautions=tuple(c.message for c in fit.cautions),
    )  # fmt: skip
    return pool, numbers


_NAMES = {"low": "ci-low", "high": "ci-high", "q_p": "q-p"}
_FORMULAS = {
    "estimate": ("pooled effect", 2, "Σ wᵢ yᵢ / Σ wᵢ, wᵢ = 1 / (SEᵢ² + τ²)"),
    "se": ("standard error", 3, "√(Σ wᵢ (yᵢ − μ)² / ((k − 1) Σ wᵢ)) under Knapp–Hartung"),
    "low": ("lower limit", 2, "μ − t₍k₋₁₎ · SE"),
    "high": ("upper limit", 2, "μ + t₍k₋₁₎ · SE"),
    "tau2": ("τ², variance between studies", 3, "the value that maximises the likelihood"),
    "i2": ("I², %", 0, "100 · τ² / (τ² + typical sampling variance)"),
    "q": ("Cochran's Q", 2, "Σ (yᵢ − μ_EE)² / SEᵢ²"),
    "q_p": ("p of Q", 3, "P(χ²₍k₋₁₎ > Q)"),
    "pi-low": ("lower limit of the prediction interval", 2, "μ − t · √(SE² + τ²)"),
    "pi-high": ("upper limit of the prediction interval", 2, "μ + t · √(SE² + τ²)"),
}


def _numbers(
    id_: str,
    outcome: Outcome,
    effects: list[Interval],
    values: Mapping[str, float],
    how: str,
) -> tuple[Number, ...]:
    inputs = tuple(
        Input(symbol=f"{symbol}{i}", number=e.numbers[key])
        for i, e in enumerate(effects, 1)
        for symbol, key in (("y", "estimate"), ("SE", "se"))
    )
    made = []
    for key, value in values.items():
        label, digits, formula = _FORMULAS[key]
        name = outcome.measure.lower() if key == "estimate" else _NAMES.get(key, key)
        made.append(
            Number(
                id=f"{id_}/pooled/{name}", kind="derived", label=f"{outcome.label}: {label}",
                shown=show(value, digits), value=value, about=id_, formula=formula,
                method=how, inputs=inputs,
            )
        )  # fmt: skip
    return tuple(made)

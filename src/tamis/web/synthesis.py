"""What the pages of synthesis and certainty show, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tamis.model.results import Analysis, Certainty, StudyResult
from tamis.report.language import CERTAINTY_WORDS, STATE_WORDS
from tamis.report.plots import ForestPlot, ForestRow, Label, Plot, Summary, forest
from tamis.report.site.wording import DESIGNS
from tamis.review import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A line of the summary of findings."""

    graded: Certainty
    outcome: str
    words: str
    effect: str
    sentence: str
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A result, whether it entered the synthesis, and why not."""

    label: str
    detail: str
    design: str
    effect: str
    sizes: str
    entered: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything one outcome's page shows."""

    comparison: str
    outcome: str
    words: str
    sentence: str
    plot: Plot | None
    pooled: str
    how: str
    cautions: tuple[str, ...]
    results: tuple[Entered, ...]


def findings(review: Review) -> list[tuple[str, list[Finding]]]:
    """The summary of findings, comparison by comparison."""
    protocol = review.protocol
    made: dict[str, list[Finding]] = {}
    for graded in review.evidence.certainties:
        comparison = protocol.comparison(graded.comparison)
        name = comparison.label if comparison else graded.comparison
        made.setdefault(name, []).append(
            Finding(
                graded=graded,
                outcome=_outcome(review, graded.outcome),
                words=_words(graded),
                effect=_effect(review, graded),
                sentence=review.plain(graded.sentence),
                open=sum(not d.confirmed for d in graded.domains),
            )
        )
    return list(made.items())


def view(review: Review, graded: Certainty) -> View:
    """One outcome of one comparison."""
    comparison = review.protocol.comparison(graded.comparison)
    analysis = _analysis(review, graded)
    pool = analysis.pool if analysis else None
    return View(
        comparison=comparison.label if comparison else graded.comparison,
        outcome=_outcome(review, graded.outcome),
        words=_words(graded),
        sentence=review.plain(graded.sentence),
        plot=_plot(review, analysis) if analysis else None,
        pooled=_pooled(review, analysis) if analysis else "No controlled study asked.",
        how=pool.method if pool else "",
        cautions=pool.cautions if pool else (),
        results=tuple(_entered(review, analysis)) if analysis else (),
    )


def _outcome(review: Review, name: str) -> str:
    outcome = review.protocol.outcome(name)
    return outcome.label if outcome else name


def _words(graded: Certainty) -> str:
    return CERTAINTY_WORDS[graded.level] if graded.level else STATE_WORDS[graded.state]


def _effect(review: Review, graded: Certainty) -> str:
    if graded.effect is None:
        return ""
    shown = review.shown(graded.effect.numbers)
    return _interval(shown)


def _interval(shown: dict[str, str]) -> str:
    low, high = shown.get("low", ""), shown.get("high", "")
    return shown.get("estimate", "") + (f" ({low} to {high})" if low and high else "")


def _analysis(review: Review, graded: Certainty) -> Analysis | None:
    place = (graded.comparison, graded.outcome)
    found = (a for a in review.evidence.analyses if (a.comparison, a.outcome) == place)
    return next(found, None)


def _pooled(review: Review, analysis: Analysis) -> str:
    if analysis.pool is None:
        return review.plain(analysis.why_not_pooled)
    said = _interval(review.shown(analysis.pool.effect.numbers))
    return f"Pooled: {said}; I² {analysis.pool.i2:.0f} %, τ² {analysis.pool.tau2:.3g}"


def _inside(analysis: Analysis) -> set[str]:
    if analysis.pool is not None:
        return set(analysis.pool.studies)
    return set(analysis.chosen.split("; ")) if analysis.chosen else set()


def _entered(review: Review, analysis: Analysis) -> Iterable[Entered]:
    inside = _inside(analysis)
    for result in analysis.results:
        enters = bool({result.study, result.id} & inside) and result.poolable
        yield Entered(
            label=result.label,
            detail=", ".join(p for p in (result.timepoint, result.population) if p),
            design=DESIGNS[result.design][0],
            effect=_interval(review.shown(result.effect.numbers)) if result.effect else "",
            sizes=" and ".join(str(n) for n in result.sizes if n is not None),
            entered=enters,
            why="" if enters else result.why_not or "another result of this study was chosen",
        )


def _plot(review: Review, analysis: Analysis) -> Plot | None:
    """The forest plot; None where no result has an estimate to draw."""
    if not any(r.effect for r in analysis.results):
        return None
    outcome = review.protocol.outcome(analysis.outcome)
    measure, order = analysis.results[0].measure, list(DESIGNS)
    summary = None
    if analysis.pool is not None:
        effect = analysis.pool.effect
        summary = Summary(
            label=Label("Pooled"),
            estimate=effect.estimate,
            low=effect.low if effect.low is not None else effect.estimate,
            high=effect.high if effect.high is not None else effect.estimate,
            estimate_label=Label(review.shown(effect.numbers).get("estimate", "")),
            interval_label=Label(_interval(review.shown(effect.numbers))),
        )
    return forest(
        ForestPlot(
            name="live",
            title=outcome.label if outcome else analysis.outcome,
            measure=measure,
            measure_words=measure,
            interval_words=f"{100 * review.protocol.synthesis.level:g} % CI",
            rows=tuple(
                _row(review, analysis, r)
                for r in sorted(analysis.results, key=lambda r: order.index(r.design))
            ),
            summary=summary,
            why_not_pooled="" if analysis.pool else review.plain(analysis.why_not_pooled),
        )
    )


def _row(review: Review, analysis: Analysis, result: StudyResult) -> ForestRow:
    effect = result.effect
    shown = review.shown(effect.numbers) if effect else {}
    weights = dict(zip(analysis.pool.studies, analysis.pool.weights, strict=True)) \
        if analysis.pool else {}  # fmt: skip
    weight = weights.get(result.study, weights.get(result.id))
    whole = sum(weights.values()) or 1.0
    detail = ", ".join(p for p in (result.timepoint, result.population) if p)
    return ForestRow(
        label=Label(result.label),
        group=Label(DESIGNS[result.design][0]),
        detail=Label(detail) if detail else None,
        sizes=tuple(Label(str(n)) for n in result.sizes if n is not None),
        estimate=effect.estimate if effect else None,
        low=effect.low if effect else None,
        high=effect.high if effect else None,
        estimate_label=Label(shown["estimate"]) if "estimate" in shown else None,
        interval_label=Label(_interval(shown)) if "low" in shown else None,
        weight=weight / whole if weight is not None else None,
        weight_label=Label(f"{100 * weight / whole:.0f} %") if weight is not None else None,
        note=Label(result.why_not) if result.why_not else None,
    )

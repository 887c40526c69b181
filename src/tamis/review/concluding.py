"""Concluding: would the next trial change what a result says, and may one look again so often?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tamis import instruments, stats
from tamis.model.conclusions import Conclusion, FailSafe, Look, Monitoring, Standing
from tamis.model.errors import UnknownName
from tamis.model.protocol import RATIOS, Outcome
from tamis.model.results import Analysis, Interval, Pool, StudyResult
from tamis.stats.errors import StatsError
from tamis.steps.changing.next_trial import Evidence, next_trial
from tamis.steps.grading import certainty
from tamis.steps.grading.body import Body, body_of

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: Domains whose proposals a further trial moves.
_MOVED = ("imprecision", "inconsistency")


def conclude(
    review: Review,
    outcome: str | None = None,
    comparison: str | None = None,
    *,
    people: int | None = None,
) -> tuple[Conclusion, ...]:
    """Ask of every graded outcome what would change its conclusion.

    Args:
        review: Which review.
        outcome: Only this one.
        comparison: Only this one.
        people: Size of the next trial; the median of the studies at hand unless given.

    Raises:
        UnknownName: The protocol has no such outcome or comparison.
    """
    protocol = review.protocol
    if outcome is not None and protocol.outcome(outcome) is None:
        raise UnknownName("outcome", outcome, [o.id for o in protocol.outcomes])
    if comparison is not None and protocol.comparison(comparison) is None:
        raise UnknownName("comparison", comparison, [c.id for c in protocol.comparisons])
    return tuple(
        _conclusion(review, analysis, asked, people)
        for analysis in review.evidence.analyses
        if (asked := protocol.outcome(analysis.outcome))
        and outcome in (None, analysis.outcome)
        and comparison in (None, analysis.comparison)
        and asked.id not in protocol.synthesis.safety_outcomes
    )


def _conclusion(
    review: Review, analysis: Analysis, outcome: Outcome, people: int | None
) -> Conclusion:
    asked = review.protocol.comparison(analysis.comparison)
    used = _used(analysis)
    said = Conclusion(
        comparison=analysis.comparison, outcome=outcome.id,
        label=f"{asked.label if asked else analysis.comparison}: {outcome.label}",
        measure=outcome.measure, unit=outcome.unit, log=outcome.measure in RATIOS,
        studies=tuple(r.study for r in used), better=outcome.better,
        edge=_edge(outcome),
    )  # fmt: skip
    if not used:
        return replace(said, why_none=review.plain(analysis.why_not_pooled))
    evidence = _evidence(review, outcome, used)
    try:
        found = next_trial(evidence, people, _Judge(review, analysis, used, outcome))
    except StatsError as error:
        return replace(said, why_none=str(error))
    return replace(
        said,
        next_trial=found,
        fail_safe=tuple(_fail_safe(evidence)),
        sequential=_sequence(review, evidence, used),
    )


def _used(analysis: Analysis) -> tuple[StudyResult, ...]:
    """The results that are pooled, or the one that stands alone, with their standard errors."""
    chosen = set(analysis.chosen.split("; "))
    return tuple(r for r in analysis.results if r.id in chosen and r.effect and r.effect.se)


def _edge(outcome: Outcome) -> float | None:
    important = outcome.important_difference
    if important is None:
        return None
    if outcome.measure in RATIOS:
        return abs(math.log(important.value)) or None if important.value > 0 else None
    return abs(important.value) or None


def _evidence(review: Review, outcome: Outcome, used: tuple[StudyResult, ...]) -> Evidence:
    plan = review.protocol.synthesis
    effects = [r.effect for r in used if r.effect]
    on = math.log if outcome.measure in RATIOS else float
    alone = effects[0] if len(effects) == 1 else None
    return Evidence(
        yi=tuple(on(e.estimate) for e in effects),
        vi=tuple((e.se or 0.0) ** 2 for e in effects),
        sizes=tuple(_size(r) for r in used),
        edge=_edge(outcome),
        estimator=plan.estimator,
        test=plan.test,
        level=plan.level,
        own=(on(alone.low), on(alone.high))
        if alone and alone.low is not None and alone.high is not None
        else None,
    )


def _size(result: StudyResult) -> int | None:
    known = [n for n in result.sizes if n is not None]
    return sum(known) if len(known) == 2 else None


class _Judge:
    """Certainty as the rules would propose it, moved from where people have put it."""

    def __init__(
        self, review: Review, analysis: Analysis, used: tuple[StudyResult, ...], outcome: Outcome
    ) -> None:
        evidence = review.evidence
        comparison = review.protocol.comparison(analysis.comparison)
        self._grade = instruments.grade()
        self._log = outcome.measure in RATIOS
        self._analysis, self._used = analysis, used
        self._body: Body | None = None
        self._protocol, self._rows = review.protocol, evidence.rows
        if comparison is not None:
            self._body = body_of(comparison, outcome, analysis, evidence.rows, evidence.rob)
        self._now = next(
            (
                c
                for c in evidence.certainties
                if (c.comparison, c.outcome) == (analysis.comparison, analysis.outcome)
            ),
            None,
        )

    def __call__(self, standing: Standing, people: int | None) -> str:
        """The level of a standing."""
        if self._body is None or self._now is None or self._now.level is None:
            return ""
        proposed = {
            d.domain: d.proposed
            for d in certainty(
                self._with(self._body, standing, people), self._protocol, self._grade, self._rows,
                (),
            ).domains
        }  # fmt: skip
        levels = self._grade.levels
        at = levels.index(self._now.start or levels[0])
        for domain in self._now.domains:
            shift = proposed[domain.domain] - domain.proposed if domain.domain in _MOVED else 0
            at += domain.rating + shift
        return levels[min(max(at, 0), len(levels) - 1)]

    def _with(self, body: Body, standing: Standing, people: int | None) -> Body:
        """The evidence as if it were pooled to that standing, with so many people."""
        back = math.exp if self._log else float
        effect = Interval(
            estimate=back(standing.estimate), low=back(standing.low), high=back(standing.high)
        )
        pool = Pool(
            effect=effect, prediction=None, tau2=standing.tau2, i2=standing.i2, q=0.0, q_p=1.0,
            studies=(), weights=(), method="",
        )  # fmt: skip
        sizes = (people, 0) if people is not None else (None, None)
        alone = replace(self._used[0], sizes=sizes)
        return replace(body, analysis=replace(self._analysis, pool=pool), used=(alone,))


def _fail_safe(found: Evidence) -> Iterator[FailSafe]:
    yi, vi = list(found.yi), list(found.vi)
    rosenberg = stats.fail_safe_n(yi, vi, kind="rosenberg")
    yield FailSafe(kind="rosenberg", n=rosenberg.n, reference="Rosenberg 2005, Evolution 59:464")
    if len(yi) > 1:
        general = stats.fail_safe_n(yi, vi, kind="general", method=found.estimator)
        reference = "random-effects: mean brought to p = 0.05 by studies that average no effect"
        yield FailSafe(kind="general", n=general.n, reference=reference)
        if found.edge:
            orwin = stats.fail_safe_n(yi, vi, kind="orwin", target=found.edge)
            reference = "Orwin 1983: mean brought to the smallest important difference"
            yield FailSafe(kind="orwin", n=orwin.n, reference=reference)


def _sequence(review: Review, found: Evidence, used: tuple[StudyResult, ...]) -> Monitoring | None:
    """The boundaries, where the protocol asks for them and an important difference is set."""
    plan = review.protocol.synthesis.sequential
    if plan is None or found.edge is None:
        return None
    years = _years(review)
    order = sorted(
        range(len(used)), key=lambda i: (years.get(used[i].study) or 9999, used[i].study)
    )
    told = stats.monitor(
        [found.yi[i] for i in order], [found.vi[i] for i in order], effect=found.edge,
        alpha=plan.alpha, power=plan.power, spending=plan.spending, method=found.estimator,
    )  # fmt: skip
    looks = tuple(
        Look(study=used[i].study, year=years.get(used[i].study), share=float(share), z=float(z),
             boundary=float(limit))
        for i, share, z, limit in zip(order, told.information, told.z, told.boundary, strict=True)
    )  # fmt: skip
    return Monitoring(
        looks=looks,
        crossed=looks[told.crossed].study if told.crossed is not None else "",
        required=told.required,
        spending=plan.spending,
        reference="Wetterslev J et al. BMC Med Res Methodol 2009;9:86; Lan KKG, DeMets DL. "
        "Biometrika 1983;70:659-663",
        cautions=tuple(c.message for c in told.cautions),
    )


def _years(review: Review) -> dict[str, int]:
    """When each study's first report appeared."""
    home = review.state.reports.of
    years: dict[str, int] = {}
    for record in review.folder.records():
        if record.year:
            report = home(record.id)
            years[report] = min(record.year, years.get(report, record.year))
    found = {
        row.study: [years[home(r)] for r in row.reports if home(r) in years]
        for row in review.evidence.rows
    }
    return {study: min(known) for study, known in found.items() if known}

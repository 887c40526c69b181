"""Enough evidence? What the reports still missing could do to each pooled result: information."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis.learn.sufficient import Scenario, Sufficiency, sufficiency
from tamis.model.events import Stage
from tamis.model.protocol import RATIOS
from tamis.model.results import Analysis

if TYPE_CHECKING:
    from tamis.review.facade import Review

WALD = "intervals here are Wald's; the published one may be wider (its method is in the protocol)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficing:
    """One pooled result under one scenario; effects of ratio measures are natural logarithms.

    Attributes:
        analysis: Its id, comparison/outcome.
        measure: Effect measure.
        studies: Studies pooled now.
        found: What the scenario does to it.
    """

    analysis: str
    measure: str
    studies: int
    found: Sufficiency


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """What missing reports could do to the review's pooled results.

    Attributes:
        missing: Reports that may be missing at most, by the live estimate; None before it exists.
        results: One entry per pooled result and scenario.
        why_none: Why there is no entry, in a sentence, when there is none.
    """

    missing: int | None
    results: tuple[Sufficing, ...]
    why_none: str = ""


def enough(review: Review, stage: Stage = "title-abstract") -> Enough:
    """Ask every pooled result what the reports still missing could do to it.

    As many reports are supposed to be missing as the upper end of the live estimate says; the
    share of them that would carry a number for an outcome is that of the reports found so far.
    """
    now = review.progress(stage)
    if now.remaining is None:
        return Enough(missing=None, results=(), why_none="fewer than three reports were found")
    pooled = [a for a in review.evidence.analyses if a.pool is not None]
    if not pooled:
        return Enough(
            missing=now.remaining.high, results=(), why_none="no outcome has a pooled result yet"
        )
    results = tuple(
        found for a in pooled for found in _asked(review, a, now.remaining.high, now.found)
    )
    return Enough(missing=now.remaining.high, results=results)


def _asked(review: Review, analysis: Analysis, missing: int, found: int) -> tuple[Sufficing, ...]:
    outcome = review.protocol.outcome(analysis.outcome)
    measure = outcome.measure if outcome else ""
    chosen = set(analysis.chosen.split("; "))
    taken = [r.effect for r in analysis.results if r.id in chosen and r.effect is not None]
    log = measure in RATIOS
    yi = [math.log(e.estimate) if log else e.estimate for e in taken]
    vi = [e.se**2 for e in taken if e.se is not None]
    if not yi or len(vi) != len(yi) or analysis.pool is None:
        return ()
    middle, like = statistics.median(vi), "as precise as the median study"
    effect = math.log(analysis.pool.effect.estimate) if log else analysis.pool.effect.estimate
    return tuple(
        Sufficing(
            analysis=analysis.id,
            measure=f"log {measure}" if log else measure,
            studies=len(yi),
            found=sufficiency(
                yi,
                vi,
                scenario,
                missing,
                tau2=analysis.pool.tau2,
                yielding=min(1.0, len(yi) / max(1, found)),
            ),
        )
        for scenario in (
            Scenario(label=f"no effect, {like}", effect=0.0, variance=middle),
            Scenario(label=f"the opposite effect, {like}", effect=-effect, variance=middle),
        )
    )

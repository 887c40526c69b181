"""The evidence a certainty is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tamis.model.protocol import Comparison, Outcome
from tamis.model.results import (
    Analysis,
    Interval,
    RobJudgement,
    StudyResult,
    StudyRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The evidence a certainty is about: the controlled results, and what weighs on them."""

    comparison: Comparison
    outcome: Outcome
    analysis: Analysis | None
    used: tuple[StudyResult, ...]
    rob: tuple[RobJudgement, ...]
    unreported: tuple[StudyRow, ...]

    @property
    def effect(self) -> Interval | None:
        """The pooled effect, or that of the one trial that stands alone."""
        if self.analysis and self.analysis.pool:
            return self.analysis.pool.effect
        return self.used[0].effect if len(self.used) == 1 else None

    @property
    def people(self) -> int | None:
        """People analysed in the used results, where all sizes were read."""
        sizes = [n for r in self.used for n in r.sizes]
        return sum(n for n in sizes if n is not None) if sizes and None not in sizes else None


def body_of(
    comparison: Comparison,
    outcome: Outcome,
    analysis: Analysis | None,
    rows: Iterable[StudyRow],
    rob: Iterable[RobJudgement],
) -> Body:
    """Gather the evidence for one outcome of one comparison."""
    chosen = set(analysis.chosen.split("; ")) if analysis and analysis.chosen else set()
    usable = [r for r in analysis.results if r.poolable] if analysis else []
    used = tuple(r for r in usable if r.id in chosen) or tuple(usable)
    names = {(r.study, r.timepoint, r.population) for r in used}
    return Body(
        comparison=comparison,
        outcome=outcome,
        analysis=analysis,
        used=used,
        rob=tuple(
            j for j in rob
            if j.outcome == outcome.id and (j.study, j.timepoint, j.population) in names
        ),
        unreported=tuple(
            r for r in rows
            if comparison.id in r.comparisons
            and r.status == "completed"
            and r.design == "no-results"
        ),
    )  # fmt: skip

from __future__ import annotations

from dataclasses import replace

import pytest

from tamis.model.protocol import Outcome, Protocol, Synthesis
from tamis.model.results import Interval, StudyResult, StudyRow
from tamis.steps.synthesis import choose, synthesise

PAIN = Outcome(id="pain", label="Pain", measure="MD", window="6 months")
PROTOCOL = Protocol(id="p", title="t", question="q", outcomes=(PAIN,))


def row(study: str) -> StudyRow:
    return StudyRow(
        study=study,
        label=study.title(),
        status="completed",
        design="randomised-open",
        included=True,
    )


def result(study: str, estimate: float, se: float = 1.0, **more: object) -> StudyResult:
    id_ = f"{study}/pain/{more.get('timepoint', '6 months')}"
    numbers = {k: f"{id_}/{k}" for k in ("estimate", "se", "low", "high")}
    effect = Interval(
        estimate=estimate, low=estimate - 2 * se, high=estimate + 2 * se, se=se, numbers=numbers
    )
    base = StudyResult(
        id=id_, study=study, label=study.title(), outcome="pain", timepoint="6 months",
        population="", design="randomised-open", measure="MD", effect=effect, poolable=True,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def analyse(*results: StudyResult, **plan: object) -> object:
    found: dict[tuple[str, str], tuple[StudyResult, ...]] = {}
    for r in results:
        found[r.study, "pain"] = (*found.get((r.study, "pain"), ()), r)
    protocol = replace(PROTOCOL, synthesis=Synthesis(**plan))  # type: ignore[arg-type]
    rows = [row(s) for s in dict.fromkeys(r.study for r in results)]
    (analysis,) = synthesise(rows, found, protocol).analyses
    return analysis


def test_three_trials_pool_to_the_inverse_variance_mean_when_they_agree() -> None:
    analysis = analyse(result("a", 2.0), result("b", 2.0), result("c", 2.0))
    assert analysis.pool.effect.estimate == pytest.approx(2.0)  # type: ignore[attr-defined]
    assert analysis.pool.tau2 == 0  # type: ignore[attr-defined]
    assert sum(analysis.pool.weights) == pytest.approx(1)  # type: ignore[attr-defined]


def test_a_pool_of_two_has_no_prediction_interval() -> None:
    assert analyse(result("a", 1.0), result("b", 3.0)).pool.prediction is None  # type: ignore[attr-defined]


def test_one_trial_stands_alone_and_the_reason_names_the_others() -> None:
    other = result("b", 0.0, effect=None, poolable=False, why_not="no standard error")
    analysis = analyse(result("a", 2.0), other)
    assert analysis.pool is None  # type: ignore[attr-defined]
    assert "Only {study:a}" in analysis.why_not_pooled  # type: ignore[attr-defined]
    assert "{study:b} (no standard error)" in analysis.why_not_pooled  # type: ignore[attr-defined]


def test_designs_are_not_mixed() -> None:
    matched = result("b", 3.0, design="matched-historical")
    analysis = analyse(result("a", 2.0), matched)
    assert "designs are not mixed" in analysis.why_not_pooled  # type: ignore[attr-defined]


def test_the_time_nearest_the_window_is_chosen_once_per_study() -> None:
    early, late = result("a", 1.0, timepoint="4 months"), result("a", 2.0, timepoint="26 weeks")
    assert choose([early, late], PAIN) == (late,)


def test_without_a_window_the_longest_time_is_chosen() -> None:
    early, late = result("a", 1.0, timepoint="4 months"), result("a", 2.0, timepoint="2 years")
    assert choose([early, late], replace(PAIN, window="")) == (late,)


def test_narrative_outcomes_are_never_pooled() -> None:
    protocol = replace(PROTOCOL, outcomes=(replace(PAIN, measure="narrative"),))
    found = {(s, "pain"): (result(s, 2.0),) for s in ("a", "b", "c")}
    (analysis,) = synthesise([row(s) for s in "abc"], found, protocol).analyses
    assert analysis.pool is None

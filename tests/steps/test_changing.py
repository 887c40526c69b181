from __future__ import annotations

from statistics import NormalDist

import pytest

from tamis.model.conclusions import NextTrial
from tamis.model.protocol import Comparison, Facet, Outcome, Protocol, Term
from tamis.model.records import Record
from tamis.steps.changing import affected, record_changes, register_changes
from tamis.steps.changing.next_trial import Evidence, next_trial
from tamis.trials.registration import PlannedOutcome, RegisterDate, Registration

PROTOCOL = Protocol(
    id="walks", title="Walks", question="?",
    populations=(
        Term(id="adults", label="Adults"), Term(id="elders", label="Elders", parent="adults"),
    ),
    facets=(
        Facet(id="activity", label="Activity", terms=(
            Term(id="walking", label="Walking"),
            Term(id="nordic", label="Nordic walking (with poles)", parent="walking"),
            Term(id="rowing", label="Rowing", synonyms=("sculling",)),
        )),
    ),
    outcomes=(
        Outcome(id="pain", label="Pain change", plain="pain"), Outcome(id="falls", label="Falls"),
    ),
    comparisons=(
        Comparison(id="walk", label="Walking", population="adults",
                   where=(("activity", ("walking",)),), outcomes=("pain", "falls")),
        Comparison(id="row", label="Rowing", population="adults",
                   where=(("activity", ("rowing",)),), outcomes=("pain",)),
    ),
)  # fmt: skip


def test_a_report_that_names_people_and_what_they_do_bears_on_that_comparison() -> None:
    (found,) = affected("Nordic walking in elders: a trial of falls", PROTOCOL)
    assert (found.comparison, found.nearness, found.outcomes) == ("walk", "likely", ("falls",))


def test_a_report_that_names_no_people_is_possible_and_any_outcome_may_change() -> None:
    (found,) = affected("Sculling on quiet water", PROTOCOL)
    assert (found.comparison, found.nearness, found.outcomes) == ("row", "possible", ())


def test_a_part_of_a_word_names_nothing() -> None:
    assert affected("Growing sleepwalkings and arrowings", PROTOCOL) == ()


def record(**more: object) -> Record:
    said = {"id": "r1", "source": "pubmed", "source_id": "1", "title": "A walk", "year": 2018}
    return Record(**{**said, **more})  # type: ignore[arg-type]


def test_a_changed_title_is_told_and_punctuation_is_no_change() -> None:
    before = {"r1": record(publication_types=("Journal Article",))}
    (found,) = record_changes(before, [record(title="Another walk", publication_types=())])
    assert (found.field, found.was, found.now) == ("title", "A walk", "Another walk")
    assert record_changes(before, [record(title="a  walk.")]) == ()
    assert record_changes(before, [record(id="r2", title="New")]) == ()


def entry(seen: str, **more: object) -> Registration:
    said = {"id": "NCT00000001", "register": "ClinicalTrials.gov", "seen": seen}
    return Registration(**{**said, **more})  # type: ignore[arg-type]


def test_status_outcome_size_and_results_of_a_register_are_compared() -> None:
    old = entry("2026-01-01", status="recruiting", results="no",
                outcomes=(PlannedOutcome(measure="Pain", frame="6 months"),))  # fmt: skip
    new = entry("2026-02-01", status="completed", results="2026-01-20",
                outcomes=(PlannedOutcome(measure="Falls", frame="6 months"),))  # fmt: skip
    found = register_changes([old, new])
    assert [(c.field, c.was, c.now) for c in found] == [
        ("status", "recruiting", "completed"),
        ("primary outcome", "Pain [6 months]", "Falls [6 months]"),
        ("results", "no", "2026-01-20"),
    ]


def test_what_a_copy_left_out_has_not_changed() -> None:
    old = entry("2026-01-01", status="not-stated", start=RegisterDate("2024-05"), copy="a mirror")
    new = entry("2026-02-01", status="completed", start=RegisterDate("2024-05-03"),
                outcomes=(PlannedOutcome(measure="Pain"),))  # fmt: skip
    assert register_changes([old, new]) == ()


def test_each_entry_is_compared_with_the_one_before_it() -> None:
    days = [("2026-01-01", "recruiting"), ("2026-02-01", "suspended"), ("2026-03-01", "recruiting")]
    found = register_changes([entry(d, status=s) for d, s in days])
    assert [(c.was, c.now) for c in found] == [
        ("recruiting", "suspended"), ("suspended", "recruiting"),
    ]  # fmt: skip


def evidence(*yi: float, size: int = 100, edge: float | None = 1.0) -> Evidence:
    return Evidence(
        yi=yi, vi=(0.09,) * len(yi), sizes=(size,) * len(yi), edge=edge, estimator="REML",
        test="z", level=0.95,
    )  # fmt: skip


def turns(found: NextTrial, aspect: str) -> tuple[float | None, float | None]:
    (one,) = (t for t in found.turnings if t.aspect == aspect)
    return one.below, one.above


def test_the_effect_that_would_change_the_direction_is_where_the_interval_touches_no_effect() -> (
    None
):
    found = next_trial(evidence(0.5, 0.5, edge=None))
    below, _ = turns(found, "direction")
    assert below is not None
    # With equal variances and τ² of 0 the mean is (0.5 + 0.5 + y)/3 with SE √0.03.
    assert found.now.direction == "above"
    edge = 3 * 1.959964 * 0.03**0.5 - 1.0
    assert below == pytest.approx(edge, abs=0.35)  # τ² rises as y departs from 0.5
    assert below > edge - 1e-6


def test_without_heterogeneity_the_turning_point_is_exact() -> None:
    found = next_trial(Evidence(yi=(0.5, 0.5), vi=(0.09, 0.09), sizes=(100, 100), edge=None,
                                estimator="EE", test="z", level=0.95))  # fmt: skip
    assert turns(found, "direction")[0] == pytest.approx(3 * 1.959964 * 0.03**0.5 - 1, abs=1e-5)


def test_a_larger_trial_turns_a_result_more_easily() -> None:
    small = turns(next_trial(evidence(0.6, 0.7), people=40), "direction")[0]
    large = turns(next_trial(evidence(0.6, 0.7), people=400), "direction")[0]
    assert small is not None
    assert large is not None
    assert large > small


def test_chances_are_those_of_a_normal_variable() -> None:
    found = next_trial(Evidence(yi=(0.5, 0.5), vi=(0.09, 0.09), sizes=(100, 100), edge=None,
                                estimator="EE", test="z", level=0.95))  # fmt: skip
    (turning,) = found.turnings
    cut = turning.below
    assert cut is not None
    chance = {t: p for t, _, p in turning.chances}["there is no effect"]
    assert chance == pytest.approx(NormalDist(0, 0.3).cdf(cut), abs=1e-6)


def test_certainty_follows_the_judge() -> None:
    found = next_trial(evidence(0.5, 0.5), judge=lambda s, n: "high" if s.low > 0.1 else "low")
    assert found.now.certainty == "low"
    below, above = turns(found, "certainty")
    assert below is not None or above is not None
    assert [t.aspect for t in found.turnings] == ["direction", "position", "certainty"]

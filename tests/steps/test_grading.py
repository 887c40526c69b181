from __future__ import annotations

from dataclasses import replace

from tamis.instruments import grade
from tamis.model.events import Graded
from tamis.model.protocol import Comparison, ImportantDifference, Outcome, Protocol
from tamis.model.results import Analysis, Interval, RobJudgement, StudyResult, StudyRow
from tamis.steps.grading import Body, body_of, certainty, check, propose

PAIN = Outcome(id="pain", label="Pain", measure="MD")
WALK = Comparison(id="walk", label="Walking", outcomes=("pain",))
PROTOCOL = Protocol(id="p", title="t", question="q", outcomes=(PAIN,), comparisons=(WALK,))
ELM = StudyRow(study="elm", label="Elm", status="completed", design="randomised-open",
               included=True, comparisons=("walk",))  # fmt: skip
RESULT = StudyResult(
    id="elm/pain", study="elm", label="Elm", outcome="pain", timepoint="", population="",
    design="randomised-open", measure="MD", sizes=(300, 300), poolable=True,
    effect=Interval(estimate=3.0, low=2.0, high=4.0, se=0.5),
)  # fmt: skip
LOW = RobJudgement(study="elm", label="Elm", outcome="pain", timepoint="", population="",
                   instrument="rob-2", overall="low")  # fmt: skip


def body(result: StudyResult | None = RESULT, rob: RobJudgement = LOW, **more: object) -> Body:
    analysis = Analysis(
        id="walk/pain", comparison="walk", outcome="pain", results=(result,) if result else (),
        chosen=result.id if result else "",
    )  # fmt: skip
    return replace(body_of(WALK, PAIN, analysis, (ELM,), (rob,)), **more)  # type: ignore[arg-type]


def level(found: Body, rows: tuple[StudyRow, ...] = (ELM,), *words: Graded) -> str:
    made = certainty(found, PROTOCOL, grade(), rows, words)
    return made.level or made.state


def rating(domain: str, value: int, reason: str = "", proposed: int | None = None) -> Graded:
    return Graded(
        id=f"{domain}{value}", at="", by="anna", protocol="", comparison="walk", outcome="pain",
        domain=domain, rating=value, reason=reason, proposed=proposed,
    )  # fmt: skip


def test_a_large_unbiased_randomised_trial_is_of_high_certainty() -> None:
    assert level(body()) == "high"


def test_a_non_randomised_comparison_starts_low() -> None:
    matched = replace(RESULT, design="matched-historical")
    assert level(body(matched), (replace(ELM, design="matched-historical"),)) == "low"


def test_high_risk_of_bias_and_few_people_lower_it() -> None:
    small = replace(RESULT, sizes=(31, 25))
    assert level(body(small, replace(LOW, overall="high"))) == "very-low"


def test_a_result_nobody_assessed_counts_as_biased() -> None:
    assert propose(body(rob=replace(LOW, study="other")), grade())["risk-of-bias"][0] == -1


def test_an_interval_across_the_smallest_important_difference_is_imprecise() -> None:
    pain = replace(PAIN, important_difference=ImportantDifference(value=3.0))
    assert propose(body(outcome=pain), grade())["imprecision"][0] == -1


def test_a_person_s_rating_outweighs_the_rule() -> None:
    assert level(body(), (ELM,), rating("indirectness", -1, "other people")) == "moderate"


def test_uncontrolled_studies_leave_a_question_not_studied() -> None:
    before_after = replace(ELM, design="before-after")
    uncontrolled = replace(RESULT, poolable=False, why_not="no comparison group")
    assert level(body(uncontrolled), (before_after,)) == "not-studied"


def test_a_controlled_study_without_numbers_is_not_reported() -> None:
    assert level(body(None)) == "not-reported"


def test_ratings_out_of_range_or_without_a_reason_are_named() -> None:
    words = [rating("imprecision", -3), rating("inconsistency", -1, proposed=0)]
    texts = [p.what for p in check(words, PROTOCOL, grade())]
    assert any("not within" in t for t in texts)
    assert any("no reason" in t for t in texts)

from __future__ import annotations

from pathlib import Path

import pytest

from tamis.review import Review
from tamis.review.offers import check_answers, check_offer

ALS = Path(__file__).parents[2] / "reviews" / "als-cell-therapy"


@pytest.fixture(scope="module")
def als() -> Review:
    return Review(ALS)


def test_a_claim_is_set_beside_the_review_s_own_sentence(als: Review) -> None:
    done = als.offer("Our cells from bone marrow go into your spinal fluid and halt ALS.")
    answer = next(a for a in done.answers if a.outcome.id == "alsfrs-r-change")
    first = answer.approaches[0]
    assert answer.matched
    assert first.certainty == "Very low certainty"
    assert first.sentence.startswith("The evidence is very uncertain about whether")
    assert first.place == "methods.html#grade-bm-msc-intrathecal-alsfrs-r-change"


def test_people_with_pls_are_told_that_it_was_not_studied(als: Review) -> None:
    done = als.offer("Our umbilical cord cells halt PLS.")
    states = {x.state for a in done.answers for x in a.approaches}
    assert states == {"not-studied"}


def test_a_named_trial_is_shown_as_what_its_register_says(als: Review) -> None:
    done = als.offer("Our stem cells are proven in NCT03280056 and NCT99999999.")
    known, unknown = done.trials
    assert known.known is not None
    assert any("Repeated Administrations of NurOwn" in s for s in known.known.says)
    assert unknown.known is None


def test_a_trial_that_looks_like_a_clinic_s_own_carries_its_caveat(als: Review) -> None:
    done = als.offer("We are registered as NCT03067857, so our stem cells are safe for you.")
    assert done.trials[0].known is not None
    assert any("registered is not proof" in s for s in done.trials[0].known.says)


def test_any_review_s_outcomes_can_be_met(extracted: Review) -> None:
    done = extracted.offer("Our walking program eases your back pain in days.")
    assert done.reading.claims[0].words.startswith("eases your back pain")
    assert done.review == "Walking for back pain"


def test_nothing_is_written(als: Review) -> None:
    before = {p: p.stat().st_mtime_ns for p in (ALS / "log").iterdir()}
    als.offer("Our stem cells halt ALS.")
    assert before == {p: p.stat().st_mtime_ns for p in (ALS / "log").iterdir()}


def test_without_a_review_there_are_flags_and_no_answers() -> None:
    done = check_offer("Our clinic halts ALS with stem cells for $9,000.")
    assert done.reading.verdict == "serious"
    assert done.answers == ()
    assert done.review == ""


def test_questions_are_asked_once_each() -> None:
    asked = check_offer("Our clinic halts ALS with stem cells for $9,000.").questions
    assert len(set(asked)) == len(asked) > 5


def test_unsure_answers_are_never_read_as_harmless() -> None:
    done = check_answers({"fee": "unsure", "cure": "no"})
    assert "fee" in done.unsure
    assert "cure" not in done.unsure
    assert done.reading.verdict == "nothing"

from __future__ import annotations

from tamis.offers.evidence import (
    Approach,
    Known,
    KnownOutcome,
    KnownTrial,
    answers,
    trial_answers,
    words_of,
)
from tamis.offers.reading import read_offer


def approach(label: str, state: str, people: tuple[str, ...] = ()) -> Approach:
    return Approach(
        label=label, words=words_of(label), state=state, certainty="", sentence=f"About {label}.",
        people=people, place="methods.html",
    )  # fmt: skip


KNOWN = Known(
    outcomes=(
        KnownOutcome(
            id="function", label="Function", about="everyday function", rank=0,
            approaches=(
                approach("Cells from umbilical cord", "not-studied"),
                approach("Cells from bone marrow", "graded"),
                approach("Cells from fat tissue", "not-reported"),
                approach("Cells from bone marrow in sailors", "not-studied", ("sailors",)),
            ),
        ),
        KnownOutcome(id="rest", label="Rest", about="nights of rest", rank=0, approaches=()),
    ),
    trials=(KnownTrial(numbers=("NCT00000001", "2012-001234-12"), label="Trial A", says=("x",)),),
)  # fmt: skip


def labels(text: str) -> list[str]:
    found = answers(text, read_offer(text), KNOWN)
    return [a.label for answer in found for a in answer.approaches]


def test_a_claim_meets_the_approach_that_the_text_names() -> None:
    assert labels("Our umbilical cord stem cells stop ALS.") == ["Cells from umbilical cord"]


def test_without_a_name_what_is_known_best_comes_first() -> None:
    assert labels("Our stem cells stop ALS.") == [
        "Cells from bone marrow", "Cells from fat tissue", "Cells from umbilical cord",
    ]  # fmt: skip


def test_people_who_are_named_get_what_was_asked_about_them() -> None:
    assert labels("Our stem cells stop ALS in sailors.") == ["Cells from bone marrow in sailors"]


def test_a_text_without_a_claim_gets_no_answer() -> None:
    assert labels("Our stem cells cost $5,000.") == []


def test_a_trial_is_known_by_any_of_its_numbers() -> None:
    mentions = read_offer("See NCT00000001, EudraCT 2012-001234-12 and NCT99999999.").trials
    found = trial_answers(mentions, KNOWN)
    assert [a.known.label if a.known else None for a in found] == ["Trial A", "Trial A", None]

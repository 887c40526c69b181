from __future__ import annotations

from dataclasses import replace

import pytest

from tamis.model.protocol import Comparison, ImportantDifference, Outcome
from tamis.model.results import Certainty, Interval
from tamis.report.language import effect_sentence, lint, plain

WALK = Comparison(id="walk", label="Walking", plain="walking")
PAIN = Outcome(id="pain", label="Pain", plain="pain", measure="MD", unit="points")
NUMBERS = {"estimate": "a", "low": "b", "high": "c"}
CLEAR = Interval(estimate=3.0, low=2.0, high=4.0, numbers=NUMBERS)


def say(level: str, effect: Interval = CLEAR, outcome: Outcome = PAIN) -> str:
    found = Certainty(comparison="walk", outcome="pain", state="graded", level=level, effect=effect)  # type: ignore[arg-type]
    return effect_sentence(found, WALK, outcome)


def test_each_level_says_no_more_than_it_may() -> None:
    assert say("high").startswith("Walking improves pain.")
    assert say("moderate").startswith("Walking probably improves pain.")
    assert say("low").startswith("Walking may improve pain.")
    assert say("very-low").startswith("The evidence is very uncertain about whether walking")


def test_lower_is_better_turns_the_verb() -> None:
    assert "worsens" in say("high", outcome=replace(PAIN, better="lower"))


def test_an_interval_across_no_effect_is_not_read_as_no_effect() -> None:
    wide = replace(CLEAR, low=-1.0)
    assert "may improve, worsen or not change pain" in say("low", wide)


def test_little_difference_needs_an_interval_inside_the_important_one() -> None:
    edge = replace(PAIN, important_difference=ImportantDifference(value=5.0))
    assert "little or no important difference" in say("high", outcome=edge)


def test_numbers_are_references() -> None:
    assert "{n:a} points (interval {n:b} to {n:c})" in say("low")


def test_not_studied_and_not_reported_are_two_things() -> None:
    found = Certainty(comparison="walk", outcome="pain", state="not-studied")
    assert effect_sentence(found, WALK, PAIN).startswith("Not studied:")
    missing = replace(found, state="not-reported")
    assert effect_sentence(missing, WALK, PAIN).startswith("Not reported here:")


@pytest.mark.parametrize(
    "text",
    [
        "Walking is proven to help.",
        "This treatment is safe.",
        "A breakthrough for patients.",
        "It is an effective option.",
        "The odds ratio was {n:x}.",
        "Pain was 30 % lower with walking.",
        "Walkers lived 40 % longer.",
        "They lived twice as long.",
        "The difference was not significant, so there was no effect.",
    ],
)
def test_overclaiming_is_found(text: str) -> None:
    assert lint(text, "page")


@pytest.mark.parametrize(
    "text",
    [
        "Nobody has shown that it is safe.",
        "We don't know whether it is effective.",
        "The page calls it a “breakthrough”.",
        "Pain fell by 2 points, 30 % lower than the 6 points of before.",
        "The interval runs from {n:a} to {n:b}.",
    ],
)
def test_careful_wording_passes(text: str) -> None:
    assert lint(text, "page") == ()


def test_references_are_written_out_for_a_terminal() -> None:
    text = "Only {study:elm} gives {n:a}."
    assert plain(text, {"a": "3.38"}, {"elm": "Elm 2018"}) == "Only Elm 2018 gives 3.38."

from __future__ import annotations

import pytest

from tamis import learn
from tamis.learn.design import RULES, TABLE


def hint(title, abstract="", *keywords):
    return learn.design_hint(
        learn.Document(id="r", title=title, abstract=abstract, keywords=keywords)
    )


@pytest.mark.parametrize(
    ("title", "abstract", "kind"),
    [
        ("Walking for pain: a randomised trial", "", "randomised-trial"),
        ("Walking", "We randomly assigned 80 adults to walk or rest.", "randomised-trial"),
        ("Walking for pain: study protocol for a randomised trial", "", "protocol"),
        ("Walking for pain: a systematic review of randomised trials", "", "systematic-review"),
        ("Broken toe after walking: a case report", "", "case-report"),
        ("Walking in rats", "Rats were randomly divided into groups.", "animal-study"),
        ("Muscle", "Cultured muscle cells in vitro were studied.", "laboratory-study"),
        ("Walking: a review", "", "review"),
    ],
)
def test_words_name_the_kind_of_study(title, abstract, kind):
    found = hint(title, abstract)
    assert found.kind == kind
    assert found.because


def test_a_publication_type_is_taken_at_its_word():
    found = hint("Walking in rats", "", "Journal Article", "Randomized Controlled Trial")
    assert (found.kind, found.randomised, found.because) == (
        "randomised-trial", 1.0, "Randomized Controlled Trial"
    )  # fmt: skip
    assert hint("A randomised trial", "", "Editorial").probably_not_a_trial


def test_a_mention_of_trials_is_not_a_trial_and_not_its_opposite():
    found = hint("Practice", "Evidence from randomised controlled trials is scarce.")
    assert found.kind == "unclear"
    assert 0.05 < found.randomised < 0.5


def test_a_title_alone_never_says_probably_not_a_trial():
    assert not hint("Aspirin in infarction").probably_not_a_trial
    assert hint("Aspirin in infarction", "Aspirin is an old drug.").probably_not_a_trial


def test_every_rule_on_words_was_counted():
    asked = {rule.name for rule in RULES if rule.where != "type"}
    assert asked | {"no rule", "no rule, title only"} == set(TABLE)
    assert all(0 < p < 1 and 0 < trial < 1 for p, trial in TABLE.values())


def test_a_book_pasted_into_an_abstract_takes_no_longer():
    assert hint("Long", "twelve-year-old embase patients randomised " * 50_000).rule

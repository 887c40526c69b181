from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.model.errors import UnknownName
from tamis.model.protocol import Term
from tamis.trials.matching import VERDICTS, Match, match, matches
from tamis.trials.person import Person
from tamis.trials.registration import Eligibility, Registration
from tamis.trials.vocabulary import built_in, vocabulary

PLS = Person(condition="pls", age=61, months_since_onset=40)


def trial(text: str = "", *conditions: str, state: str = "whole", **fields: str) -> Registration:
    held = Eligibility(text=text, state=state if text else "none", **fields)  # type: ignore[arg-type]
    return Registration(
        id="NCT00000001", conditions=conditions, eligibility=held, seen="2026-11-20",
        url="https://clinicaltrials.gov/study/NCT00000001",
    )  # fmt: skip


def asked(text: str, person: Person = PLS, *conditions: str) -> Match:
    return match(person, trial(text, *conditions), built_in())


ALS_ONLY = "Inclusion Criteria:\n- Diagnosis of definite or probable ALS\n- Age 18 to 75 years"


def test_a_trial_that_asks_for_the_diagnosis_may_fit_with_its_sentence_day_and_link() -> None:
    found = asked("Inclusion Criteria:\n- Diagnosis of ALS or PLS\n- Age over 18 years")
    assert (found.verdict, found.sentence) == ("may fit", "- Diagnosis of ALS or PLS")
    assert (found.seen, found.link[:8]) == ("2026-11-20", "https://")


def test_a_trial_for_als_only_leaves_pls_out_by_its_sentence() -> None:
    found = asked(ALS_ONLY)
    assert found.verdict == "excluded by"
    assert found.sentence == "- Diagnosis of definite or probable ALS"


def test_a_trial_that_takes_possible_als_by_el_escorial_is_not_stated_for_pls() -> None:
    found = asked(
        "Inclusion Criteria:\n- Possible, probable or definite ALS by revised El Escorial criteria"
    )
    assert found.verdict == "not stated"
    assert "upper motor neuron signs alone" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "Exclusion Criteria:\n- Primary lateral sclerosis",
        "Inclusion Criteria:\n- ALS\nExclusion Criteria:\n- Diagnosis of PLS or PMA",
        "Inclusion Criteria:\n- Motor neuron disease\nExclusion Criteria:\n- PLS or PMA",
        "Inclusion Criteria:\n- Possible ALS, excluding people with UMN signs only",
        "Inclusion Criteria:\n- ALS with both upper and lower motor neuron signs",
    ],
)
def test_what_leaves_pls_out_is_found_however_it_is_said(text: str) -> None:
    assert asked(text).verdict == "excluded by"


def test_a_trial_for_every_motor_neuron_disease_takes_pls() -> None:
    found = asked("Inclusion Criteria:\n- Diagnosis of motor neuron disease")
    assert (found.verdict, found.why) == (
        "may fit",
        "asks for Motor neuron disease, which includes Primary lateral sclerosis",
    )


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (Person(condition="als", age=80), "- Age 18 to 75 years"),
        (Person(condition="als", age=40, alsfrs=20), "- ALSFRS-R of at least 25"),
        (Person(condition="als", vital_capacity=40), "- FVC of at least 50%"),
        (Person(condition="als", ventilation="invasive"), "- Tracheostomy"),
        (Person(condition="als", prior_cell_therapy=True), "- Prior stem cell therapy"),
        (Person(condition="als", pregnant=True), "- Pregnancy"),
        (Person(condition="als", months_since_onset=40), "- Onset within 24 months"),
    ],
)
def test_one_statement_against_is_enough(person: Person, sentence: str) -> None:
    text = (
        ALS_ONLY + "\n- ALSFRS-R of at least 25\n- FVC of at least 50%\n- Onset within 24 months"
        "\nExclusion Criteria:\n- Tracheostomy\n- Prior stem cell therapy\n- Pregnancy"
    )
    found = asked(text, person)
    assert (found.verdict, found.sentence) == ("excluded by", sentence)


def test_what_was_not_told_stays_open_and_decides_nothing() -> None:
    found = asked(ALS_ONLY, Person(condition="als"))
    assert found.verdict == "may fit"
    assert any("asks for age" in point for point in found.open)


def test_an_exception_in_the_sentence_leaves_it_open() -> None:
    text = ALS_ONLY + "\nExclusion Criteria:\n- Use of non-invasive ventilation, except at night"
    found = asked(text, Person(condition="als", ventilation="niv"))
    assert found.verdict == "may fit"
    assert any("with an exception" in point for point in found.open)


def test_the_registers_own_fields_count_too() -> None:
    entry = trial(
        ALS_ONLY.splitlines()[0] + "\n- ALS", minimum_age="18 Years", maximum_age="60 Years"
    )
    found = match(Person(condition="als", age=61), entry, built_in())
    assert (found.verdict, found.sentence) == ("excluded by", "Maximum age: 60 Years")
    assert match(Person(condition="als", age=60.9), entry, built_in()).verdict == "may fit"


def test_without_a_text_the_conditions_speak_and_what_is_missing_is_said() -> None:
    listed = match(PLS, trial("", "Primary Lateral Sclerosis"), built_in())
    assert (listed.verdict, listed.sentence) == ("may fit", "Primary Lateral Sclerosis")
    assert "no eligibility text is held" in listed.open
    assert (
        match(PLS, trial("", "Amyotrophic Lateral Sclerosis"), built_in()).verdict == "not stated"
    )


def test_a_text_in_another_language_is_not_stated() -> None:
    found = asked("선정 기준: 근위축성 측삭경화증으로 진단받은 만 20세 이상 환자", PLS, "ALS")
    assert found.verdict == "not stated"
    assert "not in a language this reads (Korean)" in found.why


def test_an_impossible_range_as_printed_keeps_nobody_out() -> None:
    found = asked("Inclusion Criteria:\n- ALS, age 70-20 years", Person(condition="als", age=50))
    assert found.verdict == "may fit"
    assert any("can't be right as printed" in point for point in found.open)


def test_another_disease_is_matched_by_the_same_rules() -> None:
    words = vocabulary(
        (
            Term(id="pd", label="Parkinson's disease (PD)"),
            Term(id="hd", label="Huntington's disease"),
        )
    )
    text = (
        "Inclusion Criteria:\n- Idiopathic Parkinson's disease for at least 5 years\n- Aged 40-75"
    )
    entry = trial(text, "Parkinson Disease")
    assert match(Person(condition="pd", age=60), entry, words).verdict == "may fit"
    assert match(Person(condition="pd", age=80), entry, words).verdict == "excluded by"
    assert match(Person(condition="hd"), entry, words).verdict == "excluded by"


def test_a_condition_that_nobody_knows_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(UnknownName, match="pls"):
        built_in().resolve("plz")


PEOPLE = st.builds(
    Person,
    condition=st.sampled_from(["als", "pls", "pma", "mnd", "parkinson"]),
    age=st.none() | st.floats(0, 120),
    vital_capacity=st.none() | st.floats(0, 150),
    ventilation=st.sampled_from([None, "none", "niv", "invasive"]),
    pregnant=st.sampled_from([None, True, False]),
)
LINES = [
    "Inclusion Criteria:", "- ALS or PLS", "- ALS", "- Age 18-75 years", "- FVC ≥ 50%",
    "Exclusion Criteria:", "- PLS", "- Tracheostomy", "- Pregnancy unless tested", "- MND mimics",
]  # fmt: skip


@given(PEOPLE, st.lists(st.sampled_from(LINES), max_size=8))
@settings(max_examples=80)
def test_it_never_says_eligible_and_every_ground_stands_in_the_text(
    person: Person, lines: list[str]
) -> None:
    text = "\n".join(lines)
    found = match(person, trial(text), built_in())
    assert found.verdict in VERDICTS
    assert "eligible" not in f"{found.verdict} {found.why} {found.open}"
    assert all(
        text[g.start : g.end] == g.sentence for g in found.grounds if g.source != "register field"
    )
    assert (found.verdict == "excluded by") == any(g.bearing == "against" for g in found.grounds)


def test_what_may_fit_comes_first() -> None:
    out = replace(trial(ALS_ONLY), id="NCT2")
    fits = replace(trial("Inclusion Criteria:\n- PLS"), id="NCT3")
    assert [m.id for m in matches(PLS, (out, fits), built_in())] == ["NCT3", "NCT2"]

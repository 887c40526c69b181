from __future__ import annotations

from dataclasses import replace

import pytest

from tamis.trials.caveats import caveats, clinic_like
from tamis.trials.reading import read
from tamis.trials.registration import Registration

PLAIN = Registration(
    id="NCT00000001", sponsor="University of Somewhere", status="recruiting", seen="2026-11-20",
    page_date="2026-05-20", conditions=("ALS", "Primary Lateral Sclerosis"),
)  # fmt: skip


def subjects(r: Registration, text: str = "") -> list[str]:
    return [c.subject for c in caveats(r, read(text))]


def test_an_ordinary_entry_gives_no_warning() -> None:
    assert subjects(PLAIN, "Inclusion Criteria:\n- ALS") == []


@pytest.mark.parametrize(
    ("sponsor", "expected"),
    [
        ("Stem Cells Arabia", True),
        ("Regenerative Wellness Group", True),
        ("Celltex Therapeutics Corporation", False),
        ("University Hospital for Regenerative Medicine", False),
        ("Mayo Clinic", False),
        ("", False),
    ],
)
def test_a_sponsor_named_like_a_business_that_sells_cells_is_asked_about(
    sponsor: str, expected: bool
) -> None:
    assert clinic_like(replace(PLAIN, sponsor=sponsor)) is expected


def test_a_fee_is_quoted_from_the_text_or_the_summary() -> None:
    text = "Inclusion Criteria:\n- Participants must pay for the treatment"
    (found,) = caveats(PLAIN, read(text))
    assert (found.subject, found.words) == ("fee", "- Participants must pay for the treatment")
    told = replace(PLAIN, summary="A patient-funded study of cells.")
    assert [c.words for c in caveats(told, read(""))] == ["A patient-funded study of cells"]


def test_many_unlike_diseases_are_asked_about_and_forms_of_one_are_not() -> None:
    many = ("Autism", "Stroke", "Lupus", "Arthritis", "ALS")
    assert subjects(replace(PLAIN, conditions=many)) == ["many-diseases"]
    forms = ("ALS", "PLS", "Motor Neuron Disease", "Progressive Muscular Atrophy", "Bulbar Palsy")
    assert subjects(replace(PLAIN, conditions=(*forms, "Primary Lateral Sclerosis"))) == []


def test_missing_oversight_is_asked_about_only_where_the_entry_says_so() -> None:
    said = (("ethics", "Not approved"), ("prospective", "No"), ("data-monitoring", "no"))
    assert subjects(replace(PLAIN, oversight=said)) == ["ethics", "dates", "oversight"]
    assert subjects(replace(PLAIN, oversight=(("ethics", "Approved"),))) == []


def test_an_entry_nobody_confirmed_for_two_years_is_asked_about() -> None:
    assert subjects(replace(PLAIN, page_date="2024-05-01")) == ["stale"]
    assert subjects(replace(PLAIN, status="unknown")) == ["stale"]


def test_every_warning_asks_and_gives_its_reason_and_words() -> None:
    worst = replace(PLAIN, sponsor="Stem Cells Arabia", status="unknown",
                    conditions=("A", "B", "C", "D", "E"))  # fmt: skip
    for found in caveats(worst, read("")):
        assert found.ask.startswith("Ask ")
        assert found.reason
        assert found.words

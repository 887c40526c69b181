from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.trials.reading import read

TEXT = """Inclusion Criteria:

1. Definite or probable ALS by the revised El Escorial criteria
2. Age 18 to 75 years
3. FVC of at least 60% of predicted

Exclusion Criteria:

* Tracheostomy, or prior stem cell therapy
* Symptom onset more than 24 months ago
"""


def test_every_criterion_stands_in_the_text_where_it_says() -> None:
    found = read(TEXT)
    assert len(found.criteria) == 8
    assert all(found.text[c.start : c.end] == c.sentence for c in found.criteria)
    assert [c.key for c in found.of("age")] == ["age:requires:≥18:≤75"]
    assert [c.key for c in found.of("onset")] == ["onset:requires:≤24"]


@pytest.mark.parametrize("text", ["", "   \n", "<script>alert(1)</script>", "\x00"])
def test_no_text_gives_no_criterion_and_says_so(text: str) -> None:
    found = read(text)
    assert (found.criteria, found.why) == ((), "no eligibility text is held")


def test_a_text_in_korean_is_named_and_not_guessed_at() -> None:
    found = read("선정 기준: ALS 환자, 만 20세 이상 80세 이하. 제외 기준: 기관절개술을 받은 환자")
    assert found.criteria == ()
    assert found.why == "the text is not in a language this reads (Korean)"


def test_a_text_without_anything_known_says_that() -> None:
    assert read("Inclusion Criteria:\n- Willing to travel").why.startswith("the text holds no")


def test_two_megabytes_of_markup_and_scripts_are_read_safely_and_soon() -> None:
    noise = "<script>var x = 'Exclusion Criteria: PLS';</script><div style='x'>lorem ipsum</div>"
    page = noise * 25_000 + "<ul><li>Age &ge; 18 years</li></ul>"
    begun = time.perf_counter()
    found = read("<h2>Inclusion Criteria</h2><p>Diagnosis of ALS</p>" + page)
    assert time.perf_counter() - begun < 30
    assert [c.key for c in found.of("diagnosis")] == ["diagnosis:requires:als"]
    assert any("script" in p.what for p in found.problems)


@pytest.mark.parametrize(
    "piece",
    [
        "ALS ",
        "no ",
        "age ",
        "1. ",
        "- ",
        "(",
        "with ",
        "years ",
        "FVC ",
        "or ",
        "Exclusion ",
        "≥18 ",
    ],
)
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    begun = time.perf_counter()
    read("Inclusion Criteria:\n" + piece * (30_000 // len(piece)))
    assert time.perf_counter() - begun < 20


@given(st.lists(st.sampled_from(TEXT.split("\n")), max_size=15))
@settings(max_examples=60)
def test_places_hold_in_any_order_of_lines(lines: list[str]) -> None:
    found = read("\n".join(lines))
    assert all(found.text[c.start : c.end] == c.sentence for c in found.criteria)


@given(st.text(max_size=300))
@settings(max_examples=80)
def test_any_text_is_read_without_trouble(text: str) -> None:
    found = read(text)
    assert all(found.text[c.start : c.end] == c.sentence for c in found.criteria)


def test_statements_about_controls_and_carers_are_left_out() -> None:
    text = "Inclusion Criteria:\nHealthy controls:\n- Age over 40\n- No family history of ALS\n"
    assert read(text).criteria == ()

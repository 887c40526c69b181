from __future__ import annotations

import pytest

from tamis.trials.items import items


def told(text: str) -> list[tuple[str, str]]:
    return [(i.section, i.text) for i in items(text)]


@pytest.mark.parametrize(
    ("inclusion", "exclusion"),
    [
        ("Inclusion Criteria:", "Exclusion Criteria:"),
        ("INCLUSION CRITERIA", "EXCLUSION CRITERIA"),
        ("Key Inclusion Criteria:", "Key Exclusion Criteria:"),
        ("Main inclusion criteria include:", "Main exclusion criteria include:"),
        ("Part A - Inclusion Criteria", "Part A - Exclusion Criteria"),
        ("Patients are eligible if they meet all of these:", "Patients will be excluded if they:"),
        ("You can join if…", "You CAN'T join if..."),
    ],
)
def test_headings_are_told_apart(inclusion: str, exclusion: str) -> None:
    found = told(f"{inclusion}\n\n- Able to walk\n\n{exclusion}\n\n- Renal disease\n")
    assert found == [("inclusion", "- Able to walk"), ("exclusion", "- Renal disease")]


def test_one_heading_for_both_leaves_it_to_each_line() -> None:
    assert {s for s, _ in told("Inclusion and Exclusion Criteria\n1. Adult\n2. Not asthmatic")} == {
        "unclear"
    }


def test_a_text_without_headings_is_read_all_the_same() -> None:
    assert told("Adults with ALS. No asthma.") == [
        ("unclear", "Adults with ALS."),
        ("unclear", "No asthma."),
    ]


def test_wrapped_lines_are_one_statement_and_keep_their_place() -> None:
    text = (
        "Inclusion Criteria:\n1. Diagnosis of probable ALS according to the revised criteria of\n"
        "El Escorial\n2. Adult\n"
    )
    first, second = items(text)
    assert first.text.endswith("criteria of El Escorial")
    assert text[first.start : first.end].split() == first.text.split()
    assert second.text == "2. Adult"


def test_a_list_that_lost_its_line_ends_is_cut_where_numbers_count_up() -> None:
    text = "Inclusion Criteria: 1. Adult 2. ALS 3. FVC above 50 % Exclusion Criteria: 1. Asthma"
    assert [t for _, t in told(text)] == ["1. Adult", "2. ALS", "3. FVC above 50 %", "1. Asthma"]


def test_numbers_that_do_not_count_up_cut_nothing() -> None:
    assert len(items("Inclusion Criteria: Visit 4. At least two of 7. None")) <= 3


def test_a_list_under_must_not_is_turned_round() -> None:
    text = (
        "Inclusion Criteria:\n1. Participants must not have any of:\n"
        "  a. Asthma\n  b. Diabetes\n2. Adult"
    )
    assert [(i.text, i.negated) for i in items(text)][1:] == [
        ("a. Asthma", True),
        ("b. Diabetes", True),
        ("2. Adult", False),
    ]


def test_what_is_asked_of_controls_is_marked() -> None:
    text = "Inclusion Criteria:\nPatients:\n- ALS\nHealthy controls:\n- Age over 40\n"
    assert [(i.text, i.control) for i in items(text)] == [("- ALS", False), ("- Age over 40", True)]

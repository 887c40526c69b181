from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tamis.model.sentences import sentences


def words(text: str) -> list[str]:
    return [s.text for s in sentences(text)]


def test_a_list_gives_an_item_a_sentence() -> None:
    text = "Inclusion Criteria:\n\n* Age 18 to 75 years\n* Definite or probable ALS (El Escorial)\n"
    assert words(text) == [
        "Inclusion Criteria:",
        "* Age 18 to 75 years",
        "* Definite or probable ALS (El Escorial)",
    ]


def test_abbreviations_and_decimals_end_nothing() -> None:
    text = "Some drugs, e.g. Riluzole 50.5 mg, are allowed. FVC must be > 65%."
    assert words(text) == ["Some drugs, e.g. Riluzole 50.5 mg, are allowed.", "FVC must be > 65%."]


def test_scripts_without_spaces_are_cut_too() -> None:
    assert words("年龄18岁。无痴呆！") == ["年龄18岁。", "无痴呆！"]


@given(st.text(alphabet="aB1 .!?\n-*)(e.g", max_size=80))
def test_every_word_belongs_to_exactly_one_sentence(text: str) -> None:
    found = sentences(text)
    assert all(text[s.start : s.end] == s.text for s in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())

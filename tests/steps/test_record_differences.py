from __future__ import annotations

from tamis.model.records import Record
from tamis.steps.record_differences import FieldRow, record_differences


def rows(a: dict[str, object], b: dict[str, object]) -> dict[str, FieldRow]:
    left = Record(id="a", source="s", source_id="1", **a)  # type: ignore[arg-type]
    right = Record(id="b", source="s", source_id="1", **b)  # type: ignore[arg-type]
    return {r.field: r for r in record_differences(left, right)}


def test_case_and_punctuation_are_no_difference() -> None:
    assert rows({"title": "Walking: a trial"}, {"title": "WALKING – a trial."})["title"].same


def test_the_words_that_differ_are_marked_and_the_text_is_whole() -> None:
    row = rows({"title": "Walking for pain"}, {"title": "Walking for back pain"})["title"]
    assert "".join(text for text, _ in row.b) == "Walking for back pain"
    assert [text.strip() for text, differs in row.b if differs] == ["back"]
    assert not any(differs for _, differs in row.a)


def test_a_field_that_one_alone_fills_is_missing_in_the_other() -> None:
    found = rows({"doi": "10.1/x"}, {})
    assert found["DOI"].missing
    assert "pages" not in found

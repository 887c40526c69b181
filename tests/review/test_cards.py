from __future__ import annotations

from tamis.model.records import Record
from tamis.review.cards import card, sections


def record(name: str, **fields: object) -> Record:
    return Record(id=name, source=f"source {name}", source_id=name, **fields)  # type: ignore[arg-type]


def test_labels_on_lines_of_their_own_are_sections() -> None:
    found = sections("Introduction: one.\nMAIN OUTCOME MEASURES: a: b.\nResults: three.")
    assert [(s.label, s.text) for s in found] == [
        ("Introduction", "one."), ("Main outcome measures", "a: b."), ("Results", "three."),
    ]  # fmt: skip


def test_labels_inside_one_paragraph_are_sections_too() -> None:
    found = sections("BACKGROUND: Pain hurts. Methods: We walked (n = 3). RESULTS: It eased.")
    assert [s.label for s in found] == ["Background", "Methods", "Results"]


def test_a_plain_abstract_is_one_section_even_with_a_colon() -> None:
    (only,) = sections("We asked one question: does it help? Results were mixed.")
    assert only.label == ""


def test_a_card_reads_the_fullest_record_and_takes_the_rest_from_the_others() -> None:
    made = card(
        "a",
        [
            record("a", title="Walking", doi="10.1/x", keywords=("Walking",)),
            record("b", title="Walking", abstract="See NCT01234567.", keywords=("walking", "Pain")),
        ],
    )
    assert made.abstract == "See NCT01234567."
    assert (made.doi, made.keywords) == ("10.1/x", ("walking", "Pain"))
    assert [r.number for r in made.registrations] == ["NCT01234567"]
    assert made.sources == ("source a", "source b")


def test_a_card_says_what_its_words_or_its_publication_type_make_it() -> None:
    seen = card("a", [record("a", title="Walking: a systematic review", abstract="We searched.")])
    told = card("b", [record("b", title="Walking", publication_types=("Editorial",))])
    assert (seen.design.kind, seen.design.because) == ("systematic-review", "systematic review")
    assert (told.design.kind, told.design.probability) == ("comment", 1.0)

from __future__ import annotations

import pytest

from .reading import both, one, said


def test_an_entry_fills_its_fields() -> None:
    record = one(
        "@article{walk2018,\n  author = {Alder, Ann and Bea van der Birch},\n"
        "  title = {{Walking} for back pain},\n  journal = {Journal of Walks},\n  year = 2018,\n"
        "  month = may,\n  volume = {12}, number = {3}, pages = {152--160},\n"
        "  doi = {10.1000/walk\\_1},\n  issn = {1234567X},\n  keywords = {gait, back},\n"
        "  url = {https://example.org/a_b}\n}\n"
    )
    assert record.authors == ("Alder, Ann", "van der Birch, Bea")
    assert (record.title, record.journal) == ("Walking for back pain", "Journal of Walks")
    assert (record.year, record.date, record.pages) == (2018, "2018-05", "152-160")
    assert (record.doi, record.issn) == ("10.1000/walk_1", ("1234-567X",))
    assert (record.keywords, record.urls) == (("gait", "back"), ("https://example.org/a_b",))
    assert ("key", "walk2018") in record.extra


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"G{\"o}del", "Gödel"),
        (r"Erd\H{o}s", "Erdős"),
        (r"\'{E}t\'e", "Été"),
        (r"{\O}rsted", "Ørsted"),
        (r"\v{C}apek \& S{\o}n", "Čapek & Søn"),
        (r"Mu\~{n}oz", "Muñoz"),
        (r"na\"{\i}ve", "naïve"),
        (r"stra{\ss}e", "straße"),
        (r"$\alpha$-synuclein", "α-synuclein"),
        (r"\emph{In vitro} 5\% $<$ 3", "In vitro 5% < 3"),
        ("pages 1--2", "pages 1–2"),
    ],
)
def test_latex_becomes_characters(latex: str, text: str) -> None:
    assert one("@article{a, title = {" + latex + "}}").title == text


def test_macros_and_joined_values_are_resolved() -> None:
    text = (
        '@string{jw = "Journal of Walks"}\n@article{a, title="T", journal = jw # " B", year=1999}'
    )
    assert one(text).journal == "Journal of Walks B"


def test_comments_and_preambles_are_no_records() -> None:
    assert len(both('@comment{x}\n@preamble{"y"}\n@misc{a, title={T}}\n')[0]) == 1


def test_a_group_in_braces_stays_whole() -> None:
    assert one("@article{a, author={{Barnes and Noble} and Doe, J}, title={T}}").authors == (
        "Barnes and Noble",
        "Doe, J",
    )


def test_an_unclosed_value_costs_only_itself() -> None:
    text = (
        "@article{a,\n title = {Open { brace,\n year = {2001}\n}\n\n@article{b,\n title={Next}\n}\n"
    )
    records, problems = both(text)
    assert [(r.title, r.year) for r in records][1] == ("Next", None)
    assert records[0].year == 2001
    assert "a value is not closed" in problems[0].what


def test_bare_quotation_marks_in_a_quoted_value_are_text() -> None:
    text = '@article{a,\n abstract = "Goal 3, "Health", and more.",\n title = "T",\n}\n'
    assert one(text).abstract == 'Goal 3, "Health", and more.'


def test_web_of_science_keys_are_ids() -> None:
    record = one(
        "@article{ WOS:000283553100003,\nTitle = {{T}},\nEarly Access Date = {DEC 2019},\n}"
    )
    assert (record.source, record.source_id) == ("wos", "WOS:000283553100003")
    assert ("early access date", "DEC 2019") in record.extra


def test_scopus_links_give_ids_and_its_heading_is_passed_over() -> None:
    text = "Scopus\nEXPORT DATE: 7 July 2022\n\n@ARTICLE{E2022,\ntitle={T},\nurl={https://www.scopus.com/x?eid=2-s2.0-85118578340&doi=1},\n}"
    assert one(text).source_id == "2-s2.0-85118578340"


def test_a_field_that_stands_twice_is_said() -> None:
    assert "field note stands twice" in said("@article{a, title={T}, note={x}, note={y}}")


def test_a_field_name_that_does_not_parse_is_passed_over_once() -> None:
    text = "@article{a,\n title = {T},\n odd  name = {x},\n year = {2001}\n}\n"
    assert one(text).year == 2001
    assert "'odd  name = {x},' is no field" in said(text)


def test_a_thousand_opening_braces_are_no_trouble() -> None:
    assert both("@article{a, title={" + "{" * 50_000 + "}")[1]


def test_space_without_end_before_what_is_no_field_is_passed_over() -> None:
    text = "@article{k, title = {T}" + " " * 300 + "?? name = {x}\n}\n"
    assert one(text).title == "T"
    assert "is no field" in said(text)

"""PubMed, by examples of its User Guide and of published searches."""

from __future__ import annotations

import pytest

from tamis.sources.query import Term, parse, walk
from tests.sources.query.said import codes, read


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("kidney allograft[tiab]", '"kidney allograft":tak'),
        ('"breast feed*"[ti]', '"breast feed{0,}":t'),
        ("covid-19[ti] vaccine[ti] children[ti]", "(covid-19:t & vaccine:t & children:t)"),
        ('"rationing healthcare"[Title:~2]', "(rationing:t <>2 healthcare:t)"),
        ("heart attack", "~heart attack"),
        ("Stem Cells[Mesh]", "H+Stem Cells"),
        ("Arthritis, Rheumatoid[mh:noexp]", "H=Arthritis, Rheumatoid"),
        ('"Asthma/drug therapy"[majr]', "*H+Asthma/drug therapy"),
        ("drug therapy[sh]", "Q=drug therapy"),
        ("neoplas*[mh]", "neoplas{0,}:heading-words"),
        ("randomized controlled trial[pt]", "L=publication-type randomized controlled trial"),
        ("eng[la]", "L=language english"),
        ('"humans"[Filter]', "L=humans"),
        ("2000:2010[dp]", "L=date 2000..2010"),
        ('"2012/05/01"[dp] : "3000"[dp]', "L=date 2012-05-01.."),
        ("hasabstract", "L=abstract"),
    ],
)
def test_each_form_of_the_user_guide_is_read(text: str, meaning: str) -> None:
    assert read(text, "pubmed") == meaning


def test_operators_are_taken_from_left_to_right() -> None:
    assert read("a[ti] OR b[ti] AND c[ti]", "pubmed") == "((a:t | b:t) & c:t)"


def test_a_group_that_only_the_order_made_is_not_bracketed() -> None:
    outer = parse("a[ti] OR b[ti] AND c[ti]", "pubmed").lines[0].query
    assert [node.bracketed for node in outer.parts if not isinstance(node, Term)] == [False]


def test_the_cochrane_animal_exclusion_is_read() -> None:
    text = "trial[ti] NOT (animals[mh] NOT humans[mh])"
    assert read(text, "pubmed") == "(trial:t - (H+animals - H+humans))"


def test_small_operators_are_read_and_noted_where_they_stand() -> None:
    strategy = parse("heart[ti] or lung[ti]", "pubmed")
    (odd,) = strategy.oddities
    assert (odd.code, odd.place.of(strategy.text)) == ("lower-case-operator", "or")


def test_and_within_a_tagged_phrase_is_a_word() -> None:
    assert read("signs and symptoms[tiab]", "pubmed") == '"signs and symptoms":tak'


def test_curly_quotation_marks_are_read_and_noted() -> None:
    strategy = parse("“heart attack”[tiab]", "pubmed")
    assert codes(strategy) == ["smart-quote", "smart-quote"]
    assert read("“heart attack”[tiab]", "pubmed") == '"heart attack":tak'


def test_an_unclosed_bracket_is_closed_at_the_end_and_noted() -> None:
    strategy = parse("(a[ti] AND (b[ti] OR c[ti]", "pubmed")
    assert codes(strategy) == ["unbalanced", "unbalanced"]
    assert read("(a[ti] AND (b[ti] OR c[ti]", "pubmed") == "(a:t & (b:t | c:t))"


def test_an_unknown_tag_is_kept_under_its_own_name() -> None:
    strategy = parse("asthma[xyz]", "pubmed")
    assert codes(strategy) == ["unknown-field"]
    assert read("asthma[xyz]", "pubmed") == "asthma:?xyz"


def test_every_node_knows_its_place() -> None:
    text = '("Stem Cells"[mh] OR als*[tiab])\nAND 2010:2020[dp]'
    (line,) = parse(text, "pubmed").lines
    places = [node.place for node in walk(line.query)]
    assert [place.of(text) for place in places][2:4] == ['"Stem Cells"[mh]', "als*[tiab]"]
    assert [place.line for place in places] == [1, 1, 1, 1, 2]

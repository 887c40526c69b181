"""Lines, labels and counts of strategies as they are printed."""

from __future__ import annotations

import pytest

from tamis.sources.query import parse
from tamis.sources.query.counts import take_hits
from tests.sources.query.said import codes


@pytest.mark.parametrize(
    ("line", "hits"),
    [
        ("exp asthma/ (12345)", 12345),
        ("exp asthma/\t1,024", 1024),
        ("asthma.ti,ab. 56", 56),
        ("asthma[tiab]  (n = 7)", 7),
        ("S1 OR S2 4,321", 4321),
        ("1 and 2", None),
        ("heart adj3", None),
        ("or/1-3", None),
        ("covid 19", None),
    ],
)
def test_a_count_at_the_end_of_a_line_is_told_from_the_query(line: str, hits: int | None) -> None:
    assert take_hits(line)[0] == hits


def test_wrapped_lines_belong_to_the_number_above() -> None:
    strategy = parse("1. exp Nervous\nSystem Diseases/ 55\n2. a.ti. 3\n3. 1 and 2", "ovid")
    assert [(line.label, line.hits) for line in strategy.lines] == [
        ("1", 55),
        ("2", 3),
        ("3", None),
    ]
    assert strategy.lines[0].query.text == "Nervous System Diseases"


def test_a_copy_that_lost_its_line_feeds_is_cut_at_its_numbers() -> None:
    text = "#1 [mh Neoplasms] #2 cancer:ti #3 #1 or #2 #4 depress*:ti #5 #3 and #4"
    assert [line.label for line in parse(text, "cochrane").lines] == ["1", "2", "3", "4", "5"]


def test_counts_glued_to_their_lines_come_off() -> None:
    text = "#1[mh Neoplasms]82548\n#2(a):ti,ab,kw232559\n#3#1 or #2241300"
    assert [line.hits for line in parse(text, "cochrane").lines] == [82548, 232559, 241300]


def test_the_head_of_an_export_is_noise_and_noted() -> None:
    text = "Database: Ovid MEDLINE(R) 1946 to May 2020\nSearch Strategy:\n-----\n1 a.ti.\n2 b.ti.\n"
    strategy = parse(text, "ovid")
    assert codes(strategy) == ["noise", "noise", "noise", "unused-line"]


def test_a_copyright_line_between_pages_is_noise() -> None:
    text = "1 exp Neoplasms/ or\nCells/ 51\n© 2024 Alder A et al. A Journal.\n2 a.ti."
    strategy = parse(text, "ovid")
    assert "noise" in codes(strategy)
    assert [line.label for line in strategy.lines] == ["1", "2"]


def test_a_comment_may_hold_numbers() -> None:
    strategy = parse("# Tested in 2024 (sheet 6), AND so on\n#====\n## Set 2\na[ti]", "pubmed")
    assert codes(strategy) == ["noise"] * 3
    numbered = parse("# 1 a[ti]\n# 2 b[ti]\n# 3 #1 AND #2", "pubmed")
    assert [line.label for line in numbered.lines] == ["1", "2", "3"]


def test_one_query_over_many_lines_of_print_is_one_query() -> None:
    text = "(a[ti] OR\n b[ti])\nAND\n5 year survival[tiab]"
    assert [line.label for line in parse(text, "pubmed").lines] == [""]


def test_lines_that_cite_numbers_nobody_printed_are_counted() -> None:
    strategy = parse("Malaria[mh]\n\nanemia[mh]\n\n1 AND 2", "pubmed")
    assert codes(strategy) == []


def test_a_number_printed_twice_means_the_nearest_line_above() -> None:
    strategy = parse("1. a.ti.\n2. b.ti.\n2. 1 and 2\n3. 2 or c.ti.", "ovid")
    assert codes(strategy) == ["ambiguous"]

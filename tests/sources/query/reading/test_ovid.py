"""Ovid, by the examples of its help pages and the Cochrane filter for randomised trials."""

from __future__ import annotations

import pytest

from tamis.sources.query import parse, resolved
from tests.sources.query.said import codes, read, said

#: Cochrane Handbook 6.1, technical supplement to chapter 4, box 3.c (sensitivity-maximizing).
RCT_FILTER = """\
1 randomized controlled trial.pt.
2 controlled clinical trial.pt.
3 randomized.ab.
4 placebo.ab.
5 drug therapy.fs.
6 randomly.ab.
7 trial.ab.
8 groups.ab.
9 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8
10 exp animals/ not humans.sh.
11 9 not 10
"""


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("heart attack.ti,ab.", '"heart attack":ta'),
        ("(stem adj3 cell*).tw.", "(stem:ta <>2 cell{0,}:ta)"),
        ("blood adj pressure", "(blood >0 pressure)"),
        ("dog$1.ti.", "dog{0,1}:t"),
        ("wom#n.ab.", "wom{1,1}n:a"),
        ("colo?r.ab.", "colo{0,1}r:a"),
        ("disease:.ti.", "disease{0,}:t"),
        ("exp Asthma/dt, th", "H+Asthma/drug therapy,therapy"),
        ('*"Wounds and Injuries"/', "*H=Wounds and Injuries"),
        ("exp Wounds and Injuries/", "H+Wounds and Injuries"),
        ("Randomized Controlled Trials as Topic/ or placebo.ti", "x"),
        ("english.lg.", "L=language english"),
        ('"2 or 3 doses".ab.', '"2 or 3 doses":a'),
    ],
)
def test_each_form_is_read(text: str, meaning: str) -> None:
    if meaning == "x":
        meaning = "(H=Randomized Controlled Trials as Topic | placebo:t)"
    assert read(text, "ovid") == meaning


def test_the_cochrane_filter_is_read_line_by_line() -> None:
    strategy = parse(RCT_FILTER, "ovid")
    assert [line.label for line in strategy.lines] == [str(n) for n in range(1, 12)]
    assert said(strategy.lines[9].query) == "(H+animals - H=humans)"
    assert said(strategy.lines[4].query) == "Q=drug therapy"
    assert strategy.oddities == ()


def test_references_stand_for_their_lines() -> None:
    text = "1. a.ti.\n2. b.ti.\n3. or/1-2\n4. exp C/ and 3\n"
    assert said(resolved(parse(text, "ovid"))) == "(H+C & (a:t | b:t))"


def test_limits_are_read_with_the_line_they_limit() -> None:
    text = '1. asthma.ti.\n2. limit 1 to (english language and yr="2000 -Current")'
    assert said(parse(text, "ovid").lines[1].query) == "(#1 & L=language english & L=date 2000..)"


def test_a_reference_to_nowhere_is_noted() -> None:
    assert codes(parse("1. a.ti.\n2. b.ti.\n3. 1 and 2 and 7", "ovid")) == ["dangling-reference"]


def test_the_field_list_that_ovid_prints_is_no_part_of_the_search() -> None:
    assert read("asthma.ti. [ti=title, abstract]", "ovid") == "asthma:t"


def test_lines_without_numbers_are_counted_from_the_top() -> None:
    strategy = parse("exp Asthma/\n(wheez$ or\nasthma$).tw.\n1 or 2", "ovid")
    assert [line.label for line in strategy.lines] == ["1", "2", "3"]
    assert said(resolved(strategy)) == "(H+Asthma | (wheez{0,}:ta | asthma{0,}:ta))"


def test_embase_on_ovid_has_emtree_headings() -> None:
    heading = parse("exp motor neuron disease/", "ovid-embase").lines[0].query
    assert heading.vocabulary == "emtree"

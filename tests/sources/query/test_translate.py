"""Whole strategies, line by line and as one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from tamis.model.errors import UnknownName
from tamis.sources.query import (
    TARGETS,
    Heading,
    Node,
    Term,
    compile_query,
    normal,
    parse,
    resolved,
    sayable,
    translate,
    translate_strategy,
    walk,
)
from tamis.sources.query.reading import READERS
from tests.sources.query.said import limits_last
from tests.sources.query.trees import TREES

STRATEGY = """\
1. exp Asthma/ (1200)
2. wheez*.ti,ab. (300)
3. 1 or 2 (1400)
4. limit 3 to yr="2010 -2020" (700)
"""


def test_a_strategy_becomes_one_query() -> None:
    made = translate(STRATEGY, "ovid", "pubmed")
    assert made.text == ('("Asthma"[mh] OR wheez*[tiab]) AND 2010:2020[dp]')


def test_lines_stay_lines_when_asked() -> None:
    made = translate(STRATEGY, "ovid", "embase", lines=True)
    assert made.text.split("\n") == [
        "#1 'asthma'/exp",
        "#2 wheez*:ti,ab",
        "#3 #1 OR #2",
        "#4 #3 AND [2010-2020]/py",
    ]


def test_lines_are_counted_again_where_one_becomes_two() -> None:
    text = "#1 asthma[ti] AND 2010:2020[dp]\n#2 #1 AND wheez*[ti]"
    made = translate(text, "pubmed", "ovid", lines=True)
    assert made.text.split("\n") == [
        "1. asthma.ti.",
        '2. limit 1 to yr="2010 -2020"',
        "3. 2 and wheez*.ti.",
    ]


def test_a_line_of_which_nothing_is_left_is_cited_by_none() -> None:
    text = "#1 asthma[ti]\n#2 english[la]\n#3 #1 AND #2"
    made = translate(text, "pubmed", "cochrane", lines=True)
    assert made.text.split("\n") == ["#1 asthma:ti", "#2 #1"]


def test_lines_that_nothing_combines_are_all_translated() -> None:
    made = translate("#1 asthma[ti]\n#2 wheez*[ti]", "pubmed", "wos")
    assert made.text.split("\n") == ["#1 TI=(asthma)", "#2 TI=(wheez*)"]


def test_runs_of_lines_are_cited_as_ranges() -> None:
    text = "#1 a[ti]\n#2 b[ti]\n#3 c[ti]\n#4 #1 OR #2 OR #3"
    assert translate(text, "pubmed", "ovid", lines=True).text.endswith("4. or/1-3")
    assert translate(text, "pubmed", "cochrane", lines=True).text.endswith("{OR #1-#3}")


def test_an_unknown_platform_is_named_with_the_known() -> None:
    with pytest.raises(UnknownName, match="no platform 'medlars'"):
        translate("a", "pubmed", "medlars")


def test_what_the_reader_repaired_is_reported_with_the_translation() -> None:
    made = translate("(asthma[ti] or wheez*[ti]", "pubmed", "ovid")
    assert {loss.code for loss in made.losses} == {"reading"}


PAIRS = [("pubmed", "ovid"), ("ovid", "cochrane"), ("embase", "scopus"), ("wos", "ebsco")]


@pytest.mark.parametrize(
    "text",
    [
        "1950:1950[dp] AND drug therapy[sh]",
        "french[la] AND 1954:3000[dp] AND french[la] AND hasabstract",
        "(hasabstract AND drug therapy[sh]) NOT stem[ti]",
    ],
)
def test_limits_may_change_places_on_the_way_there_and_back(text: str) -> None:
    out = translate(text, "pubmed", "ovid")
    back = translate(out.text, "ovid", "pubmed")
    assert (out.losses, back.losses) == ((), ())
    was, now = (normal(resolved(parse(t, "pubmed"))) for t in (text, back.text))
    assert was != now
    assert limits_last(was) == limits_last(now)


@pytest.mark.parametrize(("here", "there"), PAIRS)
@given(node=TREES)
@settings(max_examples=40, deadline=None)
def test_there_and_back_is_the_same_where_both_can_say_it(
    here: str, there: str, node: Node
) -> None:
    said = sayable(node, here)
    if said is None:
        return
    out = translate(compile_query(said, here), here, there)
    back = translate(out.text, there, here) if out.text else None
    if back is not None and not out.losses and not back.losses:
        # Ovid limits a whole line, so a limit comes last there.
        again = normal(resolved(parse(back.text, here)))
        assert limits_last(again) == limits_last(said)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


@pytest.mark.parametrize("source", sorted(READERS))
@given(node=TREES)
@settings(max_examples=8, deadline=None)
def test_no_word_is_lost_without_a_loss(source: str, node: Node) -> None:
    said = sayable(node, source)
    if said is None:
        return
    text = compile_query(said, source)
    leaves = [n for n in walk(resolved(parse(text, source))) if isinstance(n, Term | Heading)]
    for target in sorted(set(TARGETS) - {source}):
        out = translate(text, source, target)
        left = words(out.text)
        for leaf in leaves:
            told = any(
                x.place.start < leaf.place.end and leaf.place.start < x.place.end
                for x in out.losses
            )
            gone = {w for w in words(leaf.text) if not any(w in k or k in w for k in left)}
            assert told or not gone, (target, out.text, gone)


@pytest.mark.parametrize(
    ("text", "source", "target", "made"),
    [
        ("asthma", "europepmc", "pubmed", "asthma[all]"),
        ("BODY:asthma", "europepmc", "wos", "ALL=(asthma)"),
        ("TX asthma", "ebsco", "ovid", "asthma.af."),
    ],
)
def test_full_texts_that_a_target_does_not_search_are_a_loss(
    text: str, source: str, target: str, made: str
) -> None:
    out = translate(text, source, target)
    assert out.text == made
    (loss,) = out.losses
    assert (loss.code, loss.effect in ("narrows", "changes")) == ("fields", True)
    assert "can't look in full-text" in loss.what


def test_a_search_of_full_texts_stays_one_where_both_search_them() -> None:
    assert translate("TX asthma", "ebsco", "europepmc").text == "asthma"
    assert translate("asthma", "europepmc", "ebsco").losses == ()


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_target_writes_the_cochrane_filter(target: str) -> None:
    strategy = parse(
        "1. trial.ti.\n2. placebo.ab.\n3. or/1-2\n4. animals/ not humans/\n5. 3 not 4", "ovid"
    )
    assert translate_strategy(strategy, target).text

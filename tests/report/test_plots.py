from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tamis.report.plots import (
    ForestPlot,
    ForestRow,
    Label,
    RobRow,
    Summary,
    forest,
    standalone,
    summary_bars,
    traffic_lights,
)
from tamis.report.plots.lights import JUDGEMENTS, judgement_key, judgement_words, light
from tamis.report.plots.scale import fit_scale

SVG = "{http://www.w3.org/2000/svg}"


def row(name: str, low: float, mid: float, high: float, **more: object) -> ForestRow:
    return ForestRow(
        label=Label(name, "#s"), group=Label("Randomised"), estimate=mid, low=low, high=high,
        estimate_label=Label(f"{mid}", "#e", "n"), interval_label=Label(f"{low} to {high}", "#e"),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def plot(*rows: ForestRow, **more: object) -> ForestPlot:
    return ForestPlot(
        name="f", title="Tea, length of a bout", measure="MD", measure_words="MD",
        interval_words="95 % CI", rows=rows, **more,  # type: ignore[arg-type]
    )  # fmt: skip


SUMMARY = Summary(
    label=Label("Pooled"), estimate=1.0, low=0.5, high=1.5,
    estimate_label=Label("1.0", "#p"), interval_label=Label("0.5 to 1.5", "#p"),
)  # fmt: skip


def test_a_diamond_is_drawn_only_when_results_are_pooled() -> None:
    rows = (row("A", 0, 1, 2), row("B", -1, 1, 3))
    assert 'class="diamond"' not in forest(plot(*rows)).svg
    assert 'class="diamond"' in forest(plot(*rows, summary=SUMMARY)).svg


def test_the_reason_for_not_pooling_stands_on_the_plot() -> None:
    made = forest(plot(row("A", 0, 1, 2), why_label=Label("Not pooled: it stands alone.")))
    assert "Not pooled: it stands alone." in made.svg
    assert "Not pooled: it stands alone." in made.narrow


def test_an_interval_far_beyond_the_others_ends_in_an_arrow() -> None:
    rows = (row("A", 0, 1, 2), row("B", 0.5, 1, 1.5), row("C", -500, 1, 2))
    assert forest(plot(*rows)).svg.count('class="arrow"') == 1


def test_a_result_without_an_estimate_says_so() -> None:
    bare = ForestRow(label=Label("B"), group=Label("Randomised"), note=Label("printed 3 of 7"))
    made = forest(plot(row("A", 0, 1, 2), bare))
    assert "printed 3 of 7" in made.svg
    assert made.table.rows[1][2].text == "no estimate"
    assert "No estimate could be worked out for B." in made.description


def test_the_table_holds_every_row_and_the_pooled_one() -> None:
    made = forest(plot(row("A", 0, 1, 2), row("B", -1, 1, 3), summary=SUMMARY))
    assert [r[0].text for r in made.table.rows] == ["A", "B", "Pooled"]
    assert {len(r) for r in made.table.rows} == {len(made.table.columns)}


def test_a_pooled_interval_across_no_difference_is_described_so() -> None:
    across = replace(SUMMARY, low=-0.5)
    assert "includes no difference" in forest(plot(row("A", 0, 1, 2), summary=across)).description


@pytest.mark.parametrize("size", ["svg", "narrow"])
def test_pictures_are_well_formed_named_and_described(size: str) -> None:
    made = forest(plot(row("A & B", 0, 1, 2, lights=(("Overall", "low"),))))
    picture = etree.fromstring(getattr(made, size))
    named = picture.get("aria-labelledby")
    assert picture.find(f"{SVG}title").get("id") == named
    assert picture.find(f"{SVG}title").text == "Tea, length of a bout"
    assert picture.find(f"{SVG}desc").text == made.description


def test_a_picture_alone_brings_its_style() -> None:
    picture = etree.fromstring(standalone(forest(plot(row("A", 0, 1, 2)))))
    assert ".diamond" in picture.find(f"{SVG}style").text


def test_every_judgement_has_a_shape_and_letter_of_its_own() -> None:
    marks = {(letter, shape) for _, letter, shape, _ in JUDGEMENTS.values()}
    assert len(marks) == len(JUDGEMENTS)


@pytest.mark.parametrize(
    ("said", "key"),
    [("Low", "low"), ("some concerns", "some-concerns"), ("High risk", "high"),
     ("low-except-confounding", "low-except-confounding"), ("", "no-information"),
     ("odd", "no-information")],
)  # fmt: skip
def test_spellings_of_judgements_meet(said: str, key: str) -> None:
    assert judgement_key(said) == key
    assert f"<title>{JUDGEMENTS[key][0]}</title>" in light(0, 0, said)


def test_an_unknown_judgement_keeps_its_words() -> None:
    assert judgement_words("not-applicable") == "Not applicable"


ROB = (
    RobRow(label=Label("A"), judgements=(("Selection", "low"), ("Overall", "high"))),
    RobRow(label=Label("B"), judgements=(("Selection", "low"), ("Reporting", "high"))),
)


def test_lights_stand_in_columns_with_the_overall_one_last() -> None:
    made = traffic_lights("rob", "Risk of bias", ROB)
    assert made.table.columns == ("Result", "Selection", "Reporting", "Overall")
    assert [c.text for c in made.table.rows[1]][1:3] == ["Low risk", "High risk"]


def test_bars_count_judgements_by_domain() -> None:
    made = summary_bars("rob", "Risk of bias", ROB)
    assert made.table.columns == ("Domain", "Low risk", "High risk")
    assert [c.text for c in made.table.rows[0]] == ["Selection", "2", "0"]


values = st.floats(min_value=-1e4, max_value=1e4, allow_nan=False)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(values, values, values).map(sorted), min_size=1, max_size=8))
def test_every_estimate_lies_on_the_axis_in_its_order(rows: list[list[float]]) -> None:
    spans = [(low, mid, high) for low, mid, high in rows]
    scale = fit_scale(spans, "MD", 100, 300)
    mids = sorted(mid for _, mid, _ in spans)
    assert all(100 <= scale.at(m) <= 300 for m in mids)
    assert all(scale.low <= m <= scale.high for m in mids)
    assert all(scale.at(a) <= scale.at(b) for a, b in pairwise(mids))
    assert all(scale.low <= t <= scale.high for t in scale.ticks())


def test_ratios_stand_as_far_apart_when_halved_as_when_doubled() -> None:
    scale = fit_scale([(0.25, 0.5, 1), (1, 2, 4)], "RR", 0, 100)
    one = scale.at(1)
    assert math.isclose(scale.at(2) - one, one - scale.at(0.5))
    assert 1 in scale.ticks()

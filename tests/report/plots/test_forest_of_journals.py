from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.report.plots import journal_forest, pooled_forest
from tamis.report.plots.effect_scale import effect_scale
from tamis.report.plots.journal_rows import Entry, Group, JournalForest, Total
from tamis.report.plots.study_columns import brief, study_columns
from tamis.stats.models.pool import pool

from .bcg import ALLOCATION, TABLE, pooled
from .reading import cells, marks, parsed, texts


def test_a_row_prints_counts_weight_and_effect_with_its_interval() -> None:
    plot = pooled_forest(pooled(), measure="RR", columns=study_columns(TABLE))
    assert cells(plot)[0] == ("Aronson", "4", "123", "11", "139", "0.41", "0.13 to 1.26", "5.1")
    assert "0.41 (0.13 to 1.26)" in texts(plot)


def test_the_total_row_adds_up_counts_and_gives_the_pooled_effect() -> None:
    plot = pooled_forest(pooled(), measure="RR", columns=study_columns(TABLE))
    assert cells(plot)[13][:6] == ("All studies", "1065", "191064", "1510", "166283", "0.49")
    assert cells(plot)[14][0] == "Prediction interval"
    assert "0.49 (0.33 to 0.73)" in plot.description


def test_printed_weights_add_up_to_a_hundred() -> None:
    plot = pooled_forest(pooled(), measure="RR")
    assert sum(float(row[-1]) for row in cells(plot)[:13]) == pytest.approx(100, abs=0.7)


def test_squares_grow_with_the_weight() -> None:
    plot = pooled_forest(pooled(), measure="RR")
    wide = [float(m.get("width")) for m in marks(plot, "square")]
    weights = pooled().weights.tolist()
    assert wide.index(max(wide)) == weights.index(max(weights))
    assert wide.index(min(wide)) == weights.index(min(weights))


def test_each_subgroup_gets_a_diamond_and_their_difference_a_test() -> None:
    plot = pooled_forest(pooled(), measure="RR", subgroups=ALLOCATION)
    assert len(marks(plot, "diamond")) == 4
    assert "random: 0.38 (0.20 to 0.70)." in plot.description
    assert "Test for subgroup differences: χ²=2.04, df=2, P=0.36." in plot.description


def test_a_subgroup_of_one_study_needs_no_diamond() -> None:
    plot = pooled_forest(pooled(), measure="RR", subgroups=["alone", *["others"] * 12])
    assert len(marks(plot, "diamond")) == 2


def test_equal_effects_have_no_prediction_interval() -> None:
    fit = pool([0.1, 0.3, 0.2], [0.1, 0.1, 0.2], method="EE", test="z")
    plot = pooled_forest(fit, measure="MD")
    assert marks(plot, "prediction") == []
    assert "Equal effects" in texts(plot)


def entry(low: float, high: float) -> Entry:
    return Entry(label="x", estimate=(low + high) / 2, low=low, high=high, weight=1.0)


@pytest.mark.parametrize("phone", [False, True])
def test_an_interval_that_leaves_the_axis_ends_in_arrows(phone: bool) -> None:
    rows = (*[entry(-1, 1)] * 5, entry(-90, 90))
    plot = JournalForest(
        name="f", title="t", scale=effect_scale("MD"), groups=(Group(name="", entries=rows),)
    )
    assert len(marks(journal_forest(plot), "arrow", phone=phone)) == 2


def test_marks_stand_where_the_effects_are_on_a_log_axis() -> None:
    plot = pooled_forest(pooled(), measure="RR")
    xs = {m.get("x1"): m for m in marks(plot, "pooled-line")}
    squares = marks(plot, "square")
    middles = [float(m.get("x")) + float(m.get("width")) / 2 for m in squares]
    order = sorted(range(13), key=lambda i: float(pooled().fit.yi[i]))
    assert [round(middles[i], 1) for i in order] == sorted(round(m, 1) for m in middles)
    assert len(xs) == 1


def test_judgements_stand_beside_the_study_in_words_and_shapes() -> None:
    lights = {"Overall": ["low"] * 12 + ["high"], "Selection": ["some concerns"] * 13}
    plot = pooled_forest(pooled(), measure="RR", lights=lights)
    assert plot.table.columns[-2:] == ("Selection", "Overall")
    assert cells(plot)[12][-2:] == ("Some concerns", "High risk")
    assert len(marks(plot, "light-high")) == 2  # the study's and the key's


def test_names_that_look_like_markup_stay_text() -> None:
    fit = pool([0.1, 0.3], [0.1, 0.1], labels=["<b>A & B</b>", "C"])
    plot = pooled_forest(fit, title="a < b & c")
    assert "<b>A & B</b>" in texts(plot)
    assert parsed(plot).findtext("{*}title") == "a < b & c"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.text("ab é", max_size=60)),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_any_studies_can_be_drawn_in_any_order(rows: list[tuple[float, float, str]]) -> None:
    entries = tuple(
        Entry(label=name, estimate=y, low=y - h, high=y + h, weight=1.0) for y, h, name in rows
    )
    total = Total(label="All", estimate=0.0, low=-1.0, high=1.0)
    groups = (Group(name="", entries=entries),)
    plot = journal_forest(
        JournalForest(name="f", title="t", scale=effect_scale("MD"), groups=groups, total=total)
    )
    assert len(marks(plot, "square")) == len(rows)
    assert all(math.isfinite(float(m.get("x"))) for m in marks(plot, "square", phone=True))


def test_data_of_a_study_in_one_line() -> None:
    columns = study_columns({"mean1": [1.5], "sd1": [2.0], "n1": [10]}, ("Drug", "Placebo"))
    assert brief(columns, 0).replace("\u00a0", " ") == "Drug 1.5 (SD 2, n=10)"


def test_a_long_name_is_broken_and_not_cut() -> None:
    name = "The very long name of a collaborative study group of many centres"
    fit = pool([0.1, 0.3], [0.1, 0.1], labels=[name, "C"])
    assert name in " ".join(texts(pooled_forest(fit)))

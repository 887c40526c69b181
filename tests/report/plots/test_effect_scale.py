from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.report.plots.advance import advance, fitted
from tamis.report.plots.effect_scale import effect_scale, number, p_text
from tamis.stats.measures import MEASURES


def test_ratios_are_read_as_ratios() -> None:
    scale = effect_scale("OR")
    assert scale.words == "Odds ratio"
    assert scale.interval(math.log(0.5), math.log(2)) == "0.50 to 2.00"


@pytest.mark.parametrize(
    ("measure", "null"), [("RR", 0.0), ("SMD", 0.0), ("PLO", None), ("ZCOR", 0.0), ("AUC", 0.5)]
)
def test_only_comparisons_have_a_value_of_no_difference(measure: str, null: float | None) -> None:
    assert effect_scale(measure).null == null


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_measure_has_words_and_ticks_inside_its_axis(measure: str) -> None:
    scale = effect_scale(measure)
    assert scale.words[0].isupper() or not scale.words[0].isalpha()
    ticks = scale.ticks(0.05, 0.9)
    assert ticks
    assert all(0.0499 <= at <= 0.9001 for at, _ in ticks)


@settings(max_examples=40)
@given(st.floats(-6, 6), st.floats(0.05, 8), st.sampled_from(["OR", "MD", "ZCOR", "PLO"]))
def test_a_tick_stands_where_its_text_says(low: float, wide: float, measure: str) -> None:
    scale = effect_scale(measure)
    for at, text in scale.ticks(low, low + wide):
        assert scale.shown(at) == pytest.approx(float(text.replace("−", "-")), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.001, "0.00"), (-1.5, "−1.50"), (123.456, "123.5"), (math.inf, "∞"), (-math.inf, "−∞")],
)
def test_numbers_are_written_with_a_true_minus_and_no_minus_zero(value: float, text: str) -> None:
    assert number(value, 2) == text


def test_small_p_values_are_bounded() -> None:
    assert (p_text(0.0004), p_text(0.004), p_text(0.04)) == ("P<0.001", "P=0.004", "P=0.04")


def test_lines_are_broken_at_spaces_and_keep_every_word() -> None:
    words = "random effects with a restricted likelihood"
    lines = fitted(words, 90)
    assert " ".join(lines) == words
    assert all(advance(line) <= 90 for line in lines)

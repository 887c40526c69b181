from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tamis.stats.errors import (
    LengthMismatch,
    MissingArgument,
    NotFinite,
    OutOfRange,
    UnknownMeasure,
    UnknownOption,
)
from tamis.stats.measures import effect_size

ARMS = {"mean1": [5.0, 3.0], "sd1": [2.0, 1.0], "n1": [10, 20], "mean2": [4.0, 3.5],
        "sd2": [2.5, 1.5], "n2": [12, 18]}  # fmt: skip


def codes(found: object) -> set[str]:
    return {caution.code for caution in found.cautions}  # type: ignore[attr-defined]


def test_lists_arrays_and_polars_columns_give_the_same_numbers() -> None:
    lists = effect_size("SMD", **ARMS)
    arrays = effect_size("SMD", **{k: np.array(v) for k, v in ARMS.items()})
    series = effect_size("SMD", **{k: pl.Series(v) for k, v in ARMS.items()})
    assert np.array_equal(lists.yi, arrays.yi)
    assert np.array_equal(lists.vi, series.vi)


def test_metafors_spellings_are_understood() -> None:
    ours = effect_size("RR", events1=[0], n1=[10], events2=[3], n2=[9], continuity=0.1)
    theirs = effect_size("RR", ai=[0], n1i=[10], ci=[3], n2i=[9], add=0.1, to="only0")
    assert ours.yi[0] == theirs.yi[0]
    with pytest.raises(MissingArgument, match="under two names"):
        effect_size("RR", ai=[0], events1=[0], n1i=[10], ci=[3], n2i=[9])


def test_a_missing_value_is_a_nan_row_with_a_caution_that_names_it() -> None:
    found = effect_size("MD", **{**ARMS, "sd1": [2.0, None]})
    assert np.isnan(found.yi[1]) or np.isnan(found.vi[1])
    assert found.usable.tolist() == [True, False]
    assert [c.message for c in found.cautions if c.code == "missing-values"] == [
        "row 2: a value is missing"
    ]


def test_an_effect_that_does_not_exist_is_nan_with_a_caution() -> None:
    found = effect_size("OR", events1=[0], n1=[5], events2=[2], n2=[5], zero_cells="leave")
    assert np.isnan(found.yi[0])
    assert codes(found) == {"undefined-effect"}


def test_adjusted_tables_are_named() -> None:
    found = effect_size("OR", events1=[0, 2, 0], n1=[9, 9, 9], events2=[1, 1, 0], n2=[9, 9, 9])
    assert codes(found) == {"zero-cells-adjusted", "no-events-in-either-arm"}
    assert "rows 1, 3" in found.cautions[0].message


def test_a_constant_for_every_study_if_any_needs_it() -> None:
    table = {"events1": [0, 2], "n1": [9, 9], "events2": [1, 1], "n2": [9, 9]}
    affected = effect_size("OR", **table)
    every = effect_size("OR", **table, zero_cells="adjust-every-study-if-any-is-affected")
    assert affected.yi[0] == every.yi[0]
    assert affected.yi[1] != every.yi[1]


def test_double_zeros_can_be_dropped() -> None:
    table = {"events1": [0, 2], "n1": [9, 9], "events2": [0, 1], "n2": [9, 9]}
    assert not np.isnan(effect_size("RR", **table).yi[0])
    assert np.isnan(effect_size("RR", **table, drop_double_zero=True).yi[0])


def test_an_implausible_standardised_difference_is_pointed_out() -> None:
    found = effect_size("SMD", mean1=9.0, sd1=1.0, n1=20, mean2=5.0, sd2=1.0, n2=20)
    assert "large-standardised-difference" in codes(found)


def test_an_unknown_measure_is_refused_with_neighbours() -> None:
    with pytest.raises(UnknownMeasure, match="SMDH"):
        effect_size("SMDD", **ARMS)


def test_an_unknown_variance_names_the_allowed_ones() -> None:
    with pytest.raises(UnknownOption, match="unequal, equal"):
        effect_size("MD", **ARMS, variance="pooled")
    with pytest.raises(UnknownOption, match="leave"):
        effect_size("OR", ai=1, n1i=2, ci=1, n2i=2, zero_cells="sometimes")


def test_columns_that_differ_in_length_are_refused() -> None:
    with pytest.raises(LengthMismatch, match="n1 3"):
        effect_size("MD", **{**ARMS, "n1": [10, 20, 30]})


def test_a_column_of_another_measure_is_refused() -> None:
    with pytest.raises(MissingArgument, match="does not read"):
        effect_size("MD", **ARMS, alpha=[0.9, 0.9])
    with pytest.raises(MissingArgument, match="sd1"):
        effect_size("MD", mean1=1.0, n1=5, mean2=2.0, sd2=1.0, n2=5)


@pytest.mark.parametrize(
    ("measure", "columns"),
    [
        ("OR", {"events1": 5, "n1": 4, "events2": 1, "n2": 10}),
        ("OR", {"events1": -1, "n1": 4, "events2": 1, "n2": 10}),
        ("PR", {"events": 7, "n": 5}),
        ("IRR", {"events1": 1, "time1": 0, "events2": 1, "time2": 3}),
        ("ZCOR", {"r": 1.2, "n": 30}),
        ("MN", {"mean": 1.0, "sd": -1.0, "n": 10}),
        ("MC", {"mean1": 1, "sd1": 1, "mean2": 1, "sd2": 1, "n": 10, "r": 2}),
        ("ARAW", {"alpha": 0.9, "items": 1, "n": 30}),
        ("MPOR", {"both": 1, "first_only": -2, "second_only": 1, "neither": 4}),
        ("POMPM", {"mean": 1, "sd": 1, "n": 9, "low": 5, "high": 5}),
        ("AUC", {"auc": 1.1, "n1": 9, "n2": 9}),
    ],
)
def test_impossible_numbers_are_refused(measure: str, columns: dict[str, float]) -> None:
    with pytest.raises(OutOfRange):
        effect_size(measure, **columns)


def test_infinity_is_refused_by_name() -> None:
    with pytest.raises(NotFinite, match="mean1"):
        effect_size("MD", **{**ARMS, "mean1": [np.inf, 1.0]})


def test_results_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        effect_size("MD", **ARMS).yi[0] = 1.0


def test_the_pre_post_correlation_has_no_default() -> None:
    with pytest.raises(MissingArgument, match="`r`"):
        effect_size("MC", mean1=1, sd1=1, mean2=1, sd2=1, n=10)

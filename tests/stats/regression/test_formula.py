from __future__ import annotations

import numpy as np
import pytest

from tamis.stats.errors import MissingArgument, StatsError
from tamis.stats.regression import design_matrix
from tamis.stats.regression.formula import independent_columns

DATA = {"dose": [1.0, 2.0, 3.0, 4.0], "arm": ["b", "a", "b", "c"], "year": [10, 20, 30, 40]}


def test_a_column_comes_after_the_intercept():
    made = design_matrix("~ dose", DATA)
    assert made.names == ("intercept", "dose")
    assert made.X.tolist() == [[1, 1], [1, 2], [1, 3], [1, 4]]


def test_a_factor_drops_its_first_level_in_sorted_order():
    made = design_matrix("~ arm", DATA)
    assert made.names == ("intercept", "arm[b]", "arm[c]")
    assert made.X[:, 1].tolist() == [1, 0, 1, 0]


def test_numbers_become_a_factor_on_request():
    assert design_matrix("~ factor(year)", DATA).names[1:] == ("year[20]", "year[30]", "year[40]")


@pytest.mark.parametrize(
    "formula", ["~ factor(arm, ref='c')", "~ relevel(factor(arm), ref='c')", '~ C(arm, ref="c")']
)
def test_another_reference_level(formula):
    assert design_matrix(formula, DATA).names == ("intercept", "arm[a]", "arm[b]")


def test_scaling_centres_and_divides_by_the_standard_deviation():
    column = design_matrix("~ scale(dose)", DATA).X[:, 1]
    assert (column.mean(), column.std(ddof=1)) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("formula", ["~ 0 + arm", "~ arm - 1", "0+arm"])
def test_without_an_intercept_a_factor_keeps_all_levels(formula):
    assert design_matrix(formula, DATA).names == ("arm[a]", "arm[b]", "arm[c]")


def test_a_star_is_both_and_their_product():
    made = design_matrix("~ dose * year", DATA)
    assert made.names == ("intercept", "dose", "year", "dose:year")
    assert made.X[:, 3].tolist() == [10, 40, 90, 160]


def test_products_of_factors_and_columns():
    made = design_matrix("~ arm * dose", DATA)
    assert made.names[-2:] == ("arm[b]:dose", "arm[c]:dose")
    assert made.X[:, -2].tolist() == [1, 0, 3, 0]


def test_arithmetic():
    made = design_matrix("~ I(dose^2) + log(year/10)", DATA)
    assert made.X[:, 1].tolist() == [1, 4, 9, 16]
    assert made.X[:, 2] == pytest.approx(np.log([1, 2, 3, 4]))


def test_a_missing_level_is_a_missing_row():
    made = design_matrix("~ arm", {"arm": ["a", None, "b"]})
    assert np.isnan(made.X[1, 1])


@pytest.mark.parametrize("formula", ["~ log(dose", "~ dose; import os", "~ f(dose)", "~ - dose"])
def test_what_is_no_formula_is_refused(formula):
    with pytest.raises(StatsError):
        design_matrix(formula, DATA)


def test_an_unknown_column_is_named_with_those_that_exist():
    with pytest.raises(MissingArgument, match="dose, arm, year"):
        design_matrix("~ weight", DATA)


def test_attribute_access_is_no_arithmetic():
    with pytest.raises(StatsError):
        design_matrix("~ I(dose.__class__)", DATA)


def test_later_combinations_are_the_redundant_ones():
    x = np.arange(6.0)
    columns = np.column_stack([np.ones(6), x, 2 * x + 3, x**2])
    assert independent_columns(columns) == [0, 1, 3]


def test_an_interaction_of_no_rows_is_empty():
    assert design_matrix("~ a * b", {"a": [], "b": []}).X.shape[0] == 0

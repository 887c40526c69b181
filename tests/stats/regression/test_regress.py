from __future__ import annotations

import numpy as np
import pytest

from tamis.stats import likelihood_ratio, linear_combinations, pool, regress, wald_test
from tamis.stats.errors import (
    LengthMismatch,
    SingularModerators,
    StatsError,
    TooFewStudies,
    UnknownOption,
)
from tamis.stats.regression import variance_inflation
from tamis.stats.regression.contrasts import adjusted

Y = np.array([-0.889, -1.585, -1.348, -1.442, -0.218, -0.786, -1.621, 0.012, -0.469, -1.371])
V = np.array([0.326, 0.195, 0.415, 0.020, 0.051, 0.007, 0.223, 0.004, 0.056, 0.073])
DATA = {
    "latitude": [44, 55, 42, 52, 13, 44, 19, 13, 27, 42],
    "year": [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961],
    "kind": ["r", "r", "r", "r", "a", "a", "r", "r", "r", "s"],
}


def test_equal_effects_are_weighted_least_squares():
    result = regress(Y, V, "~ latitude", DATA, method="EE", test="z")
    x = np.column_stack([np.ones(10), DATA["latitude"]])
    inverse = np.linalg.inv(x.T @ (x / V[:, None]))
    assert result.fit.beta == pytest.approx(inverse @ (x.T @ (Y / V)), rel=1e-10)
    assert result.fit.vb == pytest.approx(inverse, rel=1e-10)


def test_an_intercept_alone_is_pooling():
    one, other = regress(Y, V, np.ones((10, 1)), names=["intercept"]), pool(Y, V)
    assert one.fit.beta[0] == pytest.approx(other.estimate, rel=1e-13)
    assert one.tau2 == pytest.approx(other.tau2, rel=1e-12)
    assert one.r2 is None


def test_shifting_a_moderator_moves_the_intercept_alone():
    near = regress(Y, V, "~ year", DATA)
    far = regress(Y, V, "~ year", {"year": np.array(DATA["year"]) - 1960})
    assert far["year"].estimate == pytest.approx(near["year"].estimate, rel=1e-9)
    assert far.tau2 == pytest.approx(near.tau2, rel=1e-10)
    assert far.q == pytest.approx(near.q, rel=1e-11)


def test_the_same_space_without_intercept_fits_the_same():
    a, b = regress(Y, V, "~ kind", DATA), regress(Y, V, "~ 0 + kind", DATA)
    assert b.fit.fitted == pytest.approx(a.fit.fitted, rel=1e-10)
    assert b.r2 == pytest.approx(a.r2, rel=1e-8)
    assert (a.omnibus.df, b.omnibus.df) == (2, 3)


def test_a_redundant_moderator_is_left_out_with_a_caution():
    data = DATA | {"twice": 2 * np.array(DATA["latitude"])}
    result = regress(Y, V, "~ latitude + twice", data)
    assert result.fit.names == ("intercept", "latitude")
    assert "twice" in next(c for c in result.cautions if c.code == "moderators-dropped").message


def test_or_refused():
    data = DATA | {"twice": 2 * np.array(DATA["latitude"])}
    with pytest.raises(SingularModerators, match="twice"):
        regress(Y, V, "~ latitude + twice", data, redundant="refuse")


def test_rows_without_a_moderator_are_left_out():
    data = {"latitude": [None, *DATA["latitude"][1:]]}
    result = regress(Y, V, "~ latitude", data)
    assert result.fit.k == 9
    assert result.fit.rows[0] == 1


def test_too_few_studies_for_the_coefficients():
    with pytest.raises(TooFewStudies, match="2 studies for 2 coefficients"):
        regress(Y[:2], V[:2], "~ latitude", {"latitude": [1, 2]})


def test_lengths_must_agree():
    with pytest.raises(LengthMismatch):
        regress(Y, V, "~ latitude", {"latitude": [1, 2]})


def test_a_coefficient_is_found_by_name():
    result = regress(Y, V, "~ latitude", DATA)
    assert result["latitude"].p_value == result.fit.p_value[1]
    with pytest.raises(UnknownOption, match="intercept, latitude"):
        result["longitude"]


def test_one_constraint_is_the_square_of_its_t():
    fit = regress(Y, V, "~ latitude + year", DATA).fit
    test = wald_test(fit, [1])
    assert test.statistic == pytest.approx(fit.statistic[1] ** 2, rel=1e-10)
    assert test.p_value == pytest.approx(fit.p_value[1], rel=1e-9)


def test_combinations_of_coefficients():
    fit = regress(Y, V, "~ latitude", DATA, test="z").fit
    made = linear_combinations(fit, np.array([[1.0, 30.0]]))
    at = regress(Y, V, "~ latitude", DATA, test="z").predict(np.array([[30.0]]))
    assert made.estimate == pytest.approx(at.estimate)
    assert made.se == pytest.approx(at.se)


def test_holm_and_bonferroni():
    p = np.array([0.01, 0.04, 0.03])
    assert adjusted(p, "bonferroni") == pytest.approx([0.03, 0.12, 0.09])
    assert adjusted(p, "holm") == pytest.approx([0.03, 0.06, 0.06])
    with pytest.raises(StatsError, match="holm"):
        adjusted(p, "scheffe")


def test_likelihood_ratio_of_nested_models():
    full = regress(Y, V, "~ latitude", DATA, method="ML").fit
    test = likelihood_ratio(full, pool(Y, V, method="ML").fit)
    assert test.df == 1
    assert test.statistic > 0
    assert test.r2 == pytest.approx(regress(Y, V, "~ latitude", DATA, method="ML").r2)


@pytest.mark.parametrize(
    ("full", "reduced", "method"),
    [
        ("~ latitude", "~ year", "ML"),
        ("~ latitude + year", "~ latitude", "REML"),
        ("~ latitude + year", "~ latitude", "DL"),
    ],
)
def test_likelihood_ratios_that_mean_nothing_are_refused(full, reduced, method):
    a, b = (regress(Y, V, f, DATA, method=method).fit for f in (full, reduced))
    with pytest.raises(StatsError):
        likelihood_ratio(a, b)


def test_variance_inflation_of_uncorrelated_moderators_is_one():
    crossed = np.column_stack([np.ones(4), [1, 1, -1, -1], [1, -1, 1, -1]])
    fit = regress([0.1, 0.5, 0.2, 0.9], [0.1] * 4, crossed).fit
    assert list(variance_inflation(fit).values()) == pytest.approx([1.0, 1.0])

from __future__ import annotations

import math

import numpy as np
import pytest

from tamis.stats import pool
from tamis.stats.errors import (
    LengthMismatch,
    MissingArgument,
    NegativeVariance,
    NotConverged,
    NotFinite,
    OutOfRange,
    StatsError,
    TooFewStudies,
    UnknownOption,
)

Y = [0.10, 0.30, 0.35, 0.65, 0.45, 0.15]
V = [0.03, 0.03, 0.05, 0.01, 0.05, 0.02]


def codes(result):
    return [c.code for c in result.cautions]


def test_equal_effects_by_hand():
    result = pool([1.0, 3.0], [1.0, 0.5], method="EE", test="z")
    assert result.estimate == pytest.approx((1 + 6) / 3)
    assert result.se == pytest.approx(math.sqrt(1 / 3))
    assert result.q == pytest.approx(4 / 1.5)


def test_dersimonian_laird_by_hand():
    # Weights 1, 1: Q = 2, df = 1, scale = 2 − 2/2 = 1.
    result = pool([0.0, 2.0], [1.0, 1.0], method="DL", test="z")
    assert result.tau2 == pytest.approx((2 - 1) / 1)


@pytest.mark.parametrize("method", ["PM", "EB", "DLIT", "SJIT"])
def test_four_names_for_one_root(method):
    result = pool(Y, V, method=method)
    assert result.fit.profile.q(result.tau2)[0] == pytest.approx(len(Y) - 1, rel=1e-13)


def test_median_unbiased_paule_mandel_puts_q_at_its_median():
    result = pool(Y, V, method="PMM")
    assert result.fit.profile.q(result.tau2)[0] == pytest.approx(4.351460191095528, rel=1e-13)


@pytest.mark.parametrize(("method", "restricted"), [("ML", False), ("REML", True)])
def test_the_likelihood_is_flat_at_its_maximum(method, restricted):
    fit = pool(Y, V, method=method).fit
    slope, curvature = fit.profile.score(fit.tau2, restricted)
    assert abs(slope) < 1e-12 * abs(curvature)


@pytest.mark.parametrize(
    ("yi", "vi", "maxima", "best"),
    [
        (
            [1.091, 0.631, 0.195, 0.653, 0.281],
            [0.131911, 0.036663, 0.007424, 0.167157, 0.000217],
            [0.0, 0.05268605980836032],
            0.05268605980836032,
        ),
        (
            [0.263, 0.517, 1.024, 0.296, 0.307],
            [0.00308, 0.020898, 0.048894, 0.001711, 3.8e-05],
            [0.0, 0.036610759870239665],
            0.0,
        ),
        (
            [0.516, 0.061, 0.098, 0.024, 0.04, 1.129],
            [0.138828, 0.133988, 0.000119, 0.000114, 8.7e-05, 0.089586],
            [0.001704391079571566, 0.09016142242788944],
            0.001704391079571566,
        ),
    ],
)
def test_of_several_maxima_the_highest_is_taken(yi, vi, maxima, best):
    # Data and maxima: random search, grid and golden section in R 4.6.2.
    result = pool(yi, vi)
    assert result.fit.maxima == pytest.approx(maxima, rel=1e-7)
    assert result.tau2 == pytest.approx(best, rel=1e-7)
    assert "several-maxima" in codes(result)


def test_zero_at_the_boundary_is_exactly_zero_and_said():
    result = pool([0.1, 0.12, 0.09, 0.11, 0.105], [0.05] * 5)
    assert result.tau2 == 0.0
    assert "tau2-at-zero" in codes(result)


def test_knapp_hartung_narrower_than_wald_is_said():
    result = pool([0.1, 0.12, 0.09, 0.11, 0.105], [0.05] * 5, test="knapp-hartung")
    assert "narrower-than-wald" in codes(result)
    assert result.se < pool([0.1, 0.12, 0.09, 0.11, 0.105], [0.05] * 5, test="z").se


def test_the_conservative_form_is_never_narrower():
    result = pool([0.1, 0.12, 0.09, 0.11, 0.105], [0.05] * 5, test="adhoc")
    assert result.se == pool([0.1, 0.12, 0.09, 0.11, 0.105], [0.05] * 5, test="t").se


def test_identical_effects_collapse_the_interval_with_a_caution():
    result = pool([0.25] * 4, [0.01, 0.02, 0.05, 0.1])
    assert result.ci == (0.25, 0.25)
    assert "interval-collapsed" in codes(result)


def test_one_study_is_itself_tested_by_z():
    result = pool([0.3], [0.04], method="DL", test="knha")
    assert (result.estimate, result.se, result.tau2) == (0.3, 0.2, 0.0)
    assert (result.test, result.df) == ("z", None)
    assert "few-studies" in codes(result)


def test_missing_values_are_left_out_and_named():
    result = pool([0.1, None, 0.4, float("nan"), 0.2], [0.1, 0.1, 0.1, 0.1, None])
    assert result.k == 2
    assert result.fit.rows.tolist() == [0, 2]
    assert "row 2, 4, 5" in result.cautions[0].message


@pytest.mark.parametrize(
    ("yi", "vi", "error"),
    [
        ([0.1, 0.2], [0.1], LengthMismatch),
        ([0.1, 0.2], [0.1, 0.2, 0.3], LengthMismatch),
        ([0.1, math.inf], [0.1, 0.2], NotFinite),
        ([0.1, 0.2], [0.1, -0.2], NegativeVariance),
        ([], [], TooFewStudies),
        ([None, None], [0.1, 0.2], TooFewStudies),
        (["a", "b"], [0.1, 0.2], StatsError),
        ([[0.1, 0.2]], [0.1, 0.2], StatsError),
    ],
)
def test_unusable_columns_are_refused(yi, vi, error):
    with pytest.raises(error):
        pool(yi, vi)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"method": "XYZ"}, UnknownOption),
        ({"test": "chi"}, UnknownOption),
        ({"level": 0}, OutOfRange),
        ({"level": 100}, OutOfRange),
        ({"tau2": -1.0}, OutOfRange),
        ({"tau2": math.nan}, OutOfRange),
        ({"tau2_min": -1.0}, OutOfRange),
        ({"weights": "some"}, UnknownOption),
        ({"weights": [1, 1, 1, 1, 1, -1]}, OutOfRange),
        ({"method": "GENQ"}, MissingArgument),
        ({"max_iterations": 1}, NotConverged),
        ({"negative_variances": "keep"}, UnknownOption),
    ],
)
def test_unusable_options_are_refused(options, error):
    with pytest.raises(error):
        pool(Y, V, **options)


@pytest.mark.parametrize("method", ["EE", "DL", "HS"])
def test_a_variance_of_zero_is_refused_where_it_would_be_divided_by(method):
    with pytest.raises(StatsError, match="0"):
        pool([0.1, 0.3, 0.5], [0.04, 0.0, 0.05], method=method)


def test_a_variance_of_zero_leaves_q_undefined_and_says_so():
    result = pool([0.1, 0.9, 0.5], [0.04, 0.0, 0.05], method="HE")
    assert (result.q, result.i2) == (None, None)
    assert "zero-variance" in codes(result)


def test_negative_variances_can_be_taken_as_zero():
    result = pool([0.1, 0.9, 0.5], [0.04, -0.1, 0.05], method="HE", negative_variances="as-zero")
    assert result.estimate == pool([0.1, 0.9, 0.5], [0.04, 0.0, 0.05], method="HE").estimate


def test_extreme_ratios_of_variances_are_fitted_and_said():
    result = pool([0.5, 0.1, -0.3, 0.9], [1e-8, 0.01, 1, 1e4])
    assert "variance-ratio-extreme" in codes(result)
    assert math.isfinite(result.estimate)


def test_equal_weights_give_the_plain_mean():
    assert pool(Y, V, weights="equal").estimate == pytest.approx(np.mean(Y))


def test_a_lower_bound_below_zero_allows_negative_tau2():
    yi, vi = [0.10, 0.11, 0.09, 0.10], [0.5, 0.6, 0.4, 0.7]
    assert pool(yi, vi).tau2 == 0
    assert pool(yi, vi, tau2_min=-0.3).tau2 == pytest.approx(-0.3)
    assert pool(yi, vi, method="DL", tau2_min=-0.399).tau2 + 0.1 > -0.3


def test_level_in_per_cent_or_as_a_share():
    assert pool(Y, V, level=90).ci == pool(Y, V, level=0.90).ci


def test_series_arrays_and_lists_give_the_same():
    polars = pytest.importorskip("polars")
    series = pool(polars.Series(Y), polars.Series(V))
    assert series.estimate == pool(np.array(Y), tuple(V)).estimate == pool(Y, V).estimate


def test_inputs_are_not_changed_and_results_cannot_be():
    y = np.array(Y)
    result = pool(y, V)
    with pytest.raises(ValueError, match="read-only"):
        result.fit.yi[0] = 1.0
    y[0] = 2.0  # still the caller's
    assert result.fit.yi[0] == Y[0]
    with pytest.raises(AttributeError):
        result.fit = None


@pytest.mark.parametrize("method", ["PM", "EB", "REML", "HE", "SJ"])
def test_a_variance_of_zero_is_the_limit_of_a_small_one(method):
    y, v = [0.1, 0.2, 0.9, 0.5], [0.1, 0.0, 0.01, 0.1]
    exact = pool(y, v, method=method)
    near = pool(y, [0.1, 1e-13, 0.01, 0.1], method=method)
    assert exact.tau2 == pytest.approx(near.tau2, rel=1e-9)
    assert exact.tau2_interval().tau2 == pytest.approx(near.tau2_interval().tau2, rel=1e-9)
    assert "zero-variance" in codes(exact)


def test_a_likelihood_without_bound_is_refused():
    # Without heterogeneity the study without error decides alone.
    with pytest.raises(StatsError, match="variance of 0"):
        pool([0.1, 0.2, 0.3], [0.1, 0.0, 0.1], method="ML")


@pytest.mark.parametrize(
    ("y", "v", "named"),
    [([0.1, 0.2], [1e-300, 1e300], "vi"), ([1e200, 1.0], [1.0, 1.0], "yi")],
)
def test_numbers_that_overflow_when_multiplied_are_refused(y, v, named):
    with pytest.raises(OutOfRange, match=f"`{named}`.*other units"):
        pool(y, v)

from __future__ import annotations

import math

import numpy as np
import pytest

from tamis.stats import pool, prediction_interval, predictions, probability_below, regress
from tamis.stats.distributions import t_quantile
from tamis.stats.errors import StatsError, UnknownOption

Y, V = [0.10, 0.30, 0.35, 0.65, 0.45, 0.15], [0.03, 0.03, 0.05, 0.01, 0.05, 0.02]


@pytest.mark.parametrize(
    ("kind", "df"), [("as-test", 5), ("V", 5), ("k-1", 5), ("HTS", 4), ("Riley", 4)]
)
def test_the_kinds_differ_in_degrees_of_freedom(kind, df):
    fit = pool(Y, V).fit
    made = prediction_interval(fit, kind)
    half = t_quantile(0.975, df) * math.sqrt(fit.vb[0, 0] + fit.tau2)
    assert made.df == df
    assert made.upper - fit.beta[0] == pytest.approx(half, rel=1e-13)


def test_under_z_the_default_is_normal():
    made = prediction_interval(pool(Y, V, test="z").fit)
    assert made.df is None


def test_without_uncertainty_only_tau_spreads():
    fit = pool(Y, V, test="z").fit
    made = prediction_interval(fit, "simple")
    assert made.upper - made.lower == pytest.approx(2 * 1.959963984540054 * fit.tau2**0.5)


def test_the_classic_standard_error_leaves_knapp_hartung_out():
    fit = pool(Y, V).fit
    wald = prediction_interval(pool(Y, V, test="t").fit)
    assert prediction_interval(fit, "k-1", classic_se=True).upper == pytest.approx(wald.upper)


def test_the_interval_and_the_probability_are_one_distribution():
    fit = pool(Y, V).fit
    made = prediction_interval(fit)
    assert probability_below(fit, made.lower) == pytest.approx(0.025, rel=1e-10)
    assert probability_below(fit, made.upper) == pytest.approx(0.975, rel=1e-12)


def test_without_spread_the_probability_is_a_step():
    fit = pool([0.2] * 4, [0.1, 0.2, 0.1, 0.3]).fit
    assert (probability_below(fit, 0.1), probability_below(fit, 0.3)) == (0.0, 1.0)


def test_too_few_studies_for_the_kind():
    with pytest.raises(StatsError, match="at least 3"):
        prediction_interval(pool(Y[:2], V[:2]).fit, "HTS")


def test_an_unknown_kind():
    with pytest.raises(UnknownOption, match="k-1"):
        prediction_interval(pool(Y, V).fit, "bayes")


def test_predictions_at_moderators():
    result = regress(Y, V, "~ x", {"x": [1, 2, 3, 4, 5, 6]})
    made = result.predict(np.array([[2.0], [7.0]]))
    assert made.estimate[0] == pytest.approx(result.fit.fitted[1])
    assert (made.pi_lower < made.ci_lower).all()


def test_equal_effects_predict_no_new_study():
    made = predictions(pool(Y, V, method="EE").fit, np.ones((1, 1)))
    assert made.pi_lower is None


def test_moderators_of_the_wrong_width_are_refused():
    result = regress(Y, V, "~ x", {"x": [1, 2, 3, 4, 5, 6]})
    with pytest.raises(StatsError, match="intercept, x"):
        result.predict(np.ones((1, 5)))

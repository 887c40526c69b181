from __future__ import annotations

import numpy as np
import pytest

from tamis.stats import (
    baujat,
    best_predictions,
    cumulative,
    gosh,
    influence,
    leave_one_out,
    pool,
    regress,
    residuals,
)
from tamis.stats.counts import mantel_haenszel, peto
from tamis.stats.diagnostics import cumulative_tables, leave_one_table_out, random_effects
from tamis.stats.errors import LengthMismatch, OutOfRange, StatsError, TooFewStudies

Y = np.array([0.10, 0.30, 0.35, 0.65, 0.45, 2.90])
V = np.array([0.03, 0.03, 0.05, 0.01, 0.05, 0.02])
COUNTS = {
    "events1": [4, 6, 3, 12],
    "n1": [120, 300, 230, 400],
    "events2": [11, 29, 11, 20],
    "n2": [140, 300, 220, 410],
}


def test_leaving_one_out_is_fitting_the_others():
    made = leave_one_out(pool(Y, V).fit)
    for i in range(6):
        rest = pool(np.delete(Y, i), np.delete(V, i))
        assert made.estimate[i] == pytest.approx(rest.estimate, rel=1e-10)
        assert made.tau2[i] == pytest.approx(rest.tau2, rel=1e-9, abs=1e-12)


def test_cumulating_in_an_order():
    made = cumulative(pool(Y, V).fit, order=V)
    first = np.argsort(V, kind="stable")
    assert made.estimate[0] == Y[first[0]]
    assert made.estimate[2] == pytest.approx(pool(Y[first[:3]], V[first[:3]]).estimate)
    assert made.estimate[-1] == pytest.approx(pool(Y, V).estimate)


def test_an_order_needs_a_value_per_study():
    with pytest.raises(LengthMismatch):
        cumulative(pool(Y, V).fit, order=[1, 2])


def test_the_outlier_stands_out_in_every_measure():
    made = influence(pool(Y, V).fit)
    for column in (made.studentised, made.dffits, made.cooks_distance):
        assert np.argmax(np.abs(column)) == 5
    assert made.influential.tolist() == [False] * 5 + [True]
    assert made.tau2_without[5] < made.tau2_without[:5].min()


def test_deletion_by_hand():
    fit = pool(Y, V, method="EE", test="z").fit
    made, rest = influence(fit), pool(Y[1:], V[1:], method="EE", test="z")
    assert made.deleted_residual[0] == pytest.approx(Y[0] - rest.estimate)
    assert made.deleted_se[0] == pytest.approx((V[0] + rest.se**2) ** 0.5)
    change = pool(Y, V, method="EE").estimate - rest.estimate
    assert made.cooks_distance[0] == pytest.approx((change / fit.se[0]) ** 2)


def test_hat_values_sum_to_the_number_of_coefficients():
    fit = regress(Y, V, "~ x", {"x": [1, 2, 3, 4, 5, 7]}).fit
    assert influence(fit).hat.sum() == pytest.approx(2.0)


def test_standardised_residuals_of_equal_weights_match_the_sandwich():
    one = residuals(pool(Y, V, tau2=0.2, test="z").fit)
    same = residuals(pool(Y, V, tau2=0.2, weights=1 / (V + 0.2), test="z").fit)
    assert same.standardised == pytest.approx(one.standardised, rel=1e-10)


def test_predictions_shrink_towards_the_mean():
    fit = pool(Y, V).fit
    made = best_predictions(fit)
    assert (np.abs(made.estimate - fit.beta[0]) < np.abs(Y - fit.beta[0])).all()
    assert made.estimate - fit.fitted == pytest.approx(random_effects(fit).estimate)


def test_equal_effects_have_no_random_effects():
    with pytest.raises(StatsError, match="random-effects"):
        best_predictions(pool(Y, V, method="EE").fit)


def test_baujats_first_axis_sums_to_the_generalised_q():
    fit = pool(Y, V).fit
    assert baujat(fit).heterogeneity.sum() == pytest.approx(fit.profile.q(fit.tau2)[0])


def test_gosh_fits_every_subset_small_ones_first():
    made = gosh(pool(Y, V).fit)
    assert made.include.shape == (63, 6)
    assert made.exhaustive
    assert made.fits.k.tolist() == sorted(made.fits.k.tolist())
    assert made.fits.estimate[-1] == pytest.approx(pool(Y, V).estimate)


def test_random_subsets_repeat_with_their_seed():
    a, b = (gosh(pool(Y, V).fit, subsets=50, seed=4) for _ in range(2))
    assert np.array_equal(a.include, b.include)
    assert a.include.any(axis=1).all()
    assert not a.exhaustive


def test_no_subsets_at_all_are_refused():
    with pytest.raises(OutOfRange):
        gosh(pool(Y, V).fit, subsets=0)


def test_one_study_cannot_be_left_out():
    with pytest.raises(TooFewStudies):
        leave_one_out(pool([0.1], [0.1]).fit)


def test_models_that_cannot_be_fitted_again_are_refused():
    with pytest.raises(StatsError, match="inverse-variance"):
        leave_one_out(pool(Y, V, weights="equal").fit)


@pytest.mark.parametrize(("method", "fit"), [("Peto", peto), ("Mantel-Haenszel", mantel_haenszel)])
def test_tables_are_left_out_and_cumulated_too(method, fit):
    options = {} if method == "Peto" else {"measure": "OR"}
    without = leave_one_table_out("OR", method=method, **COUNTS)[0]
    rest = {name: column[1:] for name, column in COUNTS.items()}
    assert without.estimate == fit(**options, **rest).estimate
    assert cumulative_tables("OR", method=method, **COUNTS)[-1].estimate == pytest.approx(
        fit(**options, **COUNTS).estimate
    )


def test_effects_that_are_all_alike_are_refused_in_words() -> None:
    with pytest.raises(StatsError, match="all effects are alike"):
        influence(pool([0.3, 0.3], [0.1, 0.2]).fit)


def test_a_study_that_alone_differs_has_infinite_residuals_without_a_warning():
    # Knapp–Hartung's factor is 0 without the second study, for the others all agree.
    fit = pool([1.0, 0.0, 1.0], [0.1, 0.1, 0.1], method="EE").fit
    found = influence(fit)
    assert found.studentised[1] == -np.inf
    assert not np.isnan(np.concatenate([found.dffits, found.dfbetas.ravel()])).any()
    assert baujat(fit).influence[1] == np.inf

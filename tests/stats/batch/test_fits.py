from __future__ import annotations

import numpy as np
import pytest

from tamis.stats import leave_one_out, pool, pool_many, regress, regress_many
from tamis.stats.errors import (
    LengthMismatch,
    NegativeVariance,
    NotFinite,
    StatsError,
    TooFewStudies,
    UnknownOption,
)


@pytest.fixture
def many():
    chance = np.random.default_rng(7)
    v = chance.gamma(1.5, 0.1, (60, 8)) + 0.005
    tau = chance.choice([0.0, 0.2, 0.8], (60, 1))
    return chance.normal(0.2, np.sqrt(v + tau**2)), v


@pytest.mark.parametrize(
    "method", ["EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM"]
)
def test_each_row_is_what_pool_gives(many, method):
    y, v = many
    fits = pool_many(y, v, method=method)
    for i in range(0, 60, 7):
        one = pool(y[i], v[i], method=method)
        got = [fits.estimate[i], fits.se[i, 0], fits.tau2[i], fits.q[i], fits.i2[i]]
        want = [one.estimate, one.se, one.tau2, one.q, one.i2]
        assert got == pytest.approx(want, rel=1e-9, abs=1e-12)
        assert fits.p_value[i, 0] == pytest.approx(one.p_value, rel=1e-9)
        assert (fits.ci_lower[i, 0], fits.ci_upper[i, 0]) == pytest.approx(one.ci, rel=1e-9)


@pytest.mark.parametrize("test", ["z", "t", "knapp-hartung", "knapp-hartung-conservative"])
def test_each_test_is_what_pool_gives(many, test):
    y, v = many
    fits = pool_many(y, v, test=test)
    for i in range(0, 60, 11):
        assert fits.p_value[i, 0] == pytest.approx(pool(y[i], v[i], test=test).p_value, rel=1e-9)


def test_subsets_are_fits_to_their_studies(many):
    y, v = many[0][0], many[1][0]
    include = np.random.default_rng(1).random((40, 8)) < 0.6
    include[:, 0] = True
    fits = pool_many(y, v, include=include)
    for i in range(0, 40, 3):
        one = pool(y[include[i]], v[include[i]])
        assert (fits.k[i], fits.tau2[i]) == pytest.approx((one.k, one.tau2), rel=1e-9, abs=1e-12)
        assert fits.ci_upper[i, 0] == pytest.approx(one.ci[1], rel=1e-9)


def test_missing_effects_are_left_out(many):
    y, v = many
    gappy = y.copy()
    gappy[:, 3] = np.nan
    assert pool_many(gappy, v).tau2[0] == pytest.approx(pool(gappy[0], v[0]).tau2, rel=1e-9)


def test_regressions_with_one_design_and_with_many(many):
    y, v = many
    chance = np.random.default_rng(3)
    designs = np.stack([np.column_stack([np.ones(8), chance.normal(50, 5, 8)]) for _ in range(60)])
    fixed, varied = regress_many(y, v, designs[0]), regress_many(y, v, designs)
    for i in range(0, 60, 13):
        for got, design in ((fixed, designs[0]), (varied, designs[i])):
            one = regress(y[i], v[i], design).fit
            assert got.beta[i] == pytest.approx(one.beta, rel=1e-7)
            assert got.se[i] == pytest.approx(one.se, rel=1e-7)
            assert got.covariance[i] == pytest.approx(one.vb, rel=1e-7)


def test_chunks_do_not_show(many, monkeypatch):
    y, v = many
    whole = pool_many(y, v)
    monkeypatch.setattr("tamis.stats.batch.fits.CHUNK", 64)
    assert pool_many(y, v).tau2 == pytest.approx(whole.tau2, rel=1e-12)


def test_a_batch_of_two_maxima_takes_the_higher():
    y = np.array([[1.091, 0.631, 0.195, 0.653, 0.281]] * 2)
    v = np.array([[0.131911, 0.036663, 0.007424, 0.167157, 0.000217]] * 2)
    assert pool_many(y, v).tau2 == pytest.approx([0.05268605980836032] * 2, rel=1e-8)


@pytest.mark.parametrize(
    ("yi", "vi", "options", "error"),
    [
        (np.zeros((2, 3)), np.ones(4), {}, LengthMismatch),
        (np.zeros((2, 3)), np.ones((3, 3)), {}, LengthMismatch),
        (np.full((2, 3), np.inf), np.ones(3), {}, NotFinite),
        (np.zeros((2, 3)), np.zeros(3), {}, NegativeVariance),
        (np.full((2, 3), np.nan), np.ones(3), {}, TooFewStudies),
        (np.zeros((2, 3)), np.ones(3), {"method": "GENQ"}, UnknownOption),
    ],
)
def test_unusable_batches_are_refused(yi, vi, options, error):
    with pytest.raises(error):
        pool_many(yi, vi, **options)


def test_a_data_set_that_does_not_determine_a_coefficient_is_nan_with_a_caution():
    design = np.column_stack([np.ones(5), [1.0, 0.0, 0.0, 0.0, 0.0]])
    y, v = [0.1, 0.4, 0.2, 0.5, 0.3], [0.1, 0.2, 0.1, 0.2, 0.1]
    found = regress_many(y, v, design, include=~np.eye(5, dtype=bool), test="z")
    assert np.isnan(found.beta).all(axis=1).tolist() == [True, False, False, False, False]
    assert [c.code for c in found.cautions] == ["not-estimable"]
    alone = regress([0.1, 0.4, 0.2, 0.5], [0.1, 0.2, 0.1, 0.2], design[:4], test="z").fit
    assert found.beta[4] == pytest.approx(alone.beta, rel=1e-10)


def test_no_data_set_that_determines_its_coefficients_is_refused():
    design = np.column_stack([np.ones(4), np.arange(4.0)])
    include = np.array([[True, False, False, False]])
    with pytest.raises(StatsError):
        regress_many([0.1, 0.2, 0.3, 0.4], [0.1] * 4, design, include=include)


def test_weights_too_unequal_for_any_digit_are_refused_or_right():
    y, v = [0.1, 5.0, 0.3], [1e-12, 1e12, 1.0]
    fit = pool(y, v, method="DL", test="z").fit
    found = leave_one_out(fit)
    alone = [pool(np.delete(y, i), np.delete(v, i), method="DL", test="z") for i in range(3)]
    assert found.estimate == pytest.approx([p.estimate for p in alone])

"""What must not matter, and what must follow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats import effect_size, mantel_haenszel, pool

METHODS = ["EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "PM", "PMM"]


@st.composite
def studies(draw):
    k = draw(st.integers(3, 12))
    seed = draw(st.integers(0, 2**32 - 1))
    chance = np.random.default_rng(seed)
    v = chance.gamma(1.5, 0.2, k) + 0.005
    tau = draw(st.sampled_from([0.0, 0.2, 1.0]))
    return chance.normal(0.3, np.sqrt(v + tau**2)), v, chance


def numbers(result):
    return np.array([result.estimate, result.se, result.tau2, result.q, result.i2, *result.ci])


@settings(max_examples=30, deadline=None)
@given(studies(), st.sampled_from(METHODS))
def test_row_order_does_not_matter(data, method):
    y, v, chance = data
    order = chance.permutation(len(y))
    a, b = pool(y, v, method=method), pool(y[order], v[order], method=method)
    assert numbers(b) == pytest.approx(numbers(a), rel=1e-9, abs=1e-11)


@settings(max_examples=30, deadline=None)
@given(studies(), st.sampled_from(METHODS), st.sampled_from([1e-5, 1e-2, 7.0, 1e6]))
def test_units_do_not_matter(data, method, scale):
    y, v, _ = data
    a, b = pool(y, v, method=method), pool(scale * y, scale**2 * v, method=method)
    assert b.estimate == pytest.approx(scale * a.estimate, rel=1e-8, abs=1e-11 * scale)
    assert b.tau2 == pytest.approx(scale**2 * a.tau2, rel=1e-8, abs=1e-13 * scale**2)
    assert b.p_value == pytest.approx(a.p_value, rel=1e-7, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(studies(), st.sampled_from(METHODS), st.sampled_from([-3.0, 0.5, 100.0]))
def test_a_shift_moves_the_estimate_alone(data, method, shift):
    y, v, _ = data
    a, b = pool(y, v, method=method), pool(y + shift, v, method=method)
    assert b.estimate == pytest.approx(a.estimate + shift, rel=1e-9, abs=1e-9)
    assert b.tau2 == pytest.approx(a.tau2, rel=1e-7, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(studies(), st.sampled_from(METHODS))
def test_a_sign_flip_flips_the_estimate_alone(data, method):
    y, v, _ = data
    a, b = pool(y, v, method=method), pool(-y, v, method=method)
    assert b.estimate == -a.estimate
    assert (b.tau2, b.se, b.p_value) == (a.tau2, a.se, a.p_value)
    assert b.ci == (-a.ci[1], -a.ci[0])


@settings(max_examples=30, deadline=None)
@given(studies())
def test_a_study_is_worth_two_halves_under_equal_effects(data):
    y, v, _ = data
    whole = pool(y, v, method="EE", test="z")
    halves = pool(np.repeat(y, 2), 2 * np.repeat(v, 2), method="EE", test="z")
    assert (halves.estimate, halves.se) == pytest.approx((whole.estimate, whole.se), rel=1e-12)
    assert halves.q == pytest.approx(whole.q, rel=1e-9, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["OR", "RR", "RD"]))
def test_swapping_the_arms_flips_the_sign(seed, measure):
    chance = np.random.default_rng(seed)
    n1, n2 = chance.integers(10, 200, (2, 6))
    a, c = chance.binomial(n1, 0.3) + 1, chance.binomial(n2, 0.2) + 1
    first = {"events1": a, "n1": n1 + 1, "events2": c, "n2": n2 + 1}
    second = {"events1": c, "n1": n2 + 1, "events2": a, "n2": n1 + 1}
    one, two = mantel_haenszel(measure, **first), mantel_haenszel(measure, **second)
    assert two.estimate == pytest.approx(-one.estimate, rel=1e-10, abs=1e-12)
    assert two.se == pytest.approx(one.se, rel=1e-10)
    x, z = effect_size(measure, **first), effect_size(measure, **second)
    assert pool(z.yi, z.vi).estimate == pytest.approx(-pool(x.yi, x.vi).estimate, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(studies())
def test_the_reml_estimate_beats_a_fine_grid(data):
    y, v, _ = data
    fit = pool(y, v).fit
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 100.0, 4000)])
    from tamis.stats.models.roots import log_likelihood

    best = log_likelihood(fit.profile, grid, True).max()
    assert log_likelihood(fit.profile, np.array([fit.tau2]), True)[0] >= best - 1e-10

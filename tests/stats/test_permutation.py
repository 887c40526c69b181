from __future__ import annotations

import math

import numpy as np
import pytest

from tamis.stats import permutation_test, pool, regress
from tamis.stats.errors import OutOfRange, StatsError
from tamis.stats.permutation import distinct_orders, multiset_orders

Y, V = [0.4, 0.5, 0.9, 0.3], [0.1, 0.05, 0.2, 0.08]


def test_effects_on_one_side_have_the_smallest_exact_p():
    made = permutation_test(pool(Y, V, method="EE", test="z").fit)
    assert made.p_value.tolist() == [2 / 16]
    assert (made.permutations, made.exact) == (16, True)


def test_few_permutations_are_said():
    codes = [c.code for c in permutation_test(pool(Y, V).fit).cautions]
    assert codes == ["few-permutations"]


def test_a_moderator_in_perfect_order_of_four():
    data = {"x": [1, 2, 3, 4]}
    fit = regress([0.1, 0.2, 0.3, 0.4], [0.1] * 4, "~ x", data, method="EE", test="z").fit
    made = permutation_test(fit)
    assert made.permutations == math.factorial(4)
    assert made.p_value[1] == pytest.approx(2 / 24)
    assert made.omnibus_p == pytest.approx(2 / 24)


def test_random_permutations_repeat_with_their_seed_and_come_near_the_exact():
    chance = np.random.default_rng(2)
    y, x = chance.normal(0, 0.5, 7), chance.normal(0, 1, 7)
    fit = regress(y, np.full(7, 0.1), "~ x", {"x": x}, method="DL").fit
    a, b = (permutation_test(fit, permutations=2000, seed=1) for _ in range(2))
    assert a.p_value.tolist() == b.p_value.tolist()
    assert a.p_value[1] == pytest.approx(permutation_test(fit).p_value[1], abs=0.04)
    assert a.cautions[-1].code == "monte-carlo-error"


def test_equal_rows_are_permuted_once():
    rows = np.column_stack([np.ones(5), [0, 0, 0, 1, 1]])
    assert distinct_orders(rows) == 10
    orders = list(multiset_orders([0, 0, 0, 1, 1]))
    assert len(orders) == len(set(orders)) == 10


def test_models_that_cannot_be_refitted_are_refused():
    with pytest.raises(StatsError):
        permutation_test(pool(Y, V, weights="equal").fit)
    with pytest.raises(OutOfRange):
        permutation_test(pool(Y, V).fit, permutations=0)

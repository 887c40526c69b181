from __future__ import annotations

import math

import numpy as np
import pytest

from tamis.stats import (
    excess_significance,
    fail_safe_n,
    harbord,
    henmi_copas,
    limit_meta,
    p_curve,
    pet_peese,
    peters,
    pool,
    rank_test,
    regress,
    regression_test,
    trim_and_fill,
)
from tamis.stats.bias import peese, pet
from tamis.stats.bias.p_curve import noncentrality
from tamis.stats.errors import (
    MissingArgument,
    NotConverged,
    OutOfRange,
    SingularModerators,
    StatsError,
    TooFewStudies,
    UnknownOption,
)

SE = np.array([0.05, 0.08, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45])
V = SE**2
#: Small studies show more: the line 0.1 + 1.5 SE, with a little scatter.
Y = 0.1 + 1.5 * SE + np.array([1, -1, 1, -1, 1, -1, 1, -1, 1, -1]) * 0.02


def test_egger_finds_the_slope_and_the_limit():
    made = regression_test(Y, V, model="weighted-linear")
    assert made.estimate == pytest.approx((0.1, 1.5), abs=0.1)
    assert made.limit[0] == made.estimate[0]
    assert made.p_value < 0.001
    assert made.df == 8


def test_the_mixed_form_is_a_meta_regression_on_se():
    made = regression_test(Y, V)
    fit = regress(Y, V, "~ se", {"se": SE}, test="z").fit
    assert made.statistic == pytest.approx(fit.statistic[1], rel=1e-10)


def test_sizes_have_a_limit_only_where_zero_is_infinite_size():
    n = 100 / V
    assert regression_test(Y, V, n, predictor="inverse-size").limit is not None
    assert regression_test(Y, V, n, predictor="size").limit is None


def test_a_predictor_of_size_needs_sizes():
    with pytest.raises(MissingArgument, match="sizes"):
        regression_test(Y, V, predictor="size")


def test_few_studies_are_said():
    assert regression_test(Y[:5], V[:5]).cautions[0].code == "test-underpowered"
    assert regression_test(Y, V).cautions == ()


@pytest.mark.parametrize("model", ["mixed", "weighted-linear"])
def test_equal_precision_has_no_slope(model):
    with pytest.raises(SingularModerators):
        regression_test(Y, np.full(10, 0.1), model=model)


def test_two_studies_have_no_slope():
    with pytest.raises(TooFewStudies):
        regression_test(Y[:2], V[:2])


def test_rank_test_of_a_perfect_order_is_exact():
    # All 4! orders: the extreme one and its mirror, 2/24.
    made = rank_test([1.0, 2.0, 4.0, 8.0], [0.01, 0.1, 0.5, 2.0])
    assert (made.tau, made.exact) == (1.0, True)
    assert made.p_value == pytest.approx(2 / 24)


def test_ties_in_the_rank_test_are_said():
    made = rank_test([0.1, 0.5, 0.3, 0.9], [0.1, 0.1, 0.2, 0.3])
    assert not made.exact
    assert "approximate-p-value" in [c.code for c in made.cautions]


def test_trim_and_fill_mirrors_the_most_extreme_studies():
    made = trim_and_fill(Y, V, method="EE")
    assert made.side == "left"
    assert made.k0 > 0
    assert made.pooled.k == 10 + made.k0
    assert made.pooled.estimate < pool(Y, V, method="EE").estimate
    assert made.filled_vi.tolist() == V[np.argsort(Y)][10 - made.k0 :].tolist()


def test_the_side_mirrors_with_the_sign():
    left, right = trim_and_fill(Y, V), trim_and_fill(-Y, V)
    assert (left.side, right.side) == ("left", "right")
    assert right.pooled.estimate == pytest.approx(-left.pooled.estimate)
    assert right.k0 == left.k0


def test_a_symmetric_funnel_lacks_nothing():
    y = np.array([-0.4, 0.4, -0.2, 0.2, -0.1, 0.1, 0.0])
    made = trim_and_fill(y, [0.3, 0.3, 0.2, 0.2, 0.1, 0.1, 0.05], side="left", estimator="R0")
    assert made.k0 == 0
    assert made.k0_p == 0.5


def test_unknown_estimators_and_sides():
    with pytest.raises(UnknownOption):
        trim_and_fill(Y, V, estimator="S0")
    with pytest.raises(UnknownOption):
        trim_and_fill(Y, V, side="top")


def test_q0_without_a_real_value_is_refused():
    with pytest.raises(NotConverged):
        trim_and_fill(
            [0.1, 5.0, 6.0, 7.0, 8.0, 9.0], [1e-6, 1, 1, 1, 1, 2], estimator="Q0", method="EE"
        )


def test_rosenthals_number_by_hand():
    # z = 2 in each of 10 studies: 10·(√10·2/1.645)²/10 − 10.
    made = fail_safe_n([2.0] * 10, [1.0] * 10)
    assert made.n == math.ceil((20 / 1.6448536269514722) ** 2 - 10)


def test_orwins_number_halves_the_mean_with_as_many_studies():
    assert fail_safe_n(Y, kind="orwin").n == 10


def test_rosenbergs_number_is_the_smallest_that_suffices():
    from tamis.stats.bias.fail_safe import smallest

    n = fail_safe_n(Y, V, kind="rosenberg").n
    w = 1 / V

    def significant(m):
        z = (w @ Y) / math.sqrt(w.sum() * (1 + m / 10))
        return z > 1.959963984540054

    assert not significant(n)
    assert significant(n - 1)
    assert smallest(lambda m: not significant(m)) == n


@pytest.mark.parametrize("kind", ["rosenthal", "rosenthal-fisher", "rosenberg", "general"])
def test_what_is_not_significant_needs_no_drawer(kind):
    assert fail_safe_n([0.1, -0.1, 0.05], [1.0, 1.0, 1.0], kind=kind).n == 0


@pytest.mark.parametrize(
    ("options", "error"),
    [({"kind": "x"}, UnknownOption), ({"alpha": 0}, OutOfRange), ({"vi": None}, OutOfRange)],
)
def test_fail_safe_misuse(options, error):
    with pytest.raises(error):
        fail_safe_n(Y, **({"vi": V} | options))


def test_excess_significance_counts_and_expects():
    made = excess_significance([0.5] * 6, [0.01] * 3 + [1.0] * 3)
    assert made.observed == 3
    assert made.expected == pytest.approx(made.power.sum())
    assert made.power[0] > 0.99


def test_the_binomial_form():
    made = excess_significance([0.5] * 4, [0.2] * 4, test="binomial")
    assert (made.observed, made.p_value, made.chi2) == (0, 1.0, None)


def test_pet_peese_takes_peese_when_pet_is_significant():
    assert pet_peese(Y, V) == peese(Y, V)
    flat = 1.5 * SE
    assert pet_peese(flat, V).estimate == pytest.approx(pet(flat, V).estimate)


def test_score_tests_of_tables_leave_out_what_says_nothing():
    tables = {
        "events1": [5, 8, 20, 0, 12],
        "n1": [50, 80, 200, 20, 150],
        "events2": [10, 12, 25, 0, 30],
        "n2": [50, 85, 210, 20, 140],
    }
    assert harbord(**tables).df == 2
    assert peters(**tables).df == 2


def test_a_limit_meta_analysis_lowers_what_small_studies_raise():
    made = limit_meta(Y, V)
    assert made.estimate < pool(Y, V).estimate
    assert made.ci[0] < made.estimate < made.ci[1]


def test_without_heterogeneity_the_limit_is_the_slope_of_the_radial_plot():
    y = 0.4 + np.array([1, -1] * 5) * 0.01
    made = limit_meta(y, V)
    radial = np.column_stack([1 / SE, np.ones(10)])
    assert made.estimate == pytest.approx(np.linalg.lstsq(radial, y / SE, rcond=None)[0][0])


def test_p_curve_of_strong_effects_is_right_skewed():
    made = p_curve([5.0] * 6, [1.0] * 6)
    assert made.evidential_value
    assert made.power == 0.99


def test_p_curve_of_barely_significant_effects_is_not():
    made = p_curve([2.0, 2.05, 1.99, 2.1], [1.0] * 4)
    assert not made.evidential_value
    assert made.flat_full < 0.05


def test_p_curve_needs_a_significant_study():
    with pytest.raises(TooFewStudies, match="significant"):
        p_curve([0.1], [1.0])


def test_noncentrality_gives_back_the_power():
    assert noncentrality(1 / 3) == pytest.approx(1.528, abs=2e-3)


@pytest.mark.parametrize(
    "run", [regression_test, rank_test, fail_safe_n, henmi_copas, excess_significance]
)
def test_what_divides_by_variances_refuses_one_of_zero(run):
    with pytest.raises(StatsError, match="variance of 0 in row 2"):
        run([0.1, 0.2, 0.3, 0.9], [0.1, 0.0, 0.1, 0.2])


def test_nothing_can_be_ranked_where_all_variances_are_alike():
    with pytest.raises(StatsError, match="all alike"):
        rank_test([0.1, 0.2, 0.3, 0.9], [0.1, 0.1, 0.1, 0.1])

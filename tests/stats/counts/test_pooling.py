from __future__ import annotations

import math

import numpy as np
import pytest

from tamis.stats import effect_size, mantel_haenszel, peto, revman
from tamis.stats.counts.deleted import deleted_residuals
from tamis.stats.errors import MissingArgument, NoEvents, OutOfRange, UnknownMeasure

TABLES = {
    "events1": [4, 6, 3, 12, 0],
    "n1": [120, 300, 230, 400, 50],
    "events2": [11, 29, 11, 20, 0],
    "n2": [140, 300, 220, 410, 60],
}
ONE = {"events1": [12], "n1": [40], "events2": [20], "n2": [50]}


def test_one_table_is_its_own_odds_ratio():
    made = mantel_haenszel("OR", **ONE)
    single = effect_size("OR", **ONE)
    assert made.estimate == pytest.approx(single.yi[0])
    assert made.se == pytest.approx(math.sqrt(single.vi[0]))
    assert (made.q, made.q_df, made.i2) == (0.0, 0, 0.0)


def test_one_table_is_its_own_risk_ratio_and_difference():
    for measure in ("RR", "RD"):
        made, single = mantel_haenszel(measure, **ONE), effect_size(measure, **ONE)
        assert made.estimate == pytest.approx(single.yi[0])
    rr = mantel_haenszel("RR", **ONE)
    assert rr.se == pytest.approx(math.sqrt(effect_size("RR", **ONE).vi[0]))


def test_double_zero_tables_do_not_move_ratios():
    without = {name: column[:4] for name, column in TABLES.items()}
    for measure in ("OR", "RR"):
        full, part = mantel_haenszel(measure, **TABLES), mantel_haenszel(measure, **without)
        assert (full.estimate, full.se) == pytest.approx((part.estimate, part.se), rel=1e-14)


def test_but_they_move_differences_unless_dropped():
    without = {name: column[:4] for name, column in TABLES.items()}
    part = mantel_haenszel("RD", **without)
    assert mantel_haenszel("RD", **TABLES).estimate != part.estimate
    assert mantel_haenszel("RD", drop_double_zero=True, **TABLES).estimate == part.estimate


def test_rates():
    rates = {"events1": [8, 5], "time1": [100.0, 80.0], "events2": [12, 11], "time2": [90.0, 85.0]}
    made = mantel_haenszel("IRR", **rates)
    t = np.add(rates["time1"], rates["time2"])
    r = (np.array(rates["events1"]) * rates["time2"] / t).sum()
    s = (np.array(rates["events2"]) * rates["time1"] / t).sum()
    assert made.estimate == pytest.approx(math.log(r / s))
    assert mantel_haenszel("IRD", **rates).estimate < 0
    assert made.homogeneity is None


def test_a_group_without_events_has_no_ratio_but_a_test():
    made = mantel_haenszel("OR", events1=[0, 0], n1=[20, 30], events2=[2, 3], n2=[21, 29])
    assert (made.estimate, made.p_value, made.ci, made.q) == (None, None, None, None)
    assert made.association.p_value < 0.2
    assert "undefined-effect" in [c.code for c in made.cautions]


@pytest.mark.parametrize("fit", [lambda **c: mantel_haenszel("OR", **c), peto])
def test_no_events_at_all_are_refused(fit):
    with pytest.raises(NoEvents):
        fit(events1=[0, 0], n1=[20, 30], events2=[0, 0], n2=[21, 29])


@pytest.mark.parametrize(
    ("measure", "columns", "error"),
    [
        ("SMD", TABLES, UnknownMeasure),
        ("OR", {"events1": [1], "n1": [2]}, MissingArgument),
        ("OR", {"events1": [5], "n1": [4], "events2": [1], "n2": [9]}, OutOfRange),
    ],
)
def test_unusable_tables_are_refused(measure, columns, error):
    with pytest.raises(error):
        mantel_haenszel(measure, **columns)


def test_metafors_names_are_accepted():
    theirs = dict(zip(("ai", "n1i", "ci", "n2i"), TABLES.values(), strict=True))
    assert mantel_haenszel("OR", **theirs).estimate == mantel_haenszel("OR", **TABLES).estimate


def test_expected_counts_under_a_common_odds_ratio_reproduce_it():
    from tamis.stats.counts.homogeneity import _expected

    n1, n2, m = (np.array([x]) for x in (40.0, 50.0, 32.0))
    a = _expected(2.5, n1, n2, m)[0]
    assert a * (50 - 32 + a) / ((40 - a) * (32 - a)) == pytest.approx(2.5)
    assert _expected(1.0, n1, n2, m)[0] == pytest.approx(40 * 32 / 90)


def test_identical_tables_are_homogeneous():
    same = {name: column * 3 for name, column in ONE.items()}
    made = mantel_haenszel("OR", **same)
    assert made.homogeneity_breslow_day.statistic == pytest.approx(0, abs=1e-12)
    assert made.homogeneity.p_value == pytest.approx(1.0)


def test_peto_warns_where_it_is_biased():
    made = peto(events1=[5], n1=[20], events2=[50], n2=[400])
    assert made.cautions[0].code == "method-not-recommended"


def test_revman_leaves_double_zeros_out_of_ratios_only():
    assert revman("OR", **TABLES).included.tolist() == [True] * 4 + [False]
    assert revman("RD", **TABLES).included.all()


def test_revmans_two_random_models_differ_in_the_centre_of_q():
    made = revman("OR", **TABLES)
    assert made.random_mantel_haenszel.q >= made.random.q
    assert made.random.weights.sum() == pytest.approx(100.0)


def test_deleted_residuals_skip_tables_without_an_effect():
    made = deleted_residuals("OR", **TABLES)
    assert np.isnan(made.studentised).tolist() == [False] * 4 + [True]


def test_a_group_of_nobody_is_refused():
    with pytest.raises(OutOfRange, match="nobody"):
        peto(events1=[0, 3], n1=[0, 10], events2=[0, 2], n2=[10, 10])

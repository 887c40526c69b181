from __future__ import annotations

import pytest

from tamis.stats import pool, subgroups
from tamis.stats.errors import LengthMismatch, TooFewStudies

Y = [0.10, 0.30, 0.35, 0.65, 0.45, 0.15, 0.95]
V = [0.03, 0.03, 0.05, 0.01, 0.05, 0.02, 0.04]
BY = ["b", "b", "a", "a", "a", "b", None]


def test_each_group_is_pooled_by_itself():
    made = subgroups(Y, V, BY, test="z")
    assert [name for name, _ in made.groups] == ["a", "b"]
    assert made.groups[0][1].estimate == pool(Y[2:5], V[2:5]).estimate


def test_between_two_groups_q_is_a_squared_z():
    made = subgroups(Y, V, BY, test="z")
    a, b = (p for _, p in made.groups)
    z = (a.estimate - b.estimate) / (a.se**2 + b.se**2) ** 0.5
    assert made.q_between == pytest.approx(z * z)
    assert made.q_df == 1


def test_studies_without_a_label_are_in_no_group_and_not_in_the_overall():
    assert subgroups(Y, V, BY).overall.k == 6


def test_a_common_tau2_is_a_regression_on_the_groups():
    made = subgroups(Y, V, BY, method="ML", test="z")
    assert made.common_tau2.fit.names == ("intercept", "group[b]")


def test_one_group_has_nothing_between():
    made = subgroups(Y[:3], V[:3], ["a"] * 3)
    assert (made.q_between, made.q_df, made.common_tau2) == (None, 0, None)


def test_labels_must_be_as_many_as_studies_and_not_all_missing():
    with pytest.raises(LengthMismatch):
        subgroups(Y, V, ["a"])
    with pytest.raises(TooFewStudies):
        subgroups(Y, V, [None] * 7)


def test_variances_must_be_as_many_as_effects():
    with pytest.raises(LengthMismatch, match="`vi`"):
        subgroups([0.1, 0.2, 0.4], [0.1, 0.2], ["a", "a", "b"])

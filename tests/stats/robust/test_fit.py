from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.errors import OutOfRange, TooFewStudies, UnknownOption
from tamis.stats.multilevel import multilevel, nested
from tamis.stats.multilevel.after import marginal
from tamis.stats.robust import cluster_robust

Dataset = Callable[[str], dict[str, Any]]


def _schools(d: dict[str, Any], kind: Any, **options: Any) -> Any:
    fit = multilevel(d["yi"], d["vi"], random=nested(district=d["district"], school=d["school"]))
    return cluster_robust(fit.y, fit.X, marginal(fit), d["district"], kind=kind, **options)


def test_satterthwaite_of_a_balanced_mean_is_the_number_of_clusters_less_one() -> None:
    y = np.random.default_rng(1).normal(size=20)
    fit = cluster_robust(y, np.ones((20, 1)), np.ones(20), np.repeat(range(5), 4), kind="CR2")
    assert fit.ddf[0] == pytest.approx(4.0)
    means = y.reshape(5, 4).mean(axis=1)
    assert fit.se[0] == pytest.approx(means.std(ddof=1) / np.sqrt(5))


def test_the_kinds_differ_by_their_factors(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    plain = _schools(d, "CR0").vb[0, 0]
    assert _schools(d, "CR1").vb[0, 0] == pytest.approx(plain * 11 / 10)
    assert _schools(d, "CR1p").vb[0, 0] == pytest.approx(plain * 11 / 10)
    assert _schools(d, "CR1S").vb[0, 0] == pytest.approx(plain * 11 * 55 / (10 * 55))
    assert plain < _schools(d, "CR2").vb[0, 0] < _schools(d, "CR3").vb[0, 0]


def test_schools_by_district_match_club_sandwich_0_7(dataset: Dataset) -> None:
    d = dataset("assink2016")
    same = np.equal.outer(d["cluster"], d["cluster"])
    phi = 0.18787025767838905 * same + np.diag(np.array(d["vi"]) + 0.11199200282947298)
    fit = cluster_robust(d["yi"], np.ones((100, 1)), phi, d["cluster"], kind="CR2")
    assert fit.beta[0] == pytest.approx(0.42679936, abs=1e-8)
    test = fit.wald()
    assert pytest.approx(fit.statistic[0] ** 2) == test.F
    assert test.df2 == pytest.approx(fit.ddf[0])
    assert test.pval == pytest.approx(fit.pval[0])


def test_bias_reduction_is_exact_under_the_working_model() -> None:
    rng = np.random.default_rng(4)
    cluster = np.repeat(range(6), (2, 3, 4, 2, 5, 3))
    x = np.column_stack([np.ones(19), rng.normal(size=19)])
    phi = 0.3 * np.equal.outer(cluster, cluster) + np.diag(rng.uniform(0.1, 0.5, 19))
    fit = cluster_robust(rng.normal(size=19), x, phi, cluster)
    residual_maker = np.eye(19) - x @ fit.model.bread @ x.T @ np.linalg.inv(phi)
    covariance = residual_maker @ phi @ residual_maker.T
    expected = sum(
        part.T @ covariance[np.ix_(rows, rows)] @ part
        for part, rows in zip(fit.L, fit.model.rows, strict=True)
    )
    assert expected == pytest.approx(fit.model.bread)


def test_the_order_of_rows_does_not_matter(dataset: Dataset) -> None:
    d = dataset("assink2016")
    order = np.random.default_rng(2).permutation(100)
    y, v, cluster = (np.array(d[c]) for c in ("yi", "vi", "cluster"))
    ones = np.ones((100, 1))
    one, other = (cluster_robust(y[o], ones, v[o], cluster[o]) for o in (np.arange(100), order))
    assert other.vb == pytest.approx(one.vb)
    assert other.ddf == pytest.approx(one.ddf)


def test_a_coefficient_of_one_cluster_is_not_estimable_and_said() -> None:
    cluster = np.repeat(range(4), 3)
    y = np.random.default_rng(0).normal(size=12)
    groups = np.column_stack([cluster != 3, cluster == 3]).astype(float)
    fit = cluster_robust(y, groups, np.ones(12), cluster, kind="CR0")
    assert np.isnan(fit.se[1])
    assert "few-clusters" in {c.code for c in fit.cautions}


def test_few_degrees_of_freedom_are_said() -> None:
    fit = cluster_robust([0.1, 0.3, 0.2, 0.5], np.ones((4, 1)), np.ones(4), [1, 1, 2, 2])
    assert "below 4" in fit.cautions[0].message


def test_clusters_must_hold_the_working_covariance() -> None:
    with pytest.raises(OutOfRange, match="outermost"):
        cluster_robust([1.0, 2.0], np.ones((2, 1)), [[1.0, 0.5], [0.5, 1.0]], [1, 2])


def test_one_cluster_and_unknown_kinds_are_refused() -> None:
    with pytest.raises(TooFewStudies):
        cluster_robust([1.0, 2.0], np.ones((2, 1)), np.ones(2), [1, 1])
    with pytest.raises(UnknownOption, match="CR1S"):
        cluster_robust([1.0, 2.0], np.ones((2, 1)), np.ones(2), [1, 2], kind="CR9")  # type: ignore[arg-type]

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.errors import (
    LengthMismatch,
    NegativeVariance,
    NotFinite,
    NotPositiveDefinite,
    NotSymmetric,
    SingularModerators,
    TooFewStudies,
    UnknownOption,
)
from tamis.stats.multilevel import intercepts, multilevel, nested, structured
from tamis.stats.multilevel.after import compare, i_squared, marginal, predict, random_effects
from tamis.stats.multilevel.likelihood import evaluate
from tamis.stats.multilevel.profile import profile_interval

Dataset = Callable[[str], dict[str, Any]]


def _three_levels(d: dict[str, Any], rows: Any = None, **options: Any) -> Any:
    rows = np.arange(56) if rows is None else rows
    column = {name: np.array(d[name])[rows] for name in ("yi", "vi", "district", "school")}
    levels = nested(district=column["district"], school=column["school"])
    return multilevel(column["yi"], column["vi"], random=levels, **options)


def _dense_ll(y: Any, cov: Any, x: Any) -> float:
    """The restricted log-likelihood written out with dense matrices."""
    w = np.linalg.inv(cov)
    xwx = x.T @ w @ x
    projection = w - w @ x @ np.linalg.solve(xwx, x.T @ w)
    k, p = x.shape
    logs = [np.linalg.slogdet(a)[1] for a in (cov, xwx, x.T @ x)]
    quadratic = y @ projection @ y
    return float(-0.5 * ((k - p) * np.log(2 * np.pi) + logs[0] + logs[1] - logs[2] + quadratic))


def test_the_likelihood_is_that_of_the_dense_formula(dataset: Dataset) -> None:
    fit = _three_levels(dataset("konstantopoulos2011"))
    assert fit.REML.ll == pytest.approx(_dense_ll(fit.y, marginal(fit), fit.X), rel=1e-12)


@pytest.mark.parametrize("struct", ["CS", "HCS", "UN", "AR", "HAR", "CAR", "DIAG", "ID"])
def test_gradient_and_information_are_those_of_finite_differences(
    dataset: Dataset, struct: Any
) -> None:
    d = dataset("ishak2007")
    term = structured(d["time"], d["study"], struct=struct)
    fit = multilevel(d["yi"], d["vi"], random=[term, intercepts("row", range(82))])
    theta = fit.point.theta * 0.9 + 0.05
    here = evaluate(fit.model, theta, reml=True)
    assert here is not None
    for j in range(len(theta)):
        h = 1e-5 * max(abs(theta[j]), 1e-2)
        up, down = (
            evaluate(fit.model, theta + s * h * np.eye(len(theta))[j], reml=True) for s in (1, -1)
        )
        assert up is not None
        assert down is not None
        assert here.gradient[j] == pytest.approx((up.ll - down.ll) / (2 * h), rel=1e-5, abs=1e-6)
        slope = -(up.gradient - down.gradient) / (2 * h)
        assert here.observed[j] == pytest.approx(slope, rel=1e-4, abs=1e-5)


def test_the_slope_is_zero_at_the_estimates(dataset: Dataset) -> None:
    fit = _three_levels(dataset("konstantopoulos2011"))
    assert fit.converged
    assert np.abs(fit.point.gradient * fit.point.theta).max() < 1e-9


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, v = rng.normal(size=24), rng.uniform(0.05, 0.4, 24)
    study = np.repeat(np.arange(8), 3)
    shuffled = rng.permutation(24)
    one = multilevel(y, v, random=nested(study=study, row=np.arange(24)))
    other = multilevel(y[shuffled], v[shuffled], random=nested(study=study[shuffled], row=shuffled))
    assert other.sigma2 == pytest.approx(one.sigma2, rel=1e-6, abs=1e-9)
    assert other.fit.ll == pytest.approx(one.fit.ll, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(scale=st.floats(1e-5, 1e5), sign=st.sampled_from([-1.0, 1.0]))
def test_effects_and_variances_scale_together(scale: float, sign: float) -> None:
    rng = np.random.default_rng(3)
    y, v = rng.normal(size=20), rng.uniform(0.05, 0.4, 20)
    study = np.repeat(np.arange(5), 4)
    one = multilevel(y, v, random=nested(study=study, row=np.arange(20)))
    other = multilevel(
        sign * scale * y, scale**2 * v, random=nested(study=study, row=np.arange(20))
    )
    assert other.beta[0] == pytest.approx(sign * scale * one.beta[0], rel=1e-6)
    assert other.sigma2 == pytest.approx(
        [scale**2 * s for s in one.sigma2], rel=1e-5, abs=1e-9 * scale**2
    )


def test_compound_symmetry_is_the_three_level_model_in_other_words(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    levels = _three_levels(d)
    symmetric = multilevel(d["yi"], d["vi"], random=[structured(d["school"], d["district"])])
    total = sum(levels.sigma2)
    assert symmetric.structured[0].tau2[0] == pytest.approx(total, rel=1e-7)
    assert symmetric.structured[0].rho[0] == pytest.approx(levels.sigma2[0] / total, rel=1e-7)


def test_containment_counts_districts_and_residual_counts_schools(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    assert _three_levels(d, test="t", dfs="contain").ddf == (10,)
    assert _three_levels(d, test="t").ddf == (55,)


def test_profile_ends_are_where_twice_the_likelihood_has_dropped_by_chi_squared(
    dataset: Dataset,
) -> None:
    fit = _three_levels(dataset("konstantopoulos2011"))
    interval = profile_interval(fit, 0)
    assert (interval.ci_lb, interval.ci_ub) == pytest.approx((0.022240, 0.207242), abs=1e-6)


def test_shares_of_variance_add_up(dataset: Dataset) -> None:
    shares = i_squared(_three_levels(dataset("konstantopoulos2011")))
    assert shares.total == pytest.approx(95.1873, abs=1e-4)
    assert sum(shares.parts) == pytest.approx(shares.total)


def test_predicted_deviations_of_districts_match_metafor_5_2(dataset: Dataset) -> None:
    effects = random_effects(_three_levels(dataset("konstantopoulos2011")))[0]
    assert effects.labels[:3] == ("11", "12", "18")
    assert effects.mean[:3] == pytest.approx([-0.189986, -0.084671, 0.140727], abs=1e-6)
    assert effects.se[:3] == pytest.approx([0.166540, 0.124079, 0.137241], abs=1e-6)


def test_a_prediction_interval_holds_the_confidence_interval(dataset: Dataset) -> None:
    p = predict(_three_levels(dataset("konstantopoulos2011")))
    assert (p.pi_lb[0], p.pi_ub[0]) == pytest.approx((-0.450231, 0.819657), abs=1e-6)
    assert p.pi_lb < p.ci_lb < p.mean < p.ci_ub < p.pi_ub


def test_dropping_the_district_level_is_refuted_by_the_likelihood_ratio(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    reduced = multilevel(d["yi"], d["vi"], random=nested(school=range(56)))
    test = compare(_three_levels(d), reduced)
    assert test.df == 1
    assert test.pval < 1e-4


def test_a_known_relatedness_of_independent_levels_changes_nothing(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    plain = multilevel(d["yi"], d["vi"], random=[intercepts("district", d["district"])])
    term = intercepts("district", d["district"], relatedness=np.eye(11))
    related = multilevel(d["yi"], d["vi"], random=[term])
    assert related.sigma2 == pytest.approx(plain.sigma2, rel=1e-9)


def test_missing_effects_are_left_out_with_a_caution(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    short = _three_levels(d, np.arange(4, 56))
    holes = [None] * 4 + d["yi"][4:]
    levels = nested(district=d["district"], school=d["school"])
    fit = multilevel(holes, d["vi"], random=levels)
    assert fit.sigma2 == pytest.approx(short.sigma2, rel=1e-9)
    assert "studies-omitted" in {c.code for c in fit.cautions}


def test_a_variance_of_zero_is_exactly_zero_and_said() -> None:
    fit = multilevel([0.1] * 6, [0.2] * 6, random=nested(study=range(6)))
    assert fit.sigma2 == (0.0,)
    assert "tau2-at-zero" in {c.code for c in fit.cautions}


def test_variances_that_cannot_be_told_apart_are_said(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    twice = [intercepts("district", d["district"]), intercepts("again", d["district"])]
    fit = multilevel(d["yi"], d["vi"], random=twice)
    once = multilevel(d["yi"], d["vi"], random=twice[:1])
    assert sum(fit.sigma2) == pytest.approx(once.sigma2[0], rel=1e-5)
    assert "flat-likelihood" in {c.code for c in fit.cautions}


def test_a_factor_with_one_level_is_held_at_zero() -> None:
    fit = multilevel([0.1, 0.4, 0.2], [0.02] * 3, random=nested(country=["x"] * 3))
    assert fit.components[0].fixed
    assert fit.cautions[0].code == "parameter-fixed"


@pytest.mark.parametrize(
    ("error", "y", "cov", "options"),
    [
        (LengthMismatch, [1.0, 2.0], [0.1], {}),
        (NegativeVariance, [1.0, 2.0], [0.1, -0.1], {}),
        (NotFinite, [1.0, float("inf")], [0.1, 0.1], {}),
        (NotFinite, ["a", "b"], [0.1, 0.1], {}),
        (NotSymmetric, [1.0, 2.0], [[0.1, 0.05], [0.0, 0.1]], {}),
        (NotPositiveDefinite, [1.0, 2.0], [[0.1, 0.2], [0.2, 0.1]], {}),
        (SingularModerators, [1.0, 2.0, 3.0], [0.1] * 3, {"X": [[1.0, 2.0]] * 3}),
        (TooFewStudies, [], [], {}),
        (TooFewStudies, [float("nan")], [0.1], {}),
        (TooFewStudies, [1.0], [0.1], {"random": nested(study=["a"])}),
        (UnknownOption, [1.0, 2.0], [0.1, 0.1], {"method": "DL"}),
    ],
)
def test_what_has_no_answer_is_refused_by_name(
    error: type[Exception], y: Any, cov: Any, options: dict[str, Any]
) -> None:
    with pytest.raises(error):
        multilevel(y, cov, **options)


def test_an_unknown_structure_names_the_ten() -> None:
    with pytest.raises(UnknownOption, match="HCS"):
        structured([1, 2], [1, 1], struct="XYZ")  # type: ignore[arg-type]

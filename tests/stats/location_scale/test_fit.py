from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.errors import SingularModerators, TooFewStudies, UnknownOption
from tamis.stats.location_scale import location_scale
from tamis.stats.location_scale.likelihood import ScaleModel
from tamis.stats.multilevel import multilevel, nested
from tamis.stats.multilevel.formula import moderators

Dataset = Callable[[str], dict[str, Any]]


def test_writing_to_learn_matches_metafor_5_2(dataset: Dataset) -> None:
    d = dataset("bangertdrowns2004")
    fit = location_scale(d["yi"], d["vi"], moderators("~ feedback", d).X)
    assert fit.beta[0] == pytest.approx(0.23737700898666544, rel=1e-6)
    assert fit.alpha == pytest.approx([-2.5478977801225517, -0.874249116247098], rel=1e-6)
    assert fit.se_alpha == pytest.approx([0.6528583091542046, 0.8637227662694674], rel=1e-6)
    assert fit.QSp == pytest.approx(0.31144856184543523, rel=1e-6)
    assert fit.REML.ll == pytest.approx(-15.217347583273444, abs=1e-9)


@pytest.mark.parametrize("link", ["log", "identity"])
@pytest.mark.parametrize("reml", [True, False])
def test_derivatives_are_those_of_finite_differences(
    dataset: Dataset, link: Any, reml: bool
) -> None:
    d = dataset("bcg_rr")
    z = np.column_stack([np.ones(13), np.array(d["ablat"]) / 50])
    model = ScaleModel(np.array(d["yi"]), np.array(d["vi"]), np.ones((13, 1)), z, link, reml)
    alpha = np.array([-1.0, 0.5]) if link == "log" else np.array([0.2, 0.1])
    here = model.evaluate(alpha)
    assert here is not None
    for j in range(2):
        up, down = (model.evaluate(alpha + s * 1e-5 * np.eye(2)[j]) for s in (1, -1))
        assert up is not None
        assert down is not None
        assert here.gradient[j] == pytest.approx((up.ll - down.ll) / 2e-5, rel=1e-5)
        slope = -(up.gradient - down.gradient) / 2e-5
        assert here.observed[j] == pytest.approx(slope, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("link", ["log", "identity"])
def test_constant_scale_is_the_random_effects_model(dataset: Dataset, link: Any) -> None:
    d = dataset("bcg_rr")
    fit = location_scale(d["yi"], d["vi"], np.ones((13, 1)), link=link)
    plain = multilevel(d["yi"], d["vi"], random=nested(study=range(13)))
    assert fit.tau2[0] == pytest.approx(plain.sigma2[0], rel=1e-8)
    assert fit.REML.ll == pytest.approx(plain.REML.ll, abs=1e-10)


def test_groups_get_the_heterogeneity_they_have_alone(dataset: Dataset) -> None:
    d = dataset("bcg_rr")
    north = np.array(d["ablat"]) > 35
    groups = np.column_stack([north, ~north]).astype(float)
    fit = location_scale(d["yi"], d["vi"], groups, X=groups)
    y, v = np.array(d["yi"]), np.array(d["vi"])
    alone = [multilevel(y[g], v[g], random=nested(s=range(g.sum()))) for g in (north, ~north)]
    assert np.exp(fit.alpha) == pytest.approx([a.sigma2[0] for a in alone], rel=1e-6)


def test_what_has_no_answer_is_refused_by_name() -> None:
    y, v = [0.1, 0.5, 0.2, 0.9], [0.1] * 4
    with pytest.raises(UnknownOption, match="identity"):
        location_scale(y, v, np.ones((4, 1)), link="sqrt")  # type: ignore[arg-type]
    with pytest.raises(SingularModerators):
        location_scale(y, v, np.ones((4, 2)))
    with pytest.raises(TooFewStudies):
        location_scale(y[:2], v[:2], np.ones((2, 1)))

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tamis.stats.glmm import glmm
from tamis.stats.glmm.family import Responses
from tamis.stats.glmm.marginal import StudyLikelihood
from tamis.stats.glmm.single import Single

Y = np.array([[0.0], [3.0], [7.0], [12.0], [1.0]])
SIZE = np.array([[20.0], [30.0], [15.0], [60.0], [9.0]])
X = np.column_stack([np.ones(5), [0.1, -0.4, 0.9, 0.3, -0.2]])


def _single(kind: Any, nodes: int) -> Single:
    offset = np.log(SIZE) if kind == "poisson" else np.full((5, 1), 0.2)
    return Single(Responses(kind, Y, SIZE, offset), X, nodes)


@pytest.mark.parametrize("kind", ["binomial", "poisson"])
@pytest.mark.parametrize("nodes", [1, 7])
@pytest.mark.parametrize("tau", [0.02, 0.8])
def test_derivatives_are_those_of_finite_differences(kind: Any, nodes: int, tau: float) -> None:
    f, theta, h = _single(kind, nodes), np.array([-1.2, 0.4, tau]), 1e-5
    here = f.mixed(theta)
    for j, unit in enumerate(np.eye(3)):
        up, down = f.mixed(theta + h * unit), f.mixed(theta - h * unit)
        assert here.gradient[j] == pytest.approx((up.ll - down.ll) / (2 * h), rel=1e-6, abs=1e-7)
        slope = -(up.gradient - down.gradient) / (2 * h)
        assert here.observed[j] == pytest.approx(slope, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("kind", ["binomial", "poisson"])
def test_the_sum_is_that_of_the_general_quadrature(kind: Any) -> None:
    f, theta = _single(kind, 7), np.array([-1.2, 0.4, 0.8])
    general = StudyLikelihood(f.data, X[:, None, :], np.ones((5, 1, 1)), 7)
    whole = np.broadcast_to(theta, (1, 5, 3))
    assert f.mixed(theta).ll == pytest.approx(float(general(whole).sum()), abs=1e-11)


def test_modes_found_from_afar_are_those_found_from_zero() -> None:
    f, theta = _single("binomial", 7), np.array([-1.2, 0.4, 0.8])
    plain = f.mixed(theta)
    assert f.mixed(theta, plain.modes + 1.5).ll == pytest.approx(plain.ll, abs=1e-12)


def test_a_step_that_falls_to_zero_heterogeneity_climbs_out_again() -> None:
    fit = glmm("PLO", xi=[0, 40, 1, 39, 20], ni=[40] * 5)
    assert fit.tau2 > 1
    assert np.isfinite(fit.se[0])

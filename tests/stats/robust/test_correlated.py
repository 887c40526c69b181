from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.errors import NegativeVariance, OutOfRange
from tamis.stats.robust import robust_meta_regression

Dataset = Callable[[str], dict[str, Any]]


def test_correlated_effects_match_robumeta_2_1(dataset: Dataset) -> None:
    d = dataset("assink2016")
    result = robust_meta_regression(d["yi"], d["vi"], d["cluster"])
    assert result.working.tau2 == pytest.approx(0.08626804070499978, rel=1e-10)
    assert pytest.approx(77.61866827479803, rel=1e-10) == result.working.I2
    assert result.fit.beta[0] == pytest.approx(0.3586191137727287, rel=1e-10)
    assert result.fit.se[0] == pytest.approx(0.08919273273502693, rel=1e-10)
    assert result.fit.ddf[0] == pytest.approx(14.371658270612626, rel=1e-10)


def test_hierarchical_effects_match_robumeta_2_1(dataset: Dataset) -> None:
    d = dataset("assink2016")
    result = robust_meta_regression(d["yi"], d["vi"], d["cluster"], weights="hierarchical")
    assert result.working.tau2 == pytest.approx(0.18283222184650827, rel=1e-10)
    assert result.working.omega2 == 0
    assert result.fit.se[0] == pytest.approx(0.21834105439471505, rel=1e-9)


def test_moments_of_the_hierarchical_model_recover_both_variances() -> None:
    rng = np.random.default_rng(5)
    cluster = np.repeat(np.arange(400), 5)
    y = rng.normal(0, 0.6, 400)[cluster] + rng.normal(0, 0.4, 2000) + rng.normal(0, 0.3, 2000)
    result = robust_meta_regression(y, np.full(2000, 0.09), cluster, weights="hierarchical")
    assert result.working.tau2 == pytest.approx(0.36, abs=0.06)
    assert result.working.omega2 == pytest.approx(0.16, abs=0.03)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(NegativeVariance):
        robust_meta_regression([1.0, 2.0], [0.1, 0.0], [1, 2])
    with pytest.raises(OutOfRange, match="rho"):
        robust_meta_regression([1.0, 2.0], [0.1, 0.1], [1, 2], rho=1.2)

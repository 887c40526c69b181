from __future__ import annotations

import numpy as np
import pytest

from tamis.stats.measures import effect_size
from tamis.stats.measures._special import normal_cdf, normal_quantile
from tamis.stats.measures.tetrachoric import bivariate_normal_cdf


def one(x: float) -> np.ndarray:
    return np.array([x])


def test_sheppards_formula_at_the_origin() -> None:
    # Φ2(0, 0, ρ) = ¼ + asin ρ/(2π)
    for rho in (-0.9, -0.2, 0.0, 0.5, 0.99):
        found = bivariate_normal_cdf(one(0), one(0), one(rho))
        assert found[0] == pytest.approx(0.25 + np.arcsin(rho) / (2 * np.pi), abs=1e-14)


def test_without_correlation_probabilities_multiply() -> None:
    h, k = one(-1.3), one(0.4)
    assert bivariate_normal_cdf(h, k, one(0.0))[0] == pytest.approx(
        normal_cdf(h)[0] * normal_cdf(k)[0], abs=1e-15
    )


def test_the_fitted_correlation_reproduces_the_first_cell() -> None:
    a, b, c, d = 4, 119, 11, 128
    rho = effect_size("RTET", events1=a, nonevents1=b, events2=c, nonevents2=d).yi
    n = a + b + c + d
    h, k = normal_quantile(one((a + b) / n)), normal_quantile(one((a + c) / n))
    assert bivariate_normal_cdf(h, k, rho)[0] == pytest.approx(a / n, abs=1e-13)


def test_metafor_agrees_to_the_tolerance_of_its_search() -> None:
    # metafor 5.2-1: −0.26314, 0.023566; it maximises to 1.2e-4 only
    found = effect_size("RTET", events1=4, nonevents1=119, events2=11, nonevents2=128)
    assert found.yi[0] == pytest.approx(-0.26314, abs=5e-5)
    assert found.vi[0] == pytest.approx(0.023566, rel=1e-4)


def test_an_empty_cell_has_a_limit_and_no_variance() -> None:
    found = effect_size("RTET", events1=0, n1=10, events2=3, n2=10)
    assert found.yi[0] == -1
    assert np.isnan(found.vi[0])
    assert found.cautions[0].code == "undefined-effect"

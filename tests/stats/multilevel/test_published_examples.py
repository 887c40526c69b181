"""Published analyses, redone; numbers as printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.multilevel import multilevel, nested, structured
from tamis.stats.multilevel.formula import moderators
from tamis.stats.multilevel.known_v import autocorrelated_errors

Dataset = Callable[[str], dict[str, Any]]


def test_konstantopoulos_2011_page_71_table_5_three_levels(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    levels = nested(district=d["district"], school=d["school"])
    fit = multilevel(d["yi"], d["vi"], random=levels, method="ML")
    assert fit.beta[0] == pytest.approx(0.1845, abs=5e-5)
    assert fit.se[0] == pytest.approx(0.0805, abs=5e-5)
    assert fit.sigma2 == pytest.approx((0.0577, 0.0329), abs=5e-5)


def test_konstantopoulos_2011_page_71_table_5_with_year(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    design = np.column_stack([np.ones(56), np.array(d["year"]) - np.mean(d["year"])])
    levels = nested(district=d["district"], school=d["school"])
    fit = multilevel(d["yi"], d["vi"], random=levels, X=design, method="ML")
    assert fit.beta == pytest.approx([0.1780, 0.0051], abs=5e-5)
    assert fit.se == pytest.approx([0.0805, 0.0085], abs=5e-5)
    assert fit.sigma2 == pytest.approx((0.0565, 0.0329), abs=6e-5)


def test_konstantopoulos_2011_page_70_table_4_two_levels(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    fit = multilevel(d["yi"], d["vi"], random=nested(study=range(56)))
    assert (fit.beta[0], fit.se[0]) == pytest.approx((0.1279, 0.0439), abs=5e-5)
    assert fit.sigma2[0] == pytest.approx(0.0884, abs=5e-5)


def test_berkey_1998_page_2545_table_2_two_outcomes_and_year(dataset: Dataset) -> None:
    d = dataset("berkey1998")
    design = moderators("~ 0 + outcome + outcome:I(year - 1983)", d)
    term = structured(d["outcome"], d["trial"], struct="UN")
    fit = multilevel(d["yi"], d["V"], X=design.X, names=design.names, random=[term], method="ML")
    assert fit.beta == pytest.approx([-0.3351, 0.3479, -0.0108, 0.0010], abs=5e-5)
    assert fit.se == pytest.approx([0.0787, 0.0520, 0.0243, 0.0154], abs=5e-5)
    assert fit.structured[0].tau2 == pytest.approx((0.0250, 0.0080), abs=5e-5)
    assert fit.structured[0].rho[0] == pytest.approx(0.6587, abs=5e-4)


def _ishak(d: dict[str, Any], cov: Any, struct: Any) -> Any:
    design = moderators("~ 0 + factor(time)", d).X
    return multilevel(
        d["yi"], cov, X=design, random=[structured(d["time"], d["study"], struct=struct)]
    )


def test_ishak_2007_table_1_time_specific_independence(dataset: Dataset) -> None:
    d = dataset("ishak2007")
    fit = _ishak(d, d["vi"], "DIAG")
    assert fit.beta == pytest.approx([-24.9, -27.5, -28.5, -24.1], abs=0.05)
    assert fit.structured[0].tau2 == pytest.approx((23.1, 27.8, 27.7, 29.9), abs=0.06)


def test_ishak_2007_table_1_multivariate_model(dataset: Dataset) -> None:
    d = dataset("ishak2007")
    cov = autocorrelated_errors(d["vi"], d["study"], d["time"], 0.97)
    fit = _ishak(d, cov, "HAR")
    assert fit.beta == pytest.approx([-25.9, -27.5, -28.7, -26.5], abs=0.05)
    assert fit.structured[0].rho[0] == pytest.approx(0.88, abs=0.005)
    assert fit.structured[0].tau2 == pytest.approx((22.6, 33.7, 26.1, 31.1), abs=0.13)


def test_ishak_2007_table_1_correlated_effects_reach_a_correlation_of_one(
    dataset: Dataset,
) -> None:
    d = dataset("ishak2007")
    fit = _ishak(d, d["vi"], "HAR")
    assert fit.structured[0].rho[0] == pytest.approx(1.0, abs=1e-6)
    assert fit.beta == pytest.approx([-25.9578, -27.3100, -28.5543, -25.7923], abs=5e-4)
    assert "tau2-at-boundary" in {c.code for c in fit.cautions}

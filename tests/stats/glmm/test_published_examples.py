"""Stijnen, Hamza & Özdemir 2010, Stat Med 29:3046, redone; numbers as printed there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.glmm import glmm

Dataset = Callable[[str], dict[str, Any]]


def test_page_3050_table_2_infection_with_standard_catheters(dataset: Dataset) -> None:
    d = dataset("nielweise2007")
    fit = glmm("PLO", xi=d["ci"], ni=d["n2i"])
    risk = 1 / (1 + np.exp(-np.array([fit.beta[0], fit.ci_lb[0], fit.ci_ub[0]])))
    assert fit.beta[0] == pytest.approx(-3.4964, abs=2e-4)
    assert fit.tau2 == pytest.approx(0.8124, abs=2e-4)
    assert risk == pytest.approx([0.0294, 0.0180, 0.0478], abs=6e-5)


def test_page_3050_table_2_infection_with_treated_catheters(dataset: Dataset) -> None:
    d = dataset("nielweise2007")
    fit = glmm("PLO", xi=d["ai"], ni=d["n1i"])
    assert (fit.beta[0], fit.se[0]) == pytest.approx((-4.8121, 0.3555), abs=2e-4)


def test_page_3052_table_3_exact_conditional_odds_ratio(dataset: Dataset) -> None:
    fit = glmm("OR", **dataset("nielweise2007"), model="CM.EL")
    assert (fit.beta[0], fit.se[0]) == pytest.approx((-1.3532, 0.3511), abs=6e-5)
    assert np.sqrt(fit.tau2) == pytest.approx(0.8327, abs=6e-5)


def test_page_3052_table_3_approximate_conditional_odds_ratio(dataset: Dataset) -> None:
    fit = glmm("OR", **dataset("nielweise2007"), model="CM.AL")
    assert (fit.beta[0], fit.se[0]) == pytest.approx((-1.3027, 0.3386), abs=1e-4)
    assert np.sqrt(fit.tau2) == pytest.approx(0.7750, abs=1e-4)

"""Meta-regression: effects explained by moderators."""

from tamis.stats.regression.contrasts import (
    LikelihoodRatio,
    WaldTest,
    likelihood_ratio,
    linear_combinations,
    wald_test,
)
from tamis.stats.regression.formula import DesignMatrix, design_matrix
from tamis.stats.regression.regress import regress
from tamis.stats.regression.result import Coefficient, Regression
from tamis.stats.regression.vif import variance_inflation

__all__ = [
    "Coefficient",
    "DesignMatrix",
    "LikelihoodRatio",
    "Regression",
    "WaldTest",
    "design_matrix",
    "likelihood_ratio",
    "linear_combinations",
    "regress",
    "variance_inflation",
    "wald_test",
]

"""Cluster-robust inference for dependent effects."""

from __future__ import annotations

from tamis.stats.robust.correlated import RobustMetaRegression, robust_meta_regression
from tamis.stats.robust.fit import RobustFit, WaldTest, cluster_robust

__all__ = [
    "RobustFit",
    "RobustMetaRegression",
    "WaldTest",
    "cluster_robust",
    "robust_meta_regression",
]

"""Fit a meta-regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import LengthMismatch, SingularModerators, StatsError
from tamis.stats.models.columns import Column, Matrix
from tamis.stats.models.data import Data, check
from tamis.stats.models.fitting import Options, confidence_level, fit_data
from tamis.stats.models.roots import ITERATIONS
from tamis.stats.names import method_code, test_code
from tamis.stats.regression.formula import (
    DesignMatrix,
    design_matrix,
    factored,
    independent_columns,
)
from tamis.stats.regression.result import Regression

#: Fewer studies per coefficient than this and a meta-regression is mostly noise
#: (Cochrane Handbook 10.11.4).
STUDIES_PER_COEFFICIENT = 10


def regress(
    yi: Column,
    vi: Column,
    moderators: str | DesignMatrix | Matrix,
    data: Mapping[str, Column] | None = None,
    *,
    names: Sequence[str] = (),
    method: str = "REML",
    test: str = "knapp-hartung",
    level: float = 0.95,
    weights: Column | None = None,
    tau2: float | None = None,
    tau2_min: float = 0.0,
    threshold: float | None = None,
    redundant: Literal["drop", "refuse"] = "drop",
    negative_variances: Literal["refuse", "as-zero"] = "refuse",
    max_iterations: int = ITERATIONS,
) -> Regression:
    """Regress effects on moderators under a mixed-effects (or equal-effects) model.

    y = Xβ + u + e with Var(u) = τ² I and Var(e) = diag(v) (Viechtbauer et al. 2015, eq. 2).

    Args:
        yi, vi: Effects and sampling variances, one per study.
        moderators: A formula over `data`, a `DesignMatrix`, or a matrix of shape (k, p) that
            includes a column of ones if there is to be an intercept.
        data: Columns of the formula.
        names: Names of the columns of a plain matrix.
        method, test, level, weights, tau2, tau2_min, threshold, negative_variances, max_iterations:
            As for `pool`.
        redundant: Leave out columns that are combinations of earlier ones, with a caution; or
            refuse.

    Raises:
        SingularModerators: A redundant column, and `redundant` is "refuse".
        TooFewStudies, UnknownOption, LengthMismatch, NotFinite, NegativeVariance, NotConverged:
            As for `pool`.
    """
    design = _design(moderators, data, names)
    if design.X.shape[0] != len(yi if hasattr(yi, "__len__") else list(yi)):  # type: ignore[arg-type]
        raise LengthMismatch("moderators", f"{design.X.shape[0]} rows", "as many as `yi`")
    options = Options(
        method=method_code(method),
        test=test_code(test),
        level=confidence_level(level),
        tau2=tau2,
        tau2_min=tau2_min,
        threshold=threshold,
        iterations=max_iterations,
    )
    checked = check(yi, vi, X=design.X, weights=weights, negative_variances=negative_variances)
    checked, design = _full_rank(checked, design, redundant)
    fit = fit_data(checked, design.names, options)
    return Regression(fit, design, options)


def _design(
    moderators: str | DesignMatrix | Matrix,
    data: Mapping[str, Column] | None,
    names: Sequence[str],
) -> DesignMatrix:
    if isinstance(moderators, DesignMatrix):
        return moderators
    if isinstance(moderators, str):
        return design_matrix(moderators, data or {})
    X = np.asarray(moderators, dtype=np.float64)
    X = X[:, None] if X.ndim == 1 else X
    if X.ndim != 2:
        raise StatsError("moderators", f"an array of shape {X.shape}", "one row per study")
    labels = tuple(names) or tuple(f"x{j + 1}" for j in range(X.shape[1]))
    if len(labels) != X.shape[1]:
        raise LengthMismatch("names", f"{len(labels)} names", f"{X.shape[1]}, as columns")
    return DesignMatrix(X, labels, labels)


def _full_rank(data: Data, design: DesignMatrix, redundant: str) -> tuple[Data, DesignMatrix]:
    assert data.X is not None
    X, p, cautions = data.X, data.X.shape[1], data.cautions
    factors = factored(X)
    kept = list(range(p)) if factors is not None else independent_columns(X)
    if len(kept) < p:
        dropped = ", ".join(design.names[j] for j in range(p) if j not in kept)
        if redundant == "refuse" or not kept:
            raise SingularModerators("moderators", f"redundant: {dropped}", "full column rank")
        message = f"Left out as combinations of other moderators: {dropped}"
        cautions = (*cautions, Caution("moderators-dropped", message))
        design = DesignMatrix(
            design.X[:, kept],
            tuple(design.names[j] for j in kept),
            tuple(design.terms[j] for j in kept),
        )
    if data.yi.shape[0] < STUDIES_PER_COEFFICIENT * (len(kept) - 1):
        message = f"{data.yi.shape[0]} studies for {len(kept)} coefficients"
        cautions = (*cautions, Caution("few-studies-per-coefficient", message))
    if len(kept) < p:
        X = np.ascontiguousarray(X[:, kept])
    return Data(data.yi, data.vi, X, data.weights, data.rows, cautions, factors), design

"""Tests of several coefficients: Wald tests, linear combinations, likelihood ratios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.distributions import chi2_sf, f_sf, two_sided
from tamis.stats.errors import SingularModerators, StatsError
from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.fit import Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class WaldTest:
    """A joint test.

    Attributes:
        statistic: χ² (`denominator_df` None) or F.
        df: Number of constraints.
        denominator_df: Of F; None for χ².
        p_value: Of the statistic.
    """

    statistic: float
    df: int
    denominator_df: int | None
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Combinations:
    """Linear combinations of coefficients, one row each, and their joint test.

    Attributes:
        estimate, se, statistic, p_value: Shape (m,).
        joint: Test that all are zero; None if the rows are linearly dependent.
    """

    estimate: Vector
    se: Vector
    statistic: Vector
    p_value: Vector
    joint: WaldTest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelihoodRatio:
    """Comparison of two nested models.

    Attributes:
        statistic: Twice the difference of log-likelihoods.
        df: Difference in parameters.
        p_value: From χ².
        r2: Share of the smaller model's τ² that the larger accounts for, in per cent.
    """

    statistic: float
    df: int
    p_value: float
    r2: float | None


def wald_test(fit: Fit, coefficients: Sequence[int]) -> WaldTest:
    """Joint test that the coefficients with these indices are zero.

    bᵀ V_b⁻¹ b against χ²_m under z; divided by m, against F(m, k − p) otherwise (Knapp and Hartung
    2003, section 4).
    """
    index = list(coefficients)
    if not index or min(index) < 0 or max(index) >= fit.p:
        raise StatsError("coefficients", repr(index), f"indices from 0 to {fit.p - 1}")
    m = len(index)
    if m <= 2:
        beta, rows = fit.beta.tolist(), fit.vb.tolist()
        V = [[rows[i][j] for j in index] for i in index]
        if min(V[i][i] for i in range(m)) > 0:
            return _tested(_short_form([beta[i] for i in index], V), m, fit.df)
    return _joint(fit.beta[index], fit.vb[np.ix_(index, index)], fit.df)


def _joint(b: Vector, V: Matrix, df: int | None) -> WaldTest:
    m = b.shape[0]
    if m <= 2 and float(V.diagonal().min()) > 0:
        return _tested(_short_form(b.tolist(), V.tolist()), m, df)
    scale = np.sqrt(np.diagonal(V))
    if (scale == 0).any():
        q = float("inf") if b.any() else 0.0
    else:
        z = b / scale
        q = float(z.dot(np.linalg.solve(V / scale / scale[:, None], z)))
    return _tested(q, m, df)


def _short_form(b: list[float], V: list[list[float]]) -> float:
    """bᵀV⁻¹b of one or two coefficients; by the correlation, and what it leaves of the first."""
    first = b[0] / math.sqrt(V[0][0])
    if len(b) == 1:
        return first * first
    second = b[1] / math.sqrt(V[1][1])
    r = V[0][1] / (math.sqrt(V[0][0]) * math.sqrt(V[1][1]))
    rest = (1.0 - r) * (1.0 + r)
    if rest <= 0.0:
        raise SingularModerators("coefficients", "a singular covariance", "other coefficients")
    off = first - r * second
    return off * off / rest + second * second


def _tested(q: float, m: int, df: int | None) -> WaldTest:
    """The test of a quadratic form with m degrees of freedom."""
    if df is None:
        return WaldTest(statistic=q, df=m, denominator_df=None, p_value=chi2_sf(q, m))
    return WaldTest(statistic=q / m, df=m, denominator_df=df, p_value=f_sf(q / m, m, df))


def linear_combinations(
    fit: Fit, L: Matrix, adjust: Literal["none", "bonferroni", "holm"] = "none"
) -> Combinations:
    """Estimate and test rows of Lβ.

    Args:
        fit: A fitted model.
        L: Shape (m, p).
        adjust: Correction of the m p-values for multiple testing.

    Raises:
        StatsError: L has not p columns, or an unknown `adjust`.
    """
    L = np.atleast_2d(np.asarray(L, dtype=np.float64))
    if L.shape[1] != fit.p:
        raise StatsError("L", f"{L.shape[1]} columns", f"{fit.p}: {', '.join(fit.names)}")
    estimate = L @ fit.beta
    V = L @ fit.vb @ L.T
    se = np.sqrt(np.diagonal(V))
    statistic = estimate / se
    p = np.array([two_sided(float(z), fit.df) for z in statistic])
    joint = _joint(estimate, V, fit.df) if np.linalg.matrix_rank(L) == len(L) else None
    return Combinations(
        estimate=estimate, se=se, statistic=statistic, p_value=adjusted(p, adjust), joint=joint
    )


def adjusted(p: Vector, how: str) -> Vector:
    """p-values corrected for multiple testing.

    Raises:
        StatsError: An unknown correction.
    """
    m = len(p)
    if how == "none":
        return p
    if how == "bonferroni":
        return np.minimum(1.0, m * p)
    if how == "holm":
        order = np.argsort(p, kind="stable")
        stepped = np.maximum.accumulate(p[order] * np.arange(m, 0, -1))
        out = np.empty(m)
        out[order] = np.minimum(1.0, stepped)
        return out
    raise StatsError("adjust", repr(how), "none, bonferroni, holm")


def likelihood_ratio(full: Fit, reduced: Fit) -> LikelihoodRatio:
    """Likelihood-ratio test of a model against one nested in it.

    Raises:
        StatsError: The models were fitted by REML with different moderators, by different methods,
            or to different studies.
        SingularModerators: The smaller model is not nested in the larger.
    """
    if full.k != reduced.k or not np.array_equal(full.yi, reduced.yi):
        raise StatsError("reduced", "other studies than in `full`", "the same studies")
    if full.method != reduced.method or full.method not in ("ML", "EE", "REML"):
        raise StatsError("method", f"{full.method} and {reduced.method}", "ML (or EE) in both")
    beyond = reduced.X - full.profile.basis @ (full.profile.basis.T @ reduced.X)
    if np.abs(beyond).max() > 1e-8 * max(1.0, np.abs(reduced.X).max()):
        raise SingularModerators("reduced", "moderators outside `full`", "a nested model")
    if full.method == "REML" and full.p != reduced.p:
        raise StatsError("method", "REML with different moderators", "ML")
    part = "reml" if full.method == "REML" else "ml"
    a, b = getattr(full.information, part), getattr(reduced.information, part)
    statistic = 2.0 * (a.log_likelihood - b.log_likelihood)
    df = full.p - reduced.p
    r2 = None
    if full.random_effects:
        r2 = 0.0 if reduced.tau2 == 0 else 100.0 * (reduced.tau2 - full.tau2) / reduced.tau2
        r2 = max(0.0, r2)
    return LikelihoodRatio(statistic=statistic, df=df, p_value=chi2_sf(statistic, df), r2=r2)

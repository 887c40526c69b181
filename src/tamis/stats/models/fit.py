"""A fitted univariate model: the values that pooling, regression and diagnostics share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.distributions import chi2_sf, critical, two_sided
from tamis.stats.models.columns import Index, Matrix, Vector
from tamis.stats.models.information import FitStatistics, fit_statistics
from tamis.stats.models.lazy import lazy
from tamis.stats.models.profile import Profile, Traces
from tamis.stats.models.tau2 import standard_error


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A weighted least-squares fit at an estimated or given τ².

    Attributes:
        yi, vi: Effects and sampling variances in use, shape (k,).
        X: Design matrix, shape (k, p).
        names: One name per column of X.
        rows: Index of each study in the data as given.
        method, test: Codes of `names.METHODS` and `names.TESTS`.
        level: Confidence level in (0, 1).
        weights: Weights that replace the inverse variances, or None.
        tau2: Between-study variance, in squared units of the effect.
        tau2_fixed: τ² was given, not estimated.
        maxima: Every local maximum of the likelihood (ML, REML).
        beta: Coefficients, shape (p,).
        vb: Their covariance matrix, including the Knapp–Hartung factor, shape (p, p).
        s2w: The Knapp–Hartung factor that was applied; 1 under z and t.
        df: Degrees of freedom of t tests; None under z.
        cautions: What to keep in mind.
    """

    yi: Vector
    vi: Vector
    X: Matrix
    names: tuple[str, ...]
    rows: Index
    method: str
    test: str
    level: float
    weights: Vector | None
    tau2: float
    tau2_fixed: bool
    maxima: tuple[float, ...]
    beta: Vector
    vb: Matrix
    s2w: float
    df: int | None
    cautions: tuple[Caution, ...]
    profile: Profile

    @property
    def k(self) -> int:
        """Number of studies in use."""
        return self.profile.k

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return self.profile.p

    @property
    def random_effects(self) -> bool:
        """Whether the model has a τ²."""
        return self.method != "EE"

    @property
    def has_intercept(self) -> bool:
        """Whether a column of X is constant and not zero."""
        return bool(self.intercept_column.size)

    @lazy
    def intercept_column(self) -> Index:
        """Indices of constant, non-zero columns of X."""
        first, last = self.X[0].tolist(), self.X[-1].tolist()
        return np.array(
            [
                j for j, value in enumerate(first)
                if value != 0 and last[j] == value and bool((self.X[:, j] == value).all())
            ],
            dtype=np.intp,
        )  # fmt: skip

    @lazy
    def se(self) -> Vector:
        """Standard errors of the coefficients, shape (p,)."""
        return np.sqrt(self.vb.diagonal())

    @lazy
    def statistic(self) -> Vector:
        """z or t statistics, shape (p,)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.beta / self.se

    @lazy
    def p_value(self) -> Vector:
        """Two-sided p-values, shape (p,)."""
        return np.array([two_sided(z, self.df) for z in self.statistic.tolist()])

    @lazy
    def ci(self) -> Matrix:
        """Confidence limits, shape (p, 2)."""
        half = critical(self.level, self.df) * self.se
        out = np.empty((half.shape[0], 2))
        np.subtract(self.beta, half, out=out[:, 0])
        np.add(self.beta, half, out=out[:, 1])
        return out

    @lazy
    def traces_at_zero(self) -> Traces | None:
        """Traces at τ² = 0; None where a sampling variance is 0."""
        return self.profile.traces(0.0) if self.profile.low > 0 else None

    @property
    def q_df(self) -> int:
        """Degrees of freedom of Q."""
        return self.k - self.p

    @lazy
    def q(self) -> float | None:
        """(Residual) heterogeneity statistic Q; None where a sampling variance is 0."""
        if self.profile.low <= 0:
            return None
        return max(0.0, self.profile.q(0.0)[0]) if self.q_df > 0 else 0.0

    @lazy
    def q_p(self) -> float | None:
        """p-value of Q, from χ² with k − p degrees of freedom."""
        if self.q is None:
            return None
        return chi2_sf(self.q, self.q_df) if self.q_df > 0 else 1.0

    @lazy
    def typical_variance(self) -> float | None:
        """The "typical" sampling variance (k − p)/tr P (Higgins and Thompson 2002, eq. 9)."""
        if self.traces_at_zero is None or self.q_df <= 0:
            return None
        return self.q_df / self.traces_at_zero.trace_p

    def i2_at(self, tau2: float) -> float | None:
        """I² in per cent at a τ²."""
        v = self.typical_variance
        return None if v is None else 100.0 * tau2 / (tau2 + v)

    def h2_at(self, tau2: float) -> float | None:
        """H² at a τ²."""
        v = self.typical_variance
        return None if v is None else tau2 / v + 1.0

    @lazy
    def i2(self) -> float | None:
        """I² in per cent: from τ² and the typical variance, or from Q under equal effects."""
        if self.q is None:
            return None
        if self.q_df <= 0:
            return 0.0
        if self.random_effects:
            return self.i2_at(self.tau2)
        return max(0.0, 100.0 * (self.q - self.q_df) / self.q) if self.q > 0 else 0.0

    @lazy
    def h2(self) -> float | None:
        """H²: from τ² and the typical variance, or Q/(k − p) under equal effects."""
        if self.q is None:
            return None
        if self.q_df <= 0:
            return 1.0
        return self.h2_at(self.tau2) if self.random_effects else self.q / self.q_df

    @lazy
    def tau2_se(self) -> float | None:
        """Standard error of τ²; None under equal effects, or with one study."""
        if not self.random_effects or self.q_df <= 0:
            return None
        value = standard_error(self.profile, self.method, self.tau2, self.weights)
        return value if math.isfinite(value) else None

    @lazy
    def information(self) -> FitStatistics:
        """Log-likelihoods and information criteria."""
        return fit_statistics(self)

    @lazy
    def precision(self) -> Vector:
        """1/(vᵢ + τ²), shape (k,)."""
        return 1.0 / (self.vi + self.tau2)

    @lazy
    def model_weights(self) -> Vector:
        """Weights that the coefficients are computed with, shape (k,)."""
        return self.precision if self.weights is None else self.weights

    @lazy
    def weights_percent(self) -> Vector:
        """Those weights as a percentage of their sum, shape (k,)."""
        w = self.model_weights
        out: Vector = 100.0 * w / w.sum()
        return out

    @lazy
    def fitted(self) -> Vector:
        """Xβ, shape (k,)."""
        out: Vector = self.X @ self.beta
        return out

    @lazy
    def residuals(self) -> Vector:
        """y − Xβ, shape (k,)."""
        out: Vector = self.yi - self.fitted
        return out

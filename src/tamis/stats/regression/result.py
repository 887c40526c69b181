"""The result of a meta-regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import StatsError, UnknownOption
from tamis.stats.models.columns import Matrix
from tamis.stats.models.data import Data
from tamis.stats.models.fit import Fit
from tamis.stats.models.fitting import Options, estimate_tau2
from tamis.stats.models.information import FitStatistics
from tamis.stats.models.lazy import lazy
from tamis.stats.predict.prediction import Prediction, predictions
from tamis.stats.regression.contrasts import WaldTest, wald_test
from tamis.stats.regression.formula import DesignMatrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """One row of the table of coefficients."""

    name: str
    estimate: float
    se: float
    statistic: float
    p_value: float
    ci: tuple[float, float]


@dataclass(frozen=True)
class Regression:
    """A fitted meta-regression.

    Attributes:
        fit: The fitted model, for diagnostics and everything below.
        design: The design matrix as given, less redundant columns.
        options: How it was fitted.
    """

    fit: Fit
    design: DesignMatrix
    options: Options

    @lazy
    def coefficients(self) -> tuple[Coefficient, ...]:
        """The table of coefficients."""
        f = self.fit
        return tuple(
            Coefficient(
                name=name,
                estimate=float(f.beta[j]),
                se=float(f.se[j]),
                statistic=float(f.statistic[j]),
                p_value=float(f.p_value[j]),
                ci=(float(f.ci[j, 0]), float(f.ci[j, 1])),
            )
            for j, name in enumerate(f.names)
        )

    def __getitem__(self, name: str) -> Coefficient:
        """A coefficient by name."""
        for c in self.coefficients:
            if c.name == name:
                return c
        raise UnknownOption("name", repr(name), ", ".join(self.fit.names))

    @property
    def tau2(self) -> float:
        """Residual between-study variance."""
        return self.fit.tau2

    @property
    def i2(self) -> float | None:
        """Residual I² in per cent."""
        return self.fit.i2

    @property
    def q(self) -> float | None:
        """Residual heterogeneity statistic."""
        return self.fit.q

    @property
    def information(self) -> FitStatistics:
        """Log-likelihoods and information criteria."""
        return self.fit.information

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What a reader of the numbers should know."""
        return self.fit.cautions

    @lazy
    def omnibus(self) -> WaldTest:
        """Wald test of all coefficients except the intercept (of all, if there is no other)."""
        f = self.fit
        tested = [j for j in range(f.p) if j not in f.intercept_column] or list(range(f.p))
        return wald_test(f, tested)

    @lazy
    def r2(self) -> float | None:
        """Share of heterogeneity accounted for, in per cent; None for an intercept alone.

        (τ²₀ − τ²)/τ²₀ with τ²₀ from the model without moderators (Raudenbush 2009, eq. 16.24);
        under equal effects the adjusted R² of the weighted regression. Truncated at 0.
        """
        f = self.fit
        if f.p == 1 and f.has_intercept:
            return None
        if not f.random_effects:
            return self._adjusted_r2()
        if f.tau2_fixed:
            return None
        null = estimate_tau2(Data(f.yi, f.vi, None, f.weights, f.rows, ()), self.options)
        return max(0.0, 100.0 * (null - f.tau2) / null) if null > 0 else 0.0

    def _adjusted_r2(self) -> float:
        f = self.fit
        w = f.model_weights
        d = f.yi - float(w @ f.yi) / float(w.sum())
        total = float(w @ (d * d))
        if total == 0 or f.q_df <= 0:
            return 0.0
        left = float(w @ f.residuals**2)
        return max(0.0, 100.0 * (1.0 - (left / f.q_df) / (total / (f.k - 1))))

    def predict(self, X: Matrix, kind: str = "as-test") -> Prediction:
        """Average effects at rows of X; the intercept may be left out of X.

        Raises:
            StatsError: X has the wrong number of columns.
        """
        rows = np.atleast_2d(np.asarray(X, dtype=np.float64))
        at = self.fit.intercept_column
        if rows.shape[1] == self.fit.p - 1 and at.size:
            rows = np.insert(rows, int(at[0]), 1.0, axis=1)
        if rows.shape[1] != self.fit.p:
            raise StatsError("X", f"{rows.shape[1]} columns", f"as in {', '.join(self.fit.names)}")
        return predictions(self.fit, rows, kind)

    def summary(self, format: str = "text") -> str:
        """The result as `text`, `html` or `json`."""
        from tamis.stats.models.summary import regression_summary

        return regression_summary(self, format)

    def methods_paragraph(self) -> str:
        """What was done, naming estimators, with references."""
        from tamis.stats.models.methods_text import regression_methods

        return regression_methods(self)

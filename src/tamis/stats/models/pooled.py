"""The result of pooling studies to one mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tamis.stats.cautions import Caution
from tamis.stats.distributions import critical, two_sided
from tamis.stats.models.columns import Vector
from tamis.stats.models.fit import Fit
from tamis.stats.models.information import FitStatistics
from tamis.stats.models.lazy import lazy


@dataclass(frozen=True)
class Pooled:
    """Studies pooled to one mean effect. Numbers are in units of the effect as given.

    Attributes:
        fit: The fitted model, for diagnostics and everything below.
        labels: A name per study as given; empty if none were given.
    """

    fit: Fit
    labels: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        """Number of studies in use."""
        return self.fit.k

    @property
    def method(self) -> str:
        """Code of the τ² estimator."""
        return self.fit.method

    @property
    def test(self) -> str:
        """Code of the test."""
        return self.fit.test

    @property
    def level(self) -> float:
        """Confidence level in (0, 1)."""
        return self.fit.level

    @lazy
    def estimate(self) -> float:
        """The pooled effect."""
        return float(self.fit.beta[0])

    @lazy
    def se(self) -> float:
        """Its standard error, under the chosen test."""
        return math.sqrt(float(self.fit.vb[0, 0]))

    @property
    def statistic(self) -> float:
        """z or t; infinite where the standard error is 0."""
        if self.se > 0.0:
            return self.estimate / self.se
        return math.copysign(math.inf, self.estimate) if self.estimate else math.nan

    @property
    def p_value(self) -> float:
        """Two-sided."""
        return two_sided(self.statistic, self.fit.df)

    @lazy
    def ci(self) -> tuple[float, float]:
        """Confidence limits of the pooled effect."""
        half = critical(self.fit.level, self.fit.df) * self.se
        return self.estimate - half, self.estimate + half

    @property
    def df(self) -> int | None:
        """Degrees of freedom of a t test; None under z."""
        return self.fit.df

    @property
    def tau2(self) -> float:
        """Between-study variance."""
        return self.fit.tau2

    @property
    def tau(self) -> float:
        """Between-study standard deviation."""
        return math.sqrt(max(0.0, self.fit.tau2))

    @property
    def tau2_se(self) -> float | None:
        """Standard error of τ²; None under equal effects, or with one study."""
        return self.fit.tau2_se

    @property
    def i2(self) -> float | None:
        """I² in per cent; None where a sampling variance is 0."""
        return self.fit.i2

    @property
    def h2(self) -> float | None:
        """H²; None where a sampling variance is 0."""
        return self.fit.h2

    @property
    def q(self) -> float | None:
        """Cochran's Q; None where a sampling variance is 0."""
        return self.fit.q

    @property
    def q_df(self) -> int:
        """Degrees of freedom of Q."""
        return self.fit.q_df

    @property
    def q_p(self) -> float | None:
        """p-value of Q."""
        return self.fit.q_p

    @property
    def weights(self) -> Vector:
        """Weight of each study in use, in per cent."""
        return self.fit.weights_percent

    @property
    def information(self) -> FitStatistics:
        """Log-likelihoods and information criteria."""
        return self.fit.information

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What a reader of the number should know."""
        return self.fit.cautions

    def prediction_interval(self, kind: str = "as-test", *, level: float | None = None) -> Any:
        """See `tamis.stats.predict.prediction_interval`."""
        from tamis.stats.predict.prediction import prediction_interval

        return prediction_interval(self.fit, kind, level=level)

    def tau2_interval(self, kind: str = "q-profile", *, level: float | None = None) -> Any:
        """See `tamis.stats.heterogeneity.tau2_interval`."""
        from tamis.stats.heterogeneity.intervals import tau2_interval

        return tau2_interval(self.fit, kind, level=level)

    def probability_below(self, threshold: float, kind: str = "as-test") -> float:
        """See `tamis.stats.predict.probability_below`."""
        from tamis.stats.predict.prediction import probability_below

        return probability_below(self.fit, threshold, kind)

    def summary(self, format: str = "text") -> str:
        """The result as `text`, `html` or `json`."""
        from tamis.stats.models.summary import pooled_summary

        return pooled_summary(self, format)

    def methods_paragraph(self) -> str:
        """What was done, naming estimators, with references."""
        from tamis.stats.models.methods_text import pooled_methods

        return pooled_methods(self)

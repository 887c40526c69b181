"""Straight lines through a funnel, by (weighted) least squares with estimated dispersion."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.counts.tables import Groups, read
from tamis.stats.distributions import t_quantile, t_two_sided
from tamis.stats.errors import SingularModerators, TooFewStudies
from tamis.stats.measures.effects import effect_size
from tamis.stats.models.columns import Column, Vector
from tamis.stats.models.data import check_positive


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Intercept and slope of a weighted linear model.

    Attributes:
        estimate, se, statistic, p_value: (intercept, slope); t tests.
        df: Residual degrees of freedom.
    """

    estimate: tuple[float, float]
    se: tuple[float, float]
    statistic: tuple[float, float]
    p_value: tuple[float, float]
    df: int

    def intercept_ci(self, level: float = 0.95) -> tuple[float, float]:
        """Confidence limits of the intercept."""
        half = t_quantile(0.5 + level / 2, self.df) * self.se[0]
        return self.estimate[0] - half, self.estimate[0] + half


def line(y: Vector, x: Vector, weights: Vector) -> Line:
    """Weighted least squares of y on x.

    Raises:
        TooFewStudies: Fewer than three points.
        SingularModerators: x does not vary.
    """
    n = len(y)
    if n < 3:
        raise TooFewStudies("yi", f"{n} studies", "at least 3")
    if float(np.ptp(x)) <= 1e-12 * float(np.abs(x).max()):
        raise SingularModerators("predictor", "the same value in every study", "values that differ")
    total = float(weights.sum())
    centre = float(weights @ x) / total
    d = x - centre
    sxx = float(weights @ (d * d))
    slope = float(weights @ (d * y)) / sxx
    mean = float(weights @ y) / total
    r = y - mean - slope * d
    dispersion = float(weights @ (r * r)) / (n - 2)
    se = (math.sqrt(dispersion * (1 / total + centre**2 / sxx)), math.sqrt(dispersion / sxx))
    estimate = (mean - slope * centre, slope)
    t = tuple(
        e / s if s > 0 else math.copysign(math.inf, e) for e, s in zip(estimate, se, strict=True)
    )
    p = tuple(t_two_sided(v, n - 2) for v in t)
    return Line(estimate=estimate, se=se, statistic=(t[0], t[1]), p_value=(p[0], p[1]), df=n - 2)


def pet(yi: Column, vi: Column) -> Line:
    """Precision-effect test: effects on standard errors; the intercept is the estimate.

    Stanley TD, Doucouliagos H. Res Synth Methods 2014;5:60–78, eq. 2.
    """
    data = check_positive(yi, vi)
    return line(data.yi, np.sqrt(data.vi), 1.0 / data.vi)


def peese(yi: Column, vi: Column) -> Line:
    """Precision-effect estimate with standard error: effects on variances (ibid., eq. 4)."""
    data = check_positive(yi, vi)
    return line(data.yi, data.vi, 1.0 / data.vi)


def pet_peese(yi: Column, vi: Column, *, alpha: float = 0.1) -> Line:
    """PEESE where PET's intercept is significant at a one-sided 0.05, else PET (ibid., 4.1)."""
    first = pet(yi, vi)
    return peese(yi, vi) if first.p_value[0] < alpha else first


def scores(g: Groups) -> tuple[Vector, Vector]:
    """O − E and its hypergeometric variance, per table."""
    events, n = g.events1 + g.events2, g.size1 + g.size2
    z = g.events1 - g.size1 / n * events
    v = g.size1 / n * (g.size2 / n) * (events * ((n - events) / (n - 1)))
    return z, v


def harbord(**columns: Column) -> Line:
    """Harbord's test: Z/√V on √V; the intercept is the asymmetry.

    Harbord RM, Egger M, Sterne JAC. Stat Med 2006;25:3443–3457. Tables without information (V = 0)
    are left out.
    """
    z, v = scores(read("OR", columns, ("OR",)))
    there = v > 0
    root = np.sqrt(v[there])
    return line(z[there] / root, root, np.ones(int(there.sum())))


def _pooled_table(columns: dict[str, Column]) -> tuple[Vector, Vector, Vector]:
    """Log odds ratios, sizes, and 1/(1/events + 1/non-events), where they exist."""
    g = read("OR", columns, ("OR",))
    made = effect_size("OR", events1=g.events1, n1=g.size1, events2=g.events2, n2=g.size2)
    n = g.size1 + g.size2
    events = g.events1 + g.events2
    there = ~np.isnan(made.yi) & (events > 0) & (events < n)
    e, m = events[there], n[there]
    return made.yi[there], m, 1.0 / (1.0 / e + 1.0 / (m - e))


def peters(**columns: Column) -> Line:
    """Peters' test: log odds ratio on 1/n, weighted by the pooled table; its slope is asymmetry.

    Peters JL et al. JAMA 2006;295:676–680.
    """
    y, n, w = _pooled_table(columns)
    return line(y, 1.0 / n, w)


def macaskill(**columns: Column) -> Line:
    """Macaskill's test, pooled weights: log odds ratio on n; the slope is the asymmetry.

    Macaskill P, Walter SD, Irwig L. Stat Med 2001;20:641–654.
    """
    y, n, w = _pooled_table(columns)
    return line(y, n, w)

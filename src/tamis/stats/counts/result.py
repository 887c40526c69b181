"""The result of pooling counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tamis.stats.cautions import Caution
from tamis.stats.distributions import chi2_sf, critical, normal_two_sided
from tamis.stats.models.columns import Vector
from tamis.stats.models.information import FitStatistics, equal_effect_statistics
from tamis.stats.models.lazy import lazy


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A test statistic with its degrees of freedom and p-value."""

    statistic: float
    df: int
    p_value: float


def chi_square(statistic: float, df: int) -> ChiSquare:
    """The test with its p-value."""
    return ChiSquare(statistic, df, chi2_sf(statistic, df) if df > 0 else 1.0)


@dataclass(frozen=True, kw_only=True)
class CountPooled:
    """Tables of counts pooled to one effect; ratios on the log scale.

    Attributes:
        method: "Mantel-Haenszel" or "Peto".
        measure: OR, RR, RD, IRR or IRD.
        k: Number of tables.
        k_informative: Tables that inform the estimate, both outcomes occurring; for OR and Peto.
        estimate, se: None where the effect does not exist: no events in one group.
        level: Confidence level in (0, 1).
        yi, vi: Effects and variances of the studies, ½ added where a cell is empty.
        q_effects: What Q is computed from, where that is not `yi` and `vi` (Peto: no ½).
        association: (Cochran–)Mantel–Haenszel test of no effect (OR, IRR).
        homogeneity, homogeneity_breslow_day: Tarone's and Breslow and Day's test (OR).
        cautions: What a reader of the number should know.
    """

    method: str
    measure: str
    k: int
    k_informative: int | None
    estimate: float | None
    se: float | None
    level: float
    yi: Vector
    vi: Vector
    q_effects: tuple[Vector, Vector] | None = None
    association: ChiSquare | None = None
    homogeneity: ChiSquare | None = None
    homogeneity_breslow_day: ChiSquare | None = None
    cautions: tuple[Caution, ...] = ()

    @property
    def statistic(self) -> float | None:
        """z."""
        if self.estimate is None or self.se is None:
            return None
        return self.estimate / self.se if self.se > 0 else math.copysign(math.inf, self.estimate)

    @property
    def p_value(self) -> float | None:
        """Two-sided, normal."""
        z = self.statistic
        return None if z is None else normal_two_sided(z)

    @property
    def ci(self) -> tuple[float, float] | None:
        """Confidence limits."""
        if self.estimate is None or self.se is None:
            return None
        half = critical(self.level, None) * self.se
        return self.estimate - half, self.estimate + half

    @property
    def q_df(self) -> int:
        """Degrees of freedom of Q: studies with an effect, less 1."""
        return len(self.yi) - 1

    @lazy
    def q(self) -> float | None:
        """Σ(yᵢ − estimate)²/vᵢ; 0 for one study."""
        if self.q_df <= 0:
            return 0.0
        if self.estimate is None:
            return None
        yi, vi = (self.yi, self.vi) if self.q_effects is None else self.q_effects
        return float(((yi - self.estimate) ** 2 / vi).sum())

    @property
    def q_p(self) -> float | None:
        """p-value of Q."""
        if self.q is None:
            return None
        return chi2_sf(self.q, self.q_df) if self.q_df > 0 else 1.0

    @property
    def h2(self) -> float | None:
        """Q over its degrees of freedom; 1 for one study."""
        if self.q is None:
            return None
        return self.q / self.q_df if self.q_df > 0 else 1.0

    @property
    def i2(self) -> float | None:
        """I² in per cent, from Q."""
        if self.q is None:
            return None
        return max(0.0, 100.0 * (self.q - self.q_df) / self.q) if self.q > 0 else 0.0

    @property
    def information(self) -> FitStatistics | None:
        """Likelihoods of the study effects around the estimate."""
        if self.estimate is None or self.yi.shape[0] == 0:
            return None
        return equal_effect_statistics(self.yi, self.vi, self.estimate)

"""One effect of one study, by name: the calls that a review makes.

Each returns an `Estimate`. Group 1 is the treated group; differences are group 1 minus group 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange
from tamis.stats.measures._special import normal_quantile
from tamis.stats.measures._table import MEASURES
from tamis.stats.measures._values import ZeroCells
from tamis.stats.measures.effects import effect_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One effect with its standard error.

    Attributes:
        measure: The field's abbreviation.
        estimate: The effect; ratios on the log scale.
        se: Standard error.
        n: Total sample size, where the table has one.
        cautions: What a reader should know.
    """

    measure: str
    estimate: float
    se: float
    n: float | None = None
    cautions: tuple[Caution, ...] = ()

    @property
    def variance(self) -> float:
        """se²."""
        return self.se**2

    def interval(self, level: float = 0.95, df: float | None = None) -> tuple[float, float]:
        """Wald limits on the scale of `estimate`: normal, or t with `df` degrees of freedom."""
        if not 0 < level < 1:
            raise OutOfRange("level", f"{level:g}", "between 0 and 1")
        factor = normal_quantile((1 + level) / 2).item()
        if df is not None:
            from scipy.special import stdtrit

            factor = float(stdtrit(df, (1 + level) / 2))
        return self.estimate - factor * self.se, self.estimate + factor * self.se

    def natural(self, level: float = 0.95) -> tuple[float, float, float]:
        """Estimate and limits on the natural scale (a ratio, a proportion, a correlation)."""
        from tamis.stats.convert.transform import back_transform, from_freeman_tukey

        back: Any = back_transform
        name = MEASURES[self.measure].back
        if name == "freeman-tukey":
            values = [float(from_freeman_tukey(x, self.n or 1)) for x in self._ends(level)]
        else:
            values = [float(back(name)(x)) for x in self._ends(level)]
        return values[0], values[1], values[2]

    def _ends(self, level: float) -> tuple[float, float, float]:
        return (self.estimate, *self.interval(level))


def _one(measure: str, columns: dict[str, Any], **options: Any) -> Estimate:
    for name, value in columns.items():
        if not math.isfinite(value):
            raise OutOfRange(name, f"{value}", "a finite number")
    found = effect_size(measure, **options, **columns)
    return Estimate(
        measure=measure,
        estimate=float(found.yi[0]),
        se=math.sqrt(found.vi[0]),
        n=None if found.ni is None else float(found.ni[0]),
        cautions=found.cautions,
    )


def mean_difference(
    n1: float,
    mean1: float,
    sd1: float,
    n2: float,
    mean2: float,
    sd2: float,
    variance: Literal["unequal", "equal"] = "unequal",
) -> Estimate:
    """mean1 − mean2 (Cochrane Handbook 6.5.1.1).

    Args:
        n1: Size of group 1.
        mean1: Its mean.
        sd1: Its standard deviation.
        n2: Size of group 2.
        mean2: Its mean.
        sd2: Its standard deviation.
        variance: Whether the groups' variances are taken as equal (pooled) or not.
    """
    return _one("MD", _means(n1, mean1, sd1, n2, mean2, sd2), variance=variance)


def _means(*values: float) -> dict[str, float]:
    return dict(zip(("n1", "mean1", "sd1", "n2", "mean2", "sd2"), values, strict=True))


def standardised_mean_difference(
    n1: float,
    mean1: float,
    sd1: float,
    n2: float,
    mean2: float,
    sd2: float,
    *,
    small_sample: bool = True,
    variance: str = "large-sample",
) -> Estimate:
    """Hedges' g (Hedges 1981); Cohen's d with `small_sample=False`."""
    columns = _means(n1, mean1, sd1, n2, mean2, sd2)
    return _one("SMD", columns, small_sample=small_sample, variance=variance)


def log_ratio_of_means(
    n1: float, mean1: float, sd1: float, n2: float, mean2: float, sd2: float
) -> Estimate:
    """ln(mean1/mean2), corrected for small samples (Lajeunesse 2015)."""
    return _one("ROM", _means(n1, mean1, sd1, n2, mean2, sd2))


def _events(measure: str, e1: float, n1: float, e2: float, n2: float, zero: ZeroCells) -> Estimate:
    columns = {"events1": e1, "n1": n1, "events2": e2, "n2": n2}
    return _one(measure, columns, zero_cells=zero)


def log_risk_ratio(
    events1: float,
    n1: float,
    events2: float,
    n2: float,
    zero_cells: ZeroCells = "adjust-affected-studies",
) -> Estimate:
    """ln(risk1/risk2) (Cochrane Handbook 10.4)."""
    return _events("RR", events1, n1, events2, n2, zero_cells)


def log_odds_ratio(
    events1: float,
    n1: float,
    events2: float,
    n2: float,
    zero_cells: ZeroCells = "adjust-affected-studies",
) -> Estimate:
    """ln(odds1/odds2) (Cochrane Handbook 10.4)."""
    return _events("OR", events1, n1, events2, n2, zero_cells)


def risk_difference(
    events1: float, n1: float, events2: float, n2: float, zero_cells: ZeroCells = "leave"
) -> Estimate:
    """risk1 − risk2; needs no continuity correction (Cochrane Handbook 10.4)."""
    return _events("RD", events1, n1, events2, n2, zero_cells)


def log_rate_ratio(events1: float, time1: float, events2: float, time2: float) -> Estimate:
    """Log incidence rate ratio, events in person-time."""
    columns = {"events1": events1, "time1": time1, "events2": events2, "time2": time2}
    return _one("IRR", columns)


def rate_difference(events1: float, time1: float, events2: float, time2: float) -> Estimate:
    """Incidence rate difference, events in person-time."""
    columns = {"events1": events1, "time1": time1, "events2": events2, "time2": time2}
    return _one("IRD", columns, zero_cells="leave")


_PROPORTIONS = {
    "raw": "PR",
    "log": "PLN",
    "logit": "PLO",
    "probit": "PRZ",
    "arcsine": "PAS",
    "double-arcsine": "PFT",
}


def proportion(events: float, n: float, scale: str = "logit") -> Estimate:
    """One proportion on the scale on which it is pooled; `natural()` brings it back.

    Raises:
        OutOfRange: `scale` is not raw, log, logit, probit, arcsine or double-arcsine.
    """
    if scale not in _PROPORTIONS:
        raise OutOfRange("scale", repr(scale), ", ".join(_PROPORTIONS))
    return _one(_PROPORTIONS[scale], {"events": events, "n": n})


def mean_change(
    n: float,
    mean_before: float,
    sd_before: float,
    mean_after: float,
    sd_after: float,
    *,
    correlation: float,
) -> Estimate:
    """After minus before in one group; the correlation is always a stated assumption.

    Source: Cochrane Handbook 6.5.2.8.
    """
    columns = {"mean1": mean_after, "sd1": sd_after, "mean2": mean_before, "sd2": sd_before}
    found = _one("MC", {**columns, "n": n, "r": correlation})
    text = f"correlation of {correlation:g} between the occasions is assumed"
    assumed = Caution("assumed-correlation", text)
    return Estimate(
        measure="MC",
        estimate=found.estimate,
        se=found.se,
        n=found.n,
        cautions=(*found.cautions, assumed),
    )


def fisher_z(r: float, n: float) -> Estimate:
    """Correlation on Fisher's z scale."""
    return _one("ZCOR", {"r": r, "n": n})

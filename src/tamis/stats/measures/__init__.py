"""Effect sizes and their sampling variances.

`effect_size` serves whole tables of studies, the functions named after an effect serve one study,
and `MEASURES` lists what there is.
"""

from __future__ import annotations

from tamis.stats.measures._special import approximate_factor, small_sample_factor
from tamis.stats.measures._table import (
    MEASURES,
    METAFOR_OPTIONS,
    METAFOR_VARIANCES,
    METAFOR_ZERO_CELLS,
)
from tamis.stats.measures._values import EffectSizes, Family, Measure, ZeroCells
from tamis.stats.measures.effects import effect_size
from tamis.stats.measures.intervals import (
    Interval,
    agresti_coull,
    exact_binomial,
    exact_poisson,
    jeffreys,
    wilson,
)
from tamis.stats.measures.single import (
    Estimate,
    fisher_z,
    log_odds_ratio,
    log_rate_ratio,
    log_ratio_of_means,
    log_risk_ratio,
    mean_change,
    mean_difference,
    proportion,
    rate_difference,
    risk_difference,
    standardised_mean_difference,
)

__all__ = [
    "MEASURES",
    "METAFOR_OPTIONS",
    "METAFOR_VARIANCES",
    "METAFOR_ZERO_CELLS",
    "EffectSizes",
    "Estimate",
    "Family",
    "Interval",
    "Measure",
    "ZeroCells",
    "agresti_coull",
    "approximate_factor",
    "effect_size",
    "exact_binomial",
    "exact_poisson",
    "fisher_z",
    "jeffreys",
    "log_odds_ratio",
    "log_rate_ratio",
    "log_ratio_of_means",
    "log_risk_ratio",
    "mean_change",
    "mean_difference",
    "proportion",
    "rate_difference",
    "risk_difference",
    "small_sample_factor",
    "standardised_mean_difference",
    "wilson",
]

"""From what papers report to what a synthesis needs, every assumption stated.

One module per task: `five_numbers`, `quantile_fit` and `power_transform` (medians to means),
`deviations`, `change_scores` and `arms` (standard deviations, pre and post, shared control groups),
`wald` and `hazard` (intervals and P values), `curves`, `reconstruction` and `survival`
(Kaplan–Meier curves to hazard ratios), `response`, `slopes`, `joint_ranking`, `contingency`
(2×2 tables), `dependence` (covariances, aggregation) and `transform`.
"""

from __future__ import annotations

from tamis.stats.convert.arms import Arm, combined_arms, split_arm, split_events
from tamis.stats.convert.change_scores import (
    Change,
    change_within_group,
    correlation_sweep,
    implied_correlation,
    sd_of_change,
)
from tamis.stats.convert.contingency import table_from_margins
from tamis.stats.convert.curves import Curve, curve
from tamis.stats.convert.dependence import (
    Aggregated,
    aggregate,
    sampling_covariance,
    shared_arm_covariance,
)
from tamis.stats.convert.deviations import sd_from_difference, sd_from_interval, sd_from_se
from tamis.stats.convert.five_numbers import FiveNumbers, Moments, mean_sd_from_five_numbers
from tamis.stats.convert.hazard import (
    LogHazardRatio,
    hazard_ratio_from_interval,
    hazard_ratio_from_log,
    hazard_ratio_from_logrank,
    hazard_ratio_from_observed_minus_expected,
    hazard_ratio_from_p,
)
from tamis.stats.convert.joint_ranking import JointRank, joint_rank
from tamis.stats.convert.power_transform import box_cox, maximum_likelihood_power
from tamis.stats.convert.quantile_fit import QuantileFit, quantile_estimation, quantile_fits
from tamis.stats.convert.reconstruction import Reconstructed, reconstruct
from tamis.stats.convert.response import Responders, responder_share, responders
from tamis.stats.convert.slopes import (
    Slope,
    progression_rate,
    slope_from_change,
    slope_over_visits,
)
from tamis.stats.convert.survival import (
    KaplanMeier,
    LogRank,
    Patients,
    cox,
    kaplan_meier,
    log_rank,
    patients,
)
from tamis.stats.convert.wald import from_wald, wald_interval

__all__ = [
    "Aggregated",
    "Arm",
    "Change",
    "Curve",
    "FiveNumbers",
    "JointRank",
    "KaplanMeier",
    "LogHazardRatio",
    "LogRank",
    "Moments",
    "Patients",
    "QuantileFit",
    "Reconstructed",
    "Responders",
    "Slope",
    "aggregate",
    "box_cox",
    "change_within_group",
    "combined_arms",
    "correlation_sweep",
    "cox",
    "curve",
    "from_wald",
    "hazard_ratio_from_interval",
    "hazard_ratio_from_log",
    "hazard_ratio_from_logrank",
    "hazard_ratio_from_observed_minus_expected",
    "hazard_ratio_from_p",
    "implied_correlation",
    "joint_rank",
    "kaplan_meier",
    "log_rank",
    "maximum_likelihood_power",
    "mean_sd_from_five_numbers",
    "patients",
    "progression_rate",
    "quantile_estimation",
    "quantile_fits",
    "reconstruct",
    "responder_share",
    "responders",
    "sampling_covariance",
    "sd_from_difference",
    "sd_from_interval",
    "sd_from_se",
    "sd_of_change",
    "shared_arm_covariance",
    "slope_from_change",
    "slope_over_visits",
    "split_arm",
    "split_events",
    "table_from_margins",
    "wald_interval",
]

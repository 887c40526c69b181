"""Small-study effects and what may be missing."""

from tamis.stats.bias.asymmetry import (
    RankTest,
    RegressionTest,
    rank_test,
    regression_test,
)
from tamis.stats.bias.excess import ExcessSignificance, excess_significance
from tamis.stats.bias.fail_safe import FailSafe, fail_safe_n
from tamis.stats.bias.limit import LimitMeta, limit_meta
from tamis.stats.bias.lines import Line, harbord, macaskill, peese, pet, pet_peese, peters
from tamis.stats.bias.p_curve import PCurve, p_curve
from tamis.stats.bias.trim_fill import TrimAndFill, trim_and_fill

__all__ = [
    "ExcessSignificance",
    "FailSafe",
    "LimitMeta",
    "Line",
    "PCurve",
    "RankTest",
    "RegressionTest",
    "TrimAndFill",
    "excess_significance",
    "fail_safe_n",
    "harbord",
    "limit_meta",
    "macaskill",
    "p_curve",
    "peese",
    "pet",
    "pet_peese",
    "peters",
    "rank_test",
    "regression_test",
    "trim_and_fill",
]

"""How much effects differ: intervals of τ² and what follows from them, and subgroup tests."""

from tamis.stats.heterogeneity.intervals import (
    INTERVALS,
    Tau2Interval,
    tau2_interval,
)

__all__ = ["INTERVALS", "Tau2Interval", "tau2_interval"]

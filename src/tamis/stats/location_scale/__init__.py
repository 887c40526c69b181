"""Location–scale models: heterogeneity that depends on moderators."""

from __future__ import annotations

from tamis.stats.location_scale.fit import LocationScaleFit, location_scale

__all__ = ["LocationScaleFit", "location_scale"]

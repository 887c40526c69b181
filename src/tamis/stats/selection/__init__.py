"""Selection models: pooled effects corrected for publication by p-value."""

from __future__ import annotations

from tamis.stats.selection.fit import selection_model
from tamis.stats.selection.result import SelectionFit

__all__ = ["SelectionFit", "selection_model"]

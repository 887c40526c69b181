"""Selection models: pooled effects corrected for publication by p-value."""

from __future__ import annotations

from tamis.stats.selection.fit import SelectionFit, selection_model

__all__ = ["SelectionFit", "selection_model"]

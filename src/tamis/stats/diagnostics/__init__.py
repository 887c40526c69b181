"""Which studies carry the result: residuals, influence, and what is left without each."""

from tamis.stats.diagnostics.gosh import Gosh, gosh
from tamis.stats.diagnostics.influence import Influence, influence
from tamis.stats.diagnostics.residuals import (
    Baujat,
    Residuals,
    StudyEffects,
    baujat,
    best_predictions,
    hat_values,
    random_effects,
    residuals,
)
from tamis.stats.diagnostics.sequences import (
    cumulative,
    cumulative_tables,
    leave_one_out,
    leave_one_table_out,
)

__all__ = [
    "Baujat",
    "Gosh",
    "Influence",
    "Residuals",
    "StudyEffects",
    "baujat",
    "best_predictions",
    "cumulative",
    "cumulative_tables",
    "gosh",
    "hat_values",
    "influence",
    "leave_one_out",
    "leave_one_table_out",
    "random_effects",
    "residuals",
]

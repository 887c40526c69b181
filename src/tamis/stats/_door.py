"""Which module each public name of `tamis.stats` lives in."""

from __future__ import annotations

#: Subpackages and modules reachable as attributes.
SUBPACKAGES = frozenset(
    {
        "batch",
        "bias",
        "convert",
        "diagnostics",
        "dose_response",
        "errors",
        "glmm",
        "heterogeneity",
        "location_scale",
        "mantel_haenszel",
        "measures",
        "models",
        "multilevel",
        "names",
        "network",
        "permutation",
        "predict",
        "regression",
        "robust",
        "selection",
        "sequential",
    }
)

#: Public name → module below `tamis.stats`.
HOMES: dict[str, str] = {
    "Caution": "cautions",
    "Pooled": "models.pooled",
    "Prediction": "predict.prediction",
    "PredictionInterval": "predict.prediction",
    "StatsError": "errors",
    "Tau2Interval": "heterogeneity.intervals",
    "pool": "models.pool",
    "prediction_interval": "predict.prediction",
    "probability_below": "predict.prediction",
    "tau2_interval": "heterogeneity.intervals",
}

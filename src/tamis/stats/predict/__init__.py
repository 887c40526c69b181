"""What a new study, or the effect at given moderators, is expected to show."""

from tamis.stats.predict.prediction import (
    PREDICTION_INTERVALS,
    Prediction,
    PredictionInterval,
    prediction_interval,
    predictions,
    probability_below,
)

__all__ = [
    "PREDICTION_INTERVALS",
    "Prediction",
    "PredictionInterval",
    "prediction_interval",
    "predictions",
    "probability_below",
]

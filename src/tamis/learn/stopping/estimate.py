"""How many includes are missing, estimated while screening: the default rule, and a live recall.

Recent finds tell what is still to come. With n records screened, r includes found and u records
unscreened, let ρ be the rate of finds that fades with age over 15 % of n, and x = log of
(ρu + ½)/(r + ½): what would still be found if the rate stayed as it is, over what was found. The
missing m follow it: each quantile of log((m + ½)/(r + ½)) is a straight line in x, fitted by
quantile regression (Koenker and Bassett 1978) on replays of labelled reviews. The lines below are
those fits. Reviews left out of the fit say how far they can be trusted (docs/concepts/stopping.md);
a theorem there is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

import numpy as np

from tamis.learn.errors import UnknownChoice
from tamis.learn.stopping.progress import (
    LABELS_HOLD,
    SET_COMPLETE,
    Advice,
    Progress,
    Standing,
    check_share,
)

#: Quantile → intercept and slope. From `python benchmarks/stopping.py FOLDER --fit`.
LINES: dict[float, tuple[float, float]] = {
    0.01: (-4.787, 0.424),
    0.025: (-4.248, 0.495),
    0.5: (-1.894, 0.661),
    0.9: (-0.829, 0.785),
    0.95: (-0.569, 0.778),
    0.975: (-0.204, 0.823),
    0.99: (0.09, 0.858),
}

#: Finds fade with this share of the records screened.
FADING = 0.15
#: With fewer finds there is no rate to speak of.
FEWEST = 3

_LIKE_THE_OTHERS = (
    "this review's finds thin out as they did in the labelled reviews the rule was fitted on",
    "records were shown in the order of a ranker that kept learning",
    LABELS_HOLD,
    SET_COMPLETE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A live estimate of recall with its 95 % interval; None before three includes are found.

    Attributes:
        value: Found over found and estimated missing.
        low: Lower end.
        high: Upper end.
        missing: Estimated includes not yet found.
    """

    value: float
    low: float
    high: float
    missing: float


def outlook(progress: Progress) -> float:
    """x of the module's text: what the recent rate promises, over what was found, as a log."""
    screened, found = progress.screened, progress.found
    span = FADING * screened
    ages = screened - 1.0 - np.flatnonzero(progress.array)
    rate = float(np.exp(-ages / span).sum()) / (span * (1 - exp(-1 / FADING)))
    return log((rate * (progress.records - screened) + 0.5) / (found + 0.5))


def missing(progress: Progress, quantile: float) -> float:
    """A quantile (one of `LINES`) of the includes still missing; at most all unscreened."""
    intercept, slope = LINES[quantile]
    found = progress.found
    expected = exp(intercept + slope * outlook(progress)) * (found + 0.5) - 0.5
    return min(max(0.0, expected), float(progress.records - progress.screened))


def live_recall(progress: Progress) -> Recall | None:
    """The estimate to show beside the queue, or None while too little was found."""
    if progress.found < FEWEST:
        return None
    low, middle, high = (round(missing(progress, q)) for q in (0.01, 0.5, 0.99))
    found = progress.found
    return Recall(
        value=found / (found + middle),
        low=found / (found + high),
        high=found / (found + low),
        missing=missing(progress, 0.5),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinning:
    """Stop when even a careful estimate of what is missing leaves recall at `target`: the default.

    Attributes:
        target: Recall aimed at.
        quantile: Quantile of the missing that must fit: one of `LINES`.
        fewest: Includes that must have been found.
    """

    target: float = 0.95
    quantile: float = 0.95
    fewest: int = FEWEST
    standing: Standing = "validated"

    def __post_init__(self) -> None:
        check_share("target", self.target)
        if self.quantile not in LINES:
            raise UnknownChoice("quantile", self.quantile, [f"{q:g}" for q in LINES])

    def __call__(self, progress: Progress) -> Advice:
        """Whether the estimate is low enough."""
        enough = progress.found >= max(1, self.fewest)
        bound = 0.0
        if enough:
            intercept, slope = LINES[self.quantile]
            # On the line's own scale, halves and all: with few finds they keep the rule waiting.
            bound = 1 / (1 + exp(intercept + slope * outlook(progress)))
        return Advice(
            stop=enough and bound >= self.target,
            rule=f"thinning finds, recall {self.target:g}, quantile {self.quantile:g}",
            standing=self.standing,
            measure="careful estimate of recall",
            value=bound,
            limit=self.target,
            assumptions=_LIKE_THE_OTHERS,
        )

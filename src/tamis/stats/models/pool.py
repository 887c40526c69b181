"""Pool studies to one mean effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from tamis.stats.errors import UnknownOption
from tamis.stats.models.columns import Column
from tamis.stats.models.data import check
from tamis.stats.models.fitting import Options, confidence_level, fit_data
from tamis.stats.models.pooled import Pooled
from tamis.stats.models.roots import ITERATIONS
from tamis.stats.names import method_code, test_code

INTERCEPT = ("intercept",)


def pool(
    yi: Column,
    vi: Column,
    *,
    method: str = "REML",
    test: str = "knapp-hartung",
    level: float = 0.95,
    weights: Column | Literal["equal"] | None = None,
    tau2: float | None = None,
    tau2_min: float = 0.0,
    threshold: float | None = None,
    negative_variances: Literal["refuse", "as-zero"] = "refuse",
    max_iterations: int = ITERATIONS,
    labels: Sequence[str] = (),
) -> Pooled:
    """Pool effects under an equal- or random-effects model.

    τ̂² is the global optimum of its criterion; μ̂ = Σwᵢyᵢ/Σwᵢ with wᵢ = 1/(vᵢ + τ̂²)
    (Viechtbauer 2005, eqs 1–9). The default test is Knapp–Hartung's: docs/concepts/which-interval.

    Args:
        yi: Effects, one per study, on a scale where they are about normal (log for ratios).
        vi: Their sampling variances, in squared units of `yi`.
        method: A name of `names.METHODS`, or metafor's spelling.
        test: A name of `names.TESTS`, or metafor's spelling.
        level: Confidence level, 0.95 or 95.
        weights: Weights instead of the inverse variances: one per study, or "equal".
        tau2: A known τ², instead of an estimate.
        tau2_min: Lower bound of τ²; below 0 allows effects more alike than chance.
        threshold: Stop Fisher scoring, begun at Hedges' estimate, when τ² moves by no more, instead
            of finding the optimum to rounding (ML, REML, EB). R's metafor stops at 1e-5; this is
            for repeating its printed digits.
        negative_variances: Refuse them, or take them as 0 with a caution.
        max_iterations: Limit for iterative estimators.
        labels: A name per study.

    Returns:
        The pooled effect. Studies with a missing effect or variance are left out, with a caution.

    Raises:
        UnknownOption: An unknown name.
        LengthMismatch, NotFinite, NegativeVariance, TooFewStudies: Unusable columns.
        NotConverged: `max_iterations` was reached.
    """
    if isinstance(weights, str):
        if weights != "equal":
            raise UnknownOption("weights", repr(weights), "numbers, 'equal' or None")
        equal = True
    else:
        equal = False
    if negative_variances not in ("refuse", "as-zero"):
        raise UnknownOption("negative_variances", repr(negative_variances), "refuse, as-zero")
    options = Options(
        method=method_code(method),
        test=test_code(test),
        level=confidence_level(level),
        tau2=tau2,
        tau2_min=tau2_min,
        threshold=threshold,
        iterations=max_iterations,
    )
    if equal:
        yi = yi if isinstance(yi, np.ndarray) else list(yi)
        weights = np.ones(len(yi))
    data = check(yi, vi, weights=weights, negative_variances=negative_variances)
    return Pooled(fit_data(data, INTERCEPT, options), tuple(labels))

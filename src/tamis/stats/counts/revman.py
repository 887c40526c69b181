"""RevMan's conventions for two-group counts.

Deeks JJ, Higgins JPT. Statistical algorithms in Review Manager 5, 2010.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.counts.effects import study_effects
from tamis.stats.counts.pooling import pool_groups
from tamis.stats.counts.result import CountPooled
from tamis.stats.counts.tables import COUNTS, read
from tamis.stats.distributions import chi2_sf, critical, normal_two_sided
from tamis.stats.models.columns import Column, Flags, Vector
from tamis.stats.models.fitting import confidence_level


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomEffects:
    """A DerSimonian–Laird model whose Q may be centred elsewhere.

    Attributes:
        tau2: From Q, truncated at 0.
        estimate, se, ci, statistic, p_value: Of the pooled effect.
        weights: Per cent, shape (k included,).
        q, q_df, q_p, i2: The Q that τ² came from.
    """

    tau2: float
    estimate: float
    se: float
    ci: tuple[float, float]
    statistic: float
    p_value: float
    weights: Vector
    q: float
    q_df: int
    q_p: float
    i2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RevMan:
    """The four analyses RevMan 5 offers beside Peto's.

    Attributes:
        included: Studies with an estimable effect, shape (k,): for ratios, those with an event and
            a non-event somewhere.
        yi, vi: Their effects and variances, ½ added to studies with an empty cell.
        mantel_haenszel: Fixed, Mantel–Haenszel.
        inverse_variance, inverse_variance_se, inverse_variance_q: Fixed, inverse variance.
        random: Inverse variance, random.
        random_mantel_haenszel: "Mantel–Haenszel, random": τ² from Q around the Mantel–Haenszel
            estimate.
    """

    included: Flags
    yi: Vector
    vi: Vector
    mantel_haenszel: CountPooled
    inverse_variance: float
    inverse_variance_se: float
    inverse_variance_q: float
    random: RandomEffects
    random_mantel_haenszel: RandomEffects


def revman(measure: str, *, level: float = 0.95, **columns: Column) -> RevMan:
    """Analyse two-group counts as RevMan 5 does.

    Args:
        measure: OR, RR or RD.
        level: Confidence level.
        **columns: As for `mantel_haenszel`.

    Raises:
        NoEvents: The outcome never, or always, occurs.
        UnknownMeasure, MissingArgument, LengthMismatch, OutOfRange, NotFinite: Unusable columns.
    """
    groups = read(measure, columns, COUNTS)
    included = np.ones(groups.k, dtype=bool) if measure == "RD" else ~groups.double_zero()
    kept = groups.subset(included)
    fixed = pool_groups(measure, kept, level)
    yi, vi = study_effects(measure, kept, 0.5, drop_double_zero=False)
    if measure == "RD":
        # A difference needs no correction, its standard error does.
        yi = kept.events1 / kept.size1 - kept.events2 / kept.size2
    w = 1.0 / vi
    centre = float(w @ yi) / float(w.sum())
    q = float(w @ (yi - centre) ** 2)
    assert fixed.estimate is not None
    q_mh = float(w @ (yi - fixed.estimate) ** 2)
    return RevMan(
        included=included,
        yi=yi,
        vi=vi,
        mantel_haenszel=fixed,
        inverse_variance=centre,
        inverse_variance_se=1.0 / math.sqrt(float(w.sum())),
        inverse_variance_q=q,
        random=_random(yi, vi, q, confidence_level(level)),
        random_mantel_haenszel=_random(yi, vi, q_mh, confidence_level(level)),
    )


def _random(yi: Vector, vi: Vector, q: float, level: float) -> RandomEffects:
    w = 1.0 / vi
    df = len(yi) - 1
    scale = float(w.sum()) - float(w @ w) / float(w.sum())
    tau2 = max(0.0, (q - df) / scale) if df > 0 else 0.0
    w = 1.0 / (vi + tau2)
    estimate, se = float(w @ yi) / float(w.sum()), 1.0 / math.sqrt(float(w.sum()))
    half = critical(level, None) * se
    return RandomEffects(
        tau2=tau2,
        estimate=estimate,
        se=se,
        ci=(estimate - half, estimate + half),
        statistic=estimate / se,
        p_value=normal_two_sided(estimate / se),
        weights=100.0 * w / float(w.sum()),
        q=q,
        q_df=df,
        q_p=chi2_sf(q, df) if df > 0 else 1.0,
        i2=max(0.0, 100.0 * (q - df) / q) if q > 0 else 0.0,
    )

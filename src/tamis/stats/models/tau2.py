"""Estimators of the between-study variance τ²."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.distributions import chi2_quantile
from tamis.stats.errors import MissingArgument, StatsError
from tamis.stats.models.columns import Vector
from tamis.stats.models.profile import Profile, Traces
from tamis.stats.models.roots import (
    ITERATIONS,
    just_above_zero,
    local_maxima,
    log_likelihood,
    solve_q,
)

#: Methods that divide by the sampling variances before τ² is added.
INVERSE_VARIANCE = frozenset({"DL", "HS", "HSk"})
#: Methods that maximise a likelihood, and whether it is the restricted one.
LIKELIHOOD = {"ML": False, "REML": True}


@dataclass(frozen=True, slots=True)
class Tau2:
    """An estimate of τ².

    Attributes:
        value: The estimate, truncated at the lower bound.
        untruncated: What a moment estimator gave before truncation (else the same).
        maxima: Every local maximum of the likelihood, smallest first; empty for moment estimators.
    """

    value: float
    untruncated: float
    maxima: tuple[float, ...] = ()


def estimate(
    profile: Profile, method: str, weights: Vector | None = None, iterations: int = ITERATIONS
) -> Tau2:
    """Estimate τ² ≥ 0.

    Args:
        profile: The data.
        method: A code of `names.METHODS` other than EE.
        weights: For GENQ and GENQM: one positive weight per study.
        iterations: Limit for iterative estimators.

    Raises:
        NotConverged: The limit was reached.
        MissingArgument: GENQ or GENQM without weights.
    """
    if method in LIKELIHOOD:
        return _likelihood(profile, LIKELIHOOD[method], iterations)
    if method in ("PM", "EB", "DLIT", "SJIT"):
        # EB, iterated DL and iterated SJ are fixed points at which yᵀPy = k − p: Paule–Mandel.
        return _moment(solve_q(profile, profile.k - profile.p, iterations))
    if method == "PMM":
        return _moment(solve_q(profile, chi2_quantile(0.5, profile.k - profile.p), iterations))
    if method in ("GENQ", "GENQM"):
        if weights is None:
            raise MissingArgument("weights", "none", f"one weight per study for {method}")
        from tamis.stats.models import genq

        return _moment(getattr(genq, "mean" if method == "GENQ" else "median")(profile, weights))
    return _moment(_CLOSED[method](profile))


def _moment(value: float) -> Tau2:
    return Tau2(max(0.0, value), value)


def _likelihood(profile: Profile, restricted: bool, iterations: int) -> Tau2:
    maxima = local_maxima(profile, restricted, iterations)
    best = maxima[0]
    if len(maxima) > 1:
        at = np.array(maxima)
        if profile.low <= 0.0:
            if best == 0.0 and not restricted:
                # Towards 0 the likelihood grows without bound.
                return Tau2(0.0, 0.0, maxima)
            at = np.maximum(at, just_above_zero(profile))
        values = log_likelihood(profile, at, restricted)
        best = maxima[int(np.argmax(values))]
    return Tau2(best, best, maxima)


def _at_zero(profile: Profile) -> tuple[float, Traces]:
    """Q and the traces at τ² = 0."""
    if profile.low <= 0:
        raise StatsError(
            "vi",
            "a sampling variance of 0",
            "positive variances for an estimator that divides by them",
        )
    return profile.q(0.0)[0], profile.traces(0.0)


def _dl(profile: Profile) -> float:
    q, s = _at_zero(profile)
    return (q - (profile.k - profile.p)) / s.trace_p


def _hs(profile: Profile) -> float:
    q, s = _at_zero(profile)
    return (q - profile.k) / s.sum_w


def _hsk(profile: Profile) -> float:
    (q, s), k, p = _at_zero(profile), profile.k, profile.p
    return (k / (k - p) * q - k) / s.sum_w


def _he(profile: Profile) -> float:
    r = profile.ordinary_residuals()
    trace = float(profile.vi @ (1.0 - profile.ordinary_hat()))
    return (float(r @ r) - trace) / (profile.k - profile.p)


def crude_tau2(profile: Profile) -> float:
    """Sidik and Jonkman's starting value: the variance of the effects, with divisor k."""
    d = profile.effects - profile.effects.mean()
    return float(d @ d) / profile.k


def _sj(profile: Profile) -> float:
    start = crude_tau2(profile)
    if start <= 0:
        return 0.0
    return start * profile.q(start)[0] / (profile.k - profile.p)


_CLOSED = {"DL": _dl, "HS": _hs, "HSk": _hsk, "HE": _he, "SJ": _sj}


def standard_error(
    profile: Profile, method: str, tau2: float, weights: Vector | None = None
) -> float:
    """Standard error of the estimate of τ² (Viechtbauer 2005; Viechtbauer et al. 2015).

    Moment estimators: from the variance of their quadratic form at the estimate. ML and REML: from
    the expected information. Paule–Mandel and its kin: √(2k²/(k − p)) / Σw.
    """
    k, m = profile.k, profile.k - profile.p
    if m <= 0:
        return math.nan
    t = max(tau2, 0.0)
    if method in ("ML", "REML", "PM", "PMM", "EB", "DLIT", "SJIT"):
        s = profile.traces(tau2)
        if method == "ML":
            return math.sqrt(2.0 / s.sum_w2)
        if method == "REML":
            return math.sqrt(2.0 / s.trace_pp)
        return math.sqrt(2.0 * k * k / m) / s.sum_w
    if method in INVERSE_VARIANCE:
        trace, squares, total, _ = profile.traces(0.0)
        form = math.sqrt(2.0 * m + 4.0 * t * trace + 2.0 * t * t * squares)
        scale = {"DL": 1.0 / trace, "HS": 1.0 / total, "HSk": k / m / total}[method]
        return form * scale
    from tamis.stats.models import genq

    return genq.form_error(profile, method, tau2, weights)

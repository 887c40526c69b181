"""Estimate τ², then the coefficients at it, then their test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.cautions import Caution, CautionCode
from tamis.stats.errors import OutOfRange, StatsError, TooFewStudies
from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.data import Data
from tamis.stats.models.design import Design
from tamis.stats.models.fit import Fit
from tamis.stats.models.one_mean import OneMean
from tamis.stats.models.profile import Profile
from tamis.stats.models.roots import ITERATIONS
from tamis.stats.models.tau2 import Tau2, estimate

#: Below this many studies every estimate of τ² is poor (Langan et al. 2019).
FEW_STUDIES = 5
ONES: dict[int, Matrix] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to fit; codes, not spellings."""

    method: str = "REML"
    test: str = "knapp-hartung"
    level: float = 0.95
    tau2: float | None = None
    tau2_min: float = 0.0
    threshold: float | None = None
    iterations: int = ITERATIONS


def confidence_level(level: float) -> float:
    """A level in (0, 1), also if given in per cent.

    Raises:
        OutOfRange: It is neither.
    """
    value = level / 100.0 if 1.0 < level < 100.0 else level
    if not 0.0 < value < 1.0:
        raise OutOfRange("level", repr(level), "a number between 0 and 1, or a percentage")
    return value


def fit_data(data: Data, names: tuple[str, ...], options: Options) -> Fit:
    """Fit a model to checked data.

    Raises:
        TooFewStudies: Fewer studies than parameters.
        StatsError: A variance of 0 where the method divides by it.
    """
    k = data.yi.shape[0]
    X = _constant(k) if data.X is None else data.X
    method, test = options.method, options.test
    p = X.shape[1]
    if k < p or (k == p and k > 1 and method != "EE" and options.tau2 is None):
        need = p if method == "EE" else p + 1
        raise TooFewStudies("yi", f"{k} studies for {p} coefficients", f"at least {need}")
    profile: Profile = (
        OneMean(data.yi, data.vi) if data.X is None else Design(data.yi, data.vi, X, data.factors)
    )
    tau2 = _tau2(profile, data, options)
    if k == p:
        test = "z"
    weights = data.weights
    beta, vb, s2w = _coefficients(profile, X, tau2.value, weights, test)
    return Fit(
        yi=data.yi,
        vi=data.vi,
        X=X,
        names=names,
        rows=data.rows,
        method=method,
        test=test,
        level=options.level,
        weights=weights,
        tau2=tau2.value,
        tau2_fixed=options.tau2 is not None,
        maxima=tau2.maxima,
        beta=beta,
        vb=vb,
        s2w=s2w,
        df=None if test == "z" else k - p,
        cautions=data.cautions + _cautions(data, options, tau2, s2w, p, test),
        profile=profile,
    )


def estimate_tau2(data: Data, options: Options) -> float:
    """τ² of a model with one mean.

    Raises:
        As `fit_data`.
    """
    return _tau2(OneMean(data.yi, data.vi), data, options).value


def _constant(k: int) -> Matrix:
    found = ONES.get(k)
    if found is None:
        found = np.ones((k, 1))
        found.setflags(write=False)
        if len(ONES) < 256:
            ONES[k] = found
    return found


def _tau2(profile: Profile, data: Data, options: Options) -> Tau2:
    if options.tau2 is not None:
        if not math.isfinite(options.tau2) or options.tau2 + float(data.vi.min()) < 0:
            raise OutOfRange("tau2", repr(options.tau2), "a finite variance")
        return Tau2(options.tau2, options.tau2)
    if options.method == "EE":
        if profile.low <= 0:
            raise StatsError(
                "vi", "a sampling variance of 0", "positive variances under equal effects"
            )
        return Tau2(0.0, 0.0)
    if profile.k <= profile.p:
        return Tau2(0.0, 0.0)
    low = options.tau2_min
    if options.threshold is not None:
        from tamis.stats.models import scoring

        if low != 0.0:
            raise OutOfRange("tau2_min", repr(low), "0 with a threshold")
        start = estimate(profile, "HE").untruncated
        stop = (options.threshold, options.iterations)
        there = scoring.fisher_scoring(profile, options.method, start, *stop)
        return Tau2(there, there)
    if low == 0.0:
        return estimate(profile, options.method, data.weights, options.iterations)
    if low + float(data.vi.min()) < 0:
        raise OutOfRange("tau2_min", repr(low), "not below minus the smallest sampling variance")
    # All estimators see v + τ² only, so a lower bound is a shift of the variances.
    X = None if isinstance(profile, OneMean) else profile.basis
    moved = data.vi + low
    shifted: Profile = OneMean(data.yi, moved) if X is None else Design(data.yi, moved, X)
    if options.method in ("DL", "HS", "HSk", "HE", "SJ", "GENQ"):
        raw = estimate(profile, options.method, data.weights, options.iterations).untruncated
        return Tau2(max(low, raw), raw)
    found = estimate(shifted, options.method, data.weights, options.iterations)
    return Tau2(found.value + low, found.untruncated + low, tuple(m + low for m in found.maxima))


def _coefficients(
    profile: Profile, X: Matrix, tau2: float, weights: Vector | None, test: str
) -> tuple[Vector, Matrix, float]:
    """β, its covariance and the Knapp–Hartung factor s² = yᵀPy/(k − p) (Knapp and Hartung 2003)."""
    y, v, k, p = profile.effects, profile.vi, profile.k, profile.p
    total = v + tau2
    if profile.low + tau2 <= 0.0:
        raise StatsError("vi", "a sampling variance of 0 at τ² = 0", "positive variances")
    w = 1.0 / total
    s2w = 1.0
    if weights is None and isinstance(profile, OneMean):
        a = float(w.sum())
        mu = float(w @ y) / a
        r = y - mu
        if test.startswith("knapp"):
            s2w = float((w * r) @ r) / (k - 1)
            s2w = max(1.0, s2w) if test != "knapp-hartung" else s2w
        return np.array([mu]), np.array([[s2w / a]]), s2w
    if test.startswith("knapp"):
        s2w = profile.q(tau2)[0] / (k - p)
        s2w = max(1.0, s2w) if test != "knapp-hartung" else s2w
    if weights is None and isinstance(profile, Design):
        short = profile.coefficients(tau2)
        if short is not None:
            return short[0], s2w * short[1], s2w
    root = np.sqrt(w if weights is None else weights)
    Q, R = np.linalg.qr(root[:, None] * X)
    beta = np.linalg.solve(R, Q.T @ (root * y))
    half = np.linalg.inv(R)
    if weights is None:
        return beta, s2w * (half @ half.T), s2w
    B = half @ (Q.T * root)
    return beta, s2w * ((B * total) @ B.T), s2w


def _cautions(
    data: Data, options: Options, tau2: Tau2, s2w: float, p: int, test: str
) -> tuple[Caution, ...]:
    k = data.yi.shape[0]
    out: list[Caution] = []
    if k < FEW_STUDIES:
        out.append(
            Caution(
                "few-studies",
                f"{k} {'study' if k == 1 else 'studies'}: τ² and intervals are poorly determined",
            )
        )
    if test != options.test:
        out.append(Caution("few-studies", "With as many studies as coefficients the test is z"))
    if options.method != "EE" and options.tau2 is None and k > p:
        if tau2.value == options.tau2_min:
            word = "0" if options.tau2_min == 0 else "its lower bound"
            out.append(
                Caution(
                    "tau2-at-zero",
                    f"τ² is estimated as {word}; that is not evidence of homogeneity",
                )
            )
        if len(tau2.maxima) > 1:
            at = ", ".join(f"{m:.4g}" for m in tau2.maxima)
            out.append(
                Caution(
                    "several-maxima",
                    f"The likelihood has maxima at τ² = {at}; the highest was taken",
                )
            )
    if test == "knapp-hartung" and s2w < 1.0:
        kind: CautionCode = "interval-collapsed" if s2w == 0.0 else "narrower-than-wald"
        out.append(
            Caution(
                kind, f"The Knapp–Hartung factor is {s2w:.3g}: its standard errors are below Wald's"
            )
        )
    return tuple(out)

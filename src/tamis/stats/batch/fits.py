"""Fit a model to each of many data sets."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamis.stats.batch.stack import Stack
from tamis.stats.batch.tau2 import estimates
from tamis.stats.cautions import Caution
from tamis.stats.distributions import critical, special
from tamis.stats.errors import (
    LengthMismatch,
    NegativeVariance,
    NotFinite,
    SingularModerators,
    TooFewStudies,
)
from tamis.stats.models.columns import Flags, Matrix, Vector
from tamis.stats.models.fitting import confidence_level
from tamis.stats.models.one_mean import LEAD_RATIO
from tamis.stats.names import method_code, test_code

#: Doubles per array and chunk: a handful of arrays of this size stay in a processor's cache.
CHUNK = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyFits:
    """Results of B fits; arrays of shape (B,) or (B, p), one row per data set.

    A data set whose studies do not determine every coefficient has NaN, and a caution says so.

    Attributes:
        method, test: Codes.
        level: Confidence level in (0, 1).
        k: Studies in use.
        covariance: Of the coefficients, Knapp–Hartung factor included, shape (B, p, p).
        beta, se, statistic, p_value, ci_lower, ci_upper: Shape (B, p).
        tau2, s2w: Between-study variance and Knapp–Hartung factor.
        q, q_p, i2, h2: Heterogeneity; I² in per cent.
        df: Degrees of freedom of t; NaN under z, and for a single study, which is tested by z.
    """

    method: str
    test: str
    level: float
    k: Vector
    beta: Matrix
    covariance: NDArray[np.float64]
    se: Matrix
    statistic: Matrix
    p_value: Matrix
    ci_lower: Matrix
    ci_upper: Matrix
    tau2: Vector
    s2w: Vector
    q: Vector
    q_p: Vector
    i2: Vector
    h2: Vector
    df: Vector

    @property
    def estimate(self) -> Vector:
        """First (or only) coefficient, shape (B,)."""
        out: Vector = self.beta[:, 0]
        return out

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """How many data sets have no result."""
        lost = int(np.isnan(self.tau2).sum())
        if not lost:
            return ()
        said = f"{lost} of {self.k.size} data sets do not determine every coefficient: NaN"
        return (Caution("not-estimable", said),)

    @property
    def q_ratio(self) -> Vector:
        """Q over its degrees of freedom, shape (B,); 1 where there are none."""
        m = self.k - self.beta.shape[1]
        out: Vector = np.where(m > 0, self.q / np.where(m > 0, m, 1.0), 1.0)
        return out


def pool_many(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    include: NDArray[np.bool_] | None = None,
    method: str = "REML",
    test: str = "knapp-hartung",
    level: float = 0.95,
) -> ManyFits:
    """Pool each row of `yi` to one mean, as `pool` does, all rows at once.

    Args:
        yi: Effects, shape (B, k); or (k,) for the same effects throughout.
        vi: Sampling variances, shape (B, k) or (k,).
        include: Which studies belong to each data set, shape (B, k); NaN effects never do.
        method: Any estimator but GENQ and GENQM.
        test, level: As for `pool`.

    Raises:
        LengthMismatch, NotFinite, NegativeVariance, TooFewStudies, UnknownOption, NotConverged.
    """
    ones = np.ones((np.asarray(yi).shape[-1], 1))
    return regress_many(yi, vi, ones, include=include, method=method, test=test, level=level)


def regress_many(
    yi: ArrayLike,
    vi: ArrayLike,
    X: ArrayLike,
    *,
    include: NDArray[np.bool_] | None = None,
    method: str = "REML",
    test: str = "knapp-hartung",
    level: float = 0.95,
) -> ManyFits:
    """Regress each row of `yi` on moderators, all rows at once.

    Args:
        yi, vi, include, method, test, level: As for `pool_many`.
        X: Moderators, shape (k, p), or (B, k, p) if they differ.

    Raises:
        LengthMismatch, NotFinite, NegativeVariance, TooFewStudies, UnknownOption, NotConverged.
        SingularModerators: No data set determines every coefficient. Those that do not are NaN.
    """
    how = method_code(method), test_code(test), confidence_level(level)
    stack = _stack(yi, vi, np.asarray(X, dtype=np.float64), include)
    determined = stack.determined()
    if determined is None or bool(determined.all()):
        return _in_chunks(stack, *how)
    if not determined.any():
        raise SingularModerators("X", "redundant columns in every data set", "full column rank")
    found = _in_chunks(stack.take(np.flatnonzero(determined)), *how)
    spread = {name: _spread(found, name, determined) for name in ARRAYS}
    return ManyFits(method=found.method, test=found.test, level=found.level, **spread)


def _spread(found: ManyFits, name: str, determined: Flags) -> NDArray[np.float64]:
    """Results in the rows that have one, NaN in the others."""
    values = getattr(found, name)
    out = np.full((determined.size, *values.shape[1:]), np.nan)
    out[determined] = values
    return out


def _in_chunks(stack: Stack, method: str, test: str, level: float) -> ManyFits:
    k, B = stack.y.shape
    size = max(1, CHUNK // max(1, k))
    if size >= B:
        return _fit(stack, method, test, level)
    parts = [
        _fit(stack.take(np.arange(i, min(i + size, B))), method, test, level)
        for i in range(0, B, size)
    ]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in ARRAYS}
    return ManyFits(method=method, test=test, level=level, **joined)


ARRAYS = tuple(f.name for f in fields(ManyFits) if f.name not in ("method", "test", "level"))


def _stack(yi: ArrayLike, vi: ArrayLike, X: Matrix, include: NDArray[np.bool_] | None) -> Stack:
    y, v = np.asarray(yi, dtype=np.float64), np.asarray(vi, dtype=np.float64)
    k = y.shape[-1]
    shapes = [a.shape[:-1] for a in (y, v) if a.ndim > 1]
    shapes += [X.shape[:1]] * (X.ndim == 3) + ([include.shape[:1]] if include is not None else [])
    B = max((s[0] for s in shapes), default=1)
    if v.shape[-1] != k or X.shape[-2] != k or any(s != (B,) for s in shapes):
        raise LengthMismatch("vi", f"shape {v.shape}", f"{k} studies and {B} data sets throughout")
    on: Matrix | None = None
    whole = bool(np.isfinite(y).all() and np.isfinite(v).all())
    if whole and include is not None:
        on = np.ascontiguousarray(np.broadcast_to(include, (B, k)).T, dtype=np.float64)
    if not whole:
        gaps = np.isnan(y) | np.isnan(v)
        chosen = np.broadcast_to(~gaps, (B, k)) & (True if include is None else include)
        on = np.ascontiguousarray(chosen.T, dtype=np.float64)
        y, v = np.where(np.isnan(y), 0.0, y), np.where(np.isnan(v), 1.0, v)
    if not whole and (np.isinf(y).any() or np.isinf(v).any()):
        raise NotFinite("yi", "infinity", "finite numbers, or NaN if missing")
    if (v <= 0).any():
        raise NegativeVariance("vi", "a variance of 0 or below", "positive variances in a batch")
    wide = np.ascontiguousarray(np.broadcast_to(y, (B, k)).T)
    n = np.full(B, float(k)) if on is None else on.sum(axis=0)
    p = X.shape[-1]
    if (n < p).any():
        raise TooFewStudies("yi", f"{int(n.min())} studies", f"at least {p} in each data set")
    columns = tuple(
        np.ascontiguousarray(X[..., j].T) if X.ndim == 3 else X[:, j, None] for j in range(p)
    )
    across = np.ascontiguousarray(v.T) if v.ndim > 1 else v[:, None]
    one_mean = p == 1 and bool((X == 1.0).all()) and float(v.max()) < LEAD_RATIO * float(v.min())
    return Stack(wide if on is None else wide * on, across, columns, on, n, one_mean)


def _fit(stack: Stack, method: str, test: str, level: float) -> ManyFits:
    tau2 = estimates(stack, method)
    beta, unscaled, rss = stack.solution(tau2)
    df = stack.n - stack.p
    s2w = np.ones_like(tau2)
    single = df <= 0
    if test.startswith("knapp"):
        s2w = np.where(single, 1.0, rss / np.where(single, 1.0, df))
        s2w = np.maximum(1.0, s2w) if test != "knapp-hartung" else s2w
    variance = np.diagonal(unscaled, axis1=1, axis2=2) * s2w[:, None]
    se = np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = beta / se
    dfs = np.where(single, np.nan, df) if test != "z" else np.full_like(df, np.nan)
    half = _critical(level, dfs)[:, None] * se
    return ManyFits(
        method=method,
        test=test,
        level=level,
        k=stack.n,
        beta=beta,
        covariance=unscaled * s2w[:, None, None],
        se=se,
        statistic=statistic,
        p_value=_two_sided(statistic, dfs),
        ci_lower=beta - half,
        ci_upper=beta + half,
        tau2=tau2,
        s2w=s2w,
        df=dfs,
        **_heterogeneity(stack, tau2, method),
    )


def _heterogeneity(stack: Stack, tau2: Vector, method: str) -> dict[str, Vector]:
    m = stack.n - stack.p
    rss, trace_p = stack.q_and_trace(np.zeros_like(tau2))
    if method != "EE" and float(m.min()) > 0.0 and float(trace_p.min()) > 0.0:
        share = tau2 * trace_p / m
        p_value = special("gammaincc")(0.5 * m, 0.5 * rss)
        return {"q": rss, "q_p": p_value, "i2": 100.0 * share / (share + 1.0), "h2": share + 1.0}
    q = np.where(m > 0, rss, 0.0)
    safe = np.where(m > 0, m, 1.0)
    p = np.where(m > 0, special("gammaincc")(0.5 * safe, 0.5 * q), 1.0)
    if method == "EE":
        i2 = np.where(q > 0, np.maximum(0.0, 100.0 * (q - m) / np.where(q > 0, q, 1.0)), 0.0)
        return {"q": q, "q_p": p, "i2": i2, "h2": np.where(m > 0, q / safe, 1.0)}
    typical = safe / np.where(trace_p > 0, trace_p, 1.0)
    i2 = np.where(m > 0, 100.0 * tau2 / (tau2 + typical), 0.0)
    return {"q": q, "q_p": p, "i2": i2, "h2": np.where(m > 0, tau2 / typical + 1.0, 1.0)}


def _critical(level: float, df: Vector) -> Vector:
    if (df == df[0]).all():
        return np.full_like(df, critical(level, float(df[0])))
    different, where = np.unique(df, return_inverse=True)
    values = [critical(level, None if d != d else d) for d in different.tolist()]
    out: Vector = np.array(values)[where]
    return out


def _two_sided(statistic: Matrix, df: Vector) -> Matrix:
    none, d = np.isnan(df), df[:, None]
    if not none.all():
        with np.errstate(invalid="ignore", over="ignore"):
            t: Matrix = special("betainc")(0.5 * d, 0.5, d / (d + statistic * statistic))
        if not none.any():
            return t
    normal: Matrix = 2.0 * special("ndtr")(-np.abs(statistic))
    return normal if none.all() else np.where(none[:, None], normal, t)

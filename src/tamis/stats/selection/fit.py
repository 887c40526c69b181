"""Fitting selection models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
from scipy import special

from tamis.stats.cautions import Caution
from tamis.stats.errors import (
    LengthMismatch,
    NotConverged,
    OutOfRange,
    TooFewStudies,
    UnknownOption,
)
from tamis.stats.multilevel.inference import chi2_tail, coefficients
from tamis.stats.multilevel.inputs import (
    Column,
    Floats,
    checked_definite,
    checked_rank,
    design,
    finite,
    numbers,
    variances,
)
from tamis.stats.multilevel.newton import maximise
from tamis.stats.multilevel.rows import complete
from tamis.stats.selection.likelihood import (
    SelectionModel,
    SelectionPoint,
    Smooth,
    Steps,
    WeightModel,
)
from tamis.stats.selection.weights import KINDS, Kind

Alternative = Literal["greater", "less", "two.sided"]

#: Weights are held below this, for where few results are seen the likelihood can rise for ever.
_LARGEST = 100.0
#: At δ = 0 a beta weight is not integrable; metafor's bound, so that numbers agree there.
_SMALLEST = {"beta": 1e-5}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SelectionFit:
    """A pooled effect corrected for selection by p-value.

    Attributes:
        kind: Weight function; `alternative`: the direction of its p-values.
        beta: Coefficients (p,); `vb`, `se`, `statistic`, `pval`, `ci_lb`, `ci_ub`: their inference.
        tau2: Heterogeneity; `se_tau2`: its standard error, None at the boundary.
        delta: Weight parameters, with the fixed ones; `se_delta`: None where fixed or at a bound.
        steps: Upper ends of the p-value intervals of a step function.
        ll: Log-likelihood; `ll_unselected`: without selection.
        LRT, LRTdf, LRTp: Test that nothing was selected; no p-value when every weight was held.
        observed_per_step: Number of effects in each interval.
        cautions: What a reader should know.
    """

    kind: Kind
    alternative: Alternative
    k: int
    names: tuple[str, ...]
    beta: Floats
    vb: Floats
    se: Floats
    statistic: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    tau2: float
    se_tau2: float | None
    delta: tuple[float, ...]
    se_delta: tuple[float | None, ...]
    steps: tuple[float, ...]
    ll: float
    ll_unselected: float
    LRT: float
    LRTdf: int
    LRTp: float | None
    observed_per_step: tuple[int, ...]
    cautions: tuple[Caution, ...]


def selection_model(
    yi: Column,
    vi: Column,
    *,
    kind: Kind = "stepfun",
    alternative: Alternative = "greater",
    steps: Sequence[float] = (),
    delta: Sequence[float | None] | None = None,
    precision: Column | None = None,
    X: Column | None = None,
    names: Sequence[str] | None = None,
    level: float = 0.95,
) -> SelectionFit:
    """Estimate an effect while modelling which results were published.

    Args:
        yi: Effects (k,).
        vi: Sampling variances (k,).
        kind: Weight function; see `tamis.stats.selection.weights`.
        alternative: Which tail makes a small p-value; ``"two.sided"`` for either.
        steps: For stepfun, p-values at which the weight changes (the last, 1, may be left out); for
            trunc the effect at which it does (default 0); for the smooth kinds at most one p-value
            up to which the weight is 1.
        delta: Values at which to hold weight parameters, None for those to estimate.
        precision: A measure of imprecision of each study (k,), e.g. standard errors; smooth weights
            are raised to its ratio to the largest.
        X: Design matrix (k, p); default: an intercept.
        names: Names of the coefficients.
        level: Coverage of the intervals.

    Raises:
        StatsError: Unknown options, steps outside 0 … 1, lengths that differ, too few effects.

    Source: Vevea & Hedges 1995, Psychometrika 60:419; the others in `weights`. Follows metafor's
    `selmodel` on a maximum-likelihood fit.
    """
    if kind not in KINDS:
        raise UnknownOption("kind", repr(kind), ", ".join(KINDS))
    if alternative not in ("greater", "less", "two.sided"):
        raise UnknownOption("alternative", repr(alternative), "greater, less, two.sided")
    y, v = numbers(yi, "yi"), variances(vi, len(numbers(yi, "yi")))
    if v.ndim != 1:
        raise LengthMismatch("vi", "a matrix", "one variance per effect")
    matrix, labels = design(X, len(y), names)
    rows, omitted = complete(y, v, matrix)
    y, v, matrix = y[rows], v[rows], matrix[rows]
    checked_definite(v)
    checked_rank(matrix)
    scale = None if precision is None else finite(precision, "precision")[rows]
    if scale is not None and ((scale <= 0).any() or kind in ("stepfun", "trunc", "beta")):
        raise OutOfRange("precision", "a value ≤ 0 or a kind without one", "halfnorm and its kin")
    bound = _bind(y, v, kind, alternative, tuple(steps), scale)
    held = _held(kind, bound.weigh.d, delta)
    free = int(np.isnan(held).sum())
    if len(y) < matrix.shape[1] + 1 + free:
        raise TooFewStudies("yi", f"{len(y)} effects", f"more than {matrix.shape[1] + free}")
    sign = -1.0 if alternative == "less" else 1.0
    model = SelectionModel(sign * y, v, sign * matrix, bound.weigh, held)
    plain = _unselected(model)
    best, converged = _best(model, plain, kind)
    return _assemble(
        model, best, plain, bound, kind, alternative, labels, level, converged, omitted
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Bound:
    weigh: WeightModel
    steps: tuple[float, ...]
    counts: tuple[int, ...]


def _bind(
    y: Floats,
    v: Floats,
    kind: Kind,
    alternative: Alternative,
    steps: tuple[float, ...],
    precision: Floats | None,
) -> _Bound:
    """Bind a weight function to the observed p-values."""
    z = y / np.sqrt(v) * (-1.0 if alternative == "less" else 1.0)
    two = alternative == "two.sided"
    p = 2 * special.ndtr(-np.abs(z)) if two else special.ndtr(-z)
    if kind == "trunc":
        return _truncation(y, v, alternative, steps)
    if any(not 0 < s <= 1 for s in steps) or list(steps) != sorted(set(steps)):
        raise OutOfRange("steps", str(steps), "rising p-values between 0 and 1")
    if kind != "stepfun":
        if len(steps) > 1:
            raise OutOfRange("steps", f"{len(steps)} p-values", f"at most one for {kind}")
        scaled = None if precision is None else precision / precision.max()
        start = float(steps[0]) if steps else 0.0
        return _Bound(Smooth(kind, p, two, start, scaled), steps, (len(p),))
    if not steps:
        raise OutOfRange("steps", "none", "at least one p-value, e.g. 0.025")
    ends = steps if steps[-1] == 1 else (*steps, 1.0)
    piece = np.searchsorted(np.array(ends), p, side="left")
    edge = np.concatenate([[np.inf], -special.ndtri(np.array(ends) / (2 if two else 1))])
    if two:
        edge[-1] = 0.0
    low, high = edge[1:], edge[:-1]
    k = len(y)
    lower = np.stack([low, -high] if two else [low], axis=1)[:, :, None] + np.zeros(k)
    upper = np.stack([high, -low] if two else [high], axis=1)[:, :, None] + np.zeros(k)
    counts = tuple(int(n) for n in np.bincount(piece, minlength=len(ends)))
    return _Bound(Steps(lower, upper, piece.astype(np.float64)), ends, counts)


def _truncation(y: Floats, v: Floats, alternative: Alternative, steps: tuple[float, ...]) -> _Bound:
    if alternative == "two.sided" or len(steps) > 1:
        raise UnknownOption("alternative, steps", f"{alternative}, {steps}", "one side, one point")
    sign = -1.0 if alternative == "less" else 1.0
    point = sign * (steps[0] if steps else 0.0)
    edge = point / np.sqrt(v)
    infinite = np.full(len(y), np.inf)
    piece = (sign * y <= point).astype(np.float64)
    lower = np.stack([edge, -infinite])[:, None, :]
    upper = np.stack([infinite, edge])[:, None, :]
    counts = (int((piece == 0).sum()), int((piece == 1).sum()))
    return _Bound(Steps(lower, upper, piece), (point * sign,), counts)


def _held(kind: Kind, d: int, delta: Sequence[float | None] | None) -> Floats:
    if delta is None:
        held = np.full(d, np.nan)
    else:
        held = np.array([np.nan if x is None else float(x) for x in delta])
        if len(held) != d:
            raise LengthMismatch("delta", f"{len(held)} values", f"{d}")
        if (held < 0).any():
            raise OutOfRange("delta", "a negative weight", "zero or more")
    if kind in ("stepfun", "trunc") and np.isnan(held[0]):
        held[0] = 1.0
    return held


def _unselected(model: SelectionModel) -> SelectionPoint:
    """Fit the same effects without selection, by maximum likelihood."""
    free = replace(model, weigh=None, held=np.empty(0))
    p = model.X.shape[1]
    beta = np.linalg.lstsq(model.X, model.y, rcond=None)[0]
    spread = float(((model.y - model.X @ beta) ** 2).mean())
    lower = np.append(np.full(p, -np.inf), 0.0)
    best: SelectionPoint | None = None
    for tau2 in (spread, 0.1 * spread):
        start = free.evaluate(np.append(beta, tau2))
        assert start is not None
        point, _ = maximise(free.evaluate, start, lower, np.full(p + 1, np.inf))
        best = point if best is None or point.ll > best.ll + 1e-10 else best
    assert best is not None
    return best


def _starts(kind: Kind, d: int) -> list[Floats]:
    if kind in ("stepfun", "trunc"):
        return [np.full(d, 0.8), np.full(d, 0.2), np.full(d, 3.0)]
    if kind == "beta":
        return [np.array(x)[:d] for x in ((1.0, 1.0), (0.3, 1.2), (0.05, 2.0))]
    if kind == "negexppow":
        return [np.array(x)[:d] for x in ((1.0, 1.0), (3.0, 0.5), (0.3, 2.0))]
    return [np.full(d, x) for x in (0.5, 3.0, 15.0)]


def _best(model: SelectionModel, plain: SelectionPoint, kind: Kind) -> tuple[SelectionPoint, bool]:
    """Climb from several starts and keep the highest point."""
    free = int(np.isnan(model.held).sum())
    p = model.X.shape[1]
    least = _SMALLEST.get(kind, 0.0)
    lower = np.concatenate([np.full(p, -np.inf), [0.0], np.full(free, least)])
    upper = np.concatenate([np.full(p + 1, np.inf), np.full(free, _LARGEST)])
    best: tuple[SelectionPoint, bool] | None = None
    floor = 0.05 * float(np.median(model.v))
    deltas = _starts(kind, free) if free else [np.empty(0)]
    shifts = (0.0, -1.5) if kind == "beta" else (0.0,)
    for delta, factor, shift in product(deltas, (1.0, 0.1), shifts):
        tau2 = max(float(plain.theta[p]), floor) * factor
        moved = shift * float(np.sqrt(plain.theta[p] + np.median(model.v)))
        beta = plain.theta[:p] + moved * np.linalg.lstsq(model.X, np.ones_like(model.y))[0]
        start = model.evaluate(np.concatenate([beta, [tau2], delta]))
        if start is None:
            continue
        point, end = maximise(model.evaluate, start, lower, upper, limit=200)
        if best is None or point.ll > best[0].ll + 1e-9:
            best = (point, end.converged)
    if best is None:
        raise NotConverged("yi, vi", "no point at which the likelihood exists", "other steps")
    return best


def _assemble(
    model: SelectionModel,
    best: SelectionPoint,
    plain: SelectionPoint,
    bound: _Bound,
    kind: Kind,
    alternative: Alternative,
    labels: tuple[str, ...],
    level: float,
    converged: bool,
    omitted: tuple[Caution, ...],
) -> SelectionFit:
    p = model.X.shape[1]
    free = np.isnan(model.held)
    delta = model.held.copy()
    delta[free] = best.theta[p + 1 :]
    vcov = _covariance(best, p, _SMALLEST.get(kind, 0.0))
    se = np.sqrt(np.diag(vcov))
    table = coefficients(best.theta[:p], vcov[:p, :p], None, level)
    se_delta: list[float | None] = [None] * len(delta)
    for place, value in zip(np.flatnonzero(free), se[p + 1 :], strict=True):
        se_delta[place] = float(value) if np.isfinite(value) else None
    lrt = max(2 * (best.ll - plain.ll), 0.0)
    trunc = kind == "trunc"
    return SelectionFit(
        kind=kind,
        alternative=alternative,
        k=len(model.y),
        names=labels,
        beta=best.theta[:p],
        vb=vcov[:p, :p],
        se=table.se,
        statistic=table.statistic,
        pval=table.pval,
        ci_lb=table.ci_lb,
        ci_ub=table.ci_ub,
        tau2=float(best.theta[p]),
        se_tau2=float(se[p]) if np.isfinite(se[p]) else None,
        delta=tuple(float(x) for x in (delta[1:] if trunc else delta)),
        se_delta=tuple(se_delta[1:] if trunc else se_delta),
        steps=bound.steps,
        ll=best.ll,
        ll_unselected=plain.ll,
        LRT=lrt,
        LRTdf=int(free.sum()),
        LRTp=chi2_tail(lrt, int(free.sum())) if free.any() else None,
        observed_per_step=bound.counts,
        cautions=(*omitted, *_cautions(best, bound, delta[free], p, converged)),
    )


def _covariance(best: SelectionPoint, p: int, least: float) -> Floats:
    """Invert the observed information of what is not at a bound; NaN for what is."""
    m = len(best.theta)
    inside = np.ones(m, dtype=bool)
    inside[p] = best.theta[p] > 0
    inside[p + 1 :] = (best.theta[p + 1 :] > least) & (best.theta[p + 1 :] < _LARGEST)
    keep = np.flatnonzero(inside)
    H = best.observed[np.ix_(keep, keep)]
    out = np.full((m, m), np.nan)
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(H)), 1e-300))
    values = np.linalg.eigvalsh(H * np.outer(scale, scale))
    if values.min() > 1e-10:
        inverse = np.linalg.inv(H * np.outer(scale, scale)) * np.outer(scale, scale)
        out[np.ix_(keep, keep)] = inverse
    return out


def _cautions(
    best: SelectionPoint, bound: _Bound, delta: Floats, p: int, converged: bool
) -> tuple[Caution, ...]:
    notes = []
    if min(bound.counts) < 4 and len(bound.counts) > 1:
        text = f"An interval of p-values holds only {min(bound.counts)} effects; its weight is a "
        notes.append(Caution("flat-likelihood", text + "guess."))
    if best.theta[p] == 0:
        notes.append(Caution("tau2-at-zero", "Heterogeneity is estimated as exactly zero."))
    if ((delta <= 0) | (delta >= _LARGEST)).any():
        text = "A selection weight lies at its bound, so its standard error does not exist."
        notes.append(Caution("tau2-at-boundary", text))
    if not converged:
        text = "The likelihood was still rising when the iteration stopped; read with great care."
        notes.append(Caution("not-converged", text))
    return tuple(notes)

"""Fitting selection models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.multilevel.inference import chi2_tail, coefficients
from tamis.stats.multilevel.inputs import Column, Floats
from tamis.stats.selection.binding import Bound, Prepared, prepare
from tamis.stats.selection.likelihood import SelectionPoint
from tamis.stats.selection.result import SelectionFit
from tamis.stats.selection.search import LARGEST, SMALLEST, highest, unselected
from tamis.stats.selection.weights import Alternative, Kind


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
    prepared = prepare(
        yi,
        vi,
        kind=kind,
        alternative=alternative,
        steps=steps,
        delta=delta,
        precision=precision,
        X=X,
        names=names,
    )
    plain = unselected(prepared.model)
    best, converged = highest(prepared.model, plain, kind)
    return _assemble(prepared, best, plain, kind, alternative, level, converged)


def _assemble(
    prepared: Prepared,
    best: SelectionPoint,
    plain: SelectionPoint,
    kind: Kind,
    alternative: Alternative,
    level: float,
    converged: bool,
) -> SelectionFit:
    model, bound = prepared.model, prepared.bound
    p = model.X.shape[1]
    free = np.isnan(model.held)
    delta = model.held.copy()
    delta[free] = best.theta[p + 1 :]
    vcov = _covariance(best, p, SMALLEST.get(kind, 0.0))
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
        names=prepared.names,
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
        cautions=(*prepared.cautions, *_cautions(best, bound, delta[free], p, converged, vcov)),
    )


def _covariance(best: SelectionPoint, p: int, least: float) -> Floats:
    """Invert the observed information of what is not at a bound; NaN for what is."""
    m = len(best.theta)
    inside = np.ones(m, dtype=bool)
    inside[p] = best.theta[p] > 0
    inside[p + 1 :] = (best.theta[p + 1 :] > least) & (best.theta[p + 1 :] < LARGEST)
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
    best: SelectionPoint, bound: Bound, delta: Floats, p: int, converged: bool, vcov: Floats
) -> tuple[Caution, ...]:
    notes = []
    if min(bound.counts) < 4 and len(bound.counts) > 1:
        text = f"An interval of p-values holds only {min(bound.counts)} effects; its weight is a "
        notes.append(Caution("flat-likelihood", text + "guess."))
    if best.theta[p] == 0:
        notes.append(Caution("tau2-at-zero", "Heterogeneity is estimated as exactly zero."))
    if ((delta <= 0) | (delta >= LARGEST)).any():
        text = "A selection weight lies at its bound, so its standard error does not exist."
        notes.append(Caution("tau2-at-boundary", text))
    if np.isnan(np.diagonal(vcov)[:p]).any():
        text = "The likelihood is flat at its maximum, so there are no standard errors."
        notes.append(Caution("flat-likelihood", text))
    if not converged:
        text = "The likelihood was still rising when the iteration stopped; read with great care."
        notes.append(Caution("not-converged", text))
    return tuple(notes)

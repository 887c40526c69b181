"""Finding the highest point of a selection likelihood, which may have several."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from tamis.stats.errors import NotConverged
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.newton import maximise
from tamis.stats.selection.likelihood import SelectionModel, SelectionPoint
from tamis.stats.selection.weights import Kind

#: Weights are held below this, for where few results are seen the likelihood can rise for ever.
LARGEST = 100.0
#: At δ = 0 a beta weight is not integrable; metafor's bound, so that numbers agree there.
SMALLEST = {"beta": 1e-5}


def unselected(model: SelectionModel) -> SelectionPoint:
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
        point, _ = maximise(free.evaluate, start, lower, np.full(p + 1, np.inf), known=best)
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


def highest(
    model: SelectionModel, plain: SelectionPoint, kind: Kind
) -> tuple[SelectionPoint, bool]:
    """Climb from several starts and keep the highest point."""
    free = int(np.isnan(model.held).sum())
    p = model.X.shape[1]
    least = SMALLEST.get(kind, 0.0)
    lower = np.concatenate([np.full(p, -np.inf), [0.0], np.full(free, least)])
    upper = np.concatenate([np.full(p + 1, np.inf), np.full(free, LARGEST)])
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
        known = None if best is None else best[0]
        point, end = maximise(model.evaluate, start, lower, upper, limit=200, known=known)
        if best is None or point.ll > best[0].ll + 1e-9:
            best = (point, end.converged)
    if best is None:
        raise NotConverged("yi, vi", "no point at which the likelihood exists", "other steps")
    return best

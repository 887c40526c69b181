"""Where the ascent of the likelihood starts, and the best of where it ends."""

from __future__ import annotations

import numpy as np

from tamis.stats.errors import NotConverged, NotPositiveDefinite
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.likelihood import Point, evaluate
from tamis.stats.multilevel.model import Model
from tamis.stats.multilevel.newton import maximise
from tamis.stats.multilevel.terms import Structured

#: Correlations from which structured models are started; their likelihood may have several maxima.
_STARTS = (0.3, 0.9, -0.3)
#: Far from the maximum the expected information points there better than the observed one does.
#: A structured term's curvature is worth heeding earlier: scoring can run along its ridges.
_SCORING = {False: 0.1, True: 1.0}


def ascend(model: Model, y: Floats, V: Floats, X: Floats, *, reml: bool) -> tuple[Point, bool]:
    """Return the highest point found and whether the ascent to it converged."""
    lower, upper = model.bounds()
    scoring = _SCORING[bool(model.covariances)]

    def at(theta: Floats) -> Point | None:
        return evaluate(model, theta, reml=reml)

    best: tuple[Point, bool] | None = None
    for theta in _starts(model, y, V, X):
        first = at(theta)
        if first is None:
            continue
        known = None if best is None else best[0]
        point, end = maximise(at, first, lower, upper, scoring=scoring, known=known)
        if best is None or point.ll > best[0].ll + 1e-9:
            best = (point, end.converged)
    if best is None:
        raise NotPositiveDefinite(
            "V",
            "sampling and random covariance that are not positive definite",
            "positive variances",
        )
    if not np.isfinite(best[0].ll):
        raise NotConverged("yi, V", "a likelihood that is not finite", "effects of a sane scale")
    return best


def _starts(model: Model, y: Floats, V: Floats, X: Floats) -> list[Floats]:
    """Share the unweighted moment estimate of heterogeneity among the terms."""
    if not model.free:
        return [np.empty(0)]
    v = V if V.ndim == 1 else np.diag(V)
    e = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    spare = float(e @ e) / max(len(y) - X.shape[1], 1)
    total = max(spare - float(v.mean()), 0.1 * spare, 1e-3 * float(v.mean()), 1e-300)
    share = total / len(model.terms)
    rhos = _STARTS if any(_has_rho(model, i) for i in model.covariances) else _STARTS[:1]
    return [_start(model, share, rho) for rho in rhos]


def _has_rho(model: Model, i: int) -> bool:
    cov = model.covariances[i]
    return cov.factor or bool((cov.free >= cov.n_variances).any())


def _start(model: Model, share: float, rho: float) -> Floats:
    parts = [np.empty(0)]
    for i, term in enumerate(model.terms):
        if isinstance(term, Structured):
            scale = float((term.inner**2).mean()) if term.by_covariate else 1.0
            parts.append(model.covariances[i].start(share / max(scale, 1e-12), rho))
        elif term.sigma2 is None:
            parts.append(np.array([share]))
    return np.concatenate(parts)

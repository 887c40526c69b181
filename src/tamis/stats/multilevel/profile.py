"""Profile-likelihood intervals of variance components."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.likelihood import Point, evaluate
from tamis.stats.multilevel.model import Model, places
from tamis.stats.multilevel.newton import maximise
from tamis.stats.multilevel.result import MultilevelFit
from tamis.stats.multilevel.terms import Intercepts


@dataclass(frozen=True, slots=True)
class ProfileInterval:
    """An interval of one variance component; an end at its bound carries a caution."""

    name: str
    estimate: float
    ci_lb: float
    ci_ub: float
    cautions: tuple[Caution, ...] = ()


def profile_interval(
    fit: MultilevelFit, component: int = 0, *, level: float | None = None
) -> ProfileInterval:
    """Find the values of σ² whose profile likelihood lies within χ²₁ of the maximum.

    Solves 2(ℓ(σ̂²) − max ℓ(σ²)) = χ²₁ quantile on each side, the other parameters maximised at each
    trial value (Hardy & Thompson 1996, Stat Med 15:619).

    Args:
        fit: A fitted model.
        component: Which of `fit.components`.
        level: Coverage; default: that of the fit.

    Raises:
        OutOfRange: There is no such component, or it was held fixed.
    """
    places = [i for i, t in enumerate(fit.model.terms) if isinstance(t, Intercepts)]
    if not 0 <= component < len(places) or fit.components[component].fixed:
        raise OutOfRange("component", str(component), "an estimated component of the fit")
    at = _Profile(fit, places[component])
    drop = 0.5 * float(special.chdtri(1, 1 - (fit.level if level is None else level)))
    target = fit.fit.ll - drop
    estimate = fit.components[component].sigma2
    notes: list[Caution] = []
    lower = 0.0
    if estimate > 0 and at(0.0) < target:
        lower = _root(at, target, 0.0, estimate)
    high = max(estimate, 1e-8 * float(np.mean(np.diag(fit.V) if fit.V.ndim == 2 else fit.V))) * 2
    for _ in range(60):
        if at(high) < target:
            break
        high *= 2
    else:
        text = f"The profile likelihood of {fit.components[component].name!r} has no upper end."
        notes.append(Caution("interval-unbounded", text))
        return ProfileInterval(
            fit.components[component].name, estimate, lower, np.inf, tuple(notes)
        )
    upper = _root(at, target, estimate, high)
    return ProfileInterval(fit.components[component].name, estimate, lower, upper, tuple(notes))


class _Profile:
    """The profile likelihood of one component; remembers the last optimum to start from."""

    def __init__(self, fit: MultilevelFit, place: int) -> None:
        self._model, self._place = fit.model, place
        self._reml = fit.method == "REML"
        self._others = np.delete(fit.point.theta, fit.model.places[place].start)

    def __call__(self, sigma2: float) -> float:
        terms = list(self._model.terms)
        held = terms[self._place]
        assert isinstance(held, Intercepts)
        terms[self._place] = replace(held, sigma2=sigma2)
        where = places(terms, self._model.covariances)
        model = replace(self._model, terms=tuple(terms), places=where)
        point = self._maximum(model)
        if point is None:
            return -np.inf
        self._others = point.theta
        return point.ll

    def _maximum(self, model: Model) -> Point | None:
        def at(theta: Floats) -> Point | None:
            return evaluate(model, theta, reml=self._reml)

        start = at(self._others)
        if start is None:
            return None
        if not len(self._others):
            return start
        nudged = np.where(
            self._others == 0, 1e-3 * (1e-3 + np.abs(self._others).max()), self._others
        )
        start = at(nudged) or start
        return maximise(at, start, *model.bounds())[0]


def _root(at: _Profile, target: float, low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(lambda s: at(s) - target, low, high, xtol=1e-14, rtol=1e-12))

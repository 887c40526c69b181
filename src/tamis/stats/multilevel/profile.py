"""Profile-likelihood intervals of variance components; `profile_structured` has the other terms.

An interval holds the values whose profile likelihood lies within χ²₁ of the maximum: solve
2(ℓ(θ̂) − max ℓ(θ)) = χ²₁ quantile on each side, the other parameters maximised at each trial value
(Hardy & Thompson 1996, Stat Med 15:619).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from tamis.stats.cautions import Caution
from tamis.stats.errors import NotConverged, OutOfRange
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.likelihood import Point, evaluate
from tamis.stats.multilevel.model import Model, places
from tamis.stats.multilevel.newton import maximise
from tamis.stats.multilevel.result import MultilevelFit
from tamis.stats.multilevel.structures import covariance
from tamis.stats.multilevel.terms import Intercepts, Structured


@dataclass(frozen=True, slots=True)
class ProfileInterval:
    """An interval of one parameter; an end that the likelihood does not set carries a caution."""

    name: str
    estimate: float
    ci_lb: float
    ci_ub: float
    cautions: tuple[Caution, ...] = ()


def profile_interval(
    fit: MultilevelFit, component: int = 0, *, level: float | None = None
) -> ProfileInterval:
    """Return the interval of σ² of one variance component.

    Args:
        fit: A fitted model.
        component: Which of `fit.components`.
        level: Coverage; default: that of the fit.

    Raises:
        OutOfRange: There is no such component, or it was held fixed.
    """
    found = [i for i, t in enumerate(fit.model.terms) if isinstance(t, Intercepts)]
    if not 0 <= component < len(found) or fit.components[component].fixed:
        raise OutOfRange("component", str(component), "an estimated component of the fit")
    place, part = found[component], fit.components[component]
    held = fit.model.terms[place]
    assert isinstance(held, Intercepts)

    def at(sigma2: float) -> Model:
        return with_term(fit.model, place, replace(held, sigma2=sigma2))

    others = np.delete(fit.point.theta, fit.model.places[place].start)
    return interval(fit, part.name, part.sigma2, (0.0, np.inf), Profile(fit, at, others), level)


def with_term(model: Model, place: int, term: Intercepts | Structured) -> Model:
    """Put another term, of the same levels, in the place of one."""
    terms = list(model.terms)
    terms[place] = term
    covariances = dict(model.covariances)
    if isinstance(term, Structured):
        covariances[place] = covariance(term)
    return replace(
        model, terms=tuple(terms), covariances=covariances, places=places(terms, covariances)
    )


def interval(
    fit: MultilevelFit,
    name: str,
    estimate: float,
    limits: tuple[float, float],
    at: Profile,
    level: float | None,
) -> ProfileInterval:
    """Find both ends of an interval between the limits of a parameter."""
    drop = 0.5 * float(special.chdtri(1, 1 - (fit.level if level is None else level)))
    target = fit.fit.ll - drop
    notes: list[Caution] = []
    lower, upper = limits
    if estimate > lower and at(lower) < target:
        lower = _root(at, name, target, lower, estimate)
    elif lower < 0:
        notes.append(_open_end(name, f"its limit {lower:.3g}"))
    if np.isinf(upper):
        upper = _below(at, target, estimate, float(np.mean(_diagonal(fit.V))))
    if np.isinf(upper):
        notes.append(_open_end(name, "any upper end"))
    elif estimate < upper and at(upper) < target:
        upper = _root(at, name, target, estimate, upper)
    else:
        notes.append(_open_end(name, f"its limit {upper:.3g}"))
    return ProfileInterval(name, estimate, lower, upper, tuple(notes))


def _open_end(name: str, where: str) -> Caution:
    text = f"The profile likelihood of {name!r} does not fall far enough before {where}."
    return Caution("interval-unbounded", text)


def _diagonal(V: Floats) -> Floats:
    return V if V.ndim == 1 else np.diag(V)


def _below(at: Profile, target: float, estimate: float, typical: float) -> float:
    """Double a variance until its profile lies below the target; infinite if it never does."""
    high = 2 * max(estimate, 1e-8 * typical)
    for _ in range(60):
        if at(high) < target:
            return high
        high *= 2
    return np.inf


class Profile:
    """The profile likelihood of one parameter: from the last optimum, and from the estimates too
    where a structured term may have several.

    Calling it with a value returns the highest log-likelihood found there, −inf if there is none.
    """

    def __init__(self, fit: MultilevelFit, held: Callable[[float], Model], others: Floats) -> None:
        self._held, self._reml = held, fit.method == "REML"
        self._last = self._home = others

    def __call__(self, value: float) -> float:  # noqa: D102
        model = self._held(value)
        point = self._maximum(model, self._last, None)
        if model.covariances and self._last is not self._home:
            point = self._maximum(model, self._home, point)
        if point is None:
            return -np.inf
        self._last = point.theta
        return point.ll

    def _maximum(self, model: Model, others: Floats, known: Point | None) -> Point | None:
        """Climb from the others' values; what is known comes back unless there is better."""

        def at(theta: Floats) -> Point | None:
            return evaluate(model, theta, reml=self._reml)

        start = at(others)
        if start is None or not len(others):
            return start if known is None else known
        nudged = np.where(others == 0, 1e-3 * (1e-3 + np.abs(others).max()), others)
        point = maximise(at, at(nudged) or start, *model.bounds(), known=known)[0]
        return point if known is None or point.ll > known.ll else known


def _root(at: Profile, name: str, target: float, low: float, high: float) -> float:
    """Find where the profile crosses the target.

    Raises:
        NotConverged: It lies on one side at both ends, so the climbs at one of them got stuck.
    """
    from scipy.optimize import brentq

    def above(value: float) -> float:
        return max(at(value) - target, -1e3)

    if above(low) * above(high) > 0:
        found = f"a profile of {name!r} that cannot be followed: G is estimated as next to singular"
        raise NotConverged("random", found, "a structure of fewer parameters, such as HCS")
    return float(brentq(above, low, high, xtol=1e-14, rtol=1e-12))

"""Profile-likelihood intervals of the variances and correlations of structured terms.

Trial values are held on the natural scale, τ² and ρ, whatever scale the term was estimated on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.model import Model
from tamis.stats.multilevel.profile import Profile, ProfileInterval, interval, with_term
from tamis.stats.multilevel.result import MultilevelFit
from tamis.stats.multilevel.structures import Covariance
from tamis.stats.multilevel.terms import Structured


def profile_structured(
    fit: MultilevelFit,
    parameter: Literal["tau2", "rho"],
    *,
    part: int = 0,
    which: int = 0,
    level: float | None = None,
) -> ProfileInterval:
    """Return the interval of a variance or correlation of a structured term.

    Args:
        fit: A fitted model.
        parameter: A variance or a correlation.
        part: Which of `fit.structured`.
        which: Which of its `tau2` or `rho`.
        level: Coverage; default: that of the fit.

    Raises:
        UnknownOption: The parameter is neither, or one of an unstructured covariance of more than
            two levels: held on the natural scale, its others may leave no covariance matrix.
        OutOfRange: There is no such term or parameter, or it was held fixed.
        NotConverged: The profile cannot be followed.
    """
    place = _place(fit, parameter, part)
    term, cov = fit.model.terms[place], fit.model.covariances[place]
    assert isinstance(term, Structured)
    held = _natural_held(cov)
    number = which + (len(held) - _correlations(cov) if parameter == "rho" else 0)
    size = _correlations(cov) if parameter == "rho" else cov.n_variances
    if not 0 <= which < size or not np.isnan(held[number]):
        raise OutOfRange("which", str(which), f"an estimated {parameter} of the term")
    tau2, rho = cov.reported(fit.point.theta[fit.model.places[place]])
    natural = np.array([*tau2, *rho])[: len(held)]

    def at(value: float) -> Model:
        trial = held.copy()
        trial[number] = value
        return with_term(fit.model, place, _holding(cov, trial))

    estimate = float(natural[number])
    scaled = np.concatenate([cov.to_scale(natural[: cov.n_variances]), rho])[: len(held)]
    others = np.isnan(held)
    others[number] = False
    start = fit.model.split(fit.point.theta)
    start[place] = scaled[others]
    name = f"{parameter}[{which}] of {term.inner_name} | {term.outer_name}"
    limits = (0.0, np.inf) if parameter == "tau2" else cov.rho_limits()
    profile = Profile(fit, at, np.concatenate(start))
    return interval(fit, name, estimate, limits, profile, level)


def _place(fit: MultilevelFit, parameter: str, part: int) -> int:
    """Return which of the model's terms is meant."""
    if parameter not in ("tau2", "rho"):
        raise UnknownOption("parameter", repr(parameter), "tau2, rho")
    terms = [(i, t) for i, t in enumerate(fit.model.terms) if isinstance(t, Structured)]
    if not 0 <= part < len(terms):
        raise OutOfRange("part", str(part), f"one of {len(terms)} structured terms")
    place, term = terms[part]
    if term.struct in ("UN", "GEN") and term.size > 2:
        raise UnknownOption("part", f"{term.struct} of {term.size} levels", "two, or HCS or HAR")
    return place


def _correlations(cov: Covariance) -> int:
    q = cov.term.size
    return q * (q - 1) // 2 if cov.factor else len(cov.held) - cov.n_variances


def _natural_held(cov: Covariance) -> Floats:
    """Return variances and correlations where they are held, NaN where they are estimated."""
    m = cov.n_variances
    if cov.factor:
        together = cov.together[np.triu_indices(cov.term.size, 1)]
        return np.concatenate([np.full(m, np.nan), np.where(together, np.nan, 0.0)])
    return np.concatenate([cov.from_scale(cov.held[:m]), cov.held[m:]])


def _holding(cov: Covariance, values: Floats) -> Structured:
    m = cov.n_variances
    given = tuple(None if np.isnan(x) else float(x) for x in values)
    return replace(cov.term, tau2=given[:m], rho=given[m:] or None)

"""Estimates and heterogeneity tests of each model, in one shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.glmm import hypergeometric
from tamis.stats.glmm.data import Counts
from tamis.stats.glmm.models import Fitted, fit, fit_saturated, responses
from tamis.stats.glmm.single import Single
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.newton import maximise


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """What every model yields, however it was fitted."""

    beta: Floats
    vb: Floats
    tau2: float
    se_tau2: float | None
    sigma2: float | None
    ll: float
    conditional_deviance: float
    saturated_ll: float
    wald: float
    lrt: float
    parameters: int
    converged: bool


def by_quadrature(counts: Counts, model: str, random: bool, nodes: int) -> Estimates:
    """Fit by (adaptive) quadrature or Laplace's approximation."""
    if model == "UM.RS":
        return _random_study(counts, random, nodes)
    if model != "UM.FS":
        return _one_response(counts, model, random, nodes)
    equal = fit(counts, model, random=False, nodes=nodes)
    data = responses(counts, model)
    sat = float(data.saturated().sum())
    effects, precision = _own_effects(counts, model)
    wald = _residual_wald(effects, precision, counts.X)
    chosen = fit(counts, model, random=True, nodes=nodes, near=equal) if random else equal
    vb, _ = _covariance(chosen, counts.X.shape[1])
    tau = float(chosen.optimum.shared[-1]) if random else 0.0
    own = counts.k if model == "UM.FS" else 0
    return Estimates(
        chosen.optimum.shared[: chosen.p],
        vb,
        tau**2,
        None,
        None,
        chosen.ll,
        chosen.conditional_deviance(),
        sat,
        wald,
        max(2 * (sat - equal.ll), 0.0),
        chosen.p + own + int(random),
        chosen.optimum.converged,
    )


def _one_response(counts: Counts, model: str, random: bool, nodes: int) -> Estimates:
    """CM.AL, the conditional model of rates, and the models of one arm."""
    f = Single(responses(counts, model), counts.X, nodes)
    base, point, end = f.highest(random)
    constant = float(f.data.constant().sum())
    sat = float(f.data.saturated().sum())
    p = counts.X.shape[1]
    tau = float(point.theta[p]) if random else 0.0
    here = float(f.data.log_density(f.at_modes(point, tau)).sum()) + constant
    inside = slice(None) if tau > 0 else slice(p)
    effects, precision = _own_effects(counts, model)
    return Estimates(
        point.theta[:p],
        _inverse(point.observed[inside, inside])[:p, :p],
        tau**2,
        None,
        None,
        point.ll + constant,
        2 * (sat - here),
        sat,
        _residual_wald(effects, precision, counts.X),
        max(2 * (sat - base.ll - constant), 0.0),
        p + int(random),
        end.converged,
    )


def _random_study(counts: Counts, random: bool, nodes: int) -> Estimates:
    """UM.RS; its tests of heterogeneity use as many nodes as the model itself can."""
    used = 1 if random else nodes
    equal = fit(counts, "UM.RS", random=False, nodes=used)
    saturated, f = fit_saturated(counts, used, equal)
    sat = saturated.ll + float(f.data.constant().sum())
    wald = _residual_wald(saturated.own, saturated.own_information, counts.X)
    chosen = fit(counts, "UM.RS", random=True, nodes=1, near=equal) if random else equal
    vb, _ = _covariance(chosen, counts.X.shape[1])
    sds = chosen.optimum.shared[chosen.p + 1 :]
    return Estimates(
        chosen.optimum.shared[: chosen.p],
        vb,
        float(sds[1]) ** 2 if random else 0.0,
        None,
        float(sds[0]) ** 2,
        chosen.ll,
        2 * (sat - chosen.ll),
        sat,
        wald,
        max(2 * (sat - equal.ll), 0.0),
        chosen.p + 2 + int(random),
        chosen.optimum.converged and saturated.converged,
    )


def exactly(counts: Counts, random: bool) -> Estimates:
    """Fit the noncentral hypergeometric model."""
    t = hypergeometric.tables(
        counts.y[:, 0], counts.size[:, 0], counts.y[:, 1], counts.size[:, 1], counts.X
    )
    p = counts.X.shape[1]

    def equal(theta: Floats) -> hypergeometric.ExactPoint:
        return hypergeometric.evaluate(t, theta, random=False)

    def mixed(theta: Floats) -> hypergeometric.ExactPoint:
        return hypergeometric.evaluate(t, theta, random=True)

    free = np.full(p, np.inf)
    base, end = maximise(equal, equal(np.zeros(p)), -free, free)
    own, information, logs = hypergeometric.saturated(t)
    sat = float(logs.sum())
    point = base
    if random:
        start = mixed(np.append(base.theta, 0.5))
        point, end = maximise(mixed, start, np.append(-free, 0.0), np.append(free, np.inf))
    inverse = np.asarray(np.linalg.pinv(point.observed), dtype=np.float64)
    tau = float(point.theta[p]) if random else 0.0
    se_tau2 = 2 * tau * max(float(inverse[p, p]), 0.0) ** 0.5 if random else None
    return Estimates(
        point.theta[:p],
        inverse[:p, :p],
        tau**2,
        se_tau2,
        None,
        point.ll,
        2 * (sat - point.ll),
        sat,
        _residual_wald(own, information, counts.X),
        max(2 * (sat - base.ll), 0.0),
        p + int(random),
        end.converged,
    )


def _own_effects(counts: Counts, model: str) -> tuple[Floats, Floats]:
    """Return each study's own effect and its precision, 0 where the effect is infinite."""
    y, n = counts.y, counts.size
    conditional = model in ("CM.AL", "CM.EL")
    cells = [y] if conditional or not counts.binomial else [y, n - y]
    table = np.concatenate(cells, axis=1)
    finite = np.asarray((table > 0).all(axis=1))
    safe = np.where(finite[:, None], table, 1.0)
    precision = np.where(finite, 1 / (1 / safe).sum(axis=1), 0.0)
    log = np.log(safe)
    rates = log[:, : y.shape[1]]
    rates = (
        rates - np.log(n) if conditional or not counts.binomial else rates - log[:, y.shape[1] :]
    )
    effect = rates[:, 0] - rates[:, 1] if y.shape[1] == 2 else rates[:, 0]
    return np.where(finite, effect, 0.0), precision


def _residual_wald(effects: Floats, information: Floats, X: Floats) -> float:
    """Return min over b of (δ − Xb)′ I (δ − Xb); a vector of informations is a diagonal I."""
    XI = X.T * information if information.ndim == 1 else X.T @ information
    b = np.linalg.lstsq(XI @ X, XI @ effects, rcond=None)[0]
    e = effects - X @ b
    weighted = information * e if information.ndim == 1 else information @ e
    return max(float(e @ weighted), 0.0)


def _covariance(chosen: Fitted, p: int) -> tuple[Floats, Floats]:
    """Return the covariance of the coefficients, standard deviations at zero left out."""
    information = chosen.optimum.information
    c = chosen.likelihood.c - int(chosen.own)
    at_zero = np.zeros(len(information), dtype=bool)
    at_zero[c:] = chosen.optimum.shared[c:] <= 0
    keep = np.flatnonzero(~at_zero)
    inverse = _inverse(information[np.ix_(keep, keep)])
    return inverse[:p, :p], inverse


def _inverse(information: Floats) -> Floats:
    """Invert an information matrix, generalised where it is singular."""
    try:
        return np.asarray(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(information, rcond=1e-14))

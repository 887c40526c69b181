"""The four models of two arms and the models of one, as designs and likelihoods.

UM.FS  unconditional, fixed study effects: η = α_i + g x′β + ½g′u_i
UM.RS  unconditional, random study effects: η = μ + s_i + g x′β + ½g′u_i
CM.AL  conditional on the events of both arms, approximate: binomial with offset log(n₁/n₂)
CM.EL  conditional, exact: noncentral hypergeometric (binomial for rates)

with g = 1, 0 and g′ = 1, −1 in the first and second arm, so that both arms vary alike
(Stijnen, Hamza & Özdemir 2010, Stat Med 29:3046; Jackson et al. 2018, Stat Med 37:1059;
Turner et al. 2000, Stat Med 19:3417 for the half coding of the treatment effect.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.glmm.arrow import ArrowOptimum, maximise_arrow
from tamis.stats.glmm.data import Counts
from tamis.stats.glmm.family import Responses
from tamis.stats.glmm.marginal import StudyLikelihood
from tamis.stats.glmm.single import scored
from tamis.stats.multilevel.inputs import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A maximum and where its parts stand.

    Attributes:
        optimum: The maximum.
        likelihood: What was maximised.
        own: Whether each study has a parameter of its own.
        p: Number of moderators' coefficients, which come first among the shared ones.
    """

    optimum: ArrowOptimum
    likelihood: StudyLikelihood
    own: bool
    p: int

    @property
    def ll(self) -> float:
        """The log-likelihood with its constants."""
        return self.optimum.ll + float(self.likelihood.data.constant().sum())

    def conditional_deviance(self) -> float:
        """Return −2(log density at the modes − saturated)."""
        k, shared = len(self.likelihood.D), self.optimum.shared
        shared = np.broadcast_to(shared, (k, len(shared)))
        theta = np.column_stack([self.optimum.own, shared]) if self.own else np.array(shared)
        data = self.likelihood.data
        here = float(
            data.log_density(self.likelihood.predictors_at_modes(theta)).sum()
            + data.constant().sum()
        )
        return 2 * (float(data.saturated().sum()) - here)


def responses(counts: Counts, model: str) -> Responses:
    """Return the counts as the model sees them."""
    y, n = counts.y, counts.size
    if model in ("CM.AL", "CM.EL"):
        with np.errstate(divide="ignore"):
            offset = np.log(n[:, :1] / n[:, 1:])
        return Responses("binomial", y[:, :1], y.sum(axis=1, keepdims=True), offset)
    if counts.binomial:
        return Responses("binomial", y, n, np.zeros_like(y))
    return Responses("poisson", y, np.ones_like(y), np.log(n))


def likelihood(counts: Counts, model: str, *, random: bool, nodes: int) -> StudyLikelihood:
    """Build the likelihood of a model with (or without) heterogeneous effects."""
    data = responses(counts, model)
    k, J = data.y.shape
    X = counts.X
    half = np.array([0.5, -0.5])
    if model == "UM.FS":
        fixed = np.stack([X, np.zeros_like(X)], axis=1)
        D = np.concatenate([np.ones((k, J, 1)), fixed], axis=2)
        Z = np.broadcast_to(half[None, :, None], (k, J, 1))
    elif model == "UM.RS":
        first = np.array([1.0, 0.0])
        D = np.concatenate([first[None, :, None] * X[:, None, :], np.ones((k, J, 1))], axis=2)
        intercepts = np.ones((k, J, 1))
        effects = np.broadcast_to(half[None, :, None], (k, J, 1))
        Z = np.concatenate([intercepts, effects], axis=2) if random else intercepts
        return StudyLikelihood(data, D, Z, nodes)
    else:
        D = X[:, None, :]
        Z = np.ones((k, 1, 1))
    return StudyLikelihood(data, D, np.array(Z) if random else np.zeros((k, J, 0)), nodes)


def saturated_random_study(counts: Counts, nodes: int) -> StudyLikelihood:
    """Build UM.RS with an effect of its own for every study."""
    data = responses(counts, "UM.RS")
    k, J = data.y.shape
    half = np.broadcast_to(np.array([1.0, 0.0])[None, :, None], (k, J, 1))
    D = np.concatenate([half, np.ones((k, J, 1))], axis=2)
    return StudyLikelihood(data, D, np.ones((k, J, 1)), nodes)


def fit(
    counts: Counts, model: str, *, random: bool, nodes: int, near: Fitted | None = None
) -> Fitted:
    """Maximise the likelihood of a model, starting near an equal-effects fit of it if given."""
    f = likelihood(counts, model, random=random, nodes=nodes)
    p, c = counts.X.shape[1], f.c - int(model == "UM.FS")
    beta, level, effect = _normal_start(counts)
    sd = np.array([level, effect] if model == "UM.RS" else [effect])[: f.Z.shape[2]]
    if near is None:
        own, shared = _start(counts, model, f)
    else:
        own, shared = near.optimum.own, near.optimum.shared[:c].copy()
        if random:
            shared[:p] = beta
        if model == "UM.RS":
            sd[0] = max(near.optimum.shared[c], 0.05)
    lower = np.concatenate([np.full(c, -np.inf), np.zeros(len(sd))])
    optimum = maximise_arrow(f, own, np.concatenate([shared, sd]), lower)
    return Fitted(optimum, f, model == "UM.FS", p)


def _normal_start(counts: Counts) -> tuple[Floats, float, float]:
    """Guess effects and the standard deviations of study levels and of effects from raw rates."""
    rates = _log_rates(counts)
    effect = rates[:, 0] - rates[:, 1] if rates.shape[1] == 2 else rates[:, 0]
    v, tau2 = counts.sampling_variances(), 0.1
    for _ in range(3):
        beta, tau2 = scored(effect, v, counts.X, tau2)
    level = float(rates.mean(axis=1).std())
    return beta, min(max(level, 0.2), 2.0), min(tau2**0.5, 2.0)


def _log_rates(counts: Counts) -> Floats:
    y, n = counts.y + 0.5, counts.size
    return np.asarray(np.log(y / (n + 1 - y)) if counts.binomial else np.log(y / n))


def _start(counts: Counts, model: str, f: StudyLikelihood) -> tuple[Floats, Floats]:
    """Start at raw rates: enough for Newton's method on a likelihood that is nearly concave."""
    p = counts.X.shape[1]
    y, size = f.data.y, f.data.size
    if model == "UM.FS":
        total = counts.size.sum(axis=1)
        events = y.sum(axis=1) + 0.5
        return np.asarray(
            np.log(events / (total + 1 - events)) if counts.binomial else np.log(events / total)
        ), np.zeros(p)
    if model == "UM.RS":
        rates = _log_rates(counts)
        effect = np.median(rates[:, 0] - rates[:, 1])
        slopes = np.linalg.lstsq(counts.X, np.full(counts.k, effect), rcond=None)[0]
        return np.empty(0), np.append(slopes, rates[:, 1].mean())
    if f.data.kind == "binomial":
        level = np.log((y + 0.5) / (size - y + 0.5)) - f.data.offset
    else:
        level = np.log(y + 0.5) - f.data.offset
    return np.empty(0), np.asarray(np.linalg.lstsq(counts.X, level[:, 0], rcond=None)[0])


def fit_saturated(counts: Counts, nodes: int, near: Fitted) -> tuple[ArrowOptimum, StudyLikelihood]:
    """Fit UM.RS with study-specific effects, starting near the fit with equal ones."""
    f = saturated_random_study(counts, nodes)
    rates = _log_rates(counts)
    effect = rates[:, 0] - rates[:, 1]
    start = near.optimum.shared[counts.X.shape[1] :][:2].copy()
    start[0] = rates[:, 1].mean()
    return maximise_arrow(f, effect, start, np.array([-np.inf, 0.0])), f

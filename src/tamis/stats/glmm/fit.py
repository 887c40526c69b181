"""Fitting generalised linear mixed models to counts: no effect size, no added half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.glmm import hypergeometric
from tamis.stats.glmm.data import Counts, read
from tamis.stats.glmm.models import Fitted, fit, fit_saturated, responses
from tamis.stats.glmm.result import GlmmFit, Heterogeneity
from tamis.stats.multilevel.fit import fit_statistics
from tamis.stats.multilevel.inference import chi2_tail, coefficients, omnibus, tested
from tamis.stats.multilevel.inputs import Column, Floats
from tamis.stats.multilevel.newton import maximise

Model = Literal["UM.FS", "UM.RS", "CM.AL", "CM.EL"]
MODELS: tuple[Model, ...] = ("UM.FS", "UM.RS", "CM.AL", "CM.EL")


@dataclass(frozen=True, slots=True, eq=False)
class _Estimates:
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


def glmm(
    measure: str,
    *,
    ai: Column | None = None,
    bi: Column | None = None,
    ci: Column | None = None,
    di: Column | None = None,
    n1i: Column | None = None,
    n2i: Column | None = None,
    x1i: Column | None = None,
    t1i: Column | None = None,
    x2i: Column | None = None,
    t2i: Column | None = None,
    xi: Column | None = None,
    mi: Column | None = None,
    ni: Column | None = None,
    ti: Column | None = None,
    X: Column | None = None,
    names: Sequence[str] | None = None,
    model: Model = "UM.FS",
    method: Literal["ML", "EE"] = "ML",
    nodes: int = 7,
    test: Literal["z", "t"] = "z",
    level: float = 0.95,
) -> GlmmFit:
    """Pool counts by their exact likelihoods.

    Args:
        measure: OR (ai of n1i or ai+bi, ci of n2i or ci+di), IRR (x1i in t1i, x2i in t2i), PLO (xi
            of ni or xi+mi) or IRLN (xi in ti).
        ai, bi, ci, di, n1i, n2i, x1i, t1i, x2i, t2i, xi, mi, ni, ti: Columns (k,) of counts, sizes
            and person-times.
        X: Design matrix (k, p); default: an intercept.
        names: Names of the coefficients.
        model: For two arms; see `tamis.stats.glmm.models`.
        method: ML with random effects, EE with one effect for all.
        nodes: Points of the adaptive quadrature over one random effect; UM.RS with random effects
            has two and uses Laplace's approximation; CM.EL for odds ratios is integrated exactly.
        test: Standard normal, or t with k − p degrees of freedom.
        level: Coverage of the intervals.

    Raises:
        StatsError: Columns are missing, counts impossible or uninformative, options unknown.

    Source: Stijnen, Hamza & Özdemir 2010, Stat Med 29:3046; Jackson et al. 2018, Stat Med 37:1059.
    Follows metafor's `rma.glmm`.
    """
    columns = {
        "ai": ai, "bi": bi, "ci": ci, "di": di, "n1i": n1i, "n2i": n2i, "x1i": x1i, "t1i": t1i,
        "x2i": x2i, "t2i": t2i, "xi": xi, "mi": mi, "ni": ni, "ti": ti,
    }  # fmt: skip
    counts = read(measure, columns, X, None if names is None else tuple(names))
    two_arms = counts.measure in ("OR", "IRR")
    _check(counts, model, method, test, nodes, level)
    kind = model if two_arms else ""
    random = method == "ML"
    if counts.measure == "OR" and kind == "CM.EL":
        found = _exact(counts, random)
    else:
        found = _quadrature(counts, kind, random, nodes)
    return _assemble(counts, kind, method, test, level, found)


def _check(counts: Counts, model: str, method: str, test: str, nodes: int, level: float) -> None:
    if model not in MODELS:
        raise UnknownOption("model", repr(model), ", ".join(MODELS))
    if counts.measure == "IRR" and model == "CM.AL":
        raise UnknownOption("model", "'CM.AL'", "UM.FS, UM.RS or CM.EL, which is exact for rates")
    if method not in ("ML", "EE"):
        raise UnknownOption("method", repr(method), "ML, EE")
    if test not in ("z", "t"):
        raise UnknownOption("test", repr(test), "z, t")
    if not 1 <= nodes <= 100:
        raise OutOfRange("nodes", str(nodes), "1 to 100")
    if not 0 < level < 1:
        raise OutOfRange("level", f"{level:g}", "between 0 and 1")


def _quadrature(counts: Counts, model: str, random: bool, nodes: int) -> _Estimates:
    if model == "UM.RS":
        return _random_study(counts, random, nodes)
    equal = fit(counts, model, random=False, nodes=nodes)
    data = responses(counts, model)
    sat = float(data.saturated().sum())
    effects, precision = _own_effects(counts, model)
    wald = _residual_wald(effects, np.diag(precision), counts.X)
    chosen = fit(counts, model, random=True, nodes=nodes, near=equal) if random else equal
    vb, _ = _covariance(chosen, counts.X.shape[1])
    tau = float(chosen.optimum.shared[-1]) if random else 0.0
    own = counts.k if model == "UM.FS" else 0
    return _Estimates(
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


def _random_study(counts: Counts, random: bool, nodes: int) -> _Estimates:
    """UM.RS; its tests of heterogeneity use as many nodes as the model itself can."""
    used = 1 if random else nodes
    equal = fit(counts, "UM.RS", random=False, nodes=used)
    saturated, f = fit_saturated(counts, used, equal)
    sat = saturated.ll + float(f.data.constant().sum())
    wald = _residual_wald(saturated.own, saturated.own_information, counts.X)
    chosen = fit(counts, "UM.RS", random=True, nodes=1, near=equal) if random else equal
    vb, _ = _covariance(chosen, counts.X.shape[1])
    sds = chosen.optimum.shared[chosen.p + 1 :]
    return _Estimates(
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


def _exact(counts: Counts, random: bool) -> _Estimates:
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
    return _Estimates(
        point.theta[:p],
        inverse[:p, :p],
        tau**2,
        se_tau2,
        None,
        point.ll,
        2 * (sat - point.ll),
        sat,
        _residual_wald(own, np.diag(information), counts.X),
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
    """Return min over b of (δ − Xb)′ I (δ − Xb)."""
    XI = X.T @ information
    b = np.linalg.lstsq(XI @ X, XI @ effects, rcond=None)[0]
    e = effects - X @ b
    return max(float(e @ information @ e), 0.0)


def _covariance(chosen: Fitted, p: int) -> tuple[Floats, Floats]:
    """Return the covariance of the coefficients, standard deviations at zero left out."""
    information = chosen.optimum.information
    c = chosen.likelihood.c - int(chosen.own)
    at_zero = np.zeros(len(information), dtype=bool)
    at_zero[c:] = chosen.optimum.shared[c:] <= 0
    keep = np.flatnonzero(~at_zero)
    inverse = np.linalg.pinv(information[np.ix_(keep, keep)], rcond=1e-14)
    return np.asarray(inverse[:p, :p]), np.asarray(inverse)


def _assemble(
    counts: Counts, model: str, method: str, test: str, level: float, found: _Estimates
) -> GlmmFit:
    k, p = counts.X.shape
    df = k - p
    ddf = np.full(p, float(max(df, 1))) if test == "t" else None
    table = coefficients(found.beta, found.vb, ddf, level)
    moderators = omnibus(found.beta, found.vb, tested(counts.X), ddf)
    typical = _typical_variance(counts)
    observations = 2 * k if model in ("UM.FS", "UM.RS") else k
    return GlmmFit(
        measure=counts.measure,
        model=model,
        method=method,
        k=k,
        p=p,
        names=counts.names,
        beta=found.beta,
        vb=found.vb,
        se=table.se,
        statistic=table.statistic,
        pval=table.pval,
        ci_lb=table.ci_lb,
        ci_ub=table.ci_ub,
        ddf=None if ddf is None else max(df, 1),
        tau2=found.tau2,
        se_tau2=found.se_tau2,
        sigma2=found.sigma2,
        I2=100 * found.tau2 / (found.tau2 + typical),
        H2=1 + found.tau2 / typical,
        heterogeneity=Heterogeneity(
            wald=found.wald,
            wald_pval=chi2_tail(found.wald, df),
            lrt=found.lrt,
            lrt_pval=chi2_tail(found.lrt, df),
            df=df,
        ),
        QM=moderators.statistic,
        QMdf=moderators.df,
        QMp=moderators.pval,
        fit=fit_statistics(
            found.ll, 2 * (found.saturated_ll - found.ll), found.parameters, observations
        ),
        conditional_deviance=found.conditional_deviance,
        saturated_ll=found.saturated_ll,
        parameters=found.parameters,
        observations=observations,
        cautions=(*counts.cautions, *_cautions(counts, method, found)),
    )


def _typical_variance(counts: Counts) -> float:
    """Return (k − p)/tr(P) of the large-sample variances, as for I² of other models."""
    w = 1 / counts.sampling_variances()
    X = counts.X
    k, p = X.shape
    if k == p:
        return float("nan")
    XW = X.T * w
    trace = float(w.sum() - np.trace(np.linalg.solve(XW @ X, (XW * w) @ X)))
    return float((k - p) / trace)


def _cautions(counts: Counts, method: str, found: _Estimates) -> tuple[Caution, ...]:
    notes = []
    if method == "ML" and found.tau2 == 0:
        notes.append(Caution("tau2-at-zero", "Heterogeneity is estimated as exactly zero."))
    if counts.y.sum() < 10 * counts.y.shape[1]:
        text = f"Only {counts.y.sum():g} events in all: intervals rest on large-sample theory."
        notes.append(Caution("rare-events", text))
    if not found.converged:
        text = "The likelihood was still rising when the iteration stopped; read with great care."
        notes.append(Caution("not-converged", text))
    return tuple(notes)

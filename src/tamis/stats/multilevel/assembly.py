"""From the highest point of the likelihood to a result."""

from __future__ import annotations

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.multilevel.inference import chi2_tail, coefficients, contained, omnibus, tested
from tamis.stats.multilevel.inputs import Floats, Ints
from tamis.stats.multilevel.likelihood import LOG_2PI, Point, evaluate
from tamis.stats.multilevel.model import Model, prepare
from tamis.stats.multilevel.newton import solve_definite
from tamis.stats.multilevel.result import Component, FitStatistics, MultilevelFit, StructuredPart
from tamis.stats.multilevel.terms import Intercepts


def boundary_cautions(model: Model, point: Point, converged: bool) -> tuple[Caution, ...]:
    """Say what lies at a limit and whether the ascent ended."""
    notes = []
    for term, own in zip(model.terms, model.split(point.theta), strict=True):
        if isinstance(term, Intercepts) and len(own) and own[0] <= 0:
            text = f"The variance between levels of {term.name!r} is estimated as exactly zero."
            notes.append(Caution("tau2-at-zero", text))
    for i, cov in model.covariances.items():
        _, rho = cov.reported(model.split(point.theta)[i])
        if any(abs(r) > 1 - 1e-6 for r in rho):
            text = f"A correlation between levels of {cov.term.inner_name!r} lies at its limit."
            notes.append(Caution("tau2-at-boundary", text))
    lower, upper = model.bounds()
    inside = np.flatnonzero((point.theta > lower) & (point.theta < upper))
    if len(inside):
        within = np.ix_(inside, inside)
        if solve_definite(point.observed[within], np.ones(len(inside))) is None:
            text = "The data cannot tell some variances or correlations apart: the likelihood is "
            notes.append(Caution("flat-likelihood", text + "flat along a combination of them."))
    if not converged:
        text = "The likelihood was still rising when the iteration stopped; read with great care."
        notes.append(Caution("not-converged", text))
    return tuple(notes)


def assemble(
    model: Model,
    point: Point,
    data: tuple[Floats, Floats, Floats],
    labels: tuple[str, ...],
    options: tuple[str, str, str, float],
    converged: bool,
    cautions: tuple[Caution, ...],
    rows: Ints,
) -> MultilevelFit:
    """Gather estimates, tests and fit statistics."""
    y, V, X = data
    method, test, dfs, level = options
    k, p = X.shape
    ddf = None
    if test == "t":
        ddf = contained(X, model.terms) if dfs == "contain" else np.full(p, max(k - p, 1.0))
    table = coefficients(point.beta, point.vb, ddf, level)
    moderators = omnibus(point.beta, point.vb, tested(X), ddf)
    QE, log_v = _residual_heterogeneity(y, V, X)
    components, parts = _components(model, point)
    return MultilevelFit(
        k=k,
        p=p,
        names=tuple(labels),
        beta=point.beta,
        vb=point.vb,
        se=table.se,
        statistic=table.statistic,
        pval=table.pval,
        ci_lb=table.ci_lb,
        ci_ub=table.ci_ub,
        ddf=None if ddf is None else tuple(int(d) for d in ddf),
        components=components,
        structured=parts,
        QE=QE,
        QEdf=k - p,
        QEp=chi2_tail(QE, k - p),
        QM=moderators.statistic,
        QMdf=moderators.df,
        QMp=moderators.pval,
        **_both_fits(model, point, -0.5 * (k * LOG_2PI + log_v)),
        method=method,
        test=test,
        level=level,
        converged=converged,
        cautions=cautions,
        model=model,
        point=point,
        y=y,
        V=V,
        X=X,
        used=tuple(int(r) for r in rows),
    )


def _residual_heterogeneity(y: Floats, V: Floats, X: Floats) -> tuple[float, float]:
    """Return QE and log|V|; NaN where V is singular and the statistic does not exist."""
    if V.ndim == 1:
        if (V <= 0).any():
            return float("nan"), float("nan")
        root = np.sqrt(V)
        scaled = y / root
        Z = X / root[:, None]
        e = scaled - Z @ np.linalg.lstsq(Z, scaled)[0]
        return float(e @ e), 2 * float(np.log(root).sum())
    point = evaluate(prepare(y, V, X, ()), np.empty(0), reml=False, derivatives=False)
    if point is None:
        return float("nan"), float("nan")
    log_v = float(np.linalg.slogdet(V)[1])
    return -2 * point.ll - len(y) * LOG_2PI - log_v, log_v


def _components(
    model: Model, point: Point
) -> tuple[tuple[Component, ...], tuple[StructuredPart, ...]]:
    components, parts = [], []
    for i, (term, own) in enumerate(zip(model.terms, model.split(point.theta), strict=True)):
        if isinstance(term, Intercepts):
            sigma2 = float(own[0]) if term.sigma2 is None else term.sigma2
            components.append(
                Component(
                    name=term.name,
                    sigma2=sigma2,
                    levels=len(term.labels),
                    fixed=term.sigma2 is not None,
                )
            )
            continue
        tau2, rho = model.covariances[i].reported(own)
        parts.append(
            StructuredPart(
                struct=term.struct,
                inner=term.inner_name,
                outer=term.outer_name,
                tau2=tau2,
                rho=rho,
                labels=term.labels,
            )
        )
    return tuple(components), tuple(parts)


def _both_fits(model: Model, point: Point, saturated: float) -> dict[str, FitStatistics]:
    parameters = model.p + len(point.theta)
    out = {}
    for kind in ("ML", "REML"):
        ll = point.ml if kind == "ML" else point.reml
        n = model.k if kind == "ML" else model.k - model.p
        deviance = -2 * (ll - saturated) if kind == "ML" else -2 * ll
        out[kind] = fit_statistics(ll, deviance, parameters, n)
    return out


def fit_statistics(ll: float, deviance: float, parameters: int, n: int) -> FitStatistics:
    """Make AIC, BIC and AICc of a log-likelihood with `parameters` parameters on n observations."""
    m = max(n, parameters + 2)
    return FitStatistics(
        ll=ll,
        deviance=deviance,
        aic=-2 * ll + 2 * parameters,
        bic=-2 * ll + parameters * float(np.log(n)) if n > 0 else float("nan"),
        aicc=-2 * ll + 2 * parameters * m / (m - parameters - 1),
    )

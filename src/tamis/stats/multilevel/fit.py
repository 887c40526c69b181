"""Fitting multilevel and multivariate meta-analyses (the class of models of `rma.mv`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import (
    NotConverged,
    NotPositiveDefinite,
    OutOfRange,
    TooFewStudies,
    UnknownOption,
)
from tamis.stats.multilevel.inference import (
    chi2_tail,
    coefficients,
    contained,
    omnibus,
    tested,
)
from tamis.stats.multilevel.inputs import (
    Column,
    Floats,
    Ints,
    checked_rank,
    design,
    numbers,
    variances,
)
from tamis.stats.multilevel.likelihood import LOG_2PI, Model, Point, evaluate, prepare
from tamis.stats.multilevel.newton import maximise
from tamis.stats.multilevel.result import Component, FitStatistics, MultilevelFit, StructuredPart
from tamis.stats.multilevel.rows import complete, kept
from tamis.stats.multilevel.terms import Intercepts, Structured, Term

Method = Literal["REML", "ML"]

#: Correlations from which structured models are started; their likelihood may have several maxima.
_STARTS = (0.3, 0.9, -0.3)


def multilevel(
    yi: Column,
    V: Column,
    *,
    random: Sequence[Term] = (),
    X: Column | None = None,
    names: Sequence[str] | None = None,
    method: Method = "REML",
    test: Literal["z", "t"] = "z",
    dfs: Literal["residual", "contain"] = "residual",
    level: float = 0.95,
) -> MultilevelFit:
    """Fit y = Xβ + Σ Z u + e with e ~ N(0, V) known and u ~ N(0, G(θ)) estimated.

    Args:
        yi: Effects, shape (k,).
        V: Their sampling variances (k,) or covariance (k, k).
        random: Random effects, from `intercepts`, `nested` and `structured`; none gives an
            equal-effects model.
        X: Design matrix (k, p), with its intercept column if there is to be one; default: a
            column of ones.
        names: Names of the p coefficients.
        method: Restricted or ordinary maximum likelihood.
        test: Standard normal or t tests and intervals.
        dfs: With t: k − p, or containment degrees of freedom.
        level: Coverage of the intervals.

    Returns:
        The fit; rows with missing values are left out, with a caution.

    Raises:
        StatsError: Lengths differ, variances are negative or V is not positive definite with no
            random effect to make up for it, moderators are singular, or there are too few effects.

    Source: Berkey et al. 1998, Stat Med 17:2537 (multivariate); Konstantopoulos 2011, Res Synth
    Methods 2:61 (three levels); Harville 1977 (REML). Follows metafor's `rma.mv`.
    """
    _check_options(method, test, dfs, level)
    y = numbers(yi, "yi")
    cov = variances(V, len(y))
    design_matrix, labels = design(X, len(y), names)
    rows, cautions = complete(y, cov, design_matrix)
    terms = kept(random, rows, len(y))
    y, design_matrix = y[rows], design_matrix[rows]
    cov = cov[rows] if cov.ndim == 1 else cov[np.ix_(rows, rows)]
    k, p = design_matrix.shape
    if k < max(p, 1) or (k == p and method == "REML" and terms):
        raise TooFewStudies("yi", f"{k} effects for {p} coefficients", "more effects")
    checked_rank(design_matrix)
    terms, held = _single_levels(terms)
    model = prepare(y, cov, design_matrix, terms)
    point, converged = _ascend(model, y, cov, design_matrix, reml=method == "REML")
    notes = (*cautions, *held, *_boundary_cautions(model, point, converged))
    return _assemble(
        model,
        point,
        (y, cov, design_matrix),
        labels,
        (method, test, dfs, level),
        converged,
        notes,
        rows,
    )


def _check_options(method: str, test: str, dfs: str, level: float) -> None:
    for name, value, allowed in (
        ("method", method, ("REML", "ML")),
        ("test", test, ("z", "t")),
        ("dfs", dfs, ("residual", "contain")),
    ):
        if value not in allowed:
            raise UnknownOption(name, repr(value), ", ".join(allowed))
    if not 0 < level < 1:
        raise OutOfRange("level", f"{level:g}", "between 0 and 1")


def _single_levels(terms: tuple[Term, ...]) -> tuple[tuple[Term, ...], tuple[Caution, ...]]:
    """Hold at zero the variance of a factor with one level: it is confounded with the mean."""
    out: list[Term] = []
    notes = []
    for term in terms:
        if isinstance(term, Intercepts) and len(term.labels) == 1 and term.sigma2 is None:
            out.append(replace(term, sigma2=0.0))
            text = f"{term.name!r} has a single level, so its variance was held at zero."
            notes.append(Caution("parameter-fixed", text))
        else:
            out.append(term)
    return tuple(out), tuple(notes)


def _ascend(model: Model, y: Floats, V: Floats, X: Floats, *, reml: bool) -> tuple[Point, bool]:
    lower, upper = model.bounds()

    def at(theta: Floats) -> Point | None:
        return evaluate(model, theta, reml=reml)

    best: tuple[Point, bool] | None = None
    for theta in _starts(model, y, V, X):
        first = at(theta)
        if first is None:
            continue
        point, end = maximise(at, first, lower, upper)
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


def _boundary_cautions(model: Model, point: Point, converged: bool) -> tuple[Caution, ...]:
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
    if not converged:
        text = "The likelihood was still rising when the iteration stopped; read with great care."
        notes.append(Caution("not-converged", text))
    return tuple(notes)


def _assemble(
    model: Model,
    point: Point,
    data: tuple[Floats, Floats, Floats],
    labels: tuple[str, ...],
    options: tuple[Method, str, str, float],
    converged: bool,
    cautions: tuple[Caution, ...],
    rows: Ints,
) -> MultilevelFit:
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
        **_both_fits(model, point, method, -0.5 * (k * LOG_2PI + log_v)),
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
    point = None
    if V.ndim == 2 or (V > 0).all():
        point = evaluate(prepare(y, V, X, ()), np.empty(0), reml=False, derivatives=False)
    if point is None:
        return float("nan"), float("nan")
    log_v = float(np.log(V).sum() if V.ndim == 1 else np.linalg.slogdet(V)[1])
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


def _both_fits(
    model: Model, point: Point, method: Method, saturated: float
) -> dict[str, FitStatistics]:
    parameters = model.p + len(point.theta)
    out = {}
    for kind in ("ML", "REML"):
        if kind == method:
            ll = point.ll
        else:
            other = evaluate(model, point.theta, reml=kind == "REML", derivatives=False)
            ll = other.ll if other is not None else float("nan")
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

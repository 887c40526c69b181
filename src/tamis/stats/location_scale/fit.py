"""Fitting location–scale models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import LengthMismatch, NotConverged, TooFewStudies, UnknownOption
from tamis.stats.location_scale.likelihood import Link, ScaleModel, ScalePoint
from tamis.stats.multilevel.assembly import fit_statistics
from tamis.stats.multilevel.fit import Method
from tamis.stats.multilevel.inference import (
    chi2_tail,
    coefficients,
    omnibus,
    tested,
)
from tamis.stats.multilevel.inputs import (
    Column,
    Floats,
    checked_definite,
    checked_rank,
    design,
    numbers,
    variances,
)
from tamis.stats.multilevel.likelihood import LOG_2PI
from tamis.stats.multilevel.newton import maximise, solve_definite
from tamis.stats.multilevel.result import FitStatistics
from tamis.stats.multilevel.rows import complete


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocationScaleFit:
    """Effects whose mean and heterogeneity both depend on moderators.

    Attributes:
        beta, se, vb, statistic, pval, ci_lb, ci_ub: Location coefficients.
        alpha, se_alpha, va, alpha_statistic, alpha_pval, alpha_ci_lb, alpha_ci_ub: Scale
            coefficients, on the scale of `link`.
        names, scale_names: Names of both.
        tau2: Heterogeneity at each effect (k,).
        QM, QMdf, QMp: Omnibus test of the location moderators.
        QS, QSdf, QSp: Omnibus test of the scale moderators.
        QE, QEdf, QEp: Residual heterogeneity.
        ML, REML: Fit statistics at the estimates, both ways.
        cautions: What a reader should know.
    """

    k: int
    method: str
    link: Link
    names: tuple[str, ...]
    beta: Floats
    se: Floats
    vb: Floats
    statistic: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    scale_names: tuple[str, ...]
    alpha: Floats
    se_alpha: Floats
    va: Floats
    alpha_statistic: Floats
    alpha_pval: Floats
    alpha_ci_lb: Floats
    alpha_ci_ub: Floats
    tau2: Floats
    QM: float
    QMdf: int
    QMp: float
    QS: float
    QSdf: int
    QSp: float
    QE: float
    QEdf: int
    QEp: float
    ML: FitStatistics
    REML: FitStatistics
    cautions: tuple[Caution, ...]


def location_scale(
    yi: Column,
    vi: Column,
    scale: Column,
    *,
    X: Column | None = None,
    names: Sequence[str] | None = None,
    scale_names: Sequence[str] | None = None,
    link: Link = "log",
    method: Method = "REML",
    level: float = 0.95,
) -> LocationScaleFit:
    """Model the amount of heterogeneity along with the mean effect.

    Args:
        yi: Effects (k,).
        vi: Sampling variances (k,).
        scale: Design matrix of τ² (k, q), with its intercept column if there is to be one.
        X: Design matrix of the mean (k, p); default: an intercept.
        names, scale_names: Names of the coefficients.
        link: ``"log"``: log τ² is linear; ``"identity"``: τ² is.
        method: REML or ML.
        level: Coverage of the intervals.

    Raises:
        StatsError: Options unknown, lengths differ, singular designs, too few effects.

    Source: Viechtbauer & López-López 2022, Res Synth Methods 13:697. Follows metafor's
    ``rma(…, scale=)``.
    """
    if link not in ("log", "identity"):
        raise UnknownOption("link", repr(link), "log, identity")
    if method not in ("REML", "ML"):
        raise UnknownOption("method", repr(method), "REML, ML")
    y, v = numbers(yi, "yi"), variances(vi, len(numbers(yi, "yi")))
    if v.ndim != 1:
        raise LengthMismatch("vi", "a matrix", "one variance per effect")
    location, labels = design(X, len(y), names)
    heterogeneity, scale_labels = design(scale, len(y), scale_names)
    rows, omitted = complete(y, v, np.hstack([location, heterogeneity]))
    y, v, location, heterogeneity = (a[rows] for a in (y, v, location, heterogeneity))
    checked_definite(v)
    checked_rank(location)
    checked_rank(heterogeneity)
    if len(y) <= location.shape[1] + heterogeneity.shape[1]:
        raise TooFewStudies("yi", f"{len(y)} effects", "more effects than coefficients")
    model = ScaleModel(y, v, location, heterogeneity, link, method == "REML")
    point, converged = _best(model)
    return _assemble(model, point, converged, method, labels, scale_labels, level, omitted)


def _best(model: ScaleModel) -> tuple[ScalePoint, bool]:
    q = model.Z.shape[1]
    free = np.full(q, np.inf)
    best: tuple[ScalePoint, bool] | None = None
    for alpha in _starts(model):
        start = model.evaluate(alpha)
        if start is None:
            continue
        point, end = maximise(model.evaluate, start, -free, free, limit=200)
        if best is None or point.ll > best[0].ll + 1e-9:
            best = (point, end.converged)
    if best is None:
        raise NotConverged("scale", "no start with variances above zero", "link='log'")
    return best


def _starts(model: ScaleModel) -> list[Floats]:
    """Start from constant heterogeneity of three sizes, and from squared residuals."""
    e = model.y - model.X @ np.linalg.lstsq(model.X, model.y)[0]
    spare = max(float((e * e - model.v).mean()), 0.05 * float(e @ e) / len(e), 1e-300)
    local = np.maximum(e * e, 0.05 * spare)
    targets = [np.full(len(e), spare * f) for f in (1.0, 0.2, 3.0)] + [local]
    mapped = [np.log(t) if model.link == "log" else t for t in targets]
    return [np.asarray(np.linalg.lstsq(model.Z, t)[0]) for t in mapped]


def _covariance(point: ScalePoint) -> Floats:
    q = len(point.theta)
    columns = [solve_definite(point.observed, unit) for unit in np.eye(q)]
    solved = [c for c in columns if c is not None]
    return np.array(solved) if len(solved) == q else np.full((q, q), np.nan)


def _both_fits(
    model: ScaleModel, point: ScalePoint, saturated: float
) -> tuple[FitStatistics, FitStatistics]:
    k, p = model.X.shape
    parameters = p + len(point.theta)
    lls = []
    for reml in (False, True):
        other = ScaleModel(model.y, model.v, model.X, model.Z, model.link, reml)
        found = other.evaluate(point.theta)
        lls.append(found.ll if found is not None else float("nan"))
    ml = fit_statistics(lls[0], -2 * (lls[0] - saturated), parameters, k)
    return ml, fit_statistics(lls[1], -2 * lls[1], parameters, k - p)


def _assemble(
    model: ScaleModel,
    point: ScalePoint,
    converged: bool,
    method: str,
    labels: tuple[str, ...],
    scale_labels: tuple[str, ...],
    level: float,
    omitted: tuple[Caution, ...],
) -> LocationScaleFit:
    k, p = model.X.shape
    va = _covariance(point)
    location = coefficients(point.beta, point.vb, None, level)
    scale = coefficients(point.theta, va, None, level)
    QM = omnibus(point.beta, point.vb, tested(model.X), None)
    QS = omnibus(point.theta, va, tested(model.Z), None)
    w = 1 / model.v
    e = model.y - model.X @ np.linalg.solve((model.X.T * w) @ model.X, (model.X.T * w) @ model.y)
    QE = float(w @ (e * e))
    saturated = -0.5 * float(k * LOG_2PI + np.log(model.v).sum())
    ml, reml = _both_fits(model, point, saturated)
    return LocationScaleFit(
        k=k,
        method=method,
        link=model.link,
        names=labels,
        beta=point.beta,
        se=location.se,
        vb=point.vb,
        statistic=location.statistic,
        pval=location.pval,
        ci_lb=location.ci_lb,
        ci_ub=location.ci_ub,
        scale_names=scale_labels,
        alpha=point.theta,
        se_alpha=scale.se,
        va=va,
        alpha_statistic=scale.statistic,
        alpha_pval=scale.pval,
        alpha_ci_lb=scale.ci_lb,
        alpha_ci_ub=scale.ci_ub,
        tau2=point.tau2,
        QM=QM.statistic,
        QMdf=QM.df[0],
        QMp=QM.pval,
        QS=QS.statistic,
        QSdf=QS.df[0],
        QSp=QS.pval,
        QE=QE,
        QEdf=k - p,
        QEp=chi2_tail(QE, k - p),
        ML=ml,
        REML=reml,
        cautions=(*omitted, *_cautions(point, model, va, converged)),
    )


def _cautions(
    point: ScalePoint, model: ScaleModel, va: Floats, converged: bool
) -> tuple[Caution, ...]:
    notes = []
    if float(point.tau2.min()) < 1e-6 * float(model.v.mean()):
        text = "For some effects heterogeneity is estimated as (next to) zero."
        notes.append(Caution("tau2-at-zero", text))
    if np.isnan(va).any():
        text = "The likelihood is flat in the scale coefficients; their standard errors do not "
        notes.append(Caution("flat-likelihood", text + "exist."))
    if not converged:
        text = "The likelihood was still rising when the iteration stopped; read with great care."
        notes.append(Caution("not-converged", text))
    return tuple(notes)

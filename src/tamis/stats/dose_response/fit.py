"""Dose–response meta-analysis in one stage or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.dose_response.basis import Basis, Shape, basis
from tamis.stats.dose_response.data import Curve, read_curves
from tamis.stats.errors import OutOfRange, TooFewStudies, UnknownOption
from tamis.stats.multilevel import MultilevelFit, multilevel, structured
from tamis.stats.multilevel.inference import chi2_tail, critical
from tamis.stats.multilevel.inputs import Column, Floats, finite


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurvePoints:
    """Relative risks along the curve against the reference dose, each (n,)."""

    dose: Floats
    rr: Floats
    ci_lb: Floats
    ci_ub: Floats
    log_rr: Floats
    se: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DoseResponseFit:
    """A pooled dose–response curve of log relative risk.

    Attributes:
        basis: Its terms; `names` of the coefficients.
        beta, se, vb, statistic, pval, ci_lb, ci_ub: Coefficients of the terms.
        psi: Between-study covariance of the coefficients (p, p); zeros without random effects.
        Q, Qdf, Qp: Heterogeneity of the studies' coefficients (two stages) or of all relative
            risks about the common curve (one stage).
        model_chi2, model_df, model_p: Test that there is no association at all.
        nonlinear_p: Wald test that every term but the linear one is zero; None for a line.
        stages: 1 or 2; `method`: REML, ML or FE.
        studies: Number of studies.
        fit: The underlying multivariate model.
        cautions: What a reader should know.
    """

    basis: Basis
    names: tuple[str, ...]
    beta: Floats
    se: Floats
    vb: Floats
    statistic: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    psi: Floats
    Q: float
    Qdf: int
    Qp: float
    model_chi2: float
    model_df: int
    model_p: float
    nonlinear_p: float | None
    stages: int
    method: str
    studies: int
    level: float
    fit: MultilevelFit
    curves: tuple[Curve, ...]
    cautions: tuple[Caution, ...]

    def predict(self, dose: Column, *, reference: float = 0.0) -> CurvePoints:
        """Return relative risks at doses against a reference dose."""
        x = finite(dose, "dose")
        X = self.basis(x) - self.basis(np.array([reference]))
        log_rr = X @ self.beta
        se = np.sqrt(np.maximum(np.einsum("ip,pq,iq->i", X, self.vb, X), 0.0))
        half = float(critical(self.level, None)) * se
        return CurvePoints(
            dose=x,
            rr=np.exp(log_rr),
            ci_lb=np.exp(log_rr - half),
            ci_ub=np.exp(log_rr + half),
            log_rr=log_rr,
            se=se,
        )


def dose_response(
    study: Column,
    dose: Column,
    log_rr: Column,
    se: Column,
    *,
    cases: Column | None = None,
    size: Column | None = None,
    design: Column | None = None,
    shape: Shape = "linear",
    knots: int | Sequence[float] = 3,
    stages: Literal[1, 2] = 2,
    method: Literal["REML", "ML", "FE"] = "REML",
    level: float = 0.95,
) -> DoseResponseFit:
    """Pool studies that report relative risks at several doses against one of them.

    Args:
        study: Study of each dose group (k,).
        dose: Dose assigned to the group (k,).
        log_rr: Log relative risk against the study's reference group (k,).
        se: Its standard error (k,); missing or 0 marks the reference group.
        cases, size: Cases and persons (or person-time) of each group (k,), for the covariances.
        design: case-control, cumulative-incidence or incidence-rate; one for all or per row.
        shape: Of the curve: linear, quadratic or restricted cubic spline.
        knots: Of the spline: their number or places.
        stages: Two: a curve per study, then their coefficients are pooled, which needs as many
            doses as terms in each study. One: all relative risks in one mixed model.
        method: REML or ML with random coefficients, or FE with common ones.
        level: Coverage of the intervals.

    Raises:
        StatsError: Data or options that give no honest answer; see the arguments.

    Source: Greenland & Longnecker 1992, Am J Epidemiol 135:1301; Orsini et al. 2012, Am J Epidemiol
    175:66 (two stages); Crippa et al. 2019, Stat Methods Med Res 28:1579 (one stage). Follows
    dosresmeta.
    """
    if stages not in (1, 2):
        raise UnknownOption("stages", repr(stages), "1, 2")
    if method not in ("REML", "ML", "FE"):
        raise UnknownOption("method", repr(method), "REML, ML, FE")
    curves = read_curves(study, dose, log_rr, se, cases=cases, size=size, design=design)
    if not all(np.isfinite(c.V).all() for c in curves):
        raise OutOfRange("se", "an infinite standard error", "finite numbers")
    terms = basis(shape, finite(dose, "dose"), knots)
    if method != "FE" and len(curves) < 2:
        raise TooFewStudies("study", "one study", "two or more, or method='FE'")
    stage = _two_stages if stages == 2 else _one_stage
    fit = stage(curves, terms, method, level)
    return _assemble(fit, curves, terms, stages, method, level, cases is not None)


def _terms_of(curve: Curve, terms: Basis) -> Floats:
    return terms(curve.dose) - terms(np.array([curve.reference]))


def _stacked(blocks: Sequence[Floats]) -> Floats:
    size = sum(len(b) for b in blocks)
    out, start = np.zeros((size, size)), 0
    for block in blocks:
        out[start : start + len(block), start : start + len(block)] = block
        start += len(block)
    return out


def _two_stages(curves: Sequence[Curve], terms: Basis, method: str, level: float) -> MultilevelFit:
    p = len(terms.names)
    betas, covariances = [], []
    for curve in curves:
        X = _terms_of(curve, terms)
        if np.linalg.matrix_rank(X) < p:
            raise TooFewStudies(
                f"study {curve.name!r}",
                f"{len(curve.dose)} doses for {p} terms",
                f"{p} or more, or stages=1",
            )
        WX = np.linalg.solve(curve.V, X)
        covariances.append(np.linalg.inv(X.T @ WX))
        betas.append(covariances[-1] @ (WX.T @ curve.log_rr))
    n = len(curves)
    return multilevel(
        np.concatenate(betas),
        _stacked(covariances),
        X=np.tile(np.eye(p), (n, 1)),
        names=terms.names,
        random=()
        if method == "FE"
        else (
            structured(
                np.tile(np.arange(p), n),
                np.repeat(np.arange(n), p),
                struct="UN" if p > 1 else "ID",
                names=("coefficient", "study"),
            ),
        ),
        method="ML" if method == "ML" else "REML",
        level=level,
    )


def _one_stage(curves: Sequence[Curve], terms: Basis, method: str, level: float) -> MultilevelFit:
    X = np.vstack([_terms_of(c, terms) for c in curves])
    study = np.repeat(np.arange(len(curves)), [len(c.dose) for c in curves])
    scale = np.sqrt((X**2).mean(axis=0))
    return multilevel(
        np.concatenate([c.log_rr for c in curves]),
        _stacked([c.V for c in curves]),
        X=X,
        names=terms.names,
        random=()
        if method == "FE"
        else (structured(X / scale, study, struct="GEN", names=("coefficient", "study")),),
        method="ML" if method == "ML" else "REML",
        level=level,
    )


def _psi(fit: MultilevelFit, terms: Basis, curves: Sequence[Curve], stages: int) -> Floats:
    p = len(terms.names)
    if not fit.structured:
        return np.zeros((p, p))
    part = fit.structured[0]
    sd = np.sqrt(np.array(part.tau2[:p]))
    R = np.eye(p)
    R[np.triu_indices(p, 1)] = part.rho if p > 1 else ()
    R = R + np.triu(R, 1).T
    if stages == 1:
        X = np.vstack([_terms_of(c, terms) for c in curves])
        sd = sd / np.sqrt((X**2).mean(axis=0))
    return np.asarray(R * np.outer(sd, sd))


def _assemble(
    fit: MultilevelFit,
    curves: tuple[Curve, ...],
    terms: Basis,
    stages: int,
    method: str,
    level: float,
    counted: bool,
) -> DoseResponseFit:
    p = fit.p
    chi2 = float(fit.beta @ np.linalg.solve(fit.vb, fit.beta))
    bent = None
    if p > 1:
        b, v = fit.beta[1:], fit.vb[1:, 1:]
        bent = chi2_tail(float(b @ np.linalg.solve(v, b)), p - 1)
    notes = list(fit.cautions)
    if not counted:
        text = "Relative risks of a study were taken as uncorrelated although they share a "
        notes.append(Caution("assumed-correlation", text + "reference group."))
    if method != "FE" and len(curves) < 5:
        text = f"Between-study variation of the curve is estimated from {len(curves)} studies."
        notes.append(Caution("few-studies", text))
    return DoseResponseFit(
        basis=terms,
        names=terms.names,
        beta=fit.beta,
        se=fit.se,
        vb=fit.vb,
        statistic=fit.statistic,
        pval=fit.pval,
        ci_lb=fit.ci_lb,
        ci_ub=fit.ci_ub,
        psi=_psi(fit, terms, curves, stages),
        Q=fit.QE,
        Qdf=fit.QEdf,
        Qp=fit.QEp,
        model_chi2=chi2,
        model_df=p,
        model_p=chi2_tail(chi2, p),
        nonlinear_p=bent,
        stages=stages,
        method=method,
        studies=len(curves),
        level=level,
        fit=fit,
        curves=curves,
        cautions=tuple(notes),
    )

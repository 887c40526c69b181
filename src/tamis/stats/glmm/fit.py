"""Fitting generalised linear mixed models to counts: no effect size, no added half."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.glmm.data import Counts, read
from tamis.stats.glmm.estimates import Estimates, by_quadrature, exactly
from tamis.stats.glmm.result import GlmmFit, Heterogeneity
from tamis.stats.multilevel.assembly import fit_statistics
from tamis.stats.multilevel.inference import chi2_tail, coefficients, omnibus, tested
from tamis.stats.multilevel.inputs import Column

Model = Literal["UM.FS", "UM.RS", "CM.AL", "CM.EL"]
MODELS: tuple[Model, ...] = ("UM.FS", "UM.RS", "CM.AL", "CM.EL")


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
        found = exactly(counts, random)
    else:
        found = by_quadrature(counts, kind, random, nodes)
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


def _assemble(
    counts: Counts, model: str, method: str, test: str, level: float, found: Estimates
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


def _cautions(counts: Counts, method: str, found: Estimates) -> tuple[Caution, ...]:
    notes = []
    totals, sizes = counts.y.sum(axis=0), counts.size.sum(axis=0)
    if (totals == 0).any() or (counts.measure in ("OR", "PLO") and (totals == sizes).any()):
        text = "In one group nobody, or everybody, has the outcome: there is no finite estimate; "
        notes.append(Caution("not-estimable", text + "the number is where the iteration stopped."))
    if method == "ML" and found.tau2 == 0:
        notes.append(Caution("tau2-at-zero", "Heterogeneity is estimated as exactly zero."))
    if counts.y.sum() < 10 * counts.y.shape[1]:
        text = f"Only {counts.y.sum():g} events in all: intervals rest on large-sample theory."
        notes.append(Caution("rare-events", text))
    if not found.converged:
        text = "The likelihood was still rising when the iteration stopped; read with great care."
        notes.append(Caution("not-converged", text))
    return tuple(notes)

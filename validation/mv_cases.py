"""From a reference case of `rma.mv` to a call of `multilevel`, and its result under their keys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tamis.stats.errors import UnknownOption
from tamis.stats.multilevel import MultilevelFit, multilevel
from tamis.stats.multilevel.after import (
    compare,
    hat_values,
    i_squared,
    predict,
    random_effects,
)
from tamis.stats.multilevel.diagnostics import cluster_influence, weights_in_percent
from tamis.stats.multilevel.formula import moderators
from tamis.stats.multilevel.formula import random_effects as terms_of
from tamis.stats.multilevel.known_v import autocorrelated_errors, correlated_errors
from tamis.stats.multilevel.profile import profile_interval

Case = dict[str, Any]


def sampling_errors(args: Case, table: Case) -> Any:
    """The V that the case asks for: variances, the table's matrix, or a working model."""
    columns = table["columns"]
    words = str(args.get("V", ""))
    if words == "table V" or (not words and table.get("V") is not None):
        return table["V"]
    if not words.startswith("vcalc"):
        return columns["vi"]
    options = {key: float(value) for key, value in re.findall(r"(\w+)=([\d.]+)", words)}
    outer = re.split(r"[|/]", args["random"])[1].strip(" ()")
    if "phi" in options and "rho" not in options:
        time = columns.get("time", columns.get("tc"))
        return autocorrelated_errors(columns["vi"], columns[outer], time, options["phi"])
    return correlated_errors(columns["vi"], columns[outer], options["rho"])


def fit_case(args: Case, table: Case, **changes: Any) -> MultilevelFit:
    """Fit the model of a case."""
    columns, k = table["columns"], len(table["columns"]["yi"])
    design = moderators(args.get("mods", "~ 1"), columns, k)
    random = (
        terms_of(
            args["random"],
            columns,
            struct=args.get("struct", "CS"),
            rho=args.get("rho"),
            phi=args.get("phi"),
        )
        if args.get("random")
        else ()
    )
    options: Case = {
        "random": random,
        "X": design.X,
        "names": design.names,
        "method": args.get("method", "REML"),
        "test": args.get("test", "z"),
        "dfs": args.get("dfs", "residual"),
    }
    return multilevel(columns["yi"], sampling_errors(args, table), **(options | changes))


def statistics(fit: Any) -> Case:
    """Fit statistics under the reference's keys."""
    return {
        kind: {
            "ll": s.ll,
            "dev": s.deviance,
            "AIC": s.aic,
            "BIC": s.bic,
            "AICc": s.aicc,
        }
        for kind, s in (("ML", fit.ML), ("REML", fit.REML))
    }


def rma_mv(case: Case, table: Case | None) -> Case:
    """Answer a case of `rma.mv`."""
    assert table is not None
    fit = fit_case(case["args"], table)
    intercepts = fit.intercept_terms()
    out: Case = {
        "k": fit.k,
        "p": fit.p,
        "names": fit.names,
        "beta": fit.beta,
        "se": fit.se,
        "zval": fit.statistic,
        "pval": fit.pval,
        "ci.lb": fit.ci_lb,
        "ci.ub": fit.ci_ub,
        "vb": fit.vb,
        "ddf": fit.ddf or [None] * fit.p,
        "QE": fit.QE,
        "QEp": fit.QEp,
        "QM": fit.QM,
        "QMdf": fit.QMdf,
        "QMp": fit.QMp,
        "fit": statistics(fit),
        "sigma2": fit.sigma2,
        "s.nlevels": [c.levels for c in fit.components],
        "s.names": [t.name for t in intercepts],
    }
    for part, keys in zip(
        fit.structured, (("tau2", "rho", "g.names"), ("gamma2", "phi", "h.names")), strict=False
    ):
        values = (part.tau2, part.rho, [part.inner, part.outer])
        out.update(zip(keys, values, strict=True))
    if "extra" in case.get("expected", {}):
        out["extra"] = _extra(fit, case["expected"]["extra"])
    return out


def _extra(fit: MultilevelFit, asked: Case) -> Case:
    shares, prediction = i_squared(fit), predict(fit)
    out: Case = {
        "I2_total": shares.total,
        "I2_parts": shares.parts,
        "pred": prediction.mean,
        "pi.lb": prediction.pi_lb,
        "pi.ub": prediction.pi_ub,
    }
    if "ci_sigma2" in asked:
        found = [profile_interval(fit, i) for i in range(len(fit.components))]
        out["ci_sigma2"] = [{"ci.lb": c.ci_lb, "ci.ub": c.ci_ub} for c in found]
    if "ranef" in asked:
        out["ranef"] = {
            e.name: {"level": e.labels, "intrcpt": e.mean, "se": e.se} for e in random_effects(fit)
        }
    return out


def likelihood_ratio(case: Case, table: Case | None) -> Case:
    """Answer `anova` of a model against the one whose inner variance is held at zero."""
    assert table is not None
    full = fit_case(case["args"], table)
    held = re.search(r"sigma2=c\(([^)]*)\)", case["r"])
    if held is None:
        raise UnknownOption("r", case["r"], "a second model with sigma2=c(…)")
    values = [None if v.strip() == "NA" else float(v) for v in held[1].split(",")]
    reduced = multilevel(
        full.y,
        full.V,
        X=full.X,
        names=full.names,
        random=[_hold(t, v) for t, v in zip(full.intercept_terms(), values, strict=True)],
        method="REML" if full.method == "REML" else "ML",
    )
    test = compare(full, reduced)
    return {"LRT": test.LRT, "pval": test.pval, "df": test.df}


def _hold(term: Any, sigma2: float | None) -> Any:
    return replace(term, sigma2=sigma2)


def _random_of(case: Case, table: Case) -> MultilevelFit:
    random = re.search(r"random=(~[^,)]+)", case["r"])
    assert random is not None
    return fit_case({"random": random[1]}, table)


def hat(case: Case, table: Case | None) -> Case:
    """Answer `hatvalues.rma.mv`."""
    assert table is not None
    fit = _random_of(case, table)
    weights, sums = weights_in_percent(fit)
    return {"hat": hat_values(fit), "weights": weights, "weights_rowsum": sums}


def cooks(case: Case, table: Case | None) -> Case:
    """Answer `cooks.distance.rma.mv` by cluster, variance components held."""
    assert table is not None
    found = cluster_influence(_random_of(case, table), table["columns"]["cluster"])
    return {"level": found.labels, "cooks": found.cooks}


def rstudent(case: Case, table: Case | None) -> Case:
    """Answer `rstudent.rma.mv` by cluster, variance components held."""
    assert table is not None
    found = cluster_influence(_random_of(case, table), table["columns"]["cluster"])
    return {"obs_z": found.deleted_z, "cluster": [], "cluster_X2": found.deleted_chi2}


HANDLERS_OF_MV = {
    "rma.mv": rma_mv,
    "anova": likelihood_ratio,
    "hatvalues.rma.mv": hat,
    "cooks.distance.rma.mv": cooks,
    "rstudent.rma.mv": rstudent,
}

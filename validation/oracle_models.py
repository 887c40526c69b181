"""Reference cases of univariate models: `rma.uni`, its tests, subgroups, Mantel–Haenszel, Peto."""

from __future__ import annotations

from typing import Any

import numpy as np
from r_calls import RCall, evaluate, parse

from tamis.stats.heterogeneity.intervals import tau2_interval
from tamis.stats.models.fit import Fit
from tamis.stats.models.pool import pool
from tamis.stats.models.pooled import Pooled
from tamis.stats.models.scoring import SCORED
from tamis.stats.predict.prediction import prediction_interval, predictions, probability_below
from tamis.stats.regression.contrasts import likelihood_ratio, linear_combinations, wald_test
from tamis.stats.regression.regress import regress
from tamis.stats.regression.result import Regression

Case = dict[str, Any]
Table = dict[str, Any] | None
UNI_CALLS = ("rma.uni", "rma", "trma")


def call_of(case: Case) -> RCall | None:
    """The model call inside the R text of a case, unwrapped from predict(), hc() and the like."""
    call = parse(case["r"])
    while isinstance(call, RCall) and call.name not in UNI_CALLS:
        inner = [a for a in (*call.args, *call.kwargs.values()) if isinstance(a, RCall)]
        call = inner[0] if inner else None
    return call


def arguments(case: Case) -> dict[str, Any]:
    """What the case asks for: its `args`, else the keywords of its R call."""
    args = case.get("args")
    if args:
        return dict(args)
    call = call_of(case)
    known = ("method", "test", "level", "mods", "weights", "weighted", "tau2", "control", "measure")
    return {k: v for k, v in (call.kwargs if call else {}).items() if k in known}


def options(args: dict[str, Any], columns: dict[str, Any], call: RCall | None) -> dict[str, Any]:
    """Keyword arguments for `pool` and `regress`.

    metafor tests by z unless told otherwise and takes negative variances as 0.
    """
    out: dict[str, Any] = {
        "method": args.get("method", "REML"),
        "test": args.get("test", "z"),
        "level": float(args.get("level", 95)),
        "negative_variances": "as-zero",
    }
    if args.get("weighted") is False:
        out["weights"] = np.ones(len(columns["yi"]))
    elif "weights" in args:
        w = evaluate(str(args["weights"]), columns)
        out["weights"] = np.broadcast_to(w, (len(columns["yi"]),)).astype(float)
    if "tau2" in args:
        out["tau2"] = float(evaluate(str(args["tau2"]), columns))
    control = call.kwargs.get("control") if call else None
    if isinstance(control, RCall):
        if "tau2.min" in control.kwargs:
            out["tau2_min"] = float(evaluate(str(control.kwargs["tau2.min"]), columns))
        if control.kwargs.get("maxiter") == 1:
            out["max_iterations"] = 1
    return out


def columns_of(call: RCall | None, table: Table) -> dict[str, Any]:
    """The table's columns, with `vi` as the call gives it."""
    columns = dict((table or {}).get("columns", {}))
    positional = [] if call is None else list(call.args)
    if len(positional) > 1 and isinstance(positional[1], (str, RCall)) and positional[1] != "vi":
        text = str(positional[1]) if isinstance(positional[1], str) else "rep(NA_real_,nrow(dat))"
        columns["vi"] = evaluate(text, columns)
    return columns


def as_r_stops(method: str) -> dict[str, float]:
    """`threshold` of metafor's default `control`, for models that the case fits without one."""
    return {"threshold": 1e-5} if method in SCORED else {}


def fitted(case: Case, table: Table, **more: Any) -> Pooled | Regression:
    """The model a case asks for."""
    args, call = arguments(case), call_of(case)
    columns = columns_of(call, table)
    if "yi" not in columns:
        columns.update(effects(args, columns))
    how = {**options(args, columns, call), **more}
    if "X" in case:
        return regress(columns["yi"], columns["vi"], np.array(case["X"], dtype=float), **how)
    if args.get("mods"):
        return regress(columns["yi"], columns["vi"], str(args["mods"]), columns, **how)
    return pool(columns["yi"], columns["vi"], **how)


def effects(args: dict[str, Any], columns: dict[str, Any]) -> dict[str, Any]:
    """Effect sizes of a table of counts, as `rma.uni(measure=, ai=, …)` computes them."""
    from tamis.stats.measures.effects import effect_size

    made = effect_size(args["measure"], **columns)
    return {"yi": made.yi, "vi": made.vi}


def information(fit: Fit, harville: bool = True) -> dict[str, Any]:
    """`fit` of a reference case."""
    out = {}
    for key, c in (("ML", fit.information.ml), ("REML", fit.information.reml)):
        # metafor's REML likelihood carries ½ log|XᵀX| unless REMLf=FALSE.
        shift = fit.information.harville_constant if key == "REML" and not harville else 0.0
        out[key] = {
            "ll": c.log_likelihood - shift,
            "dev": c.deviance + 2 * shift,
            "AIC": c.aic + 2 * shift,
            "BIC": c.bic + 2 * shift,
            "AICc": c.aicc + 2 * shift,
        }
    return out


def coefficients(fit: Fit) -> dict[str, Any]:
    """The table of coefficients under metafor's names."""
    return {
        "beta": fit.beta,
        "se": fit.se,
        "zval": fit.statistic,
        "pval": fit.p_value,
        "ci.lb": fit.ci[:, 0],
        "ci.ub": fit.ci[:, 1],
        "ddf": [fit.df],
        "s2w": fit.s2w,
    }


def heterogeneity(fit: Fit) -> dict[str, Any]:
    """τ², I², H² and Q under metafor's names."""
    return {
        "k": fit.k,
        "p": fit.p,
        "vb": fit.vb,
        "tau2": fit.tau2,
        "se.tau2": fit.tau2_se,
        "I2": fit.i2,
        "H2": fit.h2,
        "QE": fit.q,
        "QEp": fit.q_p,
        "names": ["intrcpt" if n == "intercept" else n for n in fit.names],
    }


def q_profile(fit: Fit) -> dict[str, Any]:
    """Q-profile limits; metafor searches up to max(100, 10 τ²) and marks what lies beyond."""
    ci = tau2_interval(fit, "q-profile", search_limit=max(100.0, 10.0 * fit.tau2))
    rows = np.array([ci.tau2, ci.tau, ci.i2 or (np.nan,) * 2, ci.h2 or (np.nan,) * 2])
    i2, h2 = fit.i2_at(fit.tau2), fit.h2_at(fit.tau2)
    return {
        "tau2": ci.tau2,
        "I2": ci.i2,
        "H2": ci.h2,
        "lb.sign": "<" if ci.empty else "",
        "ub.sign": "<" if ci.empty else ">" if ci.truncated else "",
        "ci.null": ci.empty,
        "random": {
            "rows": ["tau^2", "tau", "I^2(%)", "H^2"],
            "estimate": [fit.tau2, max(fit.tau2, 0.0) ** 0.5, i2, h2],
            "ci.lb": rows[:, 0],
            "ci.ub": rows[:, 1],
        },
    }


def limits(fit: Fit, kind: str) -> dict[str, Any]:
    """A prediction interval as `lb` and `ub`."""
    pi = prediction_interval(fit, kind)
    return {"lb": pi.lower, "ub": pi.upper}


def tests_of_all(case: Case, table: Table) -> dict[str, Any]:
    """`tests`: the same model under each test, with its prediction intervals."""
    out: dict[str, Any] = {}
    for test in ("z", "t", "knha", "adhoc"):
        again = {**case, "args": {**case["args"], "test": test}}
        fit = fitted(again, table).fit
        out[test] = coefficients(fit)
        if fit.random_effects:
            out[test]["pi_default"] = limits(fit, "default")
            out[test]["pi_simple"] = limits(fit, "simple")
            if fit.k - fit.p >= 2:
                out[test]["pi_Riley"] = limits(fit, "Riley")
    return out


def rma_uni(case: Case, table: Table) -> dict[str, Any]:
    """`rma.uni` in all its variants: one mean, regression, options, Henmi–Copas, probabilities."""
    args = arguments(case)
    if args.get("method") == "hc":
        return henmi_copas(table)
    result = fitted(case, table)
    fit = result.fit
    wanted = case.get("expected", {})
    out = {**coefficients(fit), **heterogeneity(fit)}
    if "random" in wanted:
        return q_profile(fit)
    if "prob" in args:
        sign, threshold = args["prob"][0], float(args["prob"][1:])
        below = probability_below(fit, threshold)
        return {"pred": float(fit.beta[0]), "prob": below if sign == "<" else 1.0 - below}
    if "fit" in wanted:
        out["fit"] = information(fit, harville="REMLf=FALSE" not in str(args.get("control")))
    out |= omnibus(result)
    if "tests" in wanted:
        out["tests"] = tests_of_all(case, table)
    out |= intervals(fit, wanted)
    return out


def omnibus(result: Pooled | Regression) -> dict[str, Any]:
    """QM and R²."""
    test = result.omnibus if isinstance(result, Regression) else wald_test(result.fit, [0])
    return {
        "QM": test.statistic,
        "QMdf": [test.df, test.denominator_df],
        "QMp": test.p_value,
        "R2": result.r2 if isinstance(result, Regression) else None,
    }


def intervals(fit: Fit, wanted: dict[str, Any]) -> dict[str, Any]:
    """Those intervals, predictions and maxima that the case has."""
    out: dict[str, Any] = {}
    if "tau2_ci_QP" in wanted:
        out["tau2_ci_QP"] = q_profile(fit)
    for key, kind in (("tau2_ci_PL", "PL"), ("tau2_ci_HT", "HT")):
        if key in wanted:
            ci = tau2_interval(fit, kind)
            out[key] = {"tau2": ci.tau2, "I2": ci.i2, "H2": ci.h2}
    if "pi" in wanted:
        out["pi"] = limits(fit, "default")
    if "predict_first3" in wanted:
        out["predict_first3"] = prediction_columns(predictions(fit, fit.X[:3]))
    if "n_local_maxima" in wanted:
        out["n_local_maxima"] = len(fit.maxima)
    if "global" in wanted:
        ll = fit.information.reml.log_likelihood
        at = {"tau2": fit.tau2, "ll": ll, "beta": fit.beta[0], "se": fit.se[0]}
        out["global"] = at
        out["local_maxima"] = list(fit.maxima)
        out["local_ll"] = [
            pool(fit.yi, fit.vi, tau2=t, test="z").information.reml.log_likelihood
            for t in fit.maxima
        ]
    return out


def prediction_columns(p: Any) -> dict[str, Any]:
    """A prediction under metafor's names."""
    return {
        "pred": p.estimate,
        "se": p.se,
        "ci.lb": p.ci_lower,
        "ci.ub": p.ci_upper,
        "pi.lb": p.pi_lower,
        "pi.ub": p.pi_upper,
    }


def henmi_copas(table: Table) -> dict[str, Any]:
    """`hc()` of a DerSimonian–Laird model."""
    from tamis.stats.models.henmi_copas import henmi_copas as hc

    columns = (table or {})["columns"]
    dl = pool(columns["yi"], columns["vi"], method="DL", test="z")
    made = hc(columns["yi"], columns["vi"])
    return {
        "beta": made.estimate,
        "se": made.se,
        "ci.lb": made.ci[0],
        "ci.ub": made.ci[1],
        "beta.rma": dl.estimate,
        "se.rma": dl.se,
        "ci.lb.rma": dl.ci[0],
        "ci.ub.rma": dl.ci[1],
        "method.rma": dl.method,
        "tau2": made.tau2,
        "tau2.rma": dl.tau2,
    }


def anova_predict(case: Case, table: Table) -> dict[str, Any]:
    """`anova()` and `predict()` of a meta-regression, as their R text asks."""
    call = parse(case["r"])
    columns = (table or {})["columns"]
    models = [a for a in call.args if isinstance(a, RCall) and a.name in UNI_CALLS]
    fits = [_model(m, columns) for m in models]
    if call.name == "anova" and len(fits) == 2:
        return _likelihood_ratio(fits[0], fits[1])
    keywords = call.kwargs
    if call.name == "anova" and "btt" in keywords:
        test = wald_test(fits[0], [int(i) - 1 for i in np.atleast_1d(_numbers(keywords["btt"]))])
        return _joint(test)
    if call.name == "anova":
        found = linear_combinations(
            fits[0], _numbers(keywords["X"]), keywords.get("adjust", "none")
        )
        out = {"Xb": found.estimate, "se": found.se, "zval": found.statistic, "pval": found.p_value}
        return out | (_joint(found.joint) if found.joint else {})
    rows = np.atleast_2d(_numbers(keywords["newmods"]))
    rows = np.column_stack([np.ones(len(rows)), rows])
    p = prediction_columns(predictions(fits[0], rows, keywords.get("predtype", "default")))
    if keywords.get("transf") == "exp":
        p = {k: np.exp(v) for k, v in p.items() if k != "se"}
    return p


def _model(call: RCall, columns: dict[str, Any]) -> Fit:
    how = options(call.kwargs, columns, call)
    if "mods" in call.kwargs:
        return regress(columns["yi"], columns["vi"], str(call.kwargs["mods"]), columns, **how).fit
    return pool(columns["yi"], columns["vi"], **how).fit


def _numbers(value: Any) -> Any:
    return evaluate(_r_text(value), {"": []})


def _r_text(value: Any) -> Any:
    if isinstance(value, RCall):
        return f"{value.name}({', '.join(str(_r_text(a)) for a in value.args)})"
    return str(value)


def _joint(test: Any) -> dict[str, Any]:
    return {
        "QM": test.statistic,
        "QMp": test.p_value,
        "m": test.df,
        "QMdf": [test.df, test.denominator_df],
    }


def _likelihood_ratio(full: Fit, reduced: Fit) -> dict[str, Any]:
    test = likelihood_ratio(full, reduced)
    out = {
        "LRT": test.statistic,
        "pval": test.p_value,
        "R2": test.r2,
        "QE.f": full.q,
        "QE.r": reduced.q,
        "tau2.f": full.tau2,
        "tau2.r": reduced.tau2,
    }
    for key, fit in (("fit.f", full), ("fit.r", reduced)):
        out[key] = list(information(fit)["REML" if fit.method == "REML" else "ML"].values())
    return out


HANDLERS = {"rma.uni": rma_uni, "anova/predict": anova_predict}

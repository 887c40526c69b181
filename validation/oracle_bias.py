"""Reference cases of bias and permutation: `regtest`, `ranktest`, `trimfill`, `fsn`, `tes`, …"""

from __future__ import annotations

from typing import Any

import numpy as np
from oracle_models import Case, Table, as_r_stops, call_of, fitted
from r_calls import RCall, parse

from tamis.stats.bias.asymmetry import RegressionTest, rank_test, regression_test
from tamis.stats.bias.excess import excess_significance
from tamis.stats.bias.fail_safe import fail_safe_n
from tamis.stats.bias.lines import Line, harbord, line, macaskill, peese, pet, peters, scores
from tamis.stats.bias.trim_fill import trim_and_fill
from tamis.stats.counts.tables import read
from tamis.stats.models.data import check
from tamis.stats.models.pool import pool
from tamis.stats.permutation import permutation_test


def columns_of(table: Table) -> dict[str, Any]:
    """The table's columns."""
    return dict((table or {})["columns"])


def coefficients(made: Line) -> list[list[float]]:
    """A line as R's `summary(lm)$coef`: rows (intercept, slope) × (estimate, SE, t, p)."""
    rows = zip(made.estimate, made.se, made.statistic, made.p_value, strict=True)
    return [list(row) for row in rows]


def regtest(case: Case, table: Table) -> dict[str, Any]:
    """`regtest()`; its own defaults are model="rma" and predictor="sei"."""
    args, c = dict(case.get("args") or {}), columns_of(table)
    call = parse(case["r"])
    assert isinstance(call, RCall)
    inner = call_of(case)
    known = {**(inner.kwargs if inner else {}), **call.kwargs, **args}
    model = {"lm": "weighted-linear", "rma": "mixed"}[known.get("model", "rma")]
    made = regression_test(
        c["yi"],
        c["vi"],
        c.get("ni"),
        model=model,
        predictor=known.get("predictor", "sei"),
        method=known.get("method", "REML"),
        test=known.get("test", "z"),
    )
    return as_reference(made)


def as_reference(made: RegressionTest) -> dict[str, Any]:
    """A regression test under metafor's names."""
    out: dict[str, Any] = {
        "zval": made.statistic,
        "pval": made.p_value,
        "dfs": made.df,
        "beta": made.estimate,
        "se": made.se,
        "tau2": made.tau2,
    }
    if made.limit:
        out["limit_est"], out["ci.lb"], out["ci.ub"] = made.limit
    if made.line:
        out["coef"] = coefficients(made.line)
    return out


def ranktest(case: Case, table: Table) -> dict[str, Any]:
    """`ranktest()`."""
    c = columns_of(table)
    exact = (case.get("args") or {}).get("exact") is not False
    made = rank_test(c["yi"], c["vi"], exact=exact)
    return {"tau": made.tau, "pval": made.p_value}


def trimfill(case: Case, table: Table) -> dict[str, Any]:
    """`trimfill()`.

    It trims with the `control` of the model given, but fits the filled funnel, where there is one,
    with R's defaults.
    """
    args, c = dict(case.get("args") or {}), columns_of(table)
    side = args.get("side", "auto")
    how = {"method": args.get("method", "REML"), "test": args.get("test", "z")}
    made = trim_and_fill(
        c["yi"],
        c["vi"],
        estimator=args.get("estimator", "L0"),
        side=None if side == "auto" else side,
        **how,
    )
    p = made.pooled
    if made.k0:
        p = pool(p.fit.yi, p.fit.vi, **how, **as_r_stops(how["method"]))
    return {
        "k0": made.k0,
        "se.k0": made.k0_se,
        "p.k0": made.k0_p,
        "side": made.side,
        "beta": p.estimate,
        "se": p.se,
        "ci.lb": p.ci[0],
        "ci.ub": p.ci[1],
        "pval": p.p_value,
        "tau2": p.tau2,
        "QE": p.q,
        "I2": p.i2,
        "k": p.k,
        "filled_yi": made.filled_yi,
        "filled_vi": made.filled_vi,
    }


KINDS = {
    "Rosenthal": "rosenthal",
    "Orwin unweighted": "orwin",
    "Orwin weighted": "orwin",
    "Rosenberg": "rosenberg",
    "General": "general",
}


def fsn(case: Case, table: Table) -> dict[str, Any]:
    """`fsn()`."""
    args, c = case["args"], columns_of(table)
    kind = "rosenthal-fisher" if args.get("pool") == "Fisher" else KINDS[args["type"]]
    vi = None if args["type"] == "Orwin unweighted" else c["vi"]
    made = fail_safe_n(c["yi"], vi, kind=kind, method=args.get("method", "REML"))
    return {
        "fsnum": made.n,
        "pval": made.p_value,
        "meanes": made.mean,
        "target": made.target,
        "est.fsn": made.estimate_with,
    }


def tes(case: Case, table: Table) -> dict[str, Any]:
    """`tes()`, one-sided for an excess."""
    c = columns_of(table)
    test = "binomial" if case["args"]["test"] == "binom" else "chi2"
    made = excess_significance(c["yi"], c["vi"], test=test)
    return {
        "O": made.observed,
        "E": made.expected,
        "OEratio": made.ratio,
        "pval": made.p_value,
        "X2": made.chi2,
        "theta": made.theta,
        "power": made.power,
    }


def size_line(case: Case, table: Table) -> dict[str, Any]:
    """Effects on 1/n with weights 1/v."""
    c = columns_of(table)
    data = check(c["yi"], c["vi"])
    n = np.array(c["ni"], dtype=float)[data.rows]
    return {"coef": coefficients(line(data.yi, 1.0 / n, 1.0 / data.vi))}


def score_tests(case: Case, table: Table) -> dict[str, Any]:
    """Harbord's, Peters' and Macaskill's tests of two-by-two tables."""
    c = columns_of(table)
    z, v = scores(read("OR", c, ("OR",)))
    return {
        "harbord": coefficients(harbord(**c)),
        "peters": coefficients(peters(**c)),
        "macaskill_pooled": coefficients(macaskill(**c)),
        "Z": z[v > 0],
        "V": v[v > 0],
    }


def permutest(case: Case, table: Table) -> dict[str, Any]:
    """`permutest(exact=TRUE)`."""
    made = permutation_test(fitted(case, table).fit)
    fit = fitted(case, table, **as_r_stops(case["args"].get("method", "REML"))).fit
    return {
        "pval": made.p_value,
        "QMp": made.omnibus_p,
        "n_perm": None,
        "zval": fit.statistic,
        "beta": fit.beta,
    }


HANDLERS = {
    "regtest": regtest,
    "ranktest": ranktest,
    "trimfill": trimfill,
    "fsn": fsn,
    "tes": tes,
    "pet": lambda case, table: {"coef": coefficients(pet(*_yv(table)))},
    "peese": lambda case, table: {"coef": coefficients(peese(*_yv(table)))},
    "peters": size_line,
    "harbord/peters": score_tests,
    "permutest": permutest,
}


def _yv(table: Table) -> tuple[Any, Any]:
    c = columns_of(table)
    return c["yi"], c["vi"]

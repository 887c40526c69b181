"""From reference cases of `robust`, clubSandwich and robumeta to `tamis.stats.robust`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from tamis.stats.multilevel.formula import moderators
from tamis.stats.robust import RobustFit, cluster_robust, robust_meta_regression

Case = dict[str, Any]


def _dersimonian_laird(y: Any, v: Any, X: Any) -> float:
    w = 1 / v
    P = np.diag(w) - (w[:, None] * X) @ np.linalg.solve(X.T @ (w[:, None] * X), X.T * w)
    return max((y @ P @ y - (len(y) - X.shape[1])) / np.trace(P), 0.0)


def working_covariance(case: Case, columns: Case, X: Any) -> Any:
    """Φ of the model behind the case: v + τ² by DL, or the components the R call states."""
    y, v = (np.array(columns[c], dtype=float) for c in ("yi", "vi"))
    if case["args"]["model"] == "uni":
        return v + _dersimonian_laird(y, v, X)
    stated = re.search(r"sigma2=c\(([^)]*)\)", case["r"])
    assert stated is not None
    outer, inner = (float(s) for s in stated[1].split(","))
    cluster = np.array(columns["cluster"])
    return outer * (cluster[:, None] == cluster[None, :]) + np.diag(v + inner)


def _fit(case: Case, table: Case, kind: Any, df: Any) -> RobustFit:
    columns = table["columns"]
    X = moderators(case["args"]["mods"], columns, len(columns["yi"])).X
    phi = working_covariance(case, columns, X)
    return cluster_robust(columns["yi"], X, phi, columns["cluster"], kind=kind, df=df)


def robust(case: Case, table: Case | None) -> Case:
    """Answer metafor's `robust`: CR0, CR1p (its adjusted default), or CR2 by clubSandwich."""
    assert table is not None
    kind = {"CR0": "CR0", "CR1": "CR1p", "CR2cs": "CR2"}[case["args"]["vcov"]]
    df = "satterthwaite" if kind == "CR2" else "residual"
    fit = _fit(case, table, kind, df)
    test = fit.wald()
    return {
        "k": len(table["columns"]["yi"]),
        "n": fit.clusters,
        "beta": fit.beta,
        "se": fit.se,
        "tval": fit.statistic,
        "pval": fit.pval,
        "ci.lb": fit.ci_lb,
        "ci.ub": fit.ci_ub,
        "ddf": fit.ddf if kind == "CR2" else fit.ddf[:1],
        "vb": fit.vb,
        "QM": test.F,
        "QMdf": [test.df1, test.df2],
        "QMp": test.pval,
    }


def club_sandwich(case: Case, table: Case | None) -> Case:
    """Answer `coef_test` and `Wald_test`."""
    assert table is not None
    fit = _fit(case, table, case["args"].get("vcov", "CR2"), "satterthwaite")
    if case["args"]["test"] == "HTZ":
        test = fit.wald()
        return {
            "Fstat": test.F,
            "df_num": test.df1,
            "df_denom": test.df2,
            "p_val": test.pval,
        }
    return {
        "beta": fit.beta,
        "se": fit.se,
        "tstat": fit.statistic,
        "df": fit.ddf,
        "p": fit.pval,
    }


def robumeta(case: Case, table: Case | None) -> Case:
    """Answer `robu`."""
    assert table is not None
    columns, args = table["columns"], case["args"]
    design = moderators(args["mods"], columns, len(columns["yi"]))
    result = robust_meta_regression(
        columns["yi"],
        columns["vi"],
        columns["cluster"],
        X=design.X,
        weights="correlated" if args["modelweights"] == "CORR" else "hierarchical",
        small=args["small"],
    )
    fit = result.fit
    names = ["X.Intercept." if n == "intrcpt" else _r_name(n) for n in design.names]
    return {
        "reg_table": {
            "labels": names,
            "b": fit.beta,
            "SE": fit.se,
            "t": fit.statistic,
            "dfs": fit.ddf,
            "prob": fit.pval,
            "CI.L": fit.ci_lb,
            "CI.U": fit.ci_ub,
        },
        "tau.sq": result.working.tau2,
        "omega.sq": result.working.omega2,
        "I.2": result.working.I2,
    }


def _r_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._]", ".", name)


HANDLERS_OF_ROBUST = {"robust": robust, "clubSandwich": club_sandwich, "robumeta": robumeta}

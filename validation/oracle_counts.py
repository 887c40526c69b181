"""Reference cases of pooled counts and of subgroups: `rma.mh`, `rma.peto`, RevMan, subgroups."""

from __future__ import annotations

from typing import Any

from oracle_models import arguments, coefficients, heterogeneity, limits
from r_calls import RCall, parse

from tamis.stats.counts.peto import peto
from tamis.stats.counts.pooling import mantel_haenszel
from tamis.stats.counts.result import CountPooled
from tamis.stats.counts.revman import RandomEffects, revman
from tamis.stats.heterogeneity.subgroups import subgroups
from tamis.stats.models.information import FitStatistics

WHERE = {"only0": "only-zero", "all": "all", "none": "none"}


def count_arguments(case: dict[str, Any]) -> dict[str, Any]:
    """What the case asks for, in the words of `mantel_haenszel` and `peto`."""
    args = dict(case.get("args") or {})
    call = parse(case["r"])
    if not args and isinstance(call, RCall):
        args = {k: v for k, v in call.kwargs.items() if k in ("measure", "level", "correct")}
    out: dict[str, Any] = {"level": float(args.get("level", 95))}
    if "measure" in args:
        out["measure"] = args["measure"]
    if "add" in args:
        out["continuity"] = float(args["add"][1])
        out["continuity_in"] = WHERE[args["to"][1]]
    if args.get("correct") is False:
        out["continuity_correction"] = False
    return out


def as_reference(made: CountPooled) -> dict[str, Any]:
    """A pooled count under metafor's names."""
    out: dict[str, Any] = {
        "k": made.k,
        "k.pos": made.k_informative,
        "k.yi": len(made.yi),
        "beta": made.estimate,
        "se": made.se,
        "zval": made.statistic,
        "pval": made.p_value,
        "ci.lb": made.ci[0] if made.ci else None,
        "ci.ub": made.ci[1] if made.ci else None,
        "QE": made.q,
        "QEp": made.q_p,
        "QEdf": made.q_df,
        "I2": made.i2,
        "H2": made.h2,
    }
    peto_s = made.method == "Peto"
    tests = (
        ("MH", None if peto_s else made.association),
        ("TA", made.homogeneity),
        ("BD", made.homogeneity_breslow_day),
    )
    for key, test in tests:
        out[key] = test.statistic if test else None
        out[key + "p"] = test.p_value if test else None
    if made.information:
        out["fit"] = criteria(made.information)
    return out


def criteria(info: FitStatistics) -> dict[str, Any]:
    """Information criteria under metafor's names."""
    return {
        key: {
            "ll": c.log_likelihood,
            "dev": c.deviance,
            "AIC": c.aic,
            "BIC": c.bic,
            "AICc": c.aicc,
        }
        for key, c in (("ML", info.ml), ("REML", info.reml))
    }


def rma_mh(case: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """`rma.mh`."""
    return as_reference(mantel_haenszel(**count_arguments(case), **table["columns"]))


def rma_peto(case: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """`rma.peto`."""
    return as_reference(peto(**count_arguments(case), **table["columns"]))


def revman_case(case: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """RevMan 5's analyses of two-group counts."""
    made = revman(case["args"]["measure"], **table["columns"])
    fixed = made.mantel_haenszel
    assert fixed.ci is not None
    return {
        "included": made.included,
        "yi": made.yi,
        "vi": made.vi,
        "MH_fixed": {
            "est": fixed.estimate,
            "se": fixed.se,
            "ci.lb": fixed.ci[0],
            "ci.ub": fixed.ci[1],
            "Q": made.random_mantel_haenszel.q,
            "I2": made.random_mantel_haenszel.i2,
        },
        "IV_fixed": {
            "est": made.inverse_variance,
            "se": made.inverse_variance_se,
            "Q": made.inverse_variance_q,
        },
        "IV_random_DL": _random(made.random),
        "MH_random_DL": _random(made.random_mantel_haenszel),
    }


def _random(r: RandomEffects) -> dict[str, Any]:
    return {
        "tau2": r.tau2,
        "est": r.estimate,
        "se": r.se,
        "ci.lb": r.ci[0],
        "ci.ub": r.ci[1],
        "z": r.statistic,
        "p": r.p_value,
        "weights_pct": r.weights,
        "Q": r.q,
        "df": r.q_df,
        "Qp": r.q_p,
        "I2": r.i2,
    }


def subgroup(case: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """Groups pooled apart and compared."""
    args, columns = arguments(case), table["columns"]
    made = subgroups(
        columns["yi"],
        columns["vi"],
        columns[args["by"]],
        method=args["method"],
        test=args["test"],
    )
    groups = {}
    for name, pooled in made.groups:
        groups[name] = {**coefficients(pooled.fit), **heterogeneity(pooled.fit)}
        if pooled.fit.random_effects:
            groups[name]["pi"] = limits(pooled.fit, "default")
    overall = {**coefficients(made.overall.fit), **heterogeneity(made.overall.fit)}
    out: dict[str, Any] = {
        "groups": groups,
        "Q_between_separate": {"Q": made.q_between, "df": made.q_df, "p": made.q_p},
        "overall": overall,
    }
    if made.common_tau2 is not None:
        test = made.common_tau2.omnibus
        out["common_tau2"] = {
            **coefficients(made.common_tau2.fit),
            **heterogeneity(made.common_tau2.fit),
            "R2": made.common_tau2.r2,
            "QM": test.statistic,
            "QMdf": [test.df, test.denominator_df],
            "QMp": test.p_value,
        }
    return out


HANDLERS = {
    "rma.mh": rma_mh,
    "rma.peto": rma_peto,
    "revman": revman_case,
    "subgroup": subgroup,
}

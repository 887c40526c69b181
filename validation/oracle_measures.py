"""Reference cases of effect sizes, conversions, reconstructed survival and ALS arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from r_calls import Raw, RCall, evaluate, parse

from tamis.stats import pool, prediction_interval
from tamis.stats.convert import (
    change_scores,
    contingency,
    curves,
    dependence,
    five_numbers,
    hazard,
    joint_ranking,
    power_transform,
    quantile_fit,
    reconstruction,
    response,
    slopes,
    survival,
    transform,
    wald,
)
from tamis.stats.errors import OutOfRange
from tamis.stats.measures import EffectSizes, effect_size, intervals

Case = Mapping[str, Any]
Table = Mapping[str, Any] | None
Result = Mapping[str, Any]


def arguments(case: Case) -> dict[str, Any]:
    """`args` of a case; R wrote an empty list where there are none."""
    return dict(case.get("args") or {})


def columns(table: Table) -> dict[str, list[Any]]:
    """Columns of a case's table."""
    return dict((table or {}).get("columns", {}))


def named(call: RCall, table: Table) -> dict[str, Any]:
    """A call's arguments with names of columns replaced by the columns."""
    known = columns(table)
    return {k: known[v] if isinstance(v, Raw) and v in known else v for k, v in call.kwargs.items()}


def escalc(case: Case, table: Table) -> Result:
    args = arguments(case)
    if "map" in args:
        known = columns(table)
        given = {k: known[v] for k, v in (args["map"] or {}).items()}
        given |= dict(args.get("options") or {})
        measure = args["measure"]
    else:
        given = named(parse(case["r"]), table)
        given.pop("data")
        measure = given.pop("measure")
    given = {k: evaluate(v, {}) if isinstance(v, Raw) else v for k, v in given.items()}
    found = effect_size(measure, **given)
    return {"yi": found.yi, "vi": found.vi}


def summary_escalc(case: Case, table: Table) -> Result:
    known = columns(table)
    yi, vi = (np.array(known[name], dtype=float) for name in ("yi", "vi"))
    effects = EffectSizes(measure="GEN", yi=yi, vi=vi)
    z, p, low, high = wald.wald_interval(effects)
    return {"sei": effects.se, "zi": z, "pval": p, "ci.lb": low, "ci.ub": high}


SUMMARY = {"min": "minimum", "q1": "q1", "median": "median", "q3": "q3", "max": "maximum", "n": "n"}
MEAN_METHODS = {"luo2016": "luo", "hozo2005": "hozo", "default": "luo"}
SD_METHODS = {"shi2020": "shi", "wan2014": "wan", "hozo2005": "hozo", "default": "shi"}


def summaries(given: Mapping[str, Any]) -> list[five_numbers.FiveNumbers]:
    """One summary per row of the columns min, q1, median, q3, max, n."""
    kept = {SUMMARY[k]: v for k, v in given.items() if k in SUMMARY}
    rows = list(zip(*kept.values(), strict=True))
    if any(value is None for row in rows for value in row):
        raise NotImplementedError("five-number summaries with missing numbers")
    return [five_numbers.FiveNumbers(**dict(zip(kept, row, strict=True))) for row in rows]


def conv_fivenum(case: Case, table: Table) -> Result:
    given = named(parse(case["r"]), table)
    method = given.get("method", "default")
    text = list(method.args) if isinstance(method, RCall) else [method]
    if text[0] not in MEAN_METHODS or text[-1] not in SD_METHODS:
        raise NotImplementedError(f"conv.fivenum method {method}")
    found = [
        five_numbers.mean_sd_from_five_numbers(
            s,
            shape="log-normal" if given.get("dist", "norm") == "lnorm" else "normal",
            mean_method=MEAN_METHODS[text[0]],
            sd_method=SD_METHODS[text[-1]],
            natural_scale=given.get("transf", True),
        )
        for s in summaries(given)
    ]
    withheld = bool(given.get("test", True))
    kept = [None if withheld and m.skewed else m for m in found]
    return {key: [None if m is None else getattr(m, key) for m in kept] for key in ("mean", "sd")}


SCENARIOS = {
    "S1": ("min", "median", "max"),
    "S2": ("q1", "median", "q3"),
    "S3": ("min", "q1", "median", "q3", "max"),
}


def estmeansd(method: Callable[[five_numbers.FiveNumbers], five_numbers.Moments]) -> Any:
    def handler(case: Case, table: Table) -> Result:
        known = columns(table)
        names = (*SCENARIOS[arguments(case)["scenario"]], "n")
        found = [method(s) for s in summaries({name: known[name] for name in names})]
        return {
            "mean": [m.mean for m in found],
            "sd": [m.sd for m in found],
            "dist": [m.method.removeprefix("QE, ") for m in found],
            # Moments are integrals here, so repeating them changes nothing.
            "mc_sd_mean": [0.0 for _ in found],
            "mc_sd_sd": [0.0 for _ in found],
        }

    return handler


def conv_wald(case: Case, table: Table) -> Result:
    given = named(parse(case["r"]), table)
    ours = {"ci.lb": "lower", "ci.ub": "upper", "zval": "z", "pval": "p"}
    found = wald.from_wald(
        given["out"],
        **{ours[k]: given[k] for k in ours if k in given},
        level=float(given.get("level", 95)) / 100,
        transform=np.log if given.get("transf") == "log" else None,
    )
    return {"yi": found.yi, "vi": found.vi}


def conv_2x2(case: Case, table: Table) -> Result:
    given = named(parse(case["r"]), table)
    effects = {"ori": "odds_ratio", "ri": "phi", "x2i": "chi_squared"}
    cells = []
    for i, n in enumerate(given["ni"]):
        row = {effects[k]: given[k][i] for k in effects if k in given and given[k][i] is not None}
        corrected = bool(given.get("correct", True))
        cells.append(
            contingency.table_from_margins(
                n, given["n1i"][i], given["n2i"][i], continuity_corrected=corrected, **row
            )
        )
    return dict(zip(("ai", "bi", "ci", "di"), np.array(cells).T, strict=True))


TRANSFORMS: dict[str, Callable[..., Any]] = {
    "logit": transform.logit,
    "ilogit": transform.expit,
    "arcsin": transform.arcsine,
    "iarcsin": transform.from_arcsine,
    "rtoz": transform.fisher_z,
    "ztor": transform.from_fisher_z,
    "r2toz": transform.fisher_z_of_r_squared,
    "ztor2": transform.r_squared_from_fisher_z,
    "isqrt": transform.square,
    "ahw": transform.hakstian_whalen,
    "iahw": transform.from_hakstian_whalen,
    "abt": transform.bonett,
    "iabt": transform.from_bonett,
    "dtou1": transform.cohens_u1,
    "dtou2": transform.cohens_u2,
    "dtou3": transform.cohens_u3,
    "dtocles": transform.superiority,
    "dtobesd": transform.success_rate,
    "dtoovl": transform.overlap,
    "dtocliffd": transform.cliffs_delta,
    "dtorbis": lambda d, n1i=None, n2i=None: transform.biserial_from_d(d, n1i, n2i),
    "rpbtorbis": lambda r, pi=0.5: transform.biserial_from_point_biserial(r, pi),
    "rpbtod": lambda r, n1i=None, n2i=None: transform.d_from_point_biserial(r, n1i, n2i),
    "dtolnor.norm": lambda d: transform.log_odds_ratio_from_d(d, "normal"),
    "dtolnor.logis": transform.log_odds_ratio_from_d,
    "lnortod.norm": lambda x: transform.d_from_log_odds_ratio(x, "normal"),
    "lnortod.logis": transform.d_from_log_odds_ratio,
    "lnortorr": lambda x, pc: transform.risk_ratio_from_log_odds_ratio(x, pc),
}


def each(function: Callable[..., Any], *values: list[float]) -> list[float | None]:
    """Apply element by element; an element that we refuse is the reference's NaN."""
    out: list[float | None] = []
    for element in zip(*values, strict=True):
        try:
            out.append(float(function(*element)))
        except OutOfRange:
            out.append(None)
    return out


def transf(case: Case, table: Table) -> Result:
    args = arguments(case)
    name = case["fn"].removeprefix("transf.")
    if name in ("pft", "ipft"):
        angles = each(transform.freeman_tukey, args["xi"], args["ni"])
        if name == "pft":
            return {"y": angles}
        known = [math.nan if x is None else x for x in angles]
        return {"y": each(transform.from_freeman_tukey, known, args["ni"])}
    call = parse(case["r"])
    if name == "ipft.hm":
        values = evaluate(call.args[0] if isinstance(call.args[0], str) else text_of(case), {})
        return {"y": transform.from_freeman_tukey_pooled(values, args["ni"])}
    function = TRANSFORMS[name]
    return {"y": each(lambda x: function(x, **call.kwargs), args["x"])}


def text_of(case: Case) -> str:
    """R text of a call's first argument, where it is itself a call."""
    found = re.search(r"\((c\([^)]*\))", case["r"])
    if found is None:
        raise NotImplementedError(case["r"])
    return found[1]


def predict(case: Case, table: Table) -> Result:
    call = parse(case["r"])
    known = columns(table)
    back = str(call.kwargs.get("transf", "")).removeprefix("transf.")
    if back == "ipft.hm":
        change = lambda x: transform.from_freeman_tukey_pooled(x, known["ni"])  # noqa: E731
    elif back in TRANSFORMS:
        change = TRANSFORMS[back]
    else:
        raise NotImplementedError(f"predict with transf={back}")
    model = call.args[0]
    fit = pool(known["yi"], known["vi"], method=model.kwargs.get("method", "REML"), test="z").fit
    interval = prediction_interval(fit)
    (low, high) = np.asarray(fit.ci)[0]
    ends = (float(fit.beta[0]), low, high, interval.lower, interval.upper)
    names = ("pred", "ci.lb", "ci.ub", "pi.lb", "pi.ub")
    return {name: float(change(value)) for name, value in zip(names, ends, strict=True)}


def aggregate(case: Case, table: Table) -> Result:
    given = named(parse(case["r"]), table)
    known = columns(table)
    structure = str(given.get("struct", "CS"))
    if structure not in ("ID", "CS", "CAR", "CS+CAR"):
        raise NotImplementedError(f"aggregate with struct={structure}")
    fades = "CAR" in structure
    found = dependence.aggregate(
        known["yi"],
        known["vi"],
        given["cluster"],
        correlation=float(given.get("rho", 0.0)) if "CS" in structure else 0.0,
        time=given.get("time") if fades else None,
        correlation_per_time=float(given["phi"]) if fades else None,
        weighted=bool(given.get("weighted", True)),
    )
    return {"cluster": [str(label) for label in found.cluster], "yi": found.yi, "vi": found.vi}


def vcalc(case: Case, table: Table) -> Result:
    given = named(parse(case["r"]), table)
    unknown = set(given) - {"cluster", "obs", "time1", "rho", "phi", "data"}
    if unknown:
        raise NotImplementedError(f"vcalc with {sorted(unknown)}")
    matrix = dependence.sampling_covariance(
        columns(table)["vi"],
        given["cluster"],
        outcome=given.get("obs"),
        time=given.get("time1"),
        outcome_correlation=float(given.get("rho", 1.0)),
        correlation_per_time=float(given.get("phi", 1.0)),
    )
    return {"V": matrix}


def reconstructed(case: Case, arm: str) -> tuple[survival.Patients, float]:
    """Individual data behind one arm's curve, and where it ends."""
    given = dict(case["input"][arm])
    drawn = curves.curve(given.pop("time"), given.pop("surv"), given.pop("n"), **given)
    return reconstruction.reconstruct(drawn).patients, drawn.last_follow_up


def ipd_from_km(case: Case, table: Table) -> Result:
    both = [reconstructed(case, arm) for arm in ("arm0", "arm1")]
    arms, ends = [arm for arm, _ in both], [end for _, end in both]
    log_hr, se = survival.cox(*arms)
    tested = survival.log_rank(*arms)
    fits = [survival.kaplan_meier(arm) for arm in arms]
    # The reference's choice: nine tenths of the shorter follow-up, and its half.
    tau = math.floor(0.9 * min(ends))
    limits = [fit.median_interval() for fit in fits]
    return {
        "logHR": log_hr,
        "se": se,
        "HR": math.exp(log_hr),
        "logHR_breslow": survival.cox(*arms, ties="breslow")[0],
        "logrank_chisq": tested.chi_squared,
        "logrank_O1_minus_E1": tested.observed_minus_expected,
        "logrank_V": tested.variance,
        "logHR_peto": tested.peto_log_hazard_ratio,
        "median": [fit.median() for fit in fits],
        "median_lcl": [low for low, _ in limits],
        "median_ucl": [high for _, high in limits],
        "rmst_tau": tau,
        "rmst": [fit.restricted_mean(tau) for fit in fits],
        "surv_at": tau / 2,
        "surv": [fit.at(tau / 2) for fit in fits],
    }


def prepost(case: Case, table: Table) -> Result:
    a = arguments(case)
    c = change_scores.change_within_group(
        a["m_pre"], a["sd_pre"], a["m_post"], a["sd_post"], a["n"], correlation=a["r"]
    )
    return {
        "mc": c.mean,
        "sd_change": c.sd,
        "se": c.se,
        "vi": c.se**2,
        "ci.lb": c.lower,
        "ci.ub": c.upper,
        "t": c.t,
        "p": c.p,
        "smcc": c.standardised,
    }


def implied_r(case: Case, table: Table) -> Result:
    a = arguments(case)
    return {"r": change_scores.implied_correlation(a["sd_pre"], a["sd_post"], a["sd_change"])}


def slope_from_change(case: Case, table: Table) -> Result:
    s = slopes.slope_from_change(**arguments(case))
    return {"slope": s.slope, "sd": s.sd, "se": s.se, "vi": s.variance}


def gls_slope(case: Case, table: Table) -> Result:
    a = arguments(case)
    s = slopes.slope_over_visits(
        a["mean"],
        a["sd"],
        a["n"],
        a["t"],
        correlation_per_month=a["rho_per_month"],
        intercept=a["intercept"],
    )
    pairs = [(s.intercept, s.intercept_se), (s.slope, s.se)]
    pairs = pairs if a["intercept"] else pairs[1:]
    return {"coef": [b for b, _ in pairs], "se": [e for _, e in pairs]}


def delta_fs(case: Case, table: Table) -> Result:
    a = arguments(case)
    return {"rate": slopes.progression_rate(a["alsfrsr"], a["months"])}


def log_hr(case: Case, table: Table) -> Result:
    a = arguments(case)
    kind = a["kind"]
    if kind == "logrank_obs":
        ratio, peto = hazard.hazard_ratio_from_logrank(a["o1"], a["e1"], a["o2"], a["e2"])
        return {
            "loghr_ratio": ratio.estimate,
            "se_ratio": ratio.se,
            "loghr_peto": peto.estimate,
            "V": peto.information,
        }
    if kind == "hr_ci":
        h = hazard.hazard_ratio_from_interval(a["hr"], a["lo"], a["hi"], a["level"])
    elif kind == "oe_v":
        h = hazard.hazard_ratio_from_observed_minus_expected(a["oe"], a["v"])
    elif kind == "p_events":
        first = a["direction"] < 0
        h = hazard.hazard_ratio_from_p(a["p"], a["events"], a["n1"], a["n2"], first)
        equal = hazard.hazard_ratio_from_p(a["p"], a["events"], 1, 1, first).information
        return {"loghr": h.estimate, "se": h.se, "V": h.information, "V_over4": equal}
    else:
        raise NotImplementedError(f"loghr of kind {kind}")
    return {"loghr": h.estimate, "se": h.se}


def responder(case: Case, table: Table) -> Result:
    a = arguments(case)
    r = response.responders(a["mt"], a["sdt"], a["mc"], a["sdc"], a["cut"])
    return {
        "pt": r.treated,
        "pc": r.control,
        "rd": r.risk_difference,
        "rr": r.risk_ratio,
        "or": r.odds_ratio,
    }


def proportion_ci(case: Case, table: Table) -> Result:
    x, n = arguments(case)["x"], arguments(case)["n"]
    kinds = {
        "cp": intervals.exact_binomial,
        "wilson": intervals.wilson,
        "jeffreys": intervals.jeffreys,
        "agresti_coull": intervals.agresti_coull,
    }
    found = {name: function(x, n) for name, function in kinds.items()}
    return {"p": found["cp"].estimate} | {k: [i.lower, i.upper] for k, i in found.items()}


def rate_ci(case: Case, table: Table) -> Result:
    found = intervals.exact_poisson(arguments(case)["x"], arguments(case)["t"])
    return {"rate": found.estimate, "exact": [found.lower, found.upper]}


def cafs(case: Case, table: Table) -> Result:
    known = columns(table)
    visits = sorted((c for c in known if re.fullmatch(r"m\d+", c)), key=lambda c: int(c[1:]))
    j = joint_ranking.joint_rank(
        known["arm"], known["time"], known["died"], [known[visit] for visit in visits]
    )
    return {
        "score": j.score,
        "rank": j.rank,
        "mean_rank_0": j.mean_ranks[0],
        "mean_rank_1": j.mean_ranks[1],
        "FS_T": j.statistic,
        "FS_V": j.variance,
        "FS_z": j.z,
        "FS_p": j.p,
        "wilcoxon_p": j.wilcoxon_p,
        "anova_diff": j.difference,
        "anova_se": j.difference_se,
        "anova_p": j.difference_p,
        "wins": j.wins,
        "losses": j.losses,
        "win_ratio": j.win_ratio,
        "win_odds": j.win_odds,
    }


HANDLERS: dict[str, Callable[[Case, Table], Result]] = {
    "escalc": escalc,
    "summary.escalc": summary_escalc,
    "conv.fivenum": conv_fivenum,
    "conv.wald": conv_wald,
    "conv.2x2": conv_2x2,
    "estmeansd::qe.mean.sd": estmeansd(quantile_fit.quantile_estimation),
    "estmeansd::bc.mean.sd": estmeansd(power_transform.box_cox),
    "estmeansd::mln.mean.sd": estmeansd(power_transform.maximum_likelihood_power),
    "predict": predict,
    "aggregate.escalc": aggregate,
    "vcalc": vcalc,
    "ipd_from_km": ipd_from_km,
    "prepost": prepost,
    "implied_r": implied_r,
    "slope_from_change": slope_from_change,
    "gls_slope": gls_slope,
    "delta_fs": delta_fs,
    "loghr": log_hr,
    "responder": responder,
    "proportion_ci": proportion_ci,
    "rate_ci": rate_ci,
    "cafs": cafs,
    **{f"transf.{name}": transf for name in (*TRANSFORMS, "pft", "ipft", "ipft.hm")},
}

"""Checks for univariate models: each recomputes, from the case's data, why we differ."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from exact import weighted_least_squares
from explaining import Disagreement, check
from oracle_models import arguments, fitted

from tamis.stats.bias.fail_safe import with_null_studies
from tamis.stats.distributions import (
    chi2_quantile,
    chi2_sf,
    chi2_upper_quantile,
    normal_cdf,
)
from tamis.stats.errors import StatsError
from tamis.stats.models.fit import Fit
from tamis.stats.models.one_mean import OneMean
from tamis.stats.models.pool import pool
from tamis.stats.models.roots import log_likelihood
from tamis.stats.permutation import permutation_test
from tamis.stats.regression.regress import regress


def our_fit(d: Disagreement) -> Fit | None:
    """Our fit of the case, or None where we refuse it."""
    try:
        return fitted(dict(d.case), dict(d.table) if d.table else None).fit
    except (StatsError, KeyError, AttributeError):
        return None


def find(values: Any, key: str) -> float | None:
    """The first number under a key, at any depth."""
    if not isinstance(values, dict):
        return None
    for k, v in values.items():
        if k == key and isinstance(v, (int, float)):
            return float(v)
        below = find(v, key)
        if below is not None:
            return below
    return None


@check
def reference_stops_above_zero(d: Disagreement) -> bool:
    """Our τ² is exactly 0, where the criterion is best; the reference stopped a hair above."""
    fit = our_fit(d)
    if fit is None or fit.tau2 != 0:
        return False
    theirs = d.case["expected"].get("tau2")
    if theirs is None:
        random = d.case["expected"].get("random", {})
        theirs = (random.get("estimate") or [None])[0]
    if isinstance(theirs, list):
        return False
    if theirs is None:
        # Only I² is given: it is the same statement.
        i2 = find(d.case["expected"], "I2")
        return i2 is not None and 0 <= i2 < 1e-5
    return best_at_zero(fit, theirs)


def best_at_zero(fit: Fit, theirs: float) -> bool:
    """The criterion is no worse at 0 than at a τ² that is small against the variances."""
    typical = float(fit.vi.mean())
    if not 0 <= theirs < 1e-4 * typical:
        return False
    if fit.method in ("ML", "REML"):
        points = np.array([0.0, theirs])
        at_zero, there = log_likelihood(fit.profile, points, fit.method == "REML")
        return bool(at_zero >= there)
    if fit.method in ROOTS:
        return fit.profile.q(0.0)[0] <= target_of(fit) * (1 + 1e-12)
    return theirs < 1e-7 * typical


ROOTS = ("PM", "PMM", "EB", "DLIT", "SJIT")


def target_of(fit: Fit) -> float:
    """What yᵀPy equals at a moment estimate of τ²."""
    return chi2_quantile(0.5, fit.q_df) if fit.method == "PMM" else float(fit.q_df)


@check
def our_root_is_closer(d: Disagreement) -> bool:
    """At our Q-profile limits Q is nearer to its χ² quantile than at the reference's."""
    fit = our_fit(d)
    expected, result = d.case["expected"], d.result or {}
    whole = "random" in expected
    found = result if whole else result.get("tau2_ci_QP")
    wanted = expected if whole else expected.get("tau2_ci_QP")
    if fit is None or not found or not wanted:
        return False
    limits = (
        wanted["tau2"]
        if "tau2" in wanted
        else [wanted["random"]["ci.lb"][0], wanted["random"]["ci.ub"][0]]
    )
    half = 0.5 * (1 - fit.level)
    targets = (chi2_upper_quantile(half, fit.q_df), chi2_quantile(half, fit.q_df))
    misses = [
        [
            abs(fit.profile.q(tau2)[0] - target)
            for tau2, target in zip(pair, targets, strict=True)
            if tau2 > 0
        ]
        for pair in (found["tau2"], limits)
    ]
    return max(misses[0], default=0.0) < 1e-9 * fit.q_df and sum(misses[0]) < sum(misses[1])


@check
def reference_did_not_converge(d: Disagreement) -> bool:
    """The reference gave up iterating; at our τ² its own equation holds."""
    fit = our_fit(d)
    if fit is None or "did not converge" not in str(d.case.get("error")):
        return False
    if fit.method in ("ML", "REML"):
        slope, curvature = fit.profile.score(fit.tau2, fit.method == "REML")
        return fit.tau2 == 0 or abs(slope) < 1e-9 * abs(curvature) * fit.tau2
    q = fit.profile.q(fit.tau2)[0]
    return abs(q - fit.q_df) < 1e-9 * fit.q_df


@check
def exact_arithmetic_sides_with_us(d: Disagreement) -> bool:
    """Rational arithmetic gives our coefficients, Q and traces, and not the reference's."""
    fit = our_fit(d)
    if fit is None or d.result is None:
        return False
    y, v, X = fit.yi.tolist(), fit.vi.tolist(), fit.X.tolist()
    expected = d.case["expected"]
    ours, theirs = [], []
    at_zero = weighted_least_squares(y, v, X, 0.0)
    if expected.get("QE") is not None:
        ours.append(fit.q / at_zero.rss - 1)
        theirs.append(expected["QE"] / at_zero.rss - 1)
    if fit.weights is None:
        exact = np.array(weighted_least_squares(y, v, X, fit.tau2).beta)
        ours += list(fit.beta / exact - 1)
        exact = np.array(weighted_least_squares(y, v, X, expected["tau2"]).beta)
        theirs += list(np.array(expected["beta"]) / exact - 1)
    if fit.method == "DL" and fit.tau2_se and expected.get("se.tau2"):
        m, t = fit.q_df, fit.tau2
        form = 2 * m + 4 * t * at_zero.trace_p + 2 * t * t * at_zero.trace_pp
        ours.append(fit.tau2_se * at_zero.trace_p / math.sqrt(form) - 1)
        theirs.append(expected["se.tau2"] * at_zero.trace_p / math.sqrt(form) - 1)
    worst = max(map(abs, ours))
    return worst < 1e-9 and worst < 0.1 * max(map(abs, theirs))


@check
def null_model_has_no_heterogeneity(d: Disagreement) -> bool:
    """τ² without moderators is 0, so there is nothing to account for and R² is 0."""
    fit = our_fit(d)
    if fit is None:
        return False
    return pool(fit.yi, fit.vi, method=fit.method, test="z").tau2 == 0


@check
def optimum_gives_infinite_weight(d: Disagreement) -> bool:
    """A variance is 0 and the likelihood still rises towards τ² = 0 at the reference's τ²."""
    table = d.table or {}
    v = np.array([max(0.0, x) for x in table.get("columns", {}).get("vi", []) if x is not None])
    if not v.size or v.min() > 0 or d.result is not None:
        return False
    profile = OneMean(np.array(table["columns"]["yi"], dtype=float), v)
    reference = d.case["expected"]["tau2"]
    points = np.array([reference, reference / 10, reference / 1e3, reference / 1e6])
    ll = log_likelihood(profile, points, arguments(dict(d.case)).get("method", "REML") == "REML")
    return bool((np.diff(ll) > 0).all())


@check
def our_tau2_solves_better(d: Disagreement) -> bool:
    """The equation that defines τ² holds at our value, and less well at the reference's."""
    fit = our_fit(d)
    theirs = d.case.get("expected", {}).get("tau2")
    if fit is None or not isinstance(theirs, float) or fit.tau2 <= 0:
        return False
    ours, reference = (_defect(fit, tau2) for tau2 in (fit.tau2, theirs))
    return ours < 1e-8 and ours < 0.01 * reference


def _defect(fit: Fit, tau2: float) -> float:
    """How far the defining equation is from holding, as a relative change of τ²."""
    if fit.method in ("ML", "REML"):
        slope, curvature = fit.profile.score(tau2, fit.method == "REML")
        return abs(slope / curvature) / fit.tau2
    if fit.method not in ROOTS:
        return math.inf
    q, slope = fit.profile.q(tau2)
    return abs((q - target_of(fit)) / slope) / fit.tau2


def solves_better(fit: Fit, theirs: Any) -> bool:
    """Our τ² is the better solution of its equation, or exactly 0 where that is best."""
    if not isinstance(theirs, (int, float)):
        return False
    if fit.tau2 == 0:
        return best_at_zero(fit, float(theirs))
    ours = _defect(fit, fit.tau2)
    return ours < 1e-8 and ours < 0.01 * _defect(fit, float(theirs))


def part_of(d: Disagreement) -> tuple[Fit, Any] | None:
    """The fit that one part of the case is about, and the reference's τ² for it."""
    args, c = dict(d.case.get("args") or {}), (d.table or {}).get("columns", {})
    if "yi" not in c:
        return None
    how = {"method": args.get("method", "REML"), "test": "z"}
    y, v = np.array(c["yi"], dtype=float), np.array(c["vi"], dtype=float)
    keys = d.path.split(".")
    expected = d.case["expected"]
    if d.case["fn"] == "regtest":
        predictor = {"sei": np.sqrt(v), "vi": v}.get(args.get("predictor", "sei"))
        if predictor is None:
            n = np.array(c["ni"], dtype=float)
            root = {"ni": n, "ninv": 1 / n, "sqrtni": np.sqrt(n), "sqrtninv": 1 / np.sqrt(n)}
            predictor = root[args["predictor"]]
        fit = regress(y, v, np.column_stack([np.ones(len(y)), predictor]), **how).fit
        return fit, expected.get("tau2")
    if d.case["fn"] == "subgroup":
        by = [None if g is None else str(g) for g in c[args["by"]]]
        if keys[0] == "groups":
            # A label may itself hold a full stop.
            name = next(g for g in expected["groups"] if d.path.startswith(f"groups.{g}."))
            keep = np.array([g == name for g in by])
            return pool(y[keep], v[keep], **how).fit, expected["groups"][name]["tau2"]
        keep = np.array([g is not None for g in by])
        if keys[0] == "overall":
            return pool(y[keep], v[keep], **how).fit, expected["overall"]["tau2"]
        labels = [g for g in by if g is not None]
        fit = regress(y[keep], v[keep], "~ factor(g)", {"g": labels}, **how).fit
        return fit, expected["common_tau2"]["tau2"]
    return _member(d, y, v, how)


def _member(d: Disagreement, y: Any, v: Any, how: dict[str, Any]) -> tuple[Fit, Any] | None:
    """One element of a leave-one-out, influence or cumulative sequence."""
    index = re.search(r"\[(\d+)\]$", d.path)
    expected, text = d.case["expected"], d.case["r"]
    key = "tau2.del" if "tau2.del" in expected else "tau2"
    if index is None or key not in expected or "mods" in text:
        return None
    i, rows = int(index[1]), np.arange(len(y))
    if text.startswith("cumul"):
        order = d.case.get("args", {}).get("order")
        if order is not None:
            rows = np.argsort((d.table or {})["columns"][order], kind="stable")
        rows = rows[: i + 1]
    else:
        rows = np.delete(rows, i)
    return pool(y[rows], v[rows], **how).fit, expected[key][i]


@check
def our_tau2_of_the_part_solves_better(d: Disagreement) -> bool:
    """As `our_tau2_solves_better`, for a group, a subset or a regression inside the case."""
    found = part_of(d)
    return found is not None and found[0].tau2 >= 0 and solves_better(*found)


@check
def our_likelihood_limits_are_closer(d: Disagreement) -> bool:
    """At our profile-likelihood limits the drop is nearer to half the quantile."""
    fit, wanted = our_fit(d), d.case["expected"].get("tau2_ci_PL")
    found = (d.result or {}).get("tau2_ci_PL")
    if fit is None or not wanted or not found:
        return False
    half = 0.5 * chi2_upper_quantile(1 - fit.level, 1)

    def miss(tau2: float) -> float:
        points = np.array([fit.tau2, tau2])
        top, there = log_likelihood(fit.profile, points, fit.method == "REML")
        return abs(float(top - there) - half) if tau2 > 0 else 0.0

    ours, theirs = (sum(miss(t) for t in pair["tau2"]) for pair in (found, wanted))
    return ours < 1e-9 and ours < theirs


@check
def every_maximum_is_one(d: Disagreement) -> bool:
    """The slope changes from rising to falling at each maximum we count."""
    fit = our_fit(d)
    if fit is None or fit.method not in ("ML", "REML"):
        return False
    step = 1e-4
    for t in fit.maxima:
        after = fit.profile.score(t * (1 + step) + (t == 0) * 1e-9, fit.method == "REML")[0]
        before = fit.profile.score(t * (1 - step), fit.method == "REML")[0] if t > 0 else 1.0
        if not before > 0 > after:
            return False
    return True


@check
def within_reach_of_their_root_search(d: Disagreement) -> bool:
    """Critical values differ by less than twice R's default `uniroot` tolerance, eps^¼."""
    if d.result is None or "se" not in d.result or "ci.lb" not in d.case["expected"]:
        return False
    ours = (d.result["ci.ub"] - d.result["ci.lb"]) / d.result["se"] / 2
    e = d.case["expected"]
    theirs = (e["ci.ub"] - e["ci.lb"]) / e["se"] / 2
    return abs(ours - theirs) < 2 * np.finfo(float).eps ** 0.25


@check
def group_has_no_heterogeneity(d: Disagreement) -> bool:
    """τ² of this part of the case is exactly 0 with us, and a rounding error in the reference."""
    ours: Any = d.result
    theirs: Any = d.case["expected"]
    for key in d.path.split(".")[:-1]:
        ours, theirs = ours[key], theirs[key]
    v = [x for x in (d.table or {}).get("columns", {}).get("vi", []) if x is not None]
    return bool(ours["tau2"] == 0 and 0 < theirs["tau2"] < 1e-7 * float(np.mean(v)))


@check
def no_events_at_all(d: Disagreement) -> bool:
    """The outcome never occurs; the reference returns NA or 0 ± 0 for every estimate, we refuse."""
    c = (d.table or {}).get("columns", {})
    return d.result is None and not any(c.get("ai", [1])) and not any(c.get("ci", [1]))


@check
def element_has_no_heterogeneity(d: Disagreement) -> bool:
    """τ² of this member of a sequence is exactly 0 with us, and a rest of iteration there."""
    index = re.search(r"\[(\d+)\]$", d.path)
    v = [x for x in (d.table or {}).get("columns", {}).get("vi", []) if x is not None]
    expected = d.case["expected"].get("res", d.case["expected"])
    result = (d.result or {}).get("res", d.result or {})
    for key in ("tau2", "tau2.del"):
        if index and key in expected and v:
            i = int(index[1])
            return bool(result[key][i] == 0 and 0 < expected[key][i] < 1e-7 * float(np.mean(v)))
    return False


@check
def deviations_are_zero(d: Disagreement) -> bool:
    """τ² is exactly 0 with us, so deviations are 0; the reference's are rests of its iteration."""
    fit = our_fit(d)
    expected = d.case["expected"]
    if fit is None or fit.tau2 != 0 or "pred" not in expected:
        return False
    # The deviations' standard errors are about τ̂.
    return all(x * x < 1e-7 * float(fit.vi.mean()) for x in expected["se"])


@check
def reference_rounds_its_root_up(d: Disagreement) -> bool:
    """Ours is the smallest number that suffices, the reference's is one more."""
    ours, e = d.result, d.case["expected"]
    if ours is None or ours["fsnum"] != e["fsnum"] - 1:
        return False
    if "est.fsn" not in e:
        return True
    c = (d.table or {})["columns"]
    fit = pool(c["yi"], c["vi"], method=d.case["args"].get("method", "REML"), test="z")
    enough = with_null_studies(fit, ours["fsnum"])[1] >= 0.05
    less = with_null_studies(fit, ours["fsnum"] - 1)[1] < 0.05
    same = abs(with_null_studies(fit, e["fsnum"])[0] / e["est.fsn"] - 1) < 1e-8
    return enough and less and same


@check
def reference_lost_permutations(d: Disagreement) -> bool:
    """The reference's shares have a smaller denominator: permutations that did not converge."""
    if d.result is None:
        return False
    fit = our_fit(d)
    if fit is None:
        return False
    n = permutation_test(fit).permutations
    shares = [*d.case["expected"]["pval"], d.case["expected"]["QMp"]]
    ours = [*d.result["pval"], d.result["QMp"]]
    for lost in range(1, 6):
        counts = [p * (n - lost) for p in shares]
        if all(abs(x - round(x)) < 1e-9 * n for x in counts):
            return all(abs(p - q) <= lost / (n - lost) for p, q in zip(shares, ours, strict=True))
    return False


@check
def reference_stops_before_it_suffices(d: Disagreement) -> bool:
    """Fisher's test is still significant at the reference's number, and no longer at ours."""
    ours, e = d.result, d.case["expected"]
    if ours is None or d.case["args"].get("pool") != "Fisher":
        return False
    c = (d.table or {})["columns"]
    z = np.abs(np.array(c["yi"], dtype=float)) / np.sqrt(np.array(c["vi"], dtype=float))
    x = -2.0 * sum(math.log(normal_cdf(-float(value))) for value in z)

    def p(n: int) -> float:
        return chi2_sf(x + 2.0 * n * math.log(2.0), 2 * (len(z) + n))

    n = ours["fsnum"]
    return p(n) >= 0.05 > p(n - 1) and p(e["fsnum"]) < 0.05

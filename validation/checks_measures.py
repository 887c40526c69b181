"""Checks for effect sizes and conversions: each recomputes, from the case's data, why we differ."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
from explaining import Disagreement, check
from oracle_measures import SCENARIOS, arguments, columns, reconstructed, summaries
from scipy.optimize import root

from tamis.stats.convert.five_numbers import FiveNumbers
from tamis.stats.convert.quantile_fit import _BETA, _FAMILIES, probabilities, quantile_fits
from tamis.stats.convert.survival import kaplan_meier
from tamis.stats.measures import MEASURES
from tamis.stats.measures._columns import as_columns
from tamis.stats.measures._special import normal_quantile
from tamis.stats.measures.tetrachoric import bivariate_normal_cdf

#: R's `optimize` stops at this distance from the maximum unless told otherwise.
OPTIMIZE_TOLERANCE = np.finfo(float).eps ** 0.25
#: Step of the differences with which R's `optimHess` makes a Hessian.
HESSIAN_STEP = 1e-3
Cells = tuple[float, float, float, float]


def index(path: str) -> int:
    """Position in an array that a path names."""
    found = re.search(r"\[(\d+)\]", path)
    return int(found[1]) if found else 0


def cells(d: Disagreement) -> Cells:
    """The 2×2 table behind one value of an `escalc` case."""
    known, args = columns(d.table), arguments(d.case)
    ours = {theirs: name for name, theirs in MEASURES["OR"].family.columns.items()}
    given = as_columns({ours[k]: known[v] for k, v in args["map"].items()})
    table = MEASURES["OR"].family.prepare(given)
    names = ("events1", "nonevents1", "events2", "nonevents2")
    a, b, c, e = (float(table[name][index(d.path)]) for name in names)
    return a, b, c, e


def tetrachoric_loss(table: Cells) -> Callable[[float, float, float], float]:
    """Negative log-likelihood of ρ and the two thresholds."""

    def loss(rho: float, h: float, k: float) -> float:
        low = float(bivariate_normal_cdf(*(np.array(x) for x in (h, k, rho))))
        row, column = (
            float(bivariate_normal_cdf(*(np.array(x) for x in (z, 9.0, 0.0)))) for z in (h, k)
        )
        shares = (low, row - low, column - low, 1 - row - column + low)
        pairs = zip(table, shares, strict=True)
        return -sum(n * math.log(max(p, 1e-300)) for n, p in pairs)

    return loss


def thresholds(table: Cells) -> tuple[float, float]:
    """Normal quantiles of the margins."""
    a, b, c, e = table
    n = a + b + c + e
    return normal_quantile((a + b) / n).item(), normal_quantile((a + c) / n).item()


@check
def reference_stops_searching_early(d: Disagreement) -> bool:
    """R's search and differences, at their defaults, on our likelihood give its number."""
    if arguments(d.case).get("measure") not in ("RTET", "ZTET"):
        return False
    table = cells(d)
    if min(table) == 0:
        return False
    loss, (h, k) = tetrachoric_loss(table), thresholds(table)
    rho = brent(lambda r: loss(r, h, k), -1 + 1e-12, 1 - 1e-12, OPTIMIZE_TOLERANCE)
    fisher = d.case["args"]["measure"] == "ZTET"
    if d.path.startswith("yi"):
        return abs((math.atanh(rho) if fisher else rho) - float(d.expected)) < 1e-9
    variance = inverse_information(loss, (rho, h, k))
    variance /= (1 - rho**2) ** 2 if fisher else 1
    return abs(variance / float(d.expected) - 1) < 1e-7


@check
def correlation_is_at_its_limit(d: Disagreement) -> bool:
    """A cell is empty, so ρ is ±1 and has no variance; the reference inverts rounding noise."""
    measure = arguments(d.case).get("measure")
    empty = measure in ("RTET", "ZTET") and min(cells(d)) == 0
    return empty and d.path.startswith("vi") and (d.got is None or math.isnan(d.got))


def inverse_information(loss: Callable[..., float], at: tuple[float, ...]) -> float:
    """First diagonal element of the inverse Hessian, by differences as in R's `optimHess`."""
    size, step = len(at), HESSIAN_STEP
    shifts = np.eye(size) * step
    hessian = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            corners = [
                si * sj * loss(*(np.array(at) + si * shifts[i] + sj * shifts[j]))
                for si in (1, -1)
                for sj in (1, -1)
            ]
            hessian[i, j] = sum(corners) / (4 * step**2)
    return float(np.linalg.inv(hessian)[0, 0])


def brent(f: Callable[[float], float], a: float, b: float, tolerance: float) -> float:
    """Minimum by golden section and parabolas (Brent 1973, chapter 5), as R's `optimize`."""
    golden, small = (3 - math.sqrt(5)) / 2, math.sqrt(np.finfo(float).eps)
    x = w = v = a + golden * (b - a)
    fx = fw = fv = f(x)
    d = e = 0.0
    while True:
        middle = (a + b) / 2
        near = small * abs(x) + tolerance / 3
        if abs(x - middle) <= 2 * near - (b - a) / 2:
            return x
        p = q = r = 0.0
        if abs(e) > near:
            r, q = (x - w) * (fx - fv), (x - v) * (fx - fw)
            p, q = (x - v) * q - (x - w) * r, 2 * (q - r)
            p, q = (-p, q) if q > 0 else (p, -q)
            r, e = e, d
        if abs(p) >= abs(q * r / 2) or p <= q * (a - x) or p >= q * (b - x):
            e = b - x if x < middle else a - x
            d = golden * e
        else:
            d = p / q
            if x + d - a < 2 * near or b - x - d < 2 * near:
                d = near if x < middle else -near
        u = x + (d if abs(d) >= near else math.copysign(near, d))
        fu = f(u)
        if fu <= fx:
            a, b = (a, x) if u < x else (x, b)
            v, w, x, fv, fw, fx = w, x, u, fw, fx, fu
        else:
            a, b = (u, b) if u < x else (a, u)
            if fu <= fw or w == x:
                v, w, fv, fw = w, u, fw, fu
            elif fu <= fv or v in (x, w):
                v, fv = u, fu


@check
def our_quantiles_fit_better(d: Disagreement) -> bool:
    """Our distribution's quantiles miss the summary by less than the reference's do."""
    known, at = columns(d.table), index(d.path)
    names = (*SCENARIOS[arguments(d.case)["scenario"]], "n")
    summary = summaries({name: known[name] for name in names})[at]
    expected = d.case["expected"]
    theirs = misfit(summary, expected["dist"][at], expected["mean"][at], expected["sd"][at])
    return quantile_fits(summary)[0].misfit < theirs * (1 - 1e-9)


def misfit(summary: FiveNumbers, name: str, mean: float, sd: float) -> float:
    """Sum of squares of a named distribution with given moments."""
    family = next(f for f in (*_FAMILIES, _BETA) if f.name == name)
    solved = root(lambda x: np.subtract(family.moments(*x), (mean, sd)), family.start(mean, sd))
    gap = family.quantiles(probabilities(summary), *solved.x) - np.array(summary.values)
    return float(gap @ gap)


@check
def within_monte_carlo_error(d: Disagreement) -> bool:
    """Within four standard errors of the reference's 20 runs, or 1 %, as its note allows."""
    key, at = d.path.split("[")[0], index(d.path)
    if key.startswith("mc_sd"):
        return bool(d.got == 0 and d.expected > 0)
    error = 4 * d.case["expected"][f"mc_sd_{key}"][at] / math.sqrt(20)
    return bool(abs(d.got - d.expected) <= max(error, 0.01 * abs(d.expected)))


@check
def within_what_the_tolerances_imply(d: Disagreement) -> bool:
    """No tolerance is stated for this quantity; ours is as near as the stated ones imply.

    A log hazard ratio within δ bounds every relative measure by about δ, O − E by δV, and
    survival within ε bounds a restricted mean by ε times its horizon. Standard errors and
    information depend on the numbers at risk only: 2 %.
    """
    tol, expected = d.case["tol"], d.case["expected"]
    delta = tol["abs_logHR"]
    o_minus_e = delta * expected["logrank_V"]
    bounds: dict[str, float] = {
        "HR": expected["HR"] * math.expm1(delta),
        "se": 0.02 * expected["se"],
        "logrank_V": 0.02 * expected["logrank_V"],
        "logrank_O1_minus_E1": o_minus_e,
        "logrank_chisq": (2 * abs(expected["logrank_O1_minus_E1"]) + o_minus_e)
        * o_minus_e
        / expected["logrank_V"],
        "rmst": tol["abs_surv"] * expected["rmst_tau"],
    }
    key = d.path.split("[")[0]
    got: Any = d.got
    return key in bounds and got is not None and abs(got - d.expected) <= bounds[key]


@check
def limit_of_the_median_is_a_near_miss(d: Disagreement) -> bool:
    """At the reference's time our curve, or its limit, is as near to one half as stated.

    A step function crosses one half somewhere along a flat stretch, so a difference of a hair in
    survival can move the crossing by a whole step, or beyond the end of the curve.
    """
    key, at = d.path.split("[")[0], index(d.path)
    if key not in ("median", "median_lcl", "median_ucl"):
        return False
    fit = kaplan_meier(reconstructed(d.case, f"arm{at}")[0])
    sign = {"median": 0, "median_lcl": -1, "median_ucl": 1}[key]
    band = fit.survival * np.exp(sign * normal_quantile(0.975) * np.nan_to_num(fit.log_se))
    if d.expected is None:
        return bool(abs(band[-1] - 0.5) <= d.case["tol"]["abs_surv"])
    before, after = (np.searchsorted(fit.time, d.expected, side=s) for s in ("left", "right"))
    near = band[max(before - 1, 0) : after + 1]
    return bool((np.abs(near - 0.5) <= d.case["tol"]["abs_surv"]).any())


@check
def digitised_points_are_no_nearer(d: Disagreement) -> bool:
    """The digitised points themselves miss the truth there by at least as much as we do."""
    key, at = d.path.split("[")[0], index(d.path)
    if key != "surv" or d.got is None:
        return False
    given = d.case["input"][f"arm{at}"]
    seen = [
        s
        for t, s in zip(given["time"], given["surv"], strict=True)
        if t <= d.case["expected"]["surv_at"]
    ]
    drawn = min([1.0, *seen])
    return bool(abs(drawn - d.expected) >= abs(d.got - d.expected) - 1e-3)

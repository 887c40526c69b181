"""Tests of funnel asymmetry: regression and rank correlation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tamis.stats.bias.lines import Line, line
from tamis.stats.cautions import Caution
from tamis.stats.distributions import normal_two_sided
from tamis.stats.errors import MissingArgument, StatsError, TooFewStudies, UnknownOption
from tamis.stats.models.columns import Column, Vector, vector
from tamis.stats.models.data import check_positive
from tamis.stats.models.fitting import confidence_level
from tamis.stats.regression.regress import regress

#: Below this many studies the tests have little power (Cochrane Handbook 13.3.5.4).
ENOUGH = 10
PREDICTORS = {
    "standard-error": "sei",
    "variance": "vi",
    "size": "ni",
    "inverse-size": "ninv",
    "root-size": "sqrtni",
    "inverse-root-size": "sqrtninv",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionTest:
    """Effects regressed on a measure of study size.

    Attributes:
        statistic, p_value, df: Test of the slope; `df` None for a normal test.
        estimate, se: (intercept, slope).
        limit: Effect where the predictor is 0, with its confidence limits; None where that is no
            infinitely large study.
        tau2: Residual heterogeneity; None for the weighted linear model.
        line: The weighted linear model, where that was fitted.
        cautions: Few studies.
    """

    statistic: float
    p_value: float
    df: int | None
    estimate: tuple[float, float]
    se: tuple[float, float]
    limit: tuple[float, float, float] | None
    tau2: float | None
    line: Line | None
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest:
    """Begg and Mazumdar's test.

    Attributes:
        tau: Kendall's τ_b of standardised effects with variances.
        p_value: Two-sided.
        exact: From the permutation distribution.
        cautions: Few studies, ties.
    """

    tau: float
    p_value: float
    exact: bool
    cautions: tuple[Caution, ...]


def regression_test(
    yi: Column,
    vi: Column,
    ni: Column | None = None,
    *,
    model: Literal["mixed", "weighted-linear"] = "mixed",
    predictor: str = "standard-error",
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> RegressionTest:
    """Egger's regression test and its relatives.

    Args:
        yi, vi: Effects and sampling variances.
        ni: Study sizes, for predictors that use them.
        model: "mixed": meta-regression (Sterne and Egger 2005). "weighted-linear": weights 1/v and
            multiplicative dispersion, Egger's own test (Egger et al. 1997).
        predictor: A key of `PREDICTORS`, or its metafor spelling.
        method, test: Of the mixed model.
        level: Confidence level of the limit.

    Raises:
        MissingArgument: A predictor of size without `ni`.
        TooFewStudies, SingularModerators: No slope can be estimated.
        UnknownOption: An unknown predictor or model.
    """
    code = PREDICTORS.get(predictor, predictor)
    if code not in PREDICTORS.values():
        raise UnknownOption("predictor", repr(predictor), ", ".join(PREDICTORS))
    if model not in ("mixed", "weighted-linear", "rma", "lm"):
        raise UnknownOption("model", repr(model), "mixed, weighted-linear")
    data = check_positive(yi, vi)
    x = _predictor(code, data.vi, None if ni is None else vector("ni", ni)[data.rows])
    there = ~np.isnan(x)
    y, v, x = data.yi[there], data.vi[there], x[there]
    confidence = confidence_level(level)
    at_infinity = code in ("sei", "vi", "ninv", "sqrtninv")
    cautions = _few(len(y))
    if model in ("weighted-linear", "lm"):
        return _linear(line(y, x, 1.0 / v), at_infinity, confidence, cautions)
    if len(y) < 3:
        raise TooFewStudies("yi", f"{len(y)} studies", "at least 3")
    fit = regress(
        y,
        v,
        np.column_stack([np.ones(len(y)), x]),
        method=method,
        test=test,
        level=confidence,
        redundant="refuse",
    ).fit
    limit = (float(fit.beta[0]), float(fit.ci[0, 0]), float(fit.ci[0, 1])) if at_infinity else None
    return RegressionTest(
        statistic=float(fit.statistic[1]),
        p_value=float(fit.p_value[1]),
        df=fit.df,
        estimate=(float(fit.beta[0]), float(fit.beta[1])),
        se=(float(fit.se[0]), float(fit.se[1])),
        limit=limit,
        tau2=fit.tau2,
        line=None,
        cautions=cautions,
    )


def _linear(
    made: Line, at_infinity: bool, level: float, cautions: tuple[Caution, ...]
) -> RegressionTest:
    return RegressionTest(
        statistic=made.statistic[1],
        p_value=made.p_value[1],
        df=made.df,
        estimate=made.estimate,
        se=made.se,
        limit=(made.estimate[0], *made.intercept_ci(level)) if at_infinity else None,
        tau2=None,
        line=made,
        cautions=cautions,
    )


def _predictor(code: str, vi: Vector, ni: Vector | None) -> Vector:
    if code == "sei":
        return np.sqrt(vi)
    if code == "vi":
        return vi
    if ni is None:
        raise MissingArgument("ni", "no study sizes", "one per study for this predictor")
    forms: dict[str, Any] = {
        "ni": ni,
        "ninv": 1.0 / ni,
        "sqrtni": np.sqrt(ni),
        "sqrtninv": 1.0 / np.sqrt(ni),
    }
    out: Vector = forms[code]
    return out


def _few(k: int) -> tuple[Caution, ...]:
    if k >= ENOUGH:
        return ()
    return (Caution("test-underpowered", f"{k} studies: such a test needs at least {ENOUGH}"),)


def rank_test(yi: Column, vi: Column, *, exact: bool = True) -> RankTest:
    """Begg and Mazumdar's rank correlation test (Biometrics 1994;50:1088–1101).

    Args:
        yi, vi: Effects and sampling variances.
        exact: Use the permutation distribution where there are fewer than 50 studies and no ties.

    Raises:
        TooFewStudies: Fewer than three studies.
        StatsError: Effects or variances are all alike, so there are no ranks to correlate.
    """
    data = check_positive(yi, vi)
    k = len(data.yi)
    if k < 3:
        raise TooFewStudies("yi", f"{k} studies", "at least 3")
    w = 1.0 / data.vi
    centre = float(w @ data.yi) / float(w.sum())
    x = (data.yi - centre) / np.sqrt(data.vi - 1.0 / float(w.sum()))
    i, j = np.triu_indices(k, 1)
    a, b = np.sign(x[i] - x[j]), np.sign(data.vi[i] - data.vi[j])
    s = float(a @ b)
    if not (a.any() and b.any()):
        raise StatsError("vi", "effects or variances that are all alike", "some that differ")
    pairs = k * (k - 1) / 2
    tau = s / math.sqrt(float(np.abs(a).sum()) * float(np.abs(b).sum()))
    ties = bool((a == 0).any() or (b == 0).any())
    use_exact = exact and k < 50 and not ties
    p = _exact_p(s, k) if use_exact else _normal_p(s, x, data.vi)
    cautions = _few(k)
    if ties and exact:
        cautions += (Caution("approximate-p-value", "Ties: the p-value is from a normal"),)
    assert pairs > 0
    return RankTest(tau=tau, p_value=p, exact=use_exact, cautions=cautions)


def _exact_p(s: float, k: int) -> float:
    """Two-sided p from the number of permutations with so many concordant pairs (Kendall 1938)."""
    counts = np.ones(1)
    for n in range(2, k + 1):
        counts = np.convolve(counts, np.full(n, 1.0 / n))
    concordant = round((s + k * (k - 1) / 2) / 2)
    lower, upper = float(counts[: concordant + 1].sum()), float(counts[concordant:].sum())
    return min(1.0, 2.0 * min(lower, upper))


def _normal_p(s: float, x: Vector, y: Vector) -> float:
    """Two-sided p with the variance of S corrected for ties (Kendall 1970, eq. 4.3)."""
    k = len(x)
    tx, ty = (np.unique(a, return_counts=True)[1].astype(float) for a in (x, y))
    v0 = k * (k - 1) * (2 * k + 5)
    vt, vu = (float((t * (t - 1) * (2 * t + 5)).sum()) for t in (tx, ty))
    v1 = float((tx * (tx - 1)).sum() * (ty * (ty - 1)).sum())
    v2 = float((tx * (tx - 1) * (tx - 2)).sum() * (ty * (ty - 1) * (ty - 2)).sum())
    variance = (v0 - vt - vu) / 18 + v1 / (2 * k * (k - 1)) + v2 / (9 * k * (k - 1) * (k - 2))
    return normal_two_sided(s / math.sqrt(variance))

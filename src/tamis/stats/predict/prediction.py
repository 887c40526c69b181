"""Prediction intervals: where the true effect of a new study is expected."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tamis.stats.distributions import critical, normal_cdf, t_cdf
from tamis.stats.errors import StatsError
from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.fit import Fit
from tamis.stats.names import Name, named

PREDICTION_INTERVALS: tuple[Name, ...] = (
    Name(
        code="as-test",
        says="normal under z, t with k − p degrees of freedom under t and Knapp–Hartung",
        spellings=("default", "metafor"),
        reference="IntHout J et al. BMJ Open 2016;6:e010247",
    ),
    Name(
        code="k-1",
        says="t with k − p degrees of freedom whatever the test (k − 1 for one mean; RevMan 2025)",
        spellings=("V", "revman", "t"),
        reference="Veroniki AA et al. Res Synth Methods 2019;10:23–43",
    ),
    Name(
        code="k-2",
        says="t with k − p − 1 degrees of freedom (k − 2 for one mean)",
        spellings=("HTS", "Riley", "higgins-thompson-spiegelhalter"),
        reference="Higgins JPT, Thompson SG, Spiegelhalter DJ. J R Stat Soc A 2009;172:137–159",
    ),
    Name(
        code="normal",
        says="normal quantile, whatever the test",
        spellings=("z",),
        reference="Skipka G. Stat Med 2006;25:4217",
    ),
    Name(
        code="without-uncertainty",
        says="estimate ± quantile × τ, ignoring the uncertainty of the mean",
        spellings=("simple",),
        reference="Wang CC, Lee WC. Res Synth Methods 2019;10:255–266",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionInterval:
    """Limits for the true effect of a new study.

    Attributes:
        kind: Code, see `PREDICTION_INTERVALS`.
        level: Probability aimed at.
        lower, upper: In units of the effect.
        df: Degrees of freedom of the t quantile; None for the normal.
    """

    kind: str
    level: float
    lower: float
    upper: float
    df: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Average effects at given moderators, one row each; all arrays have shape (m,)."""

    estimate: Vector
    se: Vector
    ci_lower: Vector
    ci_upper: Vector
    pi_lower: Vector | None
    pi_upper: Vector | None


def prediction_df(fit: Fit, code: str) -> float | None:
    """Degrees of freedom of a kind of interval; None is the normal.

    Raises:
        StatsError: There are too few studies.
    """
    df: float | None = fit.df
    if code in ("k-1", "k-2"):
        df = fit.k - fit.p - (code == "k-2")
        if df < 1:
            need = fit.p + 1 + (code == "k-2")
            raise StatsError(
                "kind", f"{fit.k} studies", f"at least {need} studies for kind {code!r}"
            )
    return None if code == "normal" else df


def prediction_interval(
    fit: Fit, kind: str = "as-test", *, level: float | None = None, classic_se: bool = False
) -> PredictionInterval:
    """Where the true effect of a new study lies: estimate ± c·√(SE² + τ²).

    Args:
        fit: A model with one coefficient.
        kind: A name of `PREDICTION_INTERVALS`.
        level: Probability; the fit's own level by default.
        classic_se: Leave the Knapp–Hartung factor out of SE.

    Raises:
        UnknownOption: `kind` is not in the table.
        StatsError: The model has several coefficients, or too few studies for the kind.
    """
    if fit.p != 1:
        raise StatsError(
            "fit", f"{fit.p} coefficients", "one; use `predictions` at given moderators"
        )
    code = named("kind", kind, PREDICTION_INTERVALS).code
    chosen = fit.level if level is None else level
    df = prediction_df(fit, code)
    variance = float(fit.vb[0, 0]) / (fit.s2w if classic_se and fit.s2w > 0 else 1.0)
    if code == "without-uncertainty":
        variance = 0.0
    half = critical(chosen, df) * math.sqrt(variance + max(fit.tau2, 0.0))
    mu = float(fit.beta[0])
    return PredictionInterval(kind=code, level=chosen, lower=mu - half, upper=mu + half, df=df)


def predictions(fit: Fit, X: Matrix, kind: str = "as-test") -> Prediction:
    """Average effects, confidence and prediction limits at rows of X.

    Args:
        fit: A fitted model.
        X: Shape (m, p), columns as in `fit.names`.
        kind: A name of `PREDICTION_INTERVALS`.

    Raises:
        StatsError: X has not p columns.
    """
    X = np.atleast_2d(np.asarray(X, dtype=np.float64))
    if X.shape[1] != fit.p:
        raise StatsError("X", f"{X.shape[1]} columns", f"{fit.p}: {', '.join(fit.names)}")
    code = named("kind", kind, PREDICTION_INTERVALS).code
    estimate = X @ fit.beta
    variance = np.einsum("mi,ij,mj->m", X, fit.vb, X)
    se = np.sqrt(np.maximum(variance, 0.0))
    half = critical(fit.level, fit.df) * se
    lower = upper = None
    if fit.random_effects:
        wide = np.zeros_like(se) if code == "without-uncertainty" else variance
        reach = critical(fit.level, prediction_df(fit, code)) * np.sqrt(wide + max(fit.tau2, 0.0))
        lower, upper = estimate - reach, estimate + reach
    return Prediction(
        estimate=estimate,
        se=se,
        ci_lower=estimate - half,
        ci_upper=estimate + half,
        pi_lower=lower,
        pi_upper=upper,
    )


def probability_below(fit: Fit, threshold: float, kind: str = "as-test") -> float:
    """Probability that the true effect of a new study lies below a threshold.

    The predictive distribution is the one of `prediction_interval` of the same kind
    (Mathur MB, VanderWeele TJ. Stat Med 2019;38:1336–1342, section 2).
    """
    if fit.p != 1:
        raise StatsError("fit", f"{fit.p} coefficients", "a model with one")
    code = named("kind", kind, PREDICTION_INTERVALS).code
    df = prediction_df(fit, code)
    variance = 0.0 if code == "without-uncertainty" else float(fit.vb[0, 0])
    spread = math.sqrt(variance + max(fit.tau2, 0.0))
    mu = float(fit.beta[0])
    if spread == 0.0:
        return float(mu < threshold)
    z = (threshold - mu) / spread
    return normal_cdf(z) if df is None else t_cdf(z, df)

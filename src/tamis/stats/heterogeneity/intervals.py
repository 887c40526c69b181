"""Confidence intervals for τ², and with it for τ, I² and H²."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tamis.stats.distributions import chi2_quantile, chi2_upper_quantile, normal_quantile, special
from tamis.stats.errors import OutOfRange, StatsError
from tamis.stats.models.fit import Fit
from tamis.stats.models.genq import bracketed_root, tau2_at
from tamis.stats.models.roots import just_above_zero, log_likelihood, solve_q
from tamis.stats.names import Name, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Tau2Interval:
    """Limits of τ² and of what is a function of it.

    Attributes:
        kind: Code of the method, see `INTERVALS`.
        level: Confidence level in (0, 1).
        tau2, tau, i2, h2: (lower, upper); I² in per cent; I² and H² None where undefined.
        empty: No τ² ≥ the lower bound is compatible with the data; both limits are that bound.
        truncated: The upper limit lies beyond `search_limit` and is given as that.
    """

    kind: str
    level: float
    tau2: tuple[float, float]
    tau: tuple[float, float]
    i2: tuple[float, float] | None
    h2: tuple[float, float] | None
    empty: bool
    truncated: bool


INTERVALS: tuple[Name, ...] = (
    Name(
        code="q-profile",
        says="Q-profile",
        spellings=("QP",),
        reference="Viechtbauer W. Stat Med 2007;26:37–52",
    ),
    Name(
        code="generalised-q",
        says="generalised Q statistic",
        spellings=("GENQ", "generalized-q", "jackson"),
        reference="Jackson D. Res Synth Methods 2013;4:220–229",
    ),
    Name(
        code="profile-likelihood",
        says="profile (restricted) likelihood",
        spellings=("PL",),
        reference="Hardy RJ, Thompson SG. Stat Med 1996;15:619–629",
    ),
    Name(
        code="biggerstaff-tweedie",
        says="gamma approximation to the distribution of Q",
        spellings=("BT",),
        reference="Biggerstaff BJ, Tweedie RL. Stat Med 1997;16:753–768",
    ),
    Name(
        code="sidik-jonkman",
        says="(k − p) τ² over χ² quantiles",
        spellings=("SJ",),
        reference="Sidik K, Jonkman JN. J R Stat Soc C 2005;54:367–384",
    ),
    Name(
        code="wald",
        says="Wald, from the standard error of τ²",
        spellings=("W",),
        reference="Biggerstaff BJ, Tweedie RL. Stat Med 1997;16:753–768",
    ),
    Name(
        code="higgins-thompson",
        says="from the standard error of log H",
        spellings=("HT",),
        reference="Higgins JPT, Thompson SG. Stat Med 2002;21:1539–1558",
    ),
)


def tau2_interval(
    fit: Fit, kind: str = "q-profile", *, level: float | None = None, search_limit: float = math.inf
) -> Tau2Interval:
    """A confidence interval for τ².

    Args:
        fit: The fitted model (`.fit` of a pooled result or a regression).
        kind: A name of `INTERVALS`.
        level: Confidence level; the fit's own by default.
        search_limit: Give up above this τ² and report it as the limit, as programs that search a
            given range do.

    Raises:
        UnknownOption: `kind` is not in `INTERVALS`.
        StatsError: The interval is not defined for the model.
    """
    code = named("kind", kind, INTERVALS).code
    confidence = fit.level if level is None else level
    if not 0 < confidence < 1:
        raise OutOfRange("level", repr(level), "a number between 0 and 1")
    if fit.q_df <= 0:
        raise StatsError(
            "kind", f"{fit.k} studies for {fit.p} coefficients", "a model with residuals"
        )
    low, high, empty = _LIMITS[code](fit, 1.0 - confidence)
    truncated = high > search_limit
    return described(fit, code, confidence, (low, min(high, search_limit)), empty, truncated)


def described(
    fit: Fit,
    code: str,
    level: float,
    tau2: tuple[float, float],
    empty: bool = False,
    truncated: bool = False,
) -> Tau2Interval:
    """Limits of τ² with those of τ, I² and H²."""
    i2, h2 = (fit.i2_at(tau2[0]), fit.i2_at(tau2[1])), (fit.h2_at(tau2[0]), fit.h2_at(tau2[1]))
    return Tau2Interval(
        kind=code,
        level=level,
        tau2=tau2,
        tau=(math.sqrt(max(0.0, tau2[0])), math.sqrt(max(0.0, tau2[1]))),
        i2=None if i2[0] is None or i2[1] is None else (i2[0], i2[1]),
        h2=None if h2[0] is None or h2[1] is None else (h2[0], h2[1]),
        empty=empty,
        truncated=truncated,
    )


def _q_profile(fit: Fit, alpha: float) -> tuple[float, float, bool]:
    """τ² at which yᵀPy equals the upper and lower χ² quantile (Viechtbauer 2007, section 3.5)."""
    low = solve_q(fit.profile, chi2_upper_quantile(alpha / 2, fit.q_df))
    target = chi2_quantile(alpha / 2, fit.q_df)
    high = solve_q(fit.profile, target)
    empty = high == 0.0 and fit.q is not None and fit.q < target
    return low, high, empty


def _generalised_q(fit: Fit, alpha: float) -> tuple[float, float, bool]:
    """τ² at which the observed form is an upper or lower quantile of its distribution."""
    weights = fit.weights if fit.weights is not None else 1.0 / fit.vi
    low = tau2_at(fit.profile, weights, 1.0 - alpha / 2)
    high = tau2_at(fit.profile, weights, alpha / 2)
    return low, high, high == 0.0


def _wald(fit: Fit, alpha: float) -> tuple[float, float, bool]:
    if fit.tau2_se is None:
        raise StatsError("kind", "a τ² without standard error", "another kind of interval")
    half = normal_quantile(1 - alpha / 2) * fit.tau2_se
    return max(0.0, fit.tau2 - half), fit.tau2 + half, False


def _higgins_thompson(fit: Fit, alpha: float) -> tuple[float, float, bool]:
    """exp(log H ± z SE), SE by Q above or below its degrees of freedom (2002, eqs 16 and 17)."""
    v, h2, q, df = fit.typical_variance, fit.h2, fit.q, fit.q_df
    if v is None or h2 is None or q is None or df < 2:
        raise StatsError("kind", f"Q with {df} degrees of freedom", "at least 2 degrees of freedom")
    if q > df + 1:
        se = 0.5 * (math.log(q) - math.log(df)) / (math.sqrt(2 * q) - math.sqrt(2 * df - 1))
    else:
        se = math.sqrt(1 / (2 * (df - 1)) * (1 - 1 / (3 * (df - 1) ** 2)))
    factor = math.exp(2 * normal_quantile(1 - alpha / 2) * se)
    low, high = max(1.0, h2 / factor), max(1.0, h2 * factor)
    return v * (low - 1), v * (high - 1), False


def _biggerstaff_tweedie(fit: Fit, alpha: float) -> tuple[float, float, bool]:
    """τ² at which the observed Q is a quantile of a gamma with Q's mean and variance (eqs 6–9)."""
    s, q, df = fit.traces_at_zero, fit.q, fit.q_df
    if s is None or q is None:
        raise StatsError("vi", "a sampling variance of 0", "positive variances")
    c1, c2 = s.trace_p, s.trace_pp

    def below(tau2: float, level: float) -> float:
        mean = df + c1 * tau2
        variance = 2.0 * df + 4.0 * c1 * tau2 + 2.0 * c2 * tau2 * tau2
        return float(special("gammainc")(mean * mean / variance, q * mean / variance)) - level

    def at(level: float) -> float:
        if below(0.0, level) <= 0.0:
            return 0.0
        return bracketed_root(lambda tau2: below(tau2, level), q / c1)

    high = at(alpha / 2)
    return at(1.0 - alpha / 2), high, high == 0.0


def _sidik_jonkman(fit: Fit, alpha: float) -> tuple[float, float, bool]:
    scaled = fit.q_df * fit.tau2
    low, high = (q(alpha / 2, fit.q_df) for q in (chi2_upper_quantile, chi2_quantile))
    return scaled / low, scaled / high, False


def _profile_likelihood(fit: Fit, alpha: float) -> tuple[float, float, bool]:
    """τ² at which twice the log-likelihood is χ²₁ below its maximum (Hardy and Thompson 1996)."""
    if fit.method not in ("ML", "REML"):
        raise StatsError("kind", f"method {fit.method}", "a model fitted by ML or REML")
    restricted = fit.method == "REML"
    top = float(log_likelihood(fit.profile, np.array([fit.tau2]), restricted)[0])
    floor = top - 0.5 * chi2_upper_quantile(alpha, 1)

    def above(tau2: float) -> float:
        return float(log_likelihood(fit.profile, np.array([tau2]), restricted)[0]) - floor

    bottom = 0.0 if fit.profile.low > 0.0 else just_above_zero(fit.profile)
    low = 0.0 if fit.tau2 <= bottom or above(bottom) >= 0 else root_between(above, bottom, fit.tau2)
    step = max(fit.tau2, float(fit.vi.mean()))
    high = fit.tau2 + step
    while above(high) > 0 and step < 1e150:
        step *= 2.0
        high = fit.tau2 + step
    return low, root_between(above, fit.tau2, high), False


def root_between(f: Callable[[float], float], low: float, high: float) -> float:
    """Brent's root in a bracket, to the last digits."""
    from scipy.optimize import brentq

    return float(brentq(f, low, high, xtol=1e-300, rtol=9e-16, maxiter=1000))


_LIMITS: dict[str, Callable[[Fit, float], tuple[float, float, bool]]] = {
    "q-profile": _q_profile,
    "generalised-q": _generalised_q,
    "profile-likelihood": _profile_likelihood,
    "biggerstaff-tweedie": _biggerstaff_tweedie,
    "sidik-jonkman": _sidik_jonkman,
    "wald": _wald,
    "higgins-thompson": _higgins_thompson,
}

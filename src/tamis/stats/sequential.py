"""Looking again as evidence grows: power, sunset, and boundaries for repeated looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.distributions import legendre, normal_quantile, special
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.models.columns import Column, Vector, vector
from tamis.stats.models.data import check
from tamis.stats.models.pool import pool

#: Points of the grid on which the boundary's recursion is integrated, per standard deviation.
GRID = 64


def power(effect: float, se: Column | float, *, alpha: float = 0.05) -> Vector:
    """Power of a two-sided z test of each study (or of a pooled effect).

    Args:
        effect: True effect.
        se: Standard errors, shape (k,) or one.
        alpha: Two-sided level.

    Raises:
        OutOfRange: A standard error is not positive, or `alpha` is not in (0, 1).
    """
    if not 0 < alpha < 1:
        raise OutOfRange("alpha", repr(alpha), "a number between 0 and 1")
    s = vector("se", se)
    if not (s > 0).all():
        raise OutOfRange("se", "a standard error of 0 or below, or missing", "positive numbers")
    crit, ndtr = normal_quantile(1 - alpha / 2), special("ndtr")
    out: Vector = ndtr(effect / s - crit) + ndtr(-effect / s - crit)
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Sunset:
    """What the power of the studies says about the body of evidence (Kossmeier et al. 2020).

    Attributes:
        effect: Effect at which power was computed.
        power: Of each study, shape (k,).
        median_power: Their median.
        effect_33, effect_66: Effects at which median power would be 33 % and 66 %.
        r_index: Median power less the excess of significant studies over it (Schimmack 2016).
    """

    effect: float
    power: Vector
    median_power: float
    effect_33: float
    effect_66: float
    r_index: float


def sunset(yi: Column, vi: Column, *, effect: float | None = None, alpha: float = 0.05) -> Sunset:
    """Power of each study to detect an effect, the equal-effects mean by default.

    Kossmeier M, Tran US, Voracek M. Z Psychol 2020;228:43–49.
    """
    data = check(yi, vi)
    se = np.sqrt(data.vi)
    truth = pool(data.yi, data.vi, method="EE", test="z").estimate if effect is None else effect
    each = power(truth, se, alpha=alpha)
    middle = float(np.median(each))
    significant = float(np.mean(np.abs(data.yi) / se > normal_quantile(1 - alpha / 2)))
    typical = float(np.median(se))
    return Sunset(
        effect=truth,
        power=each,
        median_power=middle,
        effect_33=_detectable(typical, 0.33, alpha),
        effect_66=_detectable(typical, 0.66, alpha),
        r_index=2.0 * middle - significant,
    )


def _detectable(se: float, wanted: float, alpha: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(lambda d: float(power(d, [se], alpha=alpha)[0]) - wanted, 0.0, 40 * se))


Spending = Literal["obrien-fleming", "pocock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Repeated looks at accumulating evidence.

    Attributes:
        information: Share of the required information at each look, shape (m,).
        z: Pooled z at each look, shape (m,).
        boundary: Two-sided critical value at each look, shape (m,).
        crossed: Index of the first look beyond its boundary, or None.
        required: Information (1/SE²) that the fixed design would need, heterogeneity included.
        cautions: What the boundary assumes.
    """

    information: Vector
    z: Vector
    boundary: Vector
    crossed: int | None
    required: float
    cautions: tuple[Caution, ...]


def required_information(
    effect: float, *, alpha: float = 0.05, power: float = 0.8, diversity: float = 0.0
) -> float:
    """Information 1/SE² for a two-sided test, inflated by diversity D² in [0, 1).

    ((z₁₋α/₂ + z_power)/effect)²/(1 − D²): Wetterslev J et al. BMC Med Res Methodol 2009;9:86.
    """
    if effect == 0 or not math.isfinite(effect):
        raise OutOfRange("effect", repr(effect), "a smallest effect of interest other than 0")
    if not (0 < alpha < 1 and 0 < power < 1 and 0 <= diversity < 1):
        raise OutOfRange("power", repr((alpha, power, diversity)), "probabilities")
    z = normal_quantile(1 - alpha / 2) + normal_quantile(power)
    return (z / effect) ** 2 / (1.0 - diversity)


def spent(information: Vector, alpha: float, spending: str) -> Vector:
    """Two-sided type I error spent by a share of information (Lan and DeMets 1983).

    Each side spends half: 4(1 − Φ(z₁₋α/₄/√t)) in O'Brien and Fleming's manner.
    """
    t = np.minimum(information, 1.0)
    if spending == "obrien-fleming":
        z = normal_quantile(1 - alpha / 4)
        out: Vector = 4.0 * special("ndtr")(-z / np.sqrt(t))
        return out
    if spending == "pocock":
        return alpha * np.log1p((math.e - 1.0) * t)
    raise UnknownOption("spending", repr(spending), "obrien-fleming, pocock")


def boundaries(
    information: Column, *, alpha: float = 0.05, spending: Spending = "obrien-fleming"
) -> Vector:
    """Two-sided critical values of z for looks at rising shares of information.

    The joint density of the unstopped process is carried from look to look (Armitage, McPherson and
    Rowe 1969); each boundary spends what the spending function has added.

    Raises:
        OutOfRange: Shares are not positive and rising.
    """
    t = vector("information", information)
    if t.size == 0 or not (t > 0).all() or not (np.diff(t) > 0).all():
        raise OutOfRange("information", "shares that do not rise from above 0", "rising shares")
    if not 0 < alpha < 1:
        raise OutOfRange("alpha", repr(alpha), "a number between 0 and 1")
    step = np.diff(spent(t, alpha, spending), prepend=0.0)
    out = np.full(t.size, np.inf)
    grid, density = np.zeros(1), np.ones(1)
    for i, more in enumerate(step):
        sd = math.sqrt(t[i] - (t[i - 1] if i else 0.0))
        out[i] = _boundary(grid, density, sd, math.sqrt(t[i]), more)
        if i + 1 < t.size:
            grid, density = _carried(grid, density, sd, min(out[i], 10.0) * math.sqrt(t[i]))
    return out


def _beyond(grid: Vector, density: Vector, sd: float, limit: float) -> float:
    ndtr = special("ndtr")
    return float(density @ (ndtr((grid - limit) / sd) + ndtr((-grid - limit) / sd)))


def _boundary(grid: Vector, density: Vector, sd: float, root: float, more: float) -> float:
    from scipy.optimize import brentq

    if more < 1e-15:
        return math.inf
    return float(brentq(lambda z: _beyond(grid, density, sd, z * root) - more, 0.0, 40.0))


def _carried(grid: Vector, density: Vector, sd: float, limit: float) -> tuple[Vector, Vector]:
    """Density (times quadrature weight) of the process inside ±limit after one more step."""
    n = min(2000, max(65, 2 * math.ceil(limit / sd * GRID / 2) + 1))
    nodes, weights = legendre(n)
    x = nodes * limit
    kernel = np.exp(-0.5 * ((x[:, None] - grid) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))
    return x, (kernel @ density) * weights * limit


def monitor(
    yi: Column,
    vi: Column,
    *,
    effect: float,
    alpha: float = 0.05,
    power: float = 0.8,
    spending: Spending = "obrien-fleming",
    method: str = "REML",
) -> Monitoring:
    """Trial-sequential monitoring of studies in the order given.

    After each study the pooled z is set against the boundary for the information reached, in
    proportion to what an effect of the given size requires; heterogeneity inflates the requirement
    by D² = 1 − Var(EE)/Var(RE) of all studies.

    Args:
        yi, vi: Effects and sampling variances in the order they appeared.
        effect: Smallest effect worth finding.
        alpha, power: Of the fixed design.
        spending: How type I error is spent.
        method: Estimator of τ² at each look.

    Raises:
        OutOfRange, UnknownOption, and what `pool` raises.
    """
    data = check(yi, vi)
    full = pool(data.yi, data.vi, method=method, test="z")
    equal = pool(data.yi, data.vi, method="EE", test="z")
    diversity = max(0.0, 1.0 - (equal.se / full.se) ** 2)
    need = required_information(effect, alpha=alpha, power=power, diversity=diversity)
    share = np.cumsum(1.0 / data.vi) / need
    looks = [
        pool(data.yi[: i + 1], data.vi[: i + 1], method=method, test="z").statistic
        for i in range(len(data.yi))
    ]
    limit = boundaries(share, alpha=alpha, spending=spending)
    z = np.array(looks)
    beyond = np.flatnonzero(np.abs(z) >= limit)
    text = (
        "Boundaries treat studies as looks planned at their information; the order was not planned"
    )
    return Monitoring(
        information=share,
        z=z,
        boundary=limit,
        crossed=int(beyond[0]) if beyond.size else None,
        required=need,
        cautions=(Caution("method-not-recommended", text),),
    )

"""Weight functions: how likely a result with a given p-value was to be published.

========  =======================================  ==================
name      w(p)                                     δ
========  =======================================  ==================
stepfun   δ_j for a_{j−1} < p ≤ a_j                δ₁ = 1, δ₂ …
trunc     1 on the hoped-for side of a point       δ on the other side
beta      p^(δ₁−1) (1−p)^(δ₂−1)                    δ₁, δ₂
halfnorm  exp(−δp²)                                δ
negexp    exp(−δp)                                 δ
logistic  2e^(−δp)/(1 + e^(−δp))                   δ
power     (1−p)^δ                                  δ
negexppow exp(−δ₁ p^(1/δ₂))                        δ₁, δ₂
========  =======================================  ==================

(Hedges 1984, J Educ Stat 9:61 and Vevea & Hedges 1995, Psychometrika 60:419: steps; Citkowicz &
Vevea 2017, Psychol Methods 22:28: beta; Preston et al. 2004, J Eval Clin Pract 10:313: the
exponential kinds; Rust et al. 1990, J Mark Res 27:220: truncation.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from tamis.stats.multilevel.inputs import Floats

Kind = Literal["stepfun", "trunc", "beta", "halfnorm", "negexp", "logistic", "power", "negexppow"]
Alternative = Literal["greater", "less", "two.sided"]
KINDS: tuple[Kind, ...] = (
    "stepfun",
    "trunc",
    "beta",
    "halfnorm",
    "negexp",
    "logistic",
    "power",
    "negexppow",
)

#: Beta and power weights reach 0 or infinity at p = 0 or 1, so p-values are kept this far from both
#: (as in metafor, whose numbers depend on it).
SMALLEST_P = {"beta": 1e-5, "power": 1e-5}


@dataclass(frozen=True, slots=True, eq=False)
class LogWeight:
    """log w with its derivatives in δ (d parameters) at p-values of any shape.

    Attributes:
        value: log w, shape (…).
        first: Derivatives (…, d).
        second: Second derivatives (…, d, d).
    """

    value: Floats
    first: Floats
    second: Floats


def _linear(*slopes: Floats) -> Callable[[Floats], tuple[Floats, Floats, Floats]]:
    x = np.stack(slopes, axis=-1)

    def at(delta: Floats) -> tuple[Floats, Floats, Floats]:
        return x @ delta, x, np.zeros((*x.shape, x.shape[-1]))

    return at


def _logistic(p: Floats, delta: Floats) -> tuple[Floats, Floats, Floats]:
    s = special.expit(delta[0] * p)
    value = np.log(2.0) + special.log_expit(-delta[0] * p)
    return value, (-p * s)[..., None], (-p * p * s * (1 - s))[..., None, None]


def _stretched(p: Floats, delta: Floats) -> tuple[Floats, Floats, Floats]:
    scale, power = delta[0], max(float(delta[1]), 1e-8)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p = np.where(p > 0, np.log(np.where(p > 0, p, 1.0)), 0.0)
        g = np.where(p > 0, np.exp(log_p / power), 0.0)
    g1 = -g * log_p / power**2
    g2 = g * (log_p**2 / power**4 + 2 * log_p / power**3)
    first = np.stack([-g, -scale * g1], axis=-1)
    second = np.zeros((*p.shape, 2, 2))
    second[..., 0, 1] = second[..., 1, 0] = -g1
    second[..., 1, 1] = -scale * g2
    return -scale * g, first, second


def log_weight(kind: Kind, p: Floats, delta: Floats, start: float = 0.0) -> LogWeight:
    """Evaluate a smooth weight function.

    Args:
        kind: One of the smooth kinds.
        p: p-values, already kept off 0 and 1 where the kind needs it; scaled by the precision of
            each study by the caller.
        delta: Parameters (d,).
        start: p-values up to here have weight 1; beyond it the weight continues from 1.
    """
    value, first, second = _raw(kind, p, delta)
    if start > 0:
        base, base1, base2 = _raw(kind, np.array(start), delta)
        beyond = p > start
        value = np.where(beyond, value - base, 0.0)
        first = np.where(beyond[..., None], first - base1, 0.0)
        second = np.where(beyond[..., None, None], second - base2, 0.0)
    return LogWeight(value, first, second)


def _raw(kind: Kind, p: Floats, delta: Floats) -> tuple[Floats, Floats, Floats]:
    if kind == "logistic":
        return _logistic(p, delta)
    if kind == "negexppow":
        return _stretched(p, delta)
    if kind == "beta":
        value, first, second = _linear(np.log(p), np.log1p(-p))(delta - 1.0)
        return value, first, second
    if kind == "halfnorm":
        return _linear(-p * p)(delta)
    if kind == "negexp":
        return _linear(-p)(delta)
    with np.errstate(divide="ignore"):
        return _linear(np.maximum(np.log1p(-p), -745.0))(delta)


def size(kind: Kind) -> int:
    """Return how many parameters a smooth kind has."""
    return 2 if kind in ("beta", "negexppow") else 1

"""What several plots read from a pooled result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis.report.plots.effect_scale import p_text

if TYPE_CHECKING:
    from tamis.stats.models.fit import Fit
    from tamis.stats.models.pooled import Pooled

_NORMAL = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study in use: effect and standard error on the analysis's scale, weight in per cent."""

    label: str
    effect: float
    se: float
    weight: float

    def limits(self, z: float = _NORMAL) -> tuple[float, float]:
        """The study's own confidence limits, normal, 95 % unless another quantile is given."""
        return self.effect - z * self.se, self.effect + z * self.se


def labels_of(fit: Fit, labels: tuple[str, ...]) -> tuple[str, ...]:
    """A label for each study in use; its row's number where none was given."""
    rows = [int(r) for r in fit.rows]
    return tuple(labels[r] if r < len(labels) else f"Study {r + 1}" for r in rows)


def studies_of(pooled: Pooled) -> tuple[Study, ...]:
    """The studies of a pooled result, in the order in which they were given."""
    fit = pooled.fit
    names = labels_of(fit, pooled.labels)
    return tuple(
        Study(label=name, effect=float(y), se=math.sqrt(float(v)), weight=float(w))
        for name, y, v, w in zip(names, fit.yi, fit.vi, fit.weights_percent, strict=True)
    )


def heterogeneity_text(pooled: Pooled) -> str:
    """'τ²=0.31, Q=152.2 (df=12, P<0.001), I²=92%'; empty for a single study."""
    if pooled.k < 2 or pooled.q is None or pooled.q_p is None:
        return ""
    parts = [f"τ²={small_number(pooled.tau2)}"] if pooled.fit.random_effects else []
    parts.append(f"Q={pooled.q:.1f} (df={pooled.q_df}, {p_text(pooled.q_p)})")
    if pooled.i2 is not None:
        parts.append(f"I²={pooled.i2:.0f}%")
    return ", ".join(parts)


def small_number(value: float) -> str:
    """Two decimals, or two digits where those would say nothing."""
    return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:.2g}"


def model_text(pooled: Pooled) -> str:
    """'Random effects (REML, Knapp–Hartung)', 'Equal effects'."""
    from tamis.stats.names import METHODS

    if pooled.method == "EE":
        return "Equal effects"
    known = {m.code for m in METHODS}
    tests = {
        "knapp-hartung": "Knapp–Hartung",
        "knapp-hartung-conservative": "Knapp–Hartung, ad hoc",
    }
    test = f", {tests[pooled.test]}" if pooled.test in tests else f", {pooled.test} test"
    return f"Random effects ({pooled.method if pooled.method in known else 'τ² given'}{test})"

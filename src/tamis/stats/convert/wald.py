"""Estimates and variances from intervals, test statistics and P values.

Source: Cochrane Handbook 6.3.1 and 6.3.2 (intervals), 6.3.2 (P values).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.measures._columns import as_columns, refuse, rows
from tamis.stats.measures._special import normal_quantile
from tamis.stats.measures._values import EffectSizes, FloatArray


def from_wald(
    estimate: object,
    *,
    lower: object = None,
    upper: object = None,
    z: object = None,
    p: object = None,
    level: float = 0.95,
    transform: Callable[[FloatArray], FloatArray] | None = None,
    measure: str = "GEN",
) -> EffectSizes:
    """Estimates with variances from what was reported beside them.

    Each row uses the first of: both limits, the test statistic, the two-sided P value.

    Args:
        estimate: Reported estimates, shape (k,).
        lower: Lower confidence limits.
        upper: Upper confidence limits.
        z: Test statistics, referred to a normal distribution.
        p: Two-sided P values.
        level: Confidence level of the limits.
        transform: Applied to estimates and limits first (`np.log` for ratios).
        measure: Name kept with the result.

    Raises:
        OutOfRange: A P value or level outside 0 to 1, or limits in the wrong order.
        LengthMismatch: Columns differ in length.
    """
    given = {"estimate": estimate, "lower": lower, "upper": upper, "z": z, "p": p}
    table = as_columns({name: values for name, values in given.items() if values is not None})
    nothing = np.full_like(table["estimate"], np.nan)
    low, high, z_value, p_value = (
        table.get(name, nothing) for name in ("lower", "upper", "z", "p")
    )
    refuse("lower", low > high, "at most `upper`")
    refuse("p", (p_value <= 0) | (p_value > 1), "above 0 and at most 1")
    refuse("level", np.array([not 0 < level < 1]), "between 0 and 1")
    change = transform or (lambda values: values)
    with np.errstate(all="ignore"):
        y = np.array(change(table["estimate"]))
        se = (change(high) - change(low)) / (2 * normal_quantile((1 + level) / 2))
        se = np.where(np.isnan(se), y / z_value, se)
        se = np.where(np.isnan(se), y / normal_quantile(1 - p_value / 2), se)
        v = np.where(np.isfinite(se) & np.isfinite(y), se**2, np.nan)
    return EffectSizes(measure=measure, yi=y, vi=v, cautions=_lost(y, v))


def _lost(y: FloatArray, v: FloatArray) -> tuple[Caution, ...]:
    lost = np.isnan(y) | np.isnan(v)
    if not lost.any():
        return ()
    text = f"{rows(lost)}: no estimate, or neither limits nor a usable test beside it"
    return (Caution("missing-values", text),)


def wald_interval(
    effects: EffectSizes, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """z, two-sided P, and both confidence limits, each of shape (k,)."""
    from scipy.special import ndtr

    with np.errstate(all="ignore"):
        z = effects.yi / effects.se
    p = 2 * np.asarray(ndtr(-np.abs(z)), dtype=np.float64)
    half = normal_quantile((1 + level) / 2) * effects.se
    return z, p, effects.yi - half, effects.yi + half

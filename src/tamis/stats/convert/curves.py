"""A digitised Kaplan–Meier curve with what is printed about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.errors import LengthMismatch, OutOfRange
from tamis.stats.measures._columns import as_column
from tamis.stats.measures._values import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One arm's digitised curve with what is printed about it.

    Attributes:
        time: Times of the steps, rising, shape (m,).
        survival: Survival just after each step, 0 to 1, shape (m,).
        n: Patients at time 0.
        events: Total number of events, if reported.
        risk_time: Times of the risk table, shape (r,).
        n_risk: Numbers at risk just before those times, shape (r,).
        last_follow_up: Where the curve ends; the last step unless known.
    """

    time: FloatArray
    survival: FloatArray
    n: int
    events: int | None
    risk_time: FloatArray
    n_risk: FloatArray
    last_follow_up: float


def curve(
    time: object,
    survival: object,
    n: int,
    *,
    events: int | None = None,
    risk_time: object = (),
    n_risk: object = (),
    last_follow_up: float | None = None,
) -> Curve:
    """Check a digitised curve: sorts it, lets survival only fall, and leaves out its start.

    Raises:
        LengthMismatch: Coordinates, or the risk table's rows, differ in length.
        OutOfRange: Survival beyond 0 to 1 (percent?), negative times, or rising numbers at risk.
    """
    t, s = as_column("time", time), as_column("survival", survival)
    at, risk = as_column("risk_time", risk_time), as_column("n_risk", n_risk)
    if t.size != s.size or at.size != risk.size:
        raise LengthMismatch("curve", f"{t.size}, {s.size}; {at.size}, {risk.size}", "equal pairs")
    if not ((s >= 0) & (s <= 1)).all():
        raise OutOfRange("survival", f"{np.nanmin(s):g} to {np.nanmax(s):g}", "0 to 1, not percent")
    if not (t >= 0).all() or not (at >= 0).all():
        raise OutOfRange("time", "a negative or missing time", "0 or above")
    order = np.lexsort((-s, t))
    t, s = t[order], np.minimum.accumulate(s[order])
    table = np.argsort(at, kind="stable")
    at, risk = at[table], risk[table]
    if (np.diff(risk) > 0).any() or (risk.size and risk[0] > n):
        raise OutOfRange("n_risk", f"{risk.tolist()}", f"falling numbers, at most n = {n}")
    if events is not None and not 0 <= events <= n:
        raise OutOfRange("events", f"{events}", f"0 to n = {n}")
    falls = np.diff(np.concatenate(([1.0], s))) < 0
    end = max(float(t[-1]) if t.size else 0.0, last_follow_up or 0.0)
    return Curve(
        time=t[falls],
        survival=s[falls],
        n=n,
        events=events,
        risk_time=at[at > 0],
        n_risk=risk[at > 0],
        last_follow_up=end,
    )

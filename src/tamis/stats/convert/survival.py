"""Two-arm survival from individual data: Kaplan–Meier, log-rank, Cox, restricted mean.

Small on purpose: what is needed to read a hazard ratio off reconstructed data, checked against
R's survival package.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.errors import LengthMismatch, NoEvents, NotConverged, OutOfRange
from tamis.stats.measures._columns import as_column
from tamis.stats.measures._special import normal_quantile
from tamis.stats.measures._values import BoolArray, FloatArray

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patients:
    """Individual follow-up of one arm.

    Attributes:
        time: Time of the event or of censoring, shape (n,).
        event: True for an event, shape (n,).
    """

    time: FloatArray
    event: BoolArray


def patients(time: object, event: object) -> Patients:
    """Check and wrap individual data.

    Raises:
        LengthMismatch: The columns differ in length.
        OutOfRange: A negative or missing time, or an indicator other than 0 and 1.
    """
    t, e = as_column("time", time), as_column("event", event)
    if t.size != e.size:
        raise LengthMismatch("time, event", f"{t.size}, {e.size}", "one length")
    if not (t >= 0).all():
        raise OutOfRange("time", "a negative or missing time", "0 or above")
    if not np.isin(e, (0, 1)).all():
        raise OutOfRange("event", "a value other than 0 and 1", "0 or 1")
    return Patients(time=t, event=e == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KaplanMeier:
    """Product-limit estimate.

    Attributes:
        time: Distinct event times, shape (m,).
        survival: Survival just after each, shape (m,).
        log_se: Greenwood's standard error of ln survival, shape (m,).
        at_risk: Patients at risk just before each, shape (m,).
        events: Events at each, shape (m,).
    """

    time: FloatArray
    survival: FloatArray
    log_se: FloatArray
    at_risk: FloatArray
    events: FloatArray

    def at(self, time: float) -> float:
        """Survival at a time."""
        index = int(np.searchsorted(self.time, time, side="right"))
        return float(self.survival[index - 1]) if index else 1.0

    def median(self) -> float:
        """First time at which survival falls below ½; midway where it equals ½; NaN if never."""
        return crossing(self.time, self.survival)

    def median_interval(self, level: float = 0.95) -> tuple[float, float]:
        """Where the limits of survival, on the log scale, cross ½ (Brookmeyer and Crowley 1982)."""
        half = normal_quantile((1 + level) / 2).item() * self.log_se
        with np.errstate(all="ignore"):
            low, high = self.survival * np.exp(-half), np.minimum(self.survival * np.exp(half), 1)
        return crossing(self.time, np.nan_to_num(low)), crossing(self.time, np.nan_to_num(high))

    def restricted_mean(self, until: float) -> float:
        """Area under the curve up to a time."""
        inside = self.time < until
        edges = np.concatenate(([0.0], self.time[inside], [until]))
        heights = np.concatenate(([1.0], self.survival[inside]))
        return float(np.diff(edges) @ heights)


def crossing(time: FloatArray, height: FloatArray, level: float = 0.5) -> float:
    """Where a falling step function reaches a level; midway along a step at that very level."""
    tolerance = 1e-9
    reached = np.flatnonzero(height <= level + tolerance)
    if not reached.size:
        return math.nan
    first = int(reached[0])
    if abs(height[first] - level) > tolerance:
        return float(time[first])
    below = np.flatnonzero(height < level - tolerance)
    return float((time[first] + time[int(below[0])]) / 2) if below.size else float(time[first])


def kaplan_meier(data: Patients) -> KaplanMeier:
    """Product-limit estimate (Kaplan and Meier 1958, J Am Stat Assoc 53:457-481)."""
    times, events = np.unique(data.time[data.event], return_counts=True)
    ordered = np.sort(data.time)
    at_risk = ordered.size - np.searchsorted(ordered, times, side="left")
    with np.errstate(divide="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events).astype(np.float64)))
    survival: FloatArray = np.cumprod(1 - events / at_risk, dtype=np.float64)
    return KaplanMeier(
        time=times,
        survival=survival,
        log_se=np.sqrt(greenwood),
        at_risk=at_risk.astype(np.float64),
        events=events.astype(np.float64),
    )


@dataclass(frozen=True, slots=True)
class _Joint:
    """Events and patients at risk in both arms at every event time of either."""

    d: FloatArray
    d1: FloatArray
    n: FloatArray
    n1: FloatArray


def _joint(control: Patients, treated: Patients) -> _Joint:
    times = np.unique(np.concatenate((control.time[control.event], treated.time[treated.event])))
    if not times.size:
        raise NoEvents("event", "no event in either arm", "at least one event")
    counts = []
    for arm in (control, treated):
        ordered, happened = np.sort(arm.time), np.sort(arm.time[arm.event])
        risk = ordered.size - np.searchsorted(ordered, times, side="left")
        left = np.searchsorted(happened, times, side="left")
        counts.append((risk, np.searchsorted(happened, times, side="right") - left))
    (n0, d0), (n1, d1) = counts
    parts = (d0 + d1, d1, n0 + n1, n1)
    return _Joint(*(part.astype(np.float64) for part in parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank:
    """Log-rank comparison, treated against control.

    Attributes:
        observed_minus_expected: O − E in the treated arm.
        variance: Its hypergeometric variance.
    """

    observed_minus_expected: float
    variance: float

    @property
    def chi_squared(self) -> float:
        """(O − E)²/V, one degree of freedom."""
        return self.observed_minus_expected**2 / self.variance

    @property
    def peto_log_hazard_ratio(self) -> float:
        """(O − E)/V."""
        return self.observed_minus_expected / self.variance


def log_rank(control: Patients, treated: Patients) -> LogRank:
    """Mantel's log-rank test (Mantel 1966, Cancer Chemother Rep 50:163-170).

    Raises:
        NoEvents: Nobody has an event.
    """
    j = _joint(control, treated)
    expected = j.d * j.n1 / j.n
    spread = np.where(j.n > 1, (j.n - j.d) / np.maximum(j.n - 1, 1), 0.0)
    variance = expected * (1 - j.n1 / j.n) * spread
    return LogRank(
        observed_minus_expected=float(np.sum(j.d1 - expected)), variance=float(variance.sum())
    )


def cox(control: Patients, treated: Patients, ties: Ties = "efron") -> tuple[float, float]:
    """Log hazard ratio of treated against control and its standard error.

    Source: Cox (1972), J R Stat Soc B 34:187-220; Efron (1977), J Am Stat Assoc 72:557-565.

    Raises:
        NoEvents: Nobody has an event.
        NotConverged: One arm has all the events, so the ratio is 0 or infinite.
    """
    j = _joint(control, treated)
    beta = 0.0
    for _ in range(100):
        score, information = _score(j, beta, ties)
        if not information > 1e-12:
            break
        step = max(-1.0, min(1.0, score / information))
        beta += step
        if abs(step) < 1e-12:
            return beta, 1 / math.sqrt(information)
        if abs(beta) > 25:
            break
    raise NotConverged("log hazard ratio", f"{beta:.3g} and growing", "events in both arms")


def _score(j: _Joint, beta: float, ties: Ties) -> tuple[float, float]:
    """Score and information of the partial likelihood."""
    hazard = math.exp(beta)
    ours, others = j.n1 * hazard, j.n - j.n1
    d0 = j.d - j.d1
    score, information = float(j.d1.sum()), 0.0
    for k in range(int(j.d.max())):
        at = j.d > k
        share = k / j.d[at] if ties == "efron" else 0.0
        mine = ours[at] - share * j.d1[at] * hazard
        p = mine / (mine + others[at] - share * d0[at])
        score -= float(p.sum())
        information += float(np.sum(p * (1 - p)))
    return score, information

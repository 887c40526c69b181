"""What the includes still missing could do to a pooled result: information, not a stopping rule.

A review that stops at a bound on recall knows how many includes it may have missed at most. If
those were studies like the ones in a scenario, the pooled result would move this far. Scenarios are
the reader's: the figures say nothing about how likely one is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from scipy.stats import norm

from tamis.learn.errors import LearnError, OutOfRange
from tamis.learn.stopping.progress import check_share


class NoStudies(LearnError):
    """There is nothing to pool."""

    def __init__(self) -> None:
        super().__init__("yi is empty: a pooled result needs at least one study.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What each missing study is supposed to have shown.

    Attributes:
        label: For people: "as large as the smallest study, no effect".
        effect: Its effect, on the scale of the pooled one.
        variance: Its sampling variance.
    """

    label: str
    effect: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A weighted mean and its interval."""

    effect: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficiency:
    """A pooled result now, and after missing studies of one kind.

    Attributes:
        now: Pooled from the studies there are.
        then: Pooled with the missing ones of the scenario added.
        change: `then` minus `now`.
        missing: Studies that were added.
        crosses: Whether the interval then holds the null value though it does not now.
        needed: Studies of this kind that would make it so; None if no number up to 1000 would.
        scenario: What was supposed.
        assumptions: What must be true for `change` to be the most.
    """

    now: Pooled
    then: Pooled
    change: float
    missing: int
    crosses: bool
    needed: int | None
    scenario: Scenario
    assumptions: tuple[str, ...]


#: Studies tried at most when looking for the number that turns a result.
_TRIED = 1000


def sufficiency(
    yi: Sequence[float],
    vi: Sequence[float],
    scenario: Scenario,
    missing: int,
    *,
    tau2: float = 0.0,
    yielding: float = 1.0,
    null: float = 0.0,
    confidence: float = 0.95,
) -> Sufficiency:
    """What `missing` includes could do to a pooled result if they looked like the scenario.

    Inverse-variance weights 1/(vᵢ + τ²) with τ² held (DerSimonian and Laird 1986, eq. 8), so the
    change is the weight of the missing times their distance from the result.

    Args:
        yi: Effects of the studies found.
        vi: Their sampling variances, above 0.
        scenario: What each missing study shows.
        missing: Includes that may be missing at most, from a bound on recall.
        tau2: Variance between studies, from the analysis.
        yielding: Share of includes that carry a number for this outcome (0 to 1].
        null: The value of no effect.
        confidence: Of the intervals.

    Raises:
        NoStudies: `yi` is empty.
        OutOfRange: A variance, count or share is impossible.
    """
    _check(yi, vi, scenario, missing, tau2, yielding)
    check_share("confidence", confidence)
    z = float(norm.ppf(0.5 + confidence / 2))
    weights = 1 / (np.asarray(vi, dtype=np.float64) + tau2)
    total, moment = float(weights.sum()), float(weights @ np.asarray(yi, dtype=np.float64))
    own = 1 / (scenario.variance + tau2)

    def pooled(added: int) -> Pooled:
        weight = total + added * own
        effect = (moment + added * own * scenario.effect) / weight
        return Pooled(effect=effect, low=effect - z / sqrt(weight), high=effect + z / sqrt(weight))

    now, studies = pooled(0), ceil(missing * yielding)
    then = pooled(studies)
    clear = not _holds(now, null)
    turning = (n for n in range(1, _TRIED + 1) if _holds(pooled(n), null))
    return Sufficiency(
        now=now,
        then=then,
        change=then.effect - now.effect,
        missing=studies,
        crosses=clear and _holds(then, null),
        needed=next(turning, None) if clear else None,
        scenario=scenario,
        assumptions=(
            f"at most {missing} includes are missing, and {yielding:.0%} of them carry a number "
            f"for this outcome",
            f"each shows {scenario.label}",
            "the variance between studies stays what it is",
        ),
    )


def _holds(pooled: Pooled, null: float) -> bool:
    return pooled.low <= null <= pooled.high


def _check(
    yi: Sequence[float],
    vi: Sequence[float],
    scenario: Scenario,
    missing: int,
    tau2: float,
    yielding: float,
) -> None:
    if not len(yi):
        raise NoStudies
    if len(vi) != len(yi):
        raise OutOfRange("vi", len(vi), f"as many as the {len(yi)} effects")
    for name, value in (("vi", min(vi)), ("scenario.variance", scenario.variance)):
        if value <= 0:
            raise OutOfRange(name, value, "above 0")
    for name, value in (("missing", missing), ("tau2", tau2)):
        if value < 0:
            raise OutOfRange(name, value, "0 or more")
    if not 0 < yielding <= 1:
        raise OutOfRange("yielding", yielding, "above 0 and at most 1")

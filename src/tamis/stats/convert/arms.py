"""Arms that must be joined or split for one comparison.

Source: Cochrane Handbook, version 6, sections 6.5.2.10 (joining) and 23.3.4 (shared arms).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tamis.stats.convert.deviations import require_positive
from tamis.stats.errors import OutOfRange


@dataclass(frozen=True, slots=True)
class Arm:
    """Size, mean and standard deviation of one arm."""

    n: float
    mean: float
    sd: float


def combined_arms(first: Arm, second: Arm) -> Arm:
    """Two arms as one (Handbook table 6.5.a)."""
    require_positive(n1=first.n, n2=second.n, degrees_of_freedom=first.n + second.n - 1)
    n = first.n + second.n
    mean = (first.n * first.mean + second.n * second.mean) / n
    within = (first.n - 1) * first.sd**2 + (second.n - 1) * second.sd**2
    between = first.n * second.n / n * (first.mean - second.mean) ** 2
    return Arm(n, mean, math.sqrt((within + between) / (n - 1)))


def split_arm(arm: Arm, into: int) -> tuple[Arm, ...]:
    """A shared control arm divided among comparisons (Handbook 23.3.4).

    Size is divided; mean and deviation stay. Splitting loses a little information and leaves the
    comparisons correlated no longer; `shared_arm_covariance` keeps everything.
    """
    if into < 1:
        raise OutOfRange("into", f"{into}", "1 or more")
    require_positive(n=arm.n)
    return (Arm(arm.n / into, arm.mean, arm.sd),) * into


def split_events(events: float, n: float, into: int) -> tuple[tuple[float, float], ...]:
    """Events and size of a shared control arm divided among comparisons (Handbook 23.3.4)."""
    if into < 1 or not 0 <= events <= n:
        raise OutOfRange(
            "events, n, into", f"{events:g}, {n:g}, {into}", "0 ≤ events ≤ n, into ≥ 1"
        )
    return ((events / into, n / into),) * into

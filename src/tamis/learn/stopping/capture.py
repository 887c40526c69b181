"""How many includes two reviewers both missed: capture and recapture.

Each reviewer is a trap, each include an animal: few caught by one alone means few caught by none.
The estimates lean low when some includes are hard for both (they are then missed together), so
they are lower bounds in expectation, named estimates, and never part of a guaranteed rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from scipy.stats import norm

from tamis.learn.errors import OutOfRange
from tamis.learn.stopping.progress import check_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """An estimate of all includes among the records that were judged.

    Attributes:
        seen: Includes named by at least one reviewer.
        total: Estimated includes.
        low: Lower end of the interval, never below `seen`.
        high: Upper end.
        confidence: Of the interval.
        method: Which estimator.
    """

    seen: int
    total: float
    low: float
    high: float
    confidence: float
    method: str

    @property
    def recall(self) -> float:
        """Seen over estimated."""
        return self.seen / self.total if self.total else 1.0


def two_reviewers(both: int, first: int, second: int, confidence: float = 0.95) -> Missed:
    """Chapman's estimate from two reviewers who judged the same records independently.

    Args:
        both: Includes named by both.
        first: Includes named by the first alone.
        second: Includes named by the second alone.
        confidence: Of the interval.

    Source: Chapman 1951; variance Seber 1970; interval on the log of the number never seen (Chao
    1987, section 5).
    """
    _counts(both=both, first=first, second=second)
    check_share("confidence", confidence)
    n1, n2, seen = both + first, both + second, both + first + second
    total = (n1 + 1) * (n2 + 1) / (both + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * first * second / ((both + 1) ** 2 * (both + 2))
    return _missed(seen, total, variance, confidence, "Chapman")


def many_reviewers(once: int, twice: int, more: int = 0, confidence: float = 0.95) -> Missed:
    """Chao's lower bound from how many includes were named by one, two, or more reviewers.

    Bias-corrected form: seen + once(once − 1)/(2(twice + 1)) (Chao 1987; Chao 2005, eq. 5).
    """
    _counts(once=once, twice=twice, more=more)
    check_share("confidence", confidence)
    seen = once + twice + more
    extra = once * (once - 1) / (2 * (twice + 1))
    variance = (
        extra
        + once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    return _missed(seen, seen + extra, variance, confidence, "Chao")


def _missed(seen: int, total: float, variance: float, confidence: float, method: str) -> Missed:
    unseen = total - seen
    low = high = total
    if unseen > 0 and variance > 0:
        z = float(norm.ppf(0.5 + confidence / 2))
        factor = exp(z * sqrt(log(1 + variance / unseen**2)))
        low, high = seen + unseen / factor, seen + unseen * factor
    return Missed(seen=seen, total=total, low=low, high=high, confidence=confidence, method=method)


def _counts(**counts: int) -> None:
    for name, value in counts.items():
        if value < 0:
            raise OutOfRange(name, value, "a count, 0 or more")

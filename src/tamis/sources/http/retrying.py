"""When to ask again, and after how long."""

from __future__ import annotations

import email.utils
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

#: Answers that mean "not now": time-outs, limits, faults of the server or of one before it.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long one request may take in all.

    Attributes:
        attempts: How often it is sent.
        first: Seconds before the second attempt, on average half of it (full jitter; Brooker
            2015, "Exponential backoff and jitter"); doubled each time.
        longest: Seconds between two attempts at most.
        heed: The longest Retry-After that is waited for; beyond it the run stops and says so.
        total: Seconds for all attempts and pauses together.
        read: Seconds without a byte.
        whole: Seconds for one reply, however slowly its bytes drip.
    """

    attempts: int = 7
    first: float = 1.0
    longest: float = 60.0
    heed: float = 300.0
    total: float = 1200.0
    read: float = 60.0
    whole: float = 600.0

    def pause(self, attempt: int, chance: random.Random) -> float:
        """Seconds to wait after the attempt-th failure (the first is 1)."""
        return chance.uniform(0.0, min(self.longest, self.first * 2 ** (attempt - 1)))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds a Retry-After header asks to wait: a number or a date (RFC 9110, 10.2.3)."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if said.isdecimal():
        return float(said)
    try:
        when = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())

"""A token bucket: so many requests a second, with the first few at once."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

_INTERVAL = re.compile(r"(\d+(?:\.\d+)?)\s*s?")
#: No service is asked more often, whatever its headers allow.
_FASTEST = 50.0
#: A limit is counted where requests arrive, and they arrive less evenly than they leave.
MARGIN = 0.9


class Clock(Protocol):
    """Time, and waiting for it to pass."""

    def now(self) -> float:
        """Seconds from some beginning, never going back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class WallClock:
    """The clock on the wall."""

    now = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)


@dataclass(slots=True)
class Bucket:
    """Holds at most `burst` tokens and gets a little less than `rate` a second; a request is one.

    Attributes:
        rate: Requests a second that are allowed.
        clock: Time.
        burst: Requests that may go at once after a pause.
    """

    rate: float
    clock: Clock
    burst: float = 1.0
    _tokens: float = 1.0
    _seen: float | None = None

    def take(self) -> float:
        """Wait for a token; the seconds waited."""
        self._fill()
        wait = max(0.0, (1.0 - self._tokens) / (self.rate * MARGIN))
        if wait:
            self.clock.sleep(wait)
            self._fill()
        self._tokens -= 1.0
        return wait

    def heed(self, headers: Mapping[str, str]) -> None:
        """Take over the rate a service advertises (Crossref: `X-Rate-Limit-Limit`, `-Interval`)."""
        limit, interval = headers.get("x-rate-limit-limit"), headers.get("x-rate-limit-interval")
        if not (limit and interval and limit.isdecimal()):
            return
        found = _INTERVAL.fullmatch(interval.strip())
        if found and float(found[1]) > 0 and int(limit) > 0:
            self.rate = min(int(limit) / float(found[1]), _FASTEST)

    def _fill(self) -> None:
        now = self.clock.now()
        if self._seen is not None:
            gained = (now - self._seen) * self.rate * MARGIN
            self._tokens = min(self.burst, self._tokens + gained)
        self._seen = now

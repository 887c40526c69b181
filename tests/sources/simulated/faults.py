"""What goes wrong with a request.

Kinds, each as a server on the internet does it:

    429, 429-after, 429-date    too many requests; with Retry-After in seconds, or as a date
    500, 503-after              a fault of the server, or of one before it
    reset                       the connection is closed before a byte comes
    cut                         half of a reply whose length was given
    cut-chunked                 half of a chunked reply, without its last chunk
    short                       a whole reply that holds half of its JSON or XML
    not-it                      an HTML page with status 200
    limit-in-body               status 200, and in the body that the limit is exceeded
    slow                        bytes that drip, `wait` seconds in all
    gzip, gzip-cut              a compressed reply; one whose gzip ends too early
    cursor-back                 a page whose cursor leads to the first page
    forget                      PubMed's history server forgets every search
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Those that may hit any request and that another attempt heals.
EVERY_KIND = (
    "429", "429-after", "429-date", "500", "503-after", "reset", "cut", "cut-chunked", "short",
    "not-it", "limit-in-body", "slow", "gzip", "gzip-cut",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of fault at chosen requests to a service (the first request is 1).

    Without `at` it strikes every request; `service` empty means any, counted together.
    """

    kind: str
    service: str = ""
    at: tuple[int, ...] = ()
    wait: float = 0.0

    def strikes(self, service: str, number: int, of_all: int) -> bool:
        """Whether it strikes the number-th request to a service."""
        if self.service and self.service != service:
            return False
        return not self.at or (number if self.service else of_all) in self.at


def storm(
    every: int = 7, kinds: Sequence[str] = EVERY_KIND, *, requests: int = 20_000
) -> Iterable[Fault]:
    """One fault at every `every`-th request, all kinds in turn."""
    struck = range(every, requests, every)
    return tuple(
        Fault(kind=kind, at=tuple(struck[i :: len(kinds)]), wait=0.05)
        for i, kind in enumerate(kinds)
    )

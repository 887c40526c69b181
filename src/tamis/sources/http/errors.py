"""What can go wrong between tamis and a service, each with what was answered and the next step.

TamisError
└── SourceError           it names the service
    ├── Unreachable       no connection, or none that held, after every attempt
    ├── RateLimited       the service asks to wait longer than a run waits
    ├── Refused           it answered that it will not (bad query, bad key, moved)
    ├── Garbled           what it sent stayed damaged after every attempt
    ├── Incomplete        what it gave is not what it counted
    ├── TooMany           more hits than a run fetches
    ├── Unsliceable       more hits on one day than PubMed gives out
    ├── MissingEmail      the service wants to know whom to write to
    ├── NetworkRefused    a replay needs a reply that was not recorded
    └── NotOpen           a full text that no source calls open
"""

from __future__ import annotations

from tamis.model.errors import TamisError


class Damaged(Exception):
    """A reply that arrived broken; it is asked for again and never reaches a caller."""


class StartAgain(Exception):
    """The paging of a source can't go on from here; what was fetched of it is thrown away.

    Args:
        why: What happened.
        counted: How many records the source counted, when that is known.
        got: How many it gave.
    """

    def __init__(self, why: str, counted: int = 0, got: int = 0) -> None:
        self.counted, self.got = counted, got
        super().__init__(why)


class SourceError(TamisError):
    """A service did not give what was asked for."""

    exit_code = 7
    http_status = 502

    def __init__(self, service: str, message: str) -> None:
        self.service = service
        super().__init__(message)


class Unreachable(SourceError):
    """No connection, or none that held."""

    def __init__(self, service: str, attempts: int, why: str) -> None:
        super().__init__(
            service,
            f"{service} could not be reached in {attempts} attempts (last: {why}); what was "
            "fetched is kept, so run the same command again when the connection holds",
        )


class RateLimited(SourceError):
    """The service asks to wait."""

    http_status = 503

    def __init__(self, service: str, status: int, wait: float | None, said: str, hint: str) -> None:
        self.wait = wait
        when = f"in {wait:.0f} seconds" if wait is not None else "later"
        super().__init__(
            service,
            f"{service} answered {status} (too many requests){_quoted(said)}; what was fetched is "
            f"kept, so run the same command again {when}{hint and '; ' + hint}",
        )


class Refused(SourceError):
    """The service answered that it will not."""

    def __init__(self, service: str, status: int, said: str, next_step: str = "") -> None:
        self.status = status
        step = next_step or "correct the query, or try it on the service's own page"
        super().__init__(service, f"{service} answered {status}{_quoted(said)}; {step}")


class Garbled(SourceError):
    """Damaged replies, every time."""

    def __init__(self, service: str, attempts: int, why: str) -> None:
        super().__init__(
            service,
            f"{service} sent a damaged reply {attempts} times (last: {why}); what was fetched "
            "before is kept, so run the same command again later",
        )


class Incomplete(SourceError):
    """What was given is not what was counted."""

    def __init__(self, service: str, attempts: int, why: StartAgain) -> None:
        self.counted, self.got = why.counted, why.got
        super().__init__(
            service,
            f"{service} could not be read completely, {attempts} times from the beginning: {why}; "
            "nothing was added to the review, so run it again when the service is quiet, or divide "
            "the query",
        )


class TooMany(SourceError):
    """More hits than a run fetches."""

    exit_code = 2
    http_status = 422

    def __init__(self, service: str, hits: int, most: int) -> None:
        super().__init__(
            service,
            f"{service} found {hits} records, and a run fetches at most {most}; narrow the query, "
            "or allow more with `--most`",
        )


class Unsliceable(SourceError):
    """A part of the search that can't be divided further is over the service's limit."""

    def __init__(self, service: str, part: str, hits: int, limit: int) -> None:
        self.what = f"it has {hits} records {part} and gives out {limit} of one search"
        super().__init__(
            service,
            f"{service} has {hits} records {part} and gives out at most {limit} of one search; "
            "divide the query by something else (a publication type, a language) and run the parts",
        )


class MissingEmail(SourceError):
    """The service wants to know whom to write to."""

    exit_code = 2
    http_status = 422

    def __init__(self, service: str) -> None:
        super().__init__(
            service,
            f"{service} answers only those who say whom to write to; set TAMIS_EMAIL, or `email` "
            "in tamis's config.toml",
        )


class NetworkRefused(SourceError):
    """A replay would need the network."""

    exit_code = 4
    http_status = 409

    def __init__(self, service: str, ask: str) -> None:
        super().__init__(
            service,
            f"{service}: the recorded replies hold no answer to {ask}; they are of another search, "
            "of another version of tamis, or incomplete",
        )


class NotOpen(SourceError):
    """No source calls this text open."""

    exit_code = 2
    http_status = 403

    def __init__(self, service: str, what: str) -> None:
        super().__init__(
            service,
            f"{what} was not downloaded: no source gives it an open licence or calls it open "
            "access; get it through a library and import the file",
        )


def _quoted(said: str) -> str:
    text = " ".join(said.split())
    return f" saying '{text[:300]}'" if text else ""

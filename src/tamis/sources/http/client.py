"""Asking a service politely: at its pace, saying who asks, again where that may help."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tamis.sources.http.bucket import Bucket, Clock, WallClock
from tamis.sources.http.errors import (
    Damaged,
    Garbled,
    MissingEmail,
    RateLimited,
    Refused,
    SourceError,
    Unreachable,
)
from tamis.sources.http.retrying import PASSING, Patience, retry_after
from tamis.sources.http.services import Service
from tamis.sources.http.settings import Settings
from tamis.sources.http.transport import Answer, Call, HttpxTransport, NoConnection, Transport
from tamis.sources.http.values import Ask, Check, Reply

_log = logging.getLogger(__name__)
#: What a passing failure was, and how long the service wants to be left alone.
_Trouble = tuple[SourceError, float | None]


class Client:
    """One client for all services; each host has a bucket of its own.

    Args:
        settings: Who asks; the user's own unless given.
        transport: What carries the bytes.
        clock: Time for rates and pauses.
        patience: How long to go on trying.
        now: The time of day, for Retry-After dates.
        seed: Makes the jitter of pauses reproducible.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        transport: Transport | None = None,
        *,
        clock: Clock | None = None,
        patience: Patience | None = None,
        now: Callable[[], datetime] | None = None,
        seed: int | None = None,
    ) -> None:
        self.settings = settings if settings is not None else Settings.of_user()
        self._transport = transport or HttpxTransport()
        self._clock = clock or WallClock()
        self._patience = patience or Patience()
        self._now = now or (lambda: datetime.now(UTC))
        self._chance = random.Random(seed)
        self._buckets: dict[str, Bucket] = {}

    def close(self) -> None:
        """Let go of connections."""
        self._transport.close()

    def ask(self, service: Service, ask: Ask, check: Check) -> Reply:
        """The reply to a request, whole and checked.

        Args:
            service: Whom to ask.
            ask: What.
            check: Raises `Damaged` for replies that should be asked for again.

        Raises:
            SourceError: There is no good reply after every attempt; the subclass says why.
        """
        if service.needs_email and not self.settings.email:
            raise MissingEmail(service.title)
        call = self._call(service, ask)
        bucket = self._bucket(service, call.url)
        attempt, until = 0, self._clock.now() + self._patience.total
        while True:
            attempt += 1
            bucket.take()
            done = self._try(service, ask, call, check, bucket, attempt)
            if isinstance(done, Reply):
                return done
            error, wait = done
            if attempt >= self._patience.attempts or (wait or 0.0) > self._patience.heed:
                raise error
            pause = max(wait or 0.0, self._patience.pause(attempt, self._chance))
            if self._clock.now() + pause > until:
                raise error
            _log.info("%s: %s; again in %.1f s", service.title, error, pause)
            self._clock.sleep(pause)

    def _try(
        self, service: Service, ask: Ask, call: Call, check: Check, bucket: Bucket, attempt: int
    ) -> Reply | _Trouble:
        """A reply, or what passing trouble there was."""
        try:
            answer = self._transport.send(call)
        except NoConnection as error:
            return Unreachable(service.title, attempt, str(error)), None
        except Damaged as error:
            return Garbled(service.title, attempt, str(error)), None
        bucket.heed(answer.headers)
        if answer.status not in ask.accept:
            return self._trouble(service, answer, attempt)
        body = self.settings.clean(answer.body)
        reply = Reply(ask=ask, status=answer.status, body=body, headers=answer.headers)
        try:
            check(reply)
        except Damaged as error:
            return Garbled(service.title, attempt, self._said(str(error).encode())), None
        return reply

    def _trouble(self, service: Service, answer: Answer, attempt: int) -> _Trouble:
        said = self._said(answer.body)
        if answer.status not in PASSING:
            raise Refused(service.title, answer.status, said)
        wait = retry_after(answer.headers, self._now())
        if answer.status == 429:
            limited = RateLimited(service.title, 429, wait, said, service.when_limited)
            return limited, wait
        why = f"it answered {answer.status}" + (f", '{said}'" if said else "")
        return Unreachable(service.title, attempt, why), wait

    def _said(self, body: bytes) -> str:
        """The first words of an error's body, on one line and without keys."""
        text = self.settings.without_secrets(body[:2000].decode("utf-8", "replace"))
        return " ".join(text.split())[:300]

    def _call(self, service: Service, ask: Ask) -> Call:
        whole = "://" in ask.path
        base = self.settings.base(service)
        return Call(
            method="POST" if ask.post else "GET",
            url=ask.path if whole else f"{base}/{ask.path}" if ask.path else base,
            params=ask.params + (() if whole else self.settings.added(service)),
            headers={"User-Agent": self.settings.agent()},
            read=self._patience.read,
            whole=self._patience.whole,
        )

    def _bucket(self, service: Service, url: str) -> Bucket:
        host = f"{service.name} {urlsplit(url).netloc}"
        if host not in self._buckets:
            self._buckets[host] = Bucket(self.settings.rate(service), self._clock)
        return self._buckets[host]

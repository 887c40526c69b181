"""Lines to a service: live, recorded, or recorded as far as the tape goes and live from there."""

from __future__ import annotations

from tamis.sources.http.client import Client
from tamis.sources.http.errors import NetworkRefused, StartAgain
from tamis.sources.http.services import Service
from tamis.sources.http.tape import Tape
from tamis.sources.http.values import Ask, Check, Reply


class Live:
    """Asks the service and keeps nothing."""

    def __init__(self, client: Client, service: Service) -> None:
        self._client = client
        self._service = service

    def ask(self, ask: Ask, check: Check) -> Reply:
        """See `tamis.sources.http.values.Line`."""
        return self._client.ask(self._service, ask, check)


class Recorded:
    """Answers from a tape, in its order; what lies beyond its end is asked and kept, or refused.

    A connector asks the same questions when it gets the same answers, so a run that was killed
    goes through its tape at no cost and continues where it ends.

    Args:
        tape: The replies so far.
        service: Whose they are.
        beyond: Where to ask when the tape ends; without it the network is refused.
    """

    def __init__(self, tape: Tape, service: Service, beyond: Live | None = None) -> None:
        self._tape = tape
        self._service = service
        self._beyond = beyond
        self._at = 0

    @property
    def spent(self) -> int:
        """How many replies of the tape were given."""
        return self._at

    def ask(self, ask: Ask, check: Check) -> Reply:
        """See `tamis.sources.http.values.Line`.

        Raises:
            NetworkRefused: The tape holds another question here, or none and there is no network.
            StartAgain: It holds another question, but there is a network.
        """
        if self._at < len(self._tape):
            if self._tape.lines[self._at].key != ask.key:
                if self._beyond is not None:
                    raise StartAgain("what was fetched before answers other questions")
                raise NetworkRefused(self._service.title, ask.key[:300])
            reply = self._tape.reply(self._at, ask)
            check(reply)
        elif self._beyond is None:
            raise NetworkRefused(self._service.title, ask.key[:300])
        else:
            reply = self._beyond.ask(ask, check)
            self._tape.keep(reply)
        self._at += 1
        return reply

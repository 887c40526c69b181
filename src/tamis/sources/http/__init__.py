"""One polite HTTP client, and tapes of what services answered."""

from __future__ import annotations

from tamis.sources.http.client import Client
from tamis.sources.http.lines import Live, Recorded
from tamis.sources.http.retrying import Patience
from tamis.sources.http.services import SERVICES, Service
from tamis.sources.http.settings import Settings
from tamis.sources.http.tape import Tape
from tamis.sources.http.transport import HttpxTransport, Refusing, Transport
from tamis.sources.http.values import Ask, Check, Line, Reply

__all__ = [
    "SERVICES",
    "Ask",
    "Check",
    "Client",
    "HttpxTransport",
    "Line",
    "Live",
    "Patience",
    "Recorded",
    "Refusing",
    "Reply",
    "Service",
    "Settings",
    "Tape",
    "Transport",
]

"""The one place where bytes go over a network, behind a port of ours."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx2

from tamis.sources.http.errors import Damaged

_LARGEST = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as it goes out, with the keys in it; it is never kept or shown."""

    method: str
    url: str
    params: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    read: float = 60.0
    whole: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A reply as it came in: decoded body, headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoConnection(Exception):
    """The connection could not be made, or broke; it may hold another time."""


class Transport(Protocol):
    """Sends one request and returns the whole reply."""

    def send(self, call: Call) -> Answer:
        """The reply, whatever its status.

        Raises:
            NoConnection: There is no whole reply.
            Damaged: The reply's coding is broken.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Refusing:
    """No network: every request is refused."""

    def send(self, call: Call) -> Answer:
        """Refuse."""
        raise NoConnection("the network is refused")

    def close(self) -> None:
        """Nothing is held."""


class HttpxTransport:
    """HTTP by httpx2. Proxies of the environment are used; redirects are followed."""

    def __init__(self) -> None:
        # httpx2 logs whole addresses, and some services take their key in the address.
        logging.getLogger("httpx2").addFilter(_WITHOUT_QUERY)
        # What runs on this machine is not behind the proxy of the network.
        here = dict.fromkeys(("all://127.0.0.1", "all://localhost"))
        self._client = httpx2.Client(follow_redirects=True, max_redirects=5, mounts=here)

    def send(self, call: Call) -> Answer:
        """Send and read to the end, within the call's times."""
        until = time.monotonic() + call.whole
        pairs: dict[str, list[str]] = {}
        for name, value in call.params:
            pairs.setdefault(name, []).append(value)
        post = call.method == "POST"
        try:
            with self._client.stream(
                call.method,
                call.url,
                params=None if post or not pairs else pairs,
                data=pairs if post else None,
                headers={**call.headers, "Accept-Encoding": "gzip"},
                timeout=httpx2.Timeout(call.read, connect=min(call.read, 20.0)),
            ) as reply:
                raw = b"".join(_pieces(reply, until))
                headers = {name.lower(): value for name, value in reply.headers.items()}
                return Answer(
                    status=reply.status_code, headers=headers, body=_decoded(raw, headers)
                )
        except httpx2.RequestError as error:
            raise NoConnection(_why(error)) from error

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


def _pieces(reply: httpx2.Response, until: float) -> Iterator[bytes]:
    size = 0
    for piece in reply.iter_raw():
        size += len(piece)
        if size > _LARGEST:
            raise Damaged(f"it is over {_LARGEST >> 20} MB")
        if time.monotonic() > until:
            raise NoConnection("the reply dripped in too slowly")
        yield piece


def _decoded(raw: bytes, headers: Mapping[str, str]) -> bytes:
    """The body without gzip; what ends before gzip's own end mark is damaged, not short."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        return raw
    if coding not in ("gzip", "x-gzip"):
        raise Damaged(f"it is coded as '{coding}', which was not asked for")
    if not raw:
        return raw
    zipped = zlib.decompressobj(wbits=31)
    try:
        body = zipped.decompress(raw)
    except zlib.error as error:
        raise Damaged(f"its gzip is broken: {error}") from error
    if not zipped.eof:
        raise Damaged("its gzip ends too early")
    return body


def _why(error: httpx2.RequestError) -> str:
    """What happened, without the address."""
    name = type(error).__name__
    said = {
        "ConnectError": "no connection",
        "ConnectTimeout": "no connection in time",
        "ReadTimeout": "no bytes in time",
        "ReadError": "the connection broke",
        "RemoteProtocolError": "the connection was cut in the middle of a reply",
        "TooManyRedirects": "it led in circles",
    }
    return said.get(name, name)


class _WithoutQuery(logging.Filter):
    """Takes the query out of the addresses httpx2 logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                str(a.copy_with(query=None)) if isinstance(a, httpx2.URL) else a
                for a in record.args
            )
        return True


_WITHOUT_QUERY = _WithoutQuery()

"""The loopback server: routes to services, keeps their limits, makes chosen requests go wrong."""

from __future__ import annotations

import gzip
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from tamis.sources.http import Settings

from .corpus import Corpus
from .crossref import Crossref
from .ctgov import ClinicalTrials
from .europepmc import EuropePMC
from .exchange import Answered, Asked
from .faults import Fault
from .openalex import OpenAlex
from .pubmed import PubMed
from .unpaywall import Files, Unpaywall

#: Where each service's paths begin.
BASES = {
    "pubmed": "/entrez/eutils",
    "europepmc": "/europepmc/webservices/rest",
    "ctgov": "/api/v2",
    "openalex": "/openalex",
    "crossref": "/crossref",
    "unpaywall": "/unpaywall/v2",
    "files": "/files",
}
#: Requests a second that are documented, or that the service would bear.
DOCUMENTED = {"pubmed": 3, "europepmc": 10, "ctgov": 3, "openalex": 100, "crossref": 50}
#: PubMed's with a key.
KEYED = 10


class Answering(Protocol):
    """A simulated service."""

    def answer(self, asked: Asked) -> Answered: ...


class Server:
    """All services at one loopback address.

    Args:
        corpus: What they hold; it may change while they run.
        faults: What goes wrong, and when.
        limits: Requests a second by service; none unless given. `DOCUMENTED` are the real ones.
        port: 0 for any that is free.
        happens: What is done before the n-th request to a service is answered: {("pubmed", 4): f}.
    """

    def __init__(
        self,
        corpus: Corpus,
        faults: Iterable[Fault] = (),
        *,
        limits: Mapping[str, int] | None = None,
        port: int = 0,
        happens: Mapping[tuple[str, int], Callable[[], object]] | None = None,
    ) -> None:
        self.corpus = corpus
        self.faults = tuple(faults)
        self.limits = dict(limits or {})
        self.happens = dict(happens or {})
        self.asked: list[Asked] = []
        self.services: dict[str, Answering] = {
            "pubmed": PubMed(corpus), "europepmc": EuropePMC(corpus),
            "ctgov": ClinicalTrials(corpus), "openalex": OpenAlex(corpus),
            "crossref": Crossref(corpus), "unpaywall": Unpaywall(corpus), "files": Files(corpus),
        }  # fmt: skip
        self._counts: Counter[str] = Counter()
        self._recent: dict[str, deque[float]] = {}
        self._lock = RLock()
        self._http = _HTTP(("127.0.0.1", port), _Handler)
        self._http.simulated = self
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        """http://127.0.0.1:PORT."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def forever(self) -> None:
        """Serve until interrupted."""
        try:
            self._http.serve_forever()
        finally:
            self._http.server_close()

    def base(self, service: str) -> str:
        """Where a service is."""
        return self.address + BASES[service]

    def settings(self, **more: Any) -> Settings:
        """Settings that lead here, with an address and without waiting between requests."""
        said: dict[str, Any] = {
            "email": "reviewer@example.org",
            "bases": {name: self.base(name) for name in BASES},
            "rates": dict.fromkeys(BASES, 10_000.0),
        }
        return Settings(**said | more)

    def environment(self, *, rate: float | None = 10_000.0) -> dict[str, str]:
        """What to put into the environment of a program so that it comes here."""
        found = {"TAMIS_EMAIL": "reviewer@example.org"}
        for name in BASES:
            found[f"TAMIS_{name.upper()}_URL"] = self.base(name)
            if rate is not None:
                found[f"TAMIS_{name.upper()}_RATE"] = str(rate)
        return found

    def handle(self, asked: Asked) -> tuple[Answered, Fault | None]:
        """The answer, and the fault it is to be sent with."""
        with self._lock:
            self._counts[asked.service] += 1
            number, of_all = self._counts[asked.service], self._counts.total()
            self.asked.append(asked)
            fault = next((f for f in self.faults if f.strikes(asked.service, number, of_all)), None)
            if act := self.happens.get((asked.service, number)):
                act()
            if self._too_many(asked):
                told = b'{"error":"API rate limit exceeded","count":"11"}'
                return Answered(status=429, body=told), None
            if fault is not None and (made := _made(fault)):
                return made, fault
            named = Asked(
                service=asked.service, method=asked.method, path=asked.path, params=asked.params,
                headers=asked.headers, base=asked.base, fault=fault.kind if fault else "",
            )  # fmt: skip
            return self.services[asked.service].answer(named), fault

    def _too_many(self, asked: Asked) -> bool:
        limit = self.limits.get(asked.service)
        if limit is None:
            return False
        if asked.service == "pubmed" and asked.get("api_key"):
            limit = KEYED
        recent = self._recent.setdefault(asked.service, deque())
        now = time.monotonic()
        while recent and now - recent[0] >= 1.0:
            recent.popleft()
        recent.append(now)
        return len(recent) > limit


class _HTTP(ThreadingHTTPServer):
    daemon_threads = True
    simulated: Server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _HTTP
    timeout = 30

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _answer(self, form: str) -> None:
        parts = urlsplit(self.path)
        service = next((s for s, b in BASES.items() if parts.path.startswith(b + "/")), "")
        if not service:
            self.send_error(404)
            return
        asked = Asked(
            service=service, method=self.command, path=parts.path[len(BASES[service]) + 1 :],
            params=tuple(parse_qsl(parts.query) + parse_qsl(form, keep_blank_values=True)),
            headers={n.lower(): v for n, v in self.headers.items()},
            base=self.server.simulated.address,
        )  # fmt: skip
        answered, fault = self.server.simulated.handle(asked)
        try:
            self._send(answered, fault)
        except OSError:
            self.close_connection = True  # the client had enough

    def _send(self, answered: Answered, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        if kind == "reset":
            self._hang_up()
            return
        body = answered.body
        if kind == "short":
            body = body[: len(body) // 2]
        headers = {"Content-Type": answered.kind, **answered.headers}
        if kind.startswith("gzip"):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 1)
            body = body[: len(body) // 2] if kind == "gzip-cut" else body
        self.send_response(answered.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if kind == "cut-chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            half = body[: len(body) // 2]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(half), half))
            self._hang_up()
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if kind == "cut":
            self.wfile.write(body[: len(body) // 2])
            self._hang_up()
        elif kind == "slow" and fault is not None:
            self._drip(body, fault.wait)
        else:
            self.wfile.write(body)

    def _drip(self, body: bytes, seconds: float) -> None:
        step = max(1, len(body) // 10)
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.wfile.flush()
            time.sleep(seconds / 10)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def _made(fault: Fault) -> Answered | None:
    """The answer that a fault is, if it is one."""
    seconds = str(max(0, round(fault.wait)))
    late = format_datetime(datetime.now(UTC) + timedelta(seconds=fault.wait), usegmt=True)
    limited = b'{"error":"API rate limit exceeded","count":"4","limit":"3"}'
    answers = {
        "429": Answered(status=429, body=limited),
        "429-after": Answered(status=429, body=limited, headers={"Retry-After": seconds}),
        "429-date": Answered(status=429, body=limited, headers={"Retry-After": late}),
        "500": Answered(status=500, body=b"<html>Server Error</html>", kind="text/html"),
        "503-after": Answered(
            status=503, body=b"upstream connect error", kind="text/plain",
            headers={"Retry-After": seconds},
        ),
        "not-it": Answered(body=b"<html>Down for maintenance</html>", kind="text/html"),
        "limit-in-body": Answered(body=limited),
    }  # fmt: skip
    return answers.get(fault.kind)

"""The real client against a server on loopback that does to it what servers do."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from tamis.sources.http import Ask, Client, Patience, Refusing, Settings
from tamis.sources.http.errors import (
    Garbled,
    MissingEmail,
    RateLimited,
    Refused,
    SourceError,
    Unreachable,
)
from tamis.sources.http.services import CROSSREF, CTGOV, EUROPEPMC, OPENALEX, PUBMED, UNPAYWALL
from tamis.sources.http.values import is_json
from tests.sources.simulated import EVERY_KIND, QUICK, Clients, Fault, Server, corpus

VERSION = Ask(what="version", path="version")


class Sleeper:
    """A clock that notes how long it was told to sleep, and does not."""

    def __init__(self) -> None:
        self.at, self.slept = 0.0, list[float]()

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds
        self.slept.append(seconds)


@pytest.mark.parametrize("kind", [k for k in EVERY_KIND if k != "limit-in-body"])
def test_a_fault_that_passes_is_survived(kind: str, clients: Clients) -> None:
    with Server(corpus(3), [Fault(kind=kind, at=(1,), wait=0.05)]) as server:
        reply = clients(server).ask(CTGOV, VERSION, is_json)
    assert reply.json()["apiVersion"] == "2.0.5"
    assert len(server.asked) == (1 if kind in ("slow", "gzip") else 2)


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("429", RateLimited, r"answered 429 \(too many requests\) saying .* run the same command"),
        ("500", Unreachable, r"7 attempts \(last: it answered 500, '<html>Server Error</html>'\)"),
        ("reset", Unreachable, "the connection was cut in the middle of a reply"),
        ("cut", Unreachable, "the connection was cut in the middle of a reply"),
        ("cut-chunked", Unreachable, "the connection was cut in the middle of a reply"),
        ("short", Garbled, "damaged reply 7 times .*its JSON ends or breaks off"),
        ("not-it", Garbled, "its JSON ends or breaks off"),
        ("gzip-cut", Garbled, "its gzip ends too early"),
    ],
)
def test_a_fault_that_stays_is_named(
    kind: str, error: type[SourceError], words: str, clients: Clients
) -> None:
    with Server(corpus(3), [Fault(kind=kind)]) as server, pytest.raises(error, match=words) as why:
        clients(server).ask(CTGOV, VERSION, is_json)
    assert len(server.asked) == 7
    assert str(why.value).startswith("ClinicalTrials.gov ")


def test_no_server_at_all_is_named(clients: Clients) -> None:
    with Server(corpus(0)) as server:
        client = clients(server)
    with pytest.raises(Unreachable, match=r"in 7 attempts \(last: no connection\)"):
        client.ask(CTGOV, VERSION, is_json)


def test_bytes_that_drip_too_slowly_are_given_up(clients: Clients) -> None:
    hasty = Patience(attempts=2, first=0.001, read=5.0, whole=0.2)
    with (
        Server(corpus(50), [Fault(kind="slow", wait=3.0)]) as server,
        pytest.raises(Unreachable, match="dripped in too slowly"),
    ):
        clients(server, hasty).ask(EUROPEPMC, Ask(what="page", path="search"), is_json)


def test_silence_is_given_up(clients: Clients) -> None:
    hasty = Patience(attempts=2, first=0.001, read=0.1, whole=5.0)
    with (
        Server(corpus(50), [Fault(kind="slow", wait=4.0)]) as server,
        pytest.raises(Unreachable, match="no bytes in time"),
    ):
        clients(server, hasty).ask(EUROPEPMC, Ask(what="page", path="search"), is_json)


def test_retry_after_is_obeyed_to_the_second() -> None:
    clock = Sleeper()
    with Server(corpus(0), [Fault(kind="429-after", at=(1,), wait=17.0)]) as server:
        client = Client(server.settings(), clock=clock, patience=QUICK)
        client.ask(CTGOV, VERSION, is_json)
        client.close()
    assert max(clock.slept) == 17.0


def test_a_date_in_retry_after_is_obeyed() -> None:
    clock = Sleeper()
    with Server(corpus(0), [Fault(kind="429-date", at=(1,), wait=40.0)]) as server:
        client = Client(
            server.settings(), clock=clock, patience=QUICK, now=lambda: datetime.now(UTC)
        )
        client.ask(CTGOV, VERSION, is_json)
        client.close()
    assert 37.0 < max(clock.slept) < 41.0


def test_a_wait_beyond_patience_stops_the_run_and_says_when(clients: Clients) -> None:
    with (
        Server(corpus(0), [Fault(kind="429-after", wait=4000.0)]) as server,
        pytest.raises(RateLimited, match="in 4000 seconds") as why,
    ):
        clients(server).ask(PUBMED, Ask(what="x", path="esearch.fcgi"), is_json)
    assert len(server.asked) == 1
    assert "a free key in NCBI_API_KEY" in str(why.value)


def test_waits_have_an_end_together() -> None:
    clock = Sleeper()
    with Server(corpus(0), [Fault(kind="503-after", wait=200.0)]) as server:
        client = Client(server.settings(), clock=clock, patience=Patience(total=500.0))
        with pytest.raises(Unreachable, match="in 3 attempts"):
            client.ask(CTGOV, VERSION, is_json)
        client.close()
    assert sum(clock.slept) < 500


def test_a_proxy_does_not_come_between_this_machine_and_itself(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Server(corpus(0)) as server:
        assert clients(server).ask(CTGOV, VERSION, is_json).status == 200


def test_a_refusal_is_not_asked_again(clients: Clients) -> None:
    with Server(corpus(0)) as server, pytest.raises(Refused, match=r"answered 404.*not found"):
        clients(server).ask(CTGOV, Ask(what="x", path="nothing"), is_json)
    assert len(server.asked) == 1


def test_the_rate_of_a_service_is_kept() -> None:
    with Server(corpus(1), limits={"pubmed": 3}) as server:
        settings = server.settings(rates={"pubmed": 3.0})
        client = Client(settings, patience=QUICK)
        ask = Ask(what="x", path="esearch.fcgi", params=(("db", "pubmed"), ("term", "a")))
        for _ in range(5):
            client.ask(PUBMED, ask, is_json)
        client.close()
    assert len(server.asked) == 5


def test_crossrefs_headers_set_the_pace() -> None:
    clock = Sleeper()
    with Server(corpus(1)) as server:
        client = Client(server.settings(rates={"crossref": 1.0}), clock=clock, patience=QUICK)
        for _ in range(3):
            client.ask(CROSSREF, Ask(what="x", path="works"), is_json)
        client.close()
    assert sum(clock.slept) == pytest.approx(2 / 50 / 0.9, abs=0.01)


def test_every_request_says_who_asks(clients: Clients) -> None:
    with Server(corpus(1)) as server:
        clients(server, keys={"openalex": "k2"}).ask(
            OPENALEX, Ask(what="x", path="works", params=(("cursor", "*"),)), is_json
        )
        (asked,) = server.asked
    assert asked.headers["user-agent"].startswith("tamis/")
    assert asked.headers["user-agent"].endswith("(mailto:reviewer@example.org)")
    assert asked.get("api_key") == "k2"


def test_unpaywall_is_not_asked_without_an_address(clients: Clients) -> None:
    with Server(corpus(1)) as server, pytest.raises(MissingEmail, match="set TAMIS_EMAIL"):
        clients(server, email="").ask(UNPAYWALL, Ask(what="x", path="10.1/x"), is_json)
    assert server.asked == []


def test_a_key_is_neither_logged_nor_told(
    clients: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Server(corpus(1), [Fault(kind="500")]) as server:
        client = clients(server, keys={"openalex": "sEcReT"})
        with pytest.raises(Unreachable) as why:
            client.ask(OPENALEX, Ask(what="x", path="works"), is_json)
    assert [a.get("api_key") for a in server.asked] == ["sEcReT"] * 7
    assert any(r.name == "httpx2" for r in caplog.records)
    assert "sEcReT" not in caplog.text + str(why.value)


def test_a_service_that_repeats_the_key_does_not_get_it_kept(clients: Clients) -> None:
    with Server(corpus(1)) as server:
        ask = Ask(what="x", path="search", params=(("query", "about sEcReT"),))
        reply = clients(server, keys={"pubmed": "sEcReT"}).ask(EUROPEPMC, ask, is_json)
    assert b"sEcReT" not in reply.body
    assert b"about [key]" in reply.body


def test_a_refused_network_is_no_network() -> None:
    client = Client(Settings(), Refusing(), patience=Patience(attempts=1))
    with pytest.raises(Unreachable, match="the network is refused"):
        client.ask(CTGOV, VERSION, is_json)

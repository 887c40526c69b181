"""Cursors: Europe PMC, ClinicalTrials.gov, OpenAlex and Crossref against simulated services."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamis.model.records import Record
from tamis.sources.crossref import Crossref
from tamis.sources.ctgov import ClinicalTrials
from tamis.sources.ctgov.areas import parameters
from tamis.sources.europepmc import EuropePMC
from tamis.sources.http.errors import Incomplete, Refused, TooMany
from tamis.sources.openalex import OpenAlex
from tamis.sources.running import Run, run
from tamis.sources.wording import named_lines

from .simulated import Clients, Fault, Server, corpus, storm

SOURCES = [EuropePMC(size=50), ClinicalTrials(size=50), OpenAlex(size=50), Crossref(rows=50)]
names = pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)


def fetched(source: object, server: Server, clients: Clients, folder: Path, **more: int) -> Run:
    return run(source, "gravel", folder, clients(server), now=lambda: datetime.now(UTC), **more)  # type: ignore[arg-type]


def ids(done: Run) -> list[str]:
    return [r.source_id for r in done.items() if isinstance(r, Record)]


@names
@pytest.mark.parametrize("hits", [0, 1, 49, 50, 51, 230])
def test_every_record_comes_once(
    source: object, hits: int, clients: Clients, tmp_path: Path
) -> None:
    with Server(corpus(hits)) as server:
        done = fetched(source, server, clients, tmp_path)
    assert (done.told.hits, len(ids(done)), len(set(ids(done)))) == (hits, hits, hits)


@names
def test_a_storm_of_faults_is_weathered(source: object, clients: Clients, tmp_path: Path) -> None:
    with Server(corpus(230), storm(3, requests=60)) as server:
        done = fetched(source, server, clients, tmp_path)
    assert (len(ids(done)), len(set(ids(done)))) == (230, 230)


@pytest.mark.parametrize("source", [SOURCES[0], SOURCES[2]], ids=lambda s: s.name)
def test_a_cursor_that_leads_back_begins_anew(
    source: object, clients: Clients, tmp_path: Path
) -> None:
    name = source.name  # type: ignore[attr-defined]
    with Server(corpus(230), [Fault(kind="cursor-back", service=name, at=(3,))]) as server:
        done = fetched(source, server, clients, tmp_path)
    assert len(set(ids(done))) == 230
    assert len(server.asked) > 5


@pytest.mark.parametrize("source", [SOURCES[0], SOURCES[2]], ids=lambda s: s.name)
def test_a_cursor_that_always_leads_back_stops_the_run(
    source: object, clients: Clients, tmp_path: Path
) -> None:
    name = source.name  # type: ignore[attr-defined]
    with (
        Server(corpus(230), [Fault(kind="cursor-back", service=name)]) as server,
        pytest.raises(Incomplete, match="gave the cursor of an earlier page again; nothing was"),
    ):
        fetched(source, server, clients, tmp_path)
    assert len(server.asked) < 40


@names
def test_records_that_come_in_the_middle_are_told_of(
    source: object, clients: Clients, tmp_path: Path
) -> None:
    some, name = corpus(230), source.name  # type: ignore[attr-defined]
    late = corpus(4, first=9_000_000).entries
    with Server(some, happens={(name, 3): lambda: some.add(*late)}) as server:
        done = fetched(source, server, clients, tmp_path)
    assert len(set(ids(done))) == done.told.hits == 234
    if name == "ctgov":  # it counts on the first page alone, so the whole was asked for again
        assert len([a for a in server.asked if a.path == "version"]) == 2
        return
    assert "it counted 230 at the beginning and 234 at the end" in done.told.problems[0].what


@names
def test_too_many_hits_are_not_fetched(source: object, clients: Clients, tmp_path: Path) -> None:
    with Server(corpus(230)) as server, pytest.raises(TooMany, match="found 230 records"):
        fetched(source, server, clients, tmp_path, most=100)
    assert len(server.asked) <= 2


def test_a_page_token_that_was_used_begins_anew(clients: Clients, tmp_path: Path) -> None:
    """A reply is cut after the service has marked its token as used."""
    with Server(corpus(230), [Fault(kind="cut", service="ctgov", at=(4,))]) as server:
        done = fetched(ClinicalTrials(size=50), server, clients, tmp_path)
        refused = [a for a in server.asked if a.path == "version"]
    assert len(set(ids(done))) == 230
    assert len(refused) == 2


def test_a_crossref_page_lost_on_the_way_begins_anew(clients: Clients, tmp_path: Path) -> None:
    """Its cursor stays the same and the server has moved on, so a retry would skip a page."""
    with Server(corpus(230), [Fault(kind="cut", service="crossref", at=(3,))]) as server:
        done = fetched(Crossref(rows=50), server, clients, tmp_path)
    assert len(set(ids(done))) == 230
    assert len(server.asked) > 6


def test_clinicaltrials_pages_are_of_a_thousand_and_its_version_is_kept(
    clients: Clients, tmp_path: Path
) -> None:
    with Server(corpus(3)) as server:
        done = fetched(ClinicalTrials(), server, clients, tmp_path)
        pages = [a for a in server.asked if a.path == "studies"]
    assert {a.get("pageSize") for a in pages} == {"1000"}
    assert done.told.version == "API 2.0.5, data of 2026-11-19T09:00:05"


def test_a_query_the_registry_refuses_is_named(clients: Clients, tmp_path: Path) -> None:
    with Server(corpus(3)) as server, pytest.raises(Refused, match="pageSize must be at most 1000"):
        fetched(ClinicalTrials(size=1051), server, clients, tmp_path)


def test_a_europepmc_record_keeps_what_it_said(clients: Clients, tmp_path: Path) -> None:
    some = corpus(1, title="On <i>gravel</i> &amp; sand", doi="10.5555/a.1")
    with Server(some) as server:
        done = fetched(EuropePMC(), server, clients, tmp_path)
    (record,) = [r for r in done.items() if isinstance(r, Record)]
    assert (record.source_id, record.title) == ("MED/10000001", "On gravel & sand.")
    assert (record.doi, record.pmid, record.issn) == ("10.5555/a.1", "10000001", ("1234-5679",))
    assert record.authors == (f"{some.entries[0].author}, A",)
    assert record.abstract == some.entries[0].abstract
    assert ("license", "cc by") in record.extra


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gravel AND sand", {"query.term": "gravel AND sand"}),
        ("condition: gravel; intervention: sand OR silt",
         {"query.cond": "gravel", "query.intr": "sand OR silt"}),
        ("query.cond=gravel\nquery.cond=sand", {"query.cond": "(gravel) AND (sand)"}),
        ("AREA[Phase]PHASE3 AND a: b", {"query.term": "AREA[Phase]PHASE3 AND a: b"}),
        ("condition: gravel; sand", {"query.term": "condition: gravel; sand"}),
    ],
)  # fmt: skip
def test_a_registry_query_goes_to_its_areas(query: str, found: dict[str, str]) -> None:
    assert dict(parameters(query)) == found


def test_lines_that_name_parameters_are_parameters() -> None:
    both = "search: gravel AND sand\nfilter: publication_year:2020"
    assert named_lines(both, ("search", "filter"), "search") == (
        ("search", "gravel AND sand"),
        ("filter", "publication_year:2020"),
    )
    assert named_lines("gravel: sand", ("search",), "search") == (("search", "gravel: sand"),)

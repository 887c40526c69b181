from __future__ import annotations

import pytest

from tamis.sources.fulltext import Location, download, find_fulltext
from tamis.sources.http.errors import NotOpen, Refused

from .simulated import Clients, Fault, Server, corpus

DOI = "10.5555/simulated.10000002"


def test_open_copies_come_from_three_sources_pdfs_first(clients: Clients) -> None:
    with Server(corpus(3)) as server:
        found = find_fulltext(clients(server), DOI)
        data = download(clients(server), found.locations[0])
    assert [(one.kind, one.found_by) for one in found.locations] == [
        ("pdf", "unpaywall"), ("pdf", "openalex"), ("pdf", "europepmc"),
        ("page", "unpaywall"), ("page", "openalex"),
    ]  # fmt: skip
    assert {one.license for one in found.locations} == {"cc-by"}
    assert data.startswith(b"%PDF-")


def test_a_closed_text_is_found_and_not_fetched(clients: Clients) -> None:
    with Server(corpus(3, open=False, license="")) as server:
        found = find_fulltext(clients(server), DOI)
        closed = Location(
            url=f"{server.base('files')}/10000002.pdf", kind="pdf", found_by="x", open=False
        )
        assert not any(one.free for one in found.locations)
        with pytest.raises(NotOpen, match="no source gives it an open licence"):
            download(clients(server), closed)
        assert not any(a.service == "files" for a in server.asked)


def test_a_page_that_is_no_pdf_is_not_kept(clients: Clients) -> None:
    with Server(corpus(3), [Fault(kind="not-it", service="files")]) as server:
        found = find_fulltext(clients(server), DOI)
        with pytest.raises(Refused, match="no PDF but text/html'; open the address in a browser"):
            download(clients(server), found.locations[0])


def test_an_unknown_doi_has_no_locations(clients: Clients) -> None:
    with Server(corpus(3)) as server:
        found = find_fulltext(clients(server), "10.5555/unknown")
    assert (found.locations, found.problems) == ((), ())


def test_a_finder_that_is_down_is_told_of(clients: Clients) -> None:
    with Server(corpus(3), [Fault(kind="500", service="openalex")]) as server:
        found = find_fulltext(clients(server, email=""), DOI)
    assert [p.where for p in found.problems] == ["Unpaywall", "OpenAlex"]
    assert {one.found_by for one in found.locations} == {"europepmc"}


@pytest.mark.parametrize(
    ("license", "is_open", "free"),
    [("cc-by-nc", False, True), ("publisher-specific", False, False), ("", True, True)],
)
def test_what_may_be_kept(license: str, is_open: bool, free: bool) -> None:
    one = Location(url="http://x", kind="pdf", found_by="x", open=is_open, license=license)
    assert one.free is free

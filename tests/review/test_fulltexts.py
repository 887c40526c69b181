from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest

from tamis.model.errors import UnknownName
from tamis.review import Review
from tamis.review.fulltexts import find, keep
from tests.sources.simulated import Clients, Server, corpus


@pytest.fixture
def client() -> Iterator[Clients]:
    found = Clients()
    yield found
    found.close()


def test_an_open_text_of_a_report_is_kept_under_its_digest(
    review: Review, reports: dict[str, str], client: Clients
) -> None:
    some = corpus(1, doi="10.1000/walk.1")
    with Server(some) as server:
        (sought,) = find(review, [reports["alder"]], client=client(server))
        assert (sought.kept, len(sought.locations)) == ("", 5)
        assert not (review.path / "fulltext").exists()
        (kept,) = keep(review, [reports["alder"]], client=client(server))
    data = (review.path / kept.kept).read_bytes()
    assert kept.kept == f"fulltext/{sha256(data).hexdigest()}.pdf"
    (event,) = review.state.retrievals
    assert event.document is not None
    assert (event.report, event.document.sha256) == (
        reports["alder"],
        sha256(data).hexdigest(),
    )
    assert event.document.note == "cc-by; found by unpaywall"
    assert review.verify() == ()


def test_a_closed_text_is_not_kept(
    review: Review, reports: dict[str, str], client: Clients
) -> None:
    with Server(corpus(1, doi="10.1000/walk.1", open=False, license="")) as server:
        (kept,) = keep(review, [reports["alder"]], client=client(server))
    assert kept.kept == ""
    assert [p.what for p in kept.problems] == ["no open PDF could be kept"]
    assert review.state.retrievals == ()


def test_a_report_that_is_not_there_is_named(review: Review, client: Clients) -> None:
    with Server(corpus(1)) as server, pytest.raises(UnknownName, match="no record or report 'x'"):
        find(review, ["x"], client=client(server))

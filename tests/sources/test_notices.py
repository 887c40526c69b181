from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tamis.model.errors import InvalidFile
from tamis.sources.notices import Keeping, from_retraction_watch, grouped, notices, read_again

from .simulated import Clients, Fault, Notice, Server, corpus

#: Columns of the file Crossref publishes (its documentation, "Retraction Watch data").
HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,"
    "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes\n"
)


def row(doi: str, pmid: str, nature: str, on: str = "1/15/2026 0:00") -> str:
    return (
        f'1,"On, gravel",S,I,J,P,UK,A,,Research Article,{on},10.5555/notice.1,0,1/1/2020 0:00,'
        f"{doi},{pmid},{nature},+Error in Data;+Notice;,No,\n"
    )


def afflicted() -> Server:
    some = corpus(60)
    retracted = Notice(
        kind="retraction", pmid="30000001", doi="10.5555/notice.1", on=date(2026, 1, 15)
    )
    watched = Notice(
        kind="expression_of_concern", doi="10.5555/notice.2", by="retraction-watch", pmid="30000002"
    )
    corrected = Notice(kind="correction", doi="10.5555/notice.3", pmid="30000003")
    some.change(10_000_003, notices=(retracted,))
    some.change(10_000_004, notices=(watched, corrected))
    return Server(some)


def test_each_source_tells_what_it_knows(clients: Clients) -> None:
    dois = [f"10.5555/Simulated.{10_000_001 + i}" for i in range(60)]
    pmids = [str(10_000_001 + i) for i in range(60)]
    with afflicted() as server:
        done = notices(clients(server), dois=dois, pmids=pmids)
    about = grouped(done.found)
    assert set(about) == {
        ("10.5555/simulated.10000003", "retraction"),
        ("10.5555/simulated.10000004", "expression-of-concern"),
        ("10.5555/simulated.10000004", "correction"),
    }
    told = about["10.5555/simulated.10000003", "retraction"]
    assert {(n.source, n.name, n.on) for n in told} == {
        ("crossref", "10.5555/notice.1", "2026-01-15"),
        ("pubmed", "PMID 30000001", ""),
    }
    concern = about["10.5555/simulated.10000004", "expression-of-concern"]
    assert {n.source for n in concern} == {"crossref (retraction-watch)", "pubmed"}
    assert (done.asked, done.problems) == (("Crossref", "PubMed"), ())


def test_a_source_that_does_not_answer_hides_nothing(clients: Clients) -> None:
    with afflicted() as server:
        server.faults = (Fault(kind="500", service="crossref"),)
        done = notices(clients(server), dois=["10.5555/simulated.10000003"], pmids=["10000003"])
    assert {n.source for n in done.found} == {"pubmed"}
    assert [(p.where, p.severity) for p in done.problems] == [("Crossref", "error")]


def test_kept_replies_give_the_same_notices_with_the_network_refused(
    clients: Clients, tmp_path: Path
) -> None:
    dois = [f"10.5555/Simulated.{10_000_001 + i}" for i in range(60)]
    pmids = [str(10_000_001 + i) for i in range(60)]
    keep = Keeping(folder=tmp_path, now=lambda: datetime(2026, 4, 1, tzinfo=UTC))
    with afflicted() as server:
        done = notices(clients(server), dois=dois, pmids=pmids, keep=keep)
    again = [read_again(tmp_path / source) for source in ("crossref", "pubmed")]
    assert tuple(n for one in again for n in one.found) == done.found
    assert [one.identical for one in again] == [True, True]
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*.json*") if p.suffix != ".gz")
    assert b"@" not in kept


def test_a_doi_with_a_comma_is_asked_for_alone(clients: Clients) -> None:
    some = corpus(2)
    some.change(
        10_000_001, doi="10.5555/a,b(1)", notices=(Notice(kind="retraction", doi="10.5/n"),)
    )
    with Server(some) as server:
        done = notices(clients(server), dois=["10.5555/a,b(1)", "10.5555/unknown,1"])
    assert [n.notice_doi for n in done.found] == ["10.5/n"]


def test_a_retracted_publication_without_a_notice_is_a_retraction() -> None:
    from tamis.model.records import Record
    from tamis.sources.notices import from_records

    record = Record(
        id="r", source="pubmed", source_id="1", pmid="1",
        publication_types=("Journal Article", "Retracted Publication"),
        extra=(("CommentIn", "5"), ("ErratumIn", "J X. 2020;1. doi: 10.5555/e.1.")),
    )  # fmt: skip
    assert [(n.kind, n.name) for n in from_records([record])] == [
        ("correction", "10.5555/e.1"), ("retraction", ""),
    ]  # fmt: skip


def test_retraction_watchs_file_is_read_by_doi_and_pmid(tmp_path: Path) -> None:
    path = tmp_path / "rw.csv"
    text = (
        HEADER + row("10.5555/One", "0", "Retraction") + row("unavailable", "77", "Correction")
        + row("10.5555/two", "0", "Expression of concern") + row("10.5555/one", "0", "Party")
    )  # fmt: skip
    path.write_bytes(text.encode() + b"\xff\n")
    found = from_retraction_watch(path, dois=["10.5555/ONE"], pmids=["77"])
    assert [(n.kind, n.doi, n.pmid, n.on) for n in found] == [
        ("retraction", "10.5555/one", "", "2026-01-15"), ("correction", "", "77", "2026-01-15"),
    ]  # fmt: skip
    assert found[0].reason == "Error in Data; Notice"
    assert len(from_retraction_watch(path)) == 3


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("DOI,Title\n10.1/x,T\n")
    with pytest.raises(InvalidFile, match="no column OriginalPaperDOI"):
        from_retraction_watch(path)

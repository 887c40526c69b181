from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tamis.review import Review
from tamis.review.replaying import NotRecorded
from tamis.review.searching import NothingToSearch
from tests.sources.simulated import EVERY_KIND, Clients, Corpus, Fault, Server, corpus, storm

ALL = ("pubmed", "europepmc", "ctgov", "openalex", "crossref")


@pytest.fixture
def small() -> Iterator[Server]:
    with Server(corpus(120)) as server:
        yield server


@pytest.fixture
def client() -> Iterator[Clients]:
    found = Clients()
    yield found
    found.close()


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder but the index, by digest."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and ".index" not in p.parts
    }


def test_a_search_of_each_source_becomes_a_folder_and_an_event(
    review: Review, small: Server, client: Clients
) -> None:
    done = review.search(ALL, query="gravel", client=client(small))
    assert [(d.source, d.hits, d.records, d.error) for d in done] == [
        (name, 120, 120, "") for name in ALL
    ]
    told = {s.source: s for s in review.state.searches if s.query}
    assert told["pubmed"].reported_total == told["pubmed"].records == 120
    assert told["clinicaltrials.gov"].route == "register"
    assert told["europepmc"].platform == "Europe PMC (RESTful web service)"
    assert {s.run_on for s in told.values()} == {"2026-03-01"}
    assert review.verify() == ()


def test_every_search_replays_the_same_records_without_a_network(
    review: Review, small: Server, client: Clients
) -> None:
    done = review.search(ALL, query="gravel", client=client(small))
    asked = len(small.asked)
    again = [review.replay(d.search) for d in done]
    assert [r.identical for r in again] == [True] * 5
    assert [r.records for r in again] == [120] * 5
    assert len(small.asked) == asked


def test_a_changed_reply_is_not_replayed(review: Review, small: Server, client: Clients) -> None:
    from tamis.model.errors import InvalidFile

    (done,) = review.search(["pubmed"], query="gravel", client=client(small))
    page = next((review.path / "searches" / done.search / "raw").glob("*-records.xml.gz"))
    page.write_bytes(page.read_bytes()[:-9])
    with pytest.raises(InvalidFile, match="not as it was kept"):
        review.replay(done.search)
    assert any(page.name in str(p) for p in review.verify())


def test_an_import_has_nothing_to_replay(review: Review) -> None:
    with pytest.raises(NotRecorded, match="imported from a file"):
        review.replay(review.state.searches[0].search)


def test_a_search_that_fails_leaves_the_review_as_it_was(
    review: Review, small: Server, client: Clients
) -> None:
    before = contents(review.path)
    small.faults = (Fault(kind="500", service="pubmed"),)
    failed, came = review.search(["pubmed", "ctgov"], query="gravel", client=client(small))
    assert "PubMed could not be reached in 7 attempts (last: it answered 500" in failed.error
    assert came.records == 120
    made = [n for n in contents(review.path) if n not in before and came.search not in n]
    assert made == []


def test_nothing_is_searched_in_a_past_version(
    review: Review, small: Server, client: Clients
) -> None:
    with pytest.raises(Exception, match="as of 2026-03-01"):
        review.at("2026-03-01").search(["pubmed"], query="gravel", client=client(small))
    assert small.asked == []


def test_the_same_search_twice_in_a_day_is_two_searches(
    review: Review, small: Server, client: Clients
) -> None:
    (first,) = review.search(["pubmed"], query="gravel", client=client(small))
    small.corpus.add(corpus(1, first=20_000_000).entries[0])
    (second,) = review.search(["pubmed"], query="gravel", client=client(small))
    assert (first.search, second.search) == ("2026-03-01-pubmed", "2026-03-01-pubmed-2")
    assert (first.known, second.known, second.records) == (0, 120, 121)


def test_a_search_without_hits_is_a_search(review: Review, client: Clients) -> None:
    with Server(Corpus()) as empty:
        done = review.search(ALL, query="gravel", client=client(empty))
    assert [(d.hits, d.records, d.error) for d in done] == [(0, 0, "")] * 5
    assert [review.replay(d.search).identical for d in done] == [True] * 5


def test_the_protocol_says_what_is_searched(review: Review, small: Server, client: Clients) -> None:
    protocol = review.path / "protocol.toml"
    protocol.write_text(
        protocol.read_text("utf-8")
        + '\n[[searches]]\nsource = "PubMed"\nquery = "gravel[tiab]"\n'
        + '[[searches]]\nsource = "Embase"\nquery = "gravel:ti,ab"\n'
        + '[[searches]]\nsource = "ClinicalTrials.gov"\nroute = "register"\n'
        + 'query = "condition: gravel; intervention: sand"\n',
        encoding="utf-8",
    )
    review.amend("searches planned")
    done = review.search(client=client(small))
    assert [(d.source, d.query) for d in done] == [
        ("pubmed", "gravel[tiab]"),
        ("ctgov", "condition: gravel; intervention: sand"),
    ]
    assert done[1].translation == "query.cond=gravel; query.intr=sand"


def test_a_source_the_protocol_does_not_plan_needs_a_query(
    review: Review, small: Server, client: Clients
) -> None:
    with pytest.raises(NothingToSearch, match=r"no search that PubMed means .* `--query FILE`"):
        review.search(["pubmed"], client=client(small))


def test_what_the_source_said_lies_with_the_replies(
    review: Review, small: Server, client: Clients
) -> None:
    import json

    (done,) = review.search(["pubmed"], query='gravel OR "zzz stone"[tiab]', client=client(small))
    about = json.loads((review.path / "searches" / done.search / "raw" / "about.json").read_text())
    assert about["query"] == 'gravel OR "zzz stone"[tiab]'
    assert about["hits"] == 120
    assert about["started"] < about["finished"]
    assert "quoted phrase not in the phrase index" in about["warnings"][0]
    assert [p.what for p in done.problems] == [
        'quoted phrase not in the phrase index: "zzz stone"[tiab]'
    ]


def test_no_key_and_no_address_is_kept(review: Review, small: Server, client: Clients) -> None:
    import gzip

    keys = {"pubmed": "sEcReTkEy1", "openalex": "sEcReTkEy2"}
    small.faults = (Fault(kind="limit-in-body", service="pubmed", at=(2,)),)
    review.search(ALL, query="gravel", client=client(small, keys=keys))
    assert {a.get("api_key") for a in small.asked} == {*keys.values(), ""}
    for path in review.path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            text = gzip.decompress(data) if path.suffix == ".gz" else data
            assert b"sEcReT" not in text
            assert b"reviewer@example.org" not in text


def test_a_run_that_is_killed_after_its_search_was_added_is_not_added_twice(
    review: Review, small: Server, client: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tamis.review.searching.shutil", SimpleNamespace(rmtree=die))
        with pytest.raises(KeyboardInterrupt):
            review.search(["pubmed"], query="gravel", client=client(small))
    asked = len(small.asked)
    (done,) = review.search(["pubmed"], query="gravel", client=client(small))
    assert (done.again, done.records, done.known) == (True, 120, 120)
    assert len(small.asked) == asked
    assert len(review.state.searches) == 2


def test_the_same_search_runs_once_at_a_time(
    review: Review, small: Server, client: Clients
) -> None:
    from tamis.model.ids import digest
    from tamis.store.lock import locked_folder

    running = review.path / ".index" / "running" / f"pubmed-{digest(b'gravel')[:12]}"
    running.mkdir(parents=True)
    with locked_folder(running, patience=0.0):
        (done,) = review.search(["pubmed"], query="gravel", client=client(small))
    assert "is being written by another process" in done.error
    assert small.asked == []


def test_replies_of_another_day_are_not_mixed_with_new_ones(
    review: Review, small: Server, client: Clients
) -> None:
    import json

    small.faults = (Fault(kind="500", service="pubmed", at=tuple(range(2, 30))),)
    (failed,) = review.search(["pubmed"], query="gravel", client=client(small))
    assert failed.error
    small.faults = ()
    (running,) = (review.path / ".index" / "running").iterdir()
    state = json.loads((running / "run.json").read_text())
    (running / "run.json").write_text(json.dumps(state | {"started": "2026-02-01T00:00:00Z"}))
    (done,) = review.search(["pubmed"], query="gravel", client=client(small))
    assert (done.resumed, done.records, done.started[:10]) == (0, 120, "2026-03-01")


RUN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tamis.review import Review
from tamis.sources.http import Client, Patience
done = Review(sys.argv[1], by="anna").search(
    [sys.argv[2]], query="gravel",
    client=Client(patience=Patience(first=0.005, longest=0.05)),
    progress=lambda n, of: print(n, flush=True),
)
print(done[0].error or "through", flush=True)
"""


def started(review: Review, server: Server, source: str, root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(review.path), source, str(root)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, **server.environment()},
    )  # fmt: skip


@pytest.mark.parametrize("source", ["pubmed", "europepmc", "ctgov", "openalex", "crossref"])
def test_a_killed_run_goes_on_without_a_double_or_a_gap(
    review: Review, client: Clients, source: str, pytestconfig: pytest.Config
) -> None:
    hits = 3_000
    with Server(corpus(hits)) as server:
        server.faults = (Fault(kind="slow", service=source, wait=0.1),)
        before = contents(review.path)
        with started(review, server, source, pytestconfig.rootpath) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if int(line) >= hits // 3:
                    break
            process.send_signal(signal.SIGKILL)
        assert contents(review.path) == before
        server.faults = ()
        (done,) = Review(review.path, by="anna").search(
            [source], query="gravel", client=client(server)
        )
    opened = Review(review.path, by="anna")
    ids = opened.record_ids[done.search]
    assert (done.hits, len(ids), len(set(ids)), done.problems) == (hits, hits, hits, ())
    assert (done.resumed > 0) is (source in ("pubmed", "europepmc", "openalex"))
    assert opened.replay(done.search).identical
    assert opened.verify() == ()
    assert not list((opened.path / ".index" / "running").iterdir())


def test_twenty_five_thousand_hits_come_whole_through_every_fault(
    review: Review, client: Clients, pytestconfig: pytest.Config
) -> None:
    hits = 25_000
    with Server(corpus(hits, abstract="Gravel moves."), storm(11)) as server:
        with started(review, server, "pubmed", pytestconfig.rootpath) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if int(line) >= hits // 2:
                    break
            process.send_signal(signal.SIGKILL)
        (done,) = Review(review.path, by="anna").search(
            ["pubmed"], query="gravel", client=client(server)
        )
        kinds = {f.kind for f in server.faults}
        asked = len(server.asked)
    opened = Review(review.path, by="anna")
    ids = opened.record_ids[done.search]
    assert (done.hits, len(ids), len(set(ids))) == (hits, hits, hits)
    assert done.resumed > 40
    assert kinds == set(EVERY_KIND)
    assert asked > done.replies
    assert opened.replay(done.search).identical

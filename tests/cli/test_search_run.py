"""`tamis search run`, `search fulltext` and `report prisma-s`, as a stranger runs them."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tamis.cli import app
from tamis.cli.app import main
from tamis.review import Review
from tests.sources.simulated import Fault, Server, corpus


def tamis(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server(corpus(30)) as found:
        for name, value in found.environment().items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def query(tmp_path: Path) -> Path:
    path = tmp_path / "query.txt"
    path.write_text("gravel AND\n  sand\n", encoding="utf-8")
    return path


def test_a_search_from_the_command_line(review: Review, server: Server, query: Path) -> None:
    done = tamis("search", "run", review.path, "--source", "pubmed,ctgov", "--query", query)
    assert done.exit_code == 0, done.output
    day = r"\d{4}-\d\d-\d\d"
    assert re.fullmatch(
        rf"pubmed: 30 hits, 30 records, 30 new; searches/{day}-pubmed\n"
        rf"ctgov: 30 hits, 30 records, 30 new; searches/{day}-ctgov\n",
        done.stdout,
    )
    assert server.asked[0].get("term") == "gravel AND\n  sand"


def test_a_replay_from_the_command_line_needs_no_network(
    review: Review, server: Server, query: Path
) -> None:
    tamis("search", "run", review.path, "--source", "pubmed,europepmc", "--query", query)
    before = len(server.asked)
    done = tamis("search", "run", review.path, "--replay", "--json")
    assert done.exit_code == 0, done.output
    assert [r["identical"] for r in json.loads(done.stdout)] == [True, True]
    assert len(server.asked) == before


def test_records_that_were_changed_do_not_replay(
    review: Review, server: Server, query: Path
) -> None:
    tamis("search", "run", review.path, "--source", "pubmed", "--query", query)
    (records,) = (review.path / "searches").glob("*-pubmed/records.jsonl")
    run = records.with_name("run.toml")
    run.write_text(re.sub('digest = "...', 'digest = "000', run.read_text()))
    done = tamis("search", "run", review.path, "--replay")
    assert done.exit_code == 4
    assert "gives OTHER records than it did" in done.stdout


def test_a_source_that_fails_is_named_and_the_others_are_kept(
    review: Review, server: Server, query: Path
) -> None:
    server.faults = (Fault(kind="429-after", service="pubmed", wait=999.0),)
    done = tamis("search", "run", review.path, "--source", "pubmed,ctgov", "--query", query)
    assert done.exit_code == 7
    assert "error: PubMed answered 429 (too many requests)" in done.stderr
    assert "ctgov: 30 hits" in done.stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--source", "embase"], "no source that can be searched 'embase'; known: crossref, ctgov"),
        (["--source", "pubmed"], "the protocol plans no search that PubMed means"),
        (["--query", "gone.txt"], "'gone.txt' can't be used"),
    ],
)
def test_misuse_is_told_before_anything_is_asked(
    review: Review, server: Server, words: list[str], why: str
) -> None:
    done = tamis("search", "run", review.path, *words)
    assert done.exception is not None
    assert why in str(done.exception)
    assert server.asked == []


def test_the_appendix_tells_what_was_searched(review: Review, server: Server, query: Path) -> None:
    tamis("search", "run", review.path, "--source", "pubmed", "--query", query)
    text = tamis("report", "prisma-s", review.path).stdout
    assert "## 16. Deduplication" in text
    assert "pubmed — PubMed (NCBI E-utilities)" in text
    assert "```\ngravel AND\n  sand\n```" in text
    assert text.count("Not recorded.") >= 5
    told = json.loads(tamis("report", "prisma-s", review.path, "--json").stdout)
    assert [i["number"] for i in told["items"]] == list(range(1, 17))


def test_an_open_text_is_found_and_kept(review: Review, server: Server) -> None:
    doi = "10.5555/simulated.10000002"
    found = tamis("search", "fulltext", review.path, "--doi", doi)
    assert f"{doi}: pdf {server.base('files')}/10000002.pdf (cc-by; unpaywall)" in found.stdout
    kept = tamis("search", "fulltext", review.path, "--doi", doi, "--download")
    assert "kept fulltext/" in kept.stdout
    assert len(list((review.path / "fulltext").glob("*.pdf"))) == 1


def test_the_simulated_services_run_by_themselves(pytestconfig: pytest.Config) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sources.simulated", "--hits", "7", "--port", "0"],
        stdout=subprocess.PIPE, text=True, cwd=pytestconfig.rootpath, env={**os.environ},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+\n", process.stdout.readline())
        for line in process.stdout:
            assert line.startswith("export TAMIS_")
            if line.startswith("export TAMIS_EMAIL"):
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full at '/review/log/anna.jsonl'"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EACCES, "there is no permission"),
    ],
)
def test_a_disk_that_takes_nothing_is_said_in_a_sentence(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise OSError(number, "x", "/review/log/anna.jsonl")

    monkeypatch.setattr(sys.modules["tamis.cli.app"], "app", fails)
    with pytest.raises(SystemExit) as stopped:
        main()
    told = capsys.readouterr().err
    assert (stopped.value.code, told.count("\n")) == (1, 1)
    assert said in told
    assert "run the same command again" in told


def test_another_fault_of_the_system_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise OSError(errno.EIO, "x")

    monkeypatch.setattr(sys.modules["tamis.cli.app"], "app", fails)
    with pytest.raises(OSError, match="x"):
        main()

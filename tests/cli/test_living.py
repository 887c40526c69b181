from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tamis.cli.app import app
from tamis.cli.watch import keep_at_it, seconds
from tamis.model.errors import UnknownName
from tamis.review import Review
from tamis.store.lock import locked_folder
from tests.sources.simulated import Server, corpus


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server(corpus(3)) as made:
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def searched(extracted: Review, server: Server) -> Path:
    extracted.search(["pubmed"], query="gravel")
    return extracted.path


def ran(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("1d", 86_400), ("12h", 43_200), ("90 m", 5_400), ("1d12h", 129_600), ("1.5h", 5_400),
     ("60s", 60), ("2W", 1_209_600)],
)  # fmt: skip
def test_an_interval_is_read(text: str, wanted: float) -> None:
    assert seconds(text) == wanted


@pytest.mark.parametrize("text", ["", "d", "1", "1 day", "-1d", "10s", "1h!"])
def test_what_is_no_interval_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UnknownName, match="12h"):
        seconds(text)


def test_watching_works_waits_within_the_jitter_and_stops_when_told() -> None:
    stop, waits = threading.Event(), list[float]()

    def told(wait: float) -> None:
        waits.append(wait)
        if len(waits) == 3:
            stop.set()

    rounds = keep_at_it(lambda: 1, 0.01, 0.5, stop, told=told, chance=random.Random(1))
    assert rounds == 3
    assert all(0.005 <= w <= 0.015 for w in waits)
    assert len(set(waits)) == 3


def test_update_tells_what_came_and_json_is_plain(searched: Path, server: Server) -> None:
    server.corpus.add(corpus(1, first=20_000_001).entries[0])
    said = ran("update", "--source", "pubmed", str(searched))
    assert "pubmed: 4 hits, 1 new" in said
    assert "1 new record" in said
    again = json.loads(ran("update", "--source", "pubmed", "--json", str(searched)))
    assert again["digest"]["records"] == []
    assert again["searched"][0]["again"] is True


def test_watch_once_is_one_update(searched: Path, server: Server) -> None:
    assert "nothing new" in ran("watch", "--once", "--source", "pubmed", str(searched))


def test_two_watchers_of_one_review_do_not_meet(searched: Path, server: Server) -> None:
    place = searched / ".index" / "watching"
    place.mkdir(parents=True)
    with locked_folder(place, patience=0):
        done = CliRunner().invoke(app, ["watch", "--once", str(searched)])
    assert done.exit_code != 0


def test_a_watcher_stops_when_it_is_terminated(searched: Path, server: Server) -> None:
    run = [sys.executable, "-m", "tamis", "watch", "--every", "1h", "--source", "pubmed"]
    process = subprocess.Popen(
        [*run, str(searched)], env=dict(os.environ), stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    told = ""
    until = time.monotonic() + 60
    while "next update at" not in told and time.monotonic() < until:
        told += process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=30)
    assert "next update at" in told
    assert "stopping" in rest
    assert process.returncode == 0


def test_diff_tells_and_writes_a_page(extracted: Review, tmp_path: Path) -> None:
    extracted.publish(release="1.0")
    page = tmp_path / "diff.html"
    folder = str(extracted.path)
    assert "study in: Alder 2018" in ran("diff", folder, "2026-02-01", "1.0", "--no-sentences")
    ran("diff", folder, "2026-02-01", "1.0", "--no-sentences", "--html", str(page))
    assert "Alder 2018" in page.read_text("utf-8")
    found = json.loads(ran("diff", folder, "1.0", "--no-sentences", "--json"))
    assert found["studies"] == []


def test_conclude_says_what_the_next_trial_would_have_to_show(extracted: Review) -> None:
    said = ran("conclude", str(extracted.path), "--outcome", "pain", "--people", "100")
    assert "now MD 3.38 (1.22 to 5.54)" in said
    assert "one more trial, of 100 people" in said
    assert "direction of the interval: would change if it showed" in said
    (first, *_) = json.loads(ran("conclude", str(extracted.path), "--json"))
    assert first["next_trial"]["assumptions"]


def test_boundaries_are_worked_out_when_the_protocol_asks(extracted: Review) -> None:
    assert all(c.sequential is None for c in extracted.conclude("pain"))
    file = extracted.path / "protocol.toml"
    asked = '[synthesis]\nsequential = { spending = "pocock" }\n'
    file.write_text(file.read_text("utf-8").replace("[synthesis]\n", asked), "utf-8")
    extracted.amend("looks at each update")
    (found, *_) = (c for c in extracted.conclude("pain") if c.sequential)
    assert found.sequential is not None
    assert found.sequential.spending == "pocock"
    (look,) = found.sequential.looks
    assert (look.study, look.year) == ("alder-2018", 2018)


def test_publish_builds_a_released_version_and_wants_a_web_address(extracted: Review) -> None:
    extracted.publish(release="1.0")
    folder = str(extracted.path)
    assert "released-1-0" in ran("publish", folder, "--as-released", "1.0")
    ran("publish", folder, "--url", "https://example.org/walks")
    told = json.loads((extracted.folder.out / "site" / "feed.json").read_text("utf-8"))
    assert told["feed_url"] == "https://example.org/walks/feed.json"
    assert CliRunner().invoke(app, ["publish", folder, "--url", "walks"]).exit_code == 2

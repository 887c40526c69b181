"""How long a reviewer waits for the next card, and whether twenty at once lose anything.

    python benchmarks/web_latency.py                     # 10,000 and 100,000 records
    python benchmarks/web_latency.py --sizes 10000       # one size
    python benchmarks/web_latency.py --keep FOLDER       # makes the reviews there, or uses those

Serves an invented review with `tamis serve` and presses real keys in a real browser (Chromium). The
time is from the key's own time stamp to the first frame after the next card was put in place. The
load test has 20 people decide at once over the API, each over a connection of their own, sends a
tenth of the requests twice, and then reads the logs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import sync_playwright

from tamis.model.events import Screened
from tamis.model.ids import record_id
from tamis.model.records import Record
from tamis.review import Review
from tamis.web.accounts import Accounts

PEOPLE, EACH, KEYS = 20, 50, 300
STAGE = "title-abstract"
PROTOCOL = """
[review]
id = "latency"
title = "An invented review to time keys in"
question = "Does treatment help people?"
[[populations]]
id = "people"
label = "People with back pain"
synonyms = ["low back pain", "lumbago"]
[[facets]]
id = "treatment"
label = "Treatment"
[[facets.terms]]
id = "walking"
label = "Walking"
synonyms = ["nordic walking", "treadmill"]
[[outcomes]]
id = "pain"
label = "Pain"
plain = "pain"
[[criteria]]
code = "people"
short = "Not adults"
text = "The people are not adults."
[[criteria]]
code = "design"
short = "No study"
text = "Not a study with results."
[screening]
reviewers = 2
"""
TOPICS = ("pain", "walking", "adults", "trial", "treadmill", "lumbago", "randomised", "children")
#: Put into the page before its own scripts: notes when each key was pressed and its card painted.
WATCH = """
window.waits = [];
let pressed = 0;
addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true });
new MutationObserver(() => {
  if (!pressed) return;
  const began = pressed;
  pressed = 0;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.waits.push(performance.now() - began);
    channel.port2.postMessage(0);
  });
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-report"] });
"""


def make(folder: Path, size: int) -> Path:
    """A review of `size` records with abstracts of usual length; kept between runs."""
    if (folder / "protocol.toml").exists():
        return folder
    from tamis.model.events import SearchRun

    folder.mkdir(parents=True)
    (folder / "protocol.toml").write_text(PROTOCOL, encoding="utf-8")
    review = Review(folder, by="maker")
    chance = random.Random(7)
    words = [f"word{n}" for n in range(3000)]

    def text(count: int) -> str:
        topic = chance.choices(TOPICS, k=max(1, count // 12))
        said = chance.choices(words, k=count - len(topic)) + topic
        chance.shuffle(said)
        return " ".join(said)

    def records() -> Iterator[Record]:
        for n in range(size):
            abstract = "\n".join(
                f"{label}: {text(45)}."
                for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSION")
            )
            yield Record(
                id=record_id("made", str(n)), source="made", source_id=str(n),
                title=text(14).capitalize(), abstract=abstract, year=1990 + n % 35,
                authors=("Alder, A", "Birch, B"), journal="Journal of Made Things",
                keywords=("pain", "walking"),
            )  # fmt: skip

    run = review.event(SearchRun, search="made", source="made", run_on="2026-01-01")
    review.folder.add_search("maker", run, records())
    return folder


@contextmanager
def served(folder: Path, *more: str, data: Path | None = None) -> Iterator[str]:
    """The review on a free port of this machine, by a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **({"TAMIS_SERVER_DATA": str(data)} if data else {})}
    process = subprocess.Popen(
        [sys.executable, "-m", "tamis", "serve", str(folder), "--port", str(port), *more],
        env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx2.get(f"{address}/", timeout=1)
                break
            except httpx2.TransportError:
                time.sleep(0.05)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def keys(address: str, room: str, pause: float) -> dict[str, float]:
    """Press keys; gives milliseconds from key to next card, and seconds to the first card."""
    path = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    chance = random.Random(3)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(WATCH)
        page.set_default_timeout(180_000)
        began = time.monotonic()
        page.goto(f"{address}/r/{room}/screening/{STAGE}")
        page.wait_for_function("() => document.documentElement.dataset.report")
        first = time.monotonic() - began
        for turn in range(KEYS):
            page.keyboard.press(chance.choice("v12m"))
            page.wait_for_function("n => window.waits.length >= n", arg=turn + 1, polling=5)
            time.sleep(pause)
        waits = sorted(page.evaluate("window.waits"))
        page.wait_for_function("() => document.getElementById('saved').dataset.state === 'saved'")
        browser.close()
    return {
        "first": first,
        "p50": statistics.median(waits),
        "p95": waits[int(0.95 * (len(waits) - 1))],
        "max": waits[-1],
    }


def load(folder: Path, data: Path) -> dict[str, Any]:
    """Twenty people decide at once; gives what was lost, doubled, and how long answers took."""
    accounts = Accounts(data / "accounts.sqlite")
    key = str(folder.resolve())
    tokens = {}
    for n in range(PEOPLE):
        login = f"person{n:02}"
        secret = accounts.invite(key, "reviewer", by="benchmark")
        accounts.join(secret, (), login=login, password="seven willows by the river")
        tokens[login] = accounts.new_token(key, login, "benchmark")
    told: dict[tuple[str, str], str] = {}
    waits: list[float] = []
    with served(folder, "--team", data=data) as address:
        base = f"{address}/api/v1/r/{folder.name}/screening"

        def work(who: str) -> None:
            head = {"Authorization": f"Bearer {tokens[who]}"}
            chance = random.Random(who)
            with httpx2.Client(headers=head, timeout=180) as client:
                done = 0
                while done < EACH:
                    dealt = client.post(f"{base}/{STAGE}/deal", json={"count": 10}).json()["cards"]
                    for card in dealt[: EACH - done]:
                        verdict = chance.choice(("include", "maybe", "exclude"))
                        act = {
                            "kind": "decide", "request": f"{who}-{done:06}", "verdict": verdict,
                            "report": card["report"],
                            "criterion": "people" if verdict == "exclude" else None,
                        }  # fmt: skip
                        for _ in range(2 if done % 10 == 0 else 1):
                            began = time.perf_counter()
                            answer = client.post(f"{base}/acts", json={"acts": [act]}).json()
                            waits.append(time.perf_counter() - began)
                            assert answer["results"][0]["saved"], answer
                        told[who, card["report"]] = verdict
                        done += 1

        httpx2.post(f"{base}/{STAGE}/deal", json={"count": 1}, timeout=180,
                    headers={"Authorization": f"Bearer {tokens['person00']}"})  # fmt: skip
        threads = [threading.Thread(target=work, args=(who,)) for who in tokens]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
    kept = [
        ((e.by, e.report), e.verdict)
        for e in Review(folder).events
        if isinstance(e, Screened) and e.by.startswith("person")
    ]
    waits.sort()
    return {
        "sent": len(told), "kept": len(kept), "lost": len(set(told.items()) - set(kept)),
        "doubled": len(kept) - len(set(kept)), "seconds": took,
        "p50": 1000 * statistics.median(waits), "p95": 1000 * waits[int(0.95 * (len(waits) - 1))],
    }  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--pause", type=float, default=0.2, help="seconds between keys")
    asked.add_argument("--no-load", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        base = given.keep or Path(spare)
        for size in given.sizes:
            folder = make(base / f"latency-{size}", size)
            copy = Path(spare) / f"run-{size}"
            shutil.copytree(folder, copy)
            with served(copy, "--by", "anna") as address:
                found = keys(address, copy.name, given.pause)
            print(
                f"| {size:,} | {KEYS} | {found['p50']:.1f} ms | {found['p95']:.1f} ms "
                f"| {found['max']:.1f} ms | {found['first']:.1f} s |",
                flush=True,
            )
        if not given.no_load:
            folder = make(base / "latency-10000", 10_000)
            copy = Path(spare) / "load"
            shutil.copytree(folder, copy)
            print(json.dumps(load(copy, Path(spare) / "accounts")))


if __name__ == "__main__":
    main()

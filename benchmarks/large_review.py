"""Make a review of 50,000 records and 200,000 decisions, and time what people wait for.

    python benchmarks/large_review.py                  # makes it in a temporary folder, prints
    python benchmarks/large_review.py --write          # and writes the figures to large_review.md
    python benchmarks/large_review.py --keep FOLDER    # makes it there (or uses it again)

The records and votes are invented from a fixed seed: four searches with overlap, two reviewers who
judge every record at both stages.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tamis.model.events import ProtocolAmended, Screened, SearchRun
from tamis.model.ids import new_id, record_id
from tamis.model.records import Record
from tamis.model.state import fold
from tamis.store.folder import ReviewFolder
from tamis.store.starter import starter
from tamis.store.verify import check

START = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
SOURCES = ("pubmed", "embase", "central", "scopus")
STAGES = ("title-abstract", "full-text")
WORDS = [f"word{number}" for number in range(400)]
REPORT = Path(__file__).with_suffix(".md")


class Scribe:
    """Gives events their ids and times, one second apart."""

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        self._moment = START
        self._random = random.Random(1)

    def about(self, by: str) -> dict[str, str]:
        """What every event says."""
        self._moment += timedelta(seconds=1)
        entropy = self._random.randbytes(10)
        at = f"{self._moment:%Y-%m-%dT%H:%M:%SZ}"
        return {
            "id": new_id(self._moment, entropy=entropy),
            "at": at,
            "by": by,
            "protocol": self.protocol,
        }


def make(path: Path, records: int) -> ReviewFolder:
    """Make the review: `records` records, four times as many decisions."""
    folder = ReviewFolder.init(path, starter("Gravel in rivers"))
    adopted = folder.protocols.hash()
    scribe = Scribe(adopted)
    adoption = ProtocolAmended(
        **scribe.about("anna"), previous="", adopted=adopted, reason="as agreed"
    )
    folder.append("anna", [adoption])
    rng = random.Random(2)
    for number, source in enumerate(SOURCES):
        run = SearchRun(
            **scribe.about("anna"), search=f"2026-01-02-{source}", source=source, query="gravel"
        )
        share = range(number, records, len(SOURCES))
        folder.add_search("anna", run, (citation(rng, source, n) for n in share))
    ids = [r for found in folder.record_ids().values() for r in found]
    for by in ("anna", "ben"):
        votes = [vote(rng, scribe, by, record, stage) for stage in STAGES for record in ids]
        for begin in range(0, len(votes), 1000):
            folder.append(by, votes[begin : begin + 1000])
    return folder


def citation(rng: random.Random, source: str, number: int) -> Record:
    """A record with an abstract of ordinary length (about 1,500 characters)."""
    return Record(
        id=record_id(source, str(number)),
        source=source,
        source_id=str(number),
        title=" ".join(rng.choices(WORDS, k=14)).capitalize(),
        authors=tuple(f"{rng.choice(WORDS).capitalize()}, A" for _ in range(6)),
        year=rng.randrange(1990, 2026),
        journal=" ".join(rng.choices(WORDS, k=3)).title(),
        doi=f"10.5555/{source}.{number}",
        abstract=" ".join(rng.choices(WORDS, k=220)),
    )


def vote(rng: random.Random, scribe: Scribe, by: str, record: str, stage: str) -> Screened:
    """One decision; one in twenty includes."""
    include = rng.random() < 0.05
    return Screened(
        **scribe.about(by),
        report=record,
        stage=stage,
        verdict="include" if include else "exclude",
        criterion=None if include else rng.choice(("population", "outcome", "design")),
    )


class Times:
    """What took how long, in the order it was done."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float]] = []

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.rows.append((what, time.perf_counter() - begin))
        print(f"{self.rows[-1][1]:8.3f} s  {what}", flush=True)


def measure(folder: ReviewFolder, times: Times) -> None:
    """Time everything a person waits for, on a review that lies on disk."""
    path = folder.path
    shutil.rmtree(path / ".index", ignore_errors=True)
    with times("open the folder and read the heads of its logs"):
        ReviewFolder(path).heads()
    with times("rebuild the index (deleted before)"):
        ids = folder.record_ids()
    with times("record ids from the index"):
        ids = folder.record_ids()
    with times("one record by its id"):
        folder.index.record(ids["2026-01-02-scopus"][-1])
    with times("read every event, checking the chain"):
        events = list(folder.events())
    with times("fold the events into the state of the review"):
        state = fold(events, ids)
    assert (len(state.reports.members), len(state.decisions)) == (
        sum(map(len, ids.values())),
        4 * sum(map(len, ids.values())),
    )
    with times("read every record"):
        assert sum(1 for _ in folder.records()) == len(state.reports.members)
    record = ids["2026-01-02-pubmed"][0]
    one = vote(random.Random(3), Scribe(folder.protocols.hash()), "machine", record, STAGES[0])
    one = dataclasses.replace(one, id=new_id(datetime.now(UTC), folder.log.last_id("machine")))
    with times("append one decision"):
        folder.append("machine", [one])
    with times("verify: chains, searches, protocol"):
        found = check(folder)
    assert not [p for p in found if p.severity == "error"], found[:3]


def measure_status(folder: ReviewFolder, times: Times) -> None:
    """Time `tamis status` as a person calls it: a fresh process each time."""
    command = [Path(sys.executable).with_name("tamis"), "status", str(folder.path), "--json"]
    shutil.rmtree(folder.path / ".index", ignore_errors=True)
    for state in ("index deleted before", "again", "again"):
        with times(f"`tamis status --json`, a fresh process ({state})"):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def report(times: Times, folder: ReviewFolder, records: int) -> str:
    """The figures as a page."""
    size = sum(p.stat().st_size for p in (folder.path / "log").iterdir()) / 1e6
    found = sum(p.stat().st_size for p in folder.path.glob("searches/*/records.jsonl")) / 1e6
    table = "\n".join(f"| {what} | {seconds:.3f} |" for what, seconds in times.rows)
    return f"""# A large review

{records:,} records in {len(SOURCES)} searches ({found:.0f} MB) and {4 * records:,} decisions of two
reviewers ({size:.0f} MB of log).

    python benchmarks/large_review.py --write

| | seconds |
|---|---:|
{table}

Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()}
processors. One run on a machine that other work shares, files in the page cache; a run gives
figures of the same size, not the same figures.
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--keep", type=Path, help="a folder for the review")
    parser.add_argument("--write", action="store_true", help="write the figures to large_review.md")
    given = parser.parse_args()
    times = Times()
    with tempfile.TemporaryDirectory() as place:
        path = given.keep or Path(place) / "review"
        if (path / "protocol.toml").exists():
            folder = ReviewFolder(path)
        else:
            with times("make it (import the searches, append the decisions)"):
                folder = make(path, given.records)
        measure(folder, times)
        measure_status(folder, times)
        if given.write:
            REPORT.write_text(report(times, folder, given.records))


if __name__ == "__main__":
    main()

"""One run of one search: going on from what is there, beginning anew when a source loses its place.

A run's folder holds the tape of replies and `run.json`, which says what is searched and since when.
When the run is through, `about.json` holds what the source said, for PRISMA-S and for whoever reads
the search in ten years; it lies among the raw replies of the finished search.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tamis.model.errors import InvalidFile
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.sources.connector import MOST, Connector, Progress, Told, silent
from tamis.sources.http.client import Client
from tamis.sources.http.errors import Incomplete, StartAgain
from tamis.sources.http.lines import Live, Recorded
from tamis.sources.http.tape import LINES, Tape

ABOUT, STATE = "about.json", "run.json"
#: How often a search is begun from its first page.
BEGINNINGS = 3
#: Seconds after which replies are too old to be one search with new ones.
STALE = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A search that was fetched whole. `resumed` counts the replies that were there before."""

    connector: Connector
    query: str
    folder: Path
    told: Told
    started: str
    finished: str
    replies: int
    resumed: int = 0

    def items(self) -> Iterator[Record | Problem]:
        """What the source said, then its records in order."""
        yield from self.told.problems
        yield from self.connector.read(Tape(self.folder))

    def files(self) -> tuple[Path, ...]:
        """The files that are the search's raw replies."""
        kept = (self.folder / line.file for line in Tape(self.folder).lines)
        return (self.folder / ABOUT, self.folder / LINES, *kept)


def run(
    connector: Connector,
    query: str,
    folder: Path,
    client: Client,
    *,
    now: Callable[[], datetime],
    most: int = MOST,
    progress: Progress = silent,
) -> Run:
    """Fetch a search into a folder, from where an earlier run of the same search left off.

    Args:
        connector: Whom to ask.
        query: The query, word for word.
        folder: The run's own; another search's content is wiped.
        client: What speaks over the network.
        now: The time.
        most: More hits than this are not fetched.
        progress: Told as records come in.

    Raises:
        SourceError: The source did not give everything; what it gave is kept for the next run.
    """
    tape = Tape(folder, write=True)
    started = _started(connector, query, folder, now())
    if not started:
        tape.wipe()
        (folder / ABOUT).unlink(missing_ok=True)
        started = stamp(now())
        state = {"connector": connector.name, "query": query, "started": started}
        write_told(folder / STATE, state)
    elif not connector.resumes and not (folder / ABOUT).is_file():
        tape.wipe()
    resumed = len(tape)
    told = _fetched(connector, query, tape, client, most, progress)
    finished = _finish(connector, query, folder, told, started, now, client)
    return Run(
        connector=connector, query=query, folder=folder, told=told, started=started,
        finished=finished, replies=len(tape), resumed=min(resumed, len(tape)),
    )  # fmt: skip


def replay(connector: Connector, query: str, folder: Path, *, most: int = MOST) -> Run:
    """Run a search again on its recorded replies alone; the network is refused.

    Raises:
        NetworkRefused: They hold no answer to something the connector asks.
        InvalidFile: A reply is not as it was kept.
    """
    tape = Tape(folder)
    line = Recorded(tape, connector.service)
    told = connector.fetch(line, query, most=most, progress=silent)
    about = read_about(folder)
    return Run(
        connector=connector, query=query, folder=folder, told=told,
        started=str(about.get("started", "")), finished=str(about.get("finished", "")),
        replies=line.spent, resumed=line.spent,
    )  # fmt: skip


def read_about(folder: Path) -> dict[str, object]:
    """What a finished run says of itself; empty for a search that was imported from a file.

    Raises:
        InvalidFile: The file is not what tamis wrote.
    """
    path = folder / ABOUT
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise InvalidFile(path, [str(error)]) from error
    if not isinstance(found, dict):
        raise InvalidFile(path, ["it is no object"])
    return found


def _fetched(
    connector: Connector, query: str, tape: Tape, client: Client, most: int, progress: Progress
) -> Told:
    for attempt in range(1, BEGINNINGS + 1):
        line = Recorded(tape, connector.service, Live(client, connector.service))
        try:
            return connector.fetch(line, query, most=most, progress=progress)
        except StartAgain as why:
            tape.wipe()
            if attempt == BEGINNINGS:
                raise Incomplete(connector.service.title, attempt, why) from why
    raise AssertionError("every attempt returns or raises")


def _started(connector: Connector, query: str, folder: Path, now: datetime) -> str:
    """When the run in the folder began, if it is this search and not too old."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        state = json.loads((folder / STATE).read_bytes())
        age = (now - datetime.fromisoformat(state["started"])).total_seconds()
        same = (state["connector"], state["query"]) == (connector.name, query)
        if same and age < STALE:
            return str(state["started"])
    return ""


def _finish(
    connector: Connector,
    query: str,
    folder: Path,
    told: Told,
    started: str,
    now: Callable[[], datetime],
    client: Client,
) -> str:
    """Write `about.json` unless a run that was killed afterwards had."""
    if (folder / ABOUT).is_file():
        return str(read_about(folder).get("finished", ""))
    finished = stamp(now())
    about = {
        "connector": connector.name,
        "platform": connector.platform,
        "base": _address(client.settings.base(connector.service)),
        "query": query,
        "started": started,
        "finished": finished,
        **{k: v for k, v in asdict(told).items() if k != "problems"},
        "warnings": [str(p) for p in told.problems],
    }
    write_told(folder / ABOUT, about)
    return finished


def _address(base: str) -> str:
    """An address without the name and password it may hold."""
    parts = urlsplit(base)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def write_told(path: Path, value: object) -> None:
    """Write JSON for people and programs; it appears whole."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(text.encode())
    beside.replace(path)


def stamp(now: datetime) -> str:
    """A time in UTC, to the second."""
    return now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

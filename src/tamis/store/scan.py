"""Reading every line of every log for `verify`: what is wrong is listed, not raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tamis.model.errors import BrokenChain, InvalidEvent
from tamis.model.events import Event
from tamis.model.ids import digest
from tamis.model.problems import Problem
from tamis.store import codec
from tamis.store.log import SUFFIX, FolderLog
from tamis.store.log_faults import broken_link, changed_end, end_problems
from tamis.store.tail import Ending


@dataclass(frozen=True, slots=True)
class Placed:
    """An event and where it stands."""

    where: str
    line: int
    event: Event

    def problem(self, what: str, hint: str = "") -> Problem:
        """An error at this place."""
        return Problem(self.where, what, hint, "error", self.line)


@dataclass(frozen=True, slots=True)
class Scan:
    """All logs: the events that could be read, the digests of every line, and what is wrong."""

    events: tuple[Placed, ...] = ()
    digests: Mapping[str, frozenset[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def scan(log: FolderLog) -> Scan:
    """Read every log to its end, whatever is wrong in it."""
    events: list[Placed] = []
    problems: list[Problem] = []
    digests: dict[str, frozenset[str]] = {}
    for writer in log.writers():
        found = log.read(writer)
        digests[writer] = frozenset(map(digest, found.lines))
        placed, wrong = _scan_one(f"log/{writer}{SUFFIX}", writer, found)
        events += placed
        problems += wrong
    if log.folder.is_dir():
        known = {log.path(w).name for w in log.writers()}
        for path in sorted(log.folder.iterdir()):
            if path.name not in known:
                what = "no writer's log, so nothing in it counts"
                hint = "a log is named <writer>.jsonl, in lower case"
                problems.append(Problem(f"log/{path.name}", what, hint))
    return Scan(tuple(events), digests, tuple(problems))


def _scan_one(where: str, writer: str, found: Ending) -> tuple[list[Placed], list[Problem]]:
    events: list[Placed] = []
    problems: list[Problem] = []
    prev: str | None = codec.genesis(writer)
    to_come: int | None = 0
    for number, text in enumerate(found.lines, 1):
        try:
            line = codec.decode(text, where, number)
        except (BrokenChain, InvalidEvent) as error:
            problems.append(_without_place(error, where, number))
            prev = to_come = None  # what follows can't be held against this line again
            continue
        if prev is not None and line.prev != prev:
            broken = broken_link(where, number)
            problems.append(_without_place(broken, where, broken.line))
        elif to_come and line.more != to_come - 1:
            what = f"its batch should have {to_come - 1} more lines, it says {line.more}"
            problems.append(Problem(where, what, severity="error", line=number))
        if why := codec.misfit(line.event):
            problems.append(Problem(where, why, severity="error", line=number))
        events.append(Placed(where, number, line.event))
        prev, to_come = digest(text), line.more
    if found.changed:
        number = len(found.lines) + 1
        problems.append(_without_place(changed_end(where, number), where, number))
    problems += end_problems(where, found, len(found.lines) + (not found.bare))
    return events, problems


def _without_place(error: BrokenChain | InvalidEvent, where: str, line: int) -> Problem:
    """The error as a problem, its place said once."""
    what = str(error).removeprefix(f"'{where}' line {line}: ")
    return Problem(where, what, severity="error", line=line)

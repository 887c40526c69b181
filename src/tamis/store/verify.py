"""Whether a review folder is what its writers wrote.

    check_log         chains, schema, ids, corrections, published heads
    check_searches    every search against its event: digest, counts, raw files
    check_protocol    the working protocol and every adopted one

Each returns what is wrong, naming file and line; severity "error" means that the review is not
what was written, "warning" that something was left over and does not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.errors import InvalidFile, InvalidProtocol
from tamis.model.events import ProtocolAmended, Published, SearchRun
from tamis.model.problems import Problem
from tamis.store.folder import ReviewFolder
from tamis.store.protocols import PROTOCOL
from tamis.store.scan import Placed, Scan, scan
from tamis.store.search_check import check_search


def check(folder: ReviewFolder) -> tuple[Problem, ...]:
    """All three checks, reading the logs once."""
    logs = scan(folder.log)
    return (
        *check_log(folder, logs),
        *check_searches(folder, logs),
        *check_protocol(folder, logs),
    )


def check_log(folder: ReviewFolder, logs: Scan | None = None) -> tuple[Problem, ...]:
    """Every line follows the line before, fits its schema, and refers to what exists.

    Args:
        folder: The review.
        logs: Its logs, when they have been read already.
    """
    logs = logs or scan(folder.log)
    return (*logs.problems, *_ids(logs), *_corrections(logs), *_published(logs))


def check_searches(folder: ReviewFolder, logs: Scan | None = None) -> tuple[Problem, ...]:
    """Every search is the one its event speaks of."""
    logs = logs or scan(folder.log)
    runs = [(p, p.event) for p in logs.events if isinstance(p.event, SearchRun)]
    problems: list[Problem] = []
    seen: set[str] = set()
    for placed, run in runs:
        if run.search in seen:
            problems.append(placed.problem(f"search '{run.search}' was told of before"))
            continue
        seen.add(run.search)
        problems += check_search(folder.searches, placed, run)
    for name in folder.searches.names():
        if name not in seen:
            what = "no event speaks of this search, so it does not count"
            hint = "an import that did not finish is finished by the next one"
            problems.append(Problem(f"searches/{name}", what, hint))
    return tuple(problems)


def check_protocol(folder: ReviewFolder, logs: Scan | None = None) -> tuple[Problem, ...]:
    """protocol.toml is valid and adopted; every adopted text is kept; events name adopted ones."""
    logs = logs or scan(folder.log)
    return (*_working_protocol(folder), *_kept_protocols(folder, logs), *_governed(logs))


def _ids(logs: Scan) -> Iterator[Problem]:
    first: dict[str, Placed] = {}
    for placed in logs.events:
        other = first.setdefault(placed.event.id, placed)
        if other is not placed:
            yield placed.problem(f"id {placed.event.id} is taken by {other.where}:{other.line}")
        writer = placed.where.removeprefix("log/").removesuffix(".jsonl")
        if placed.event.by != writer:
            what = f"signed by '{placed.event.by}' in the log of '{writer}'"
            yield Problem(placed.where, what, severity="note", line=placed.line)


def _corrections(logs: Scan) -> Iterator[Problem]:
    known = {p.event.id: p for p in logs.events}
    for placed in logs.events:
        target = placed.event.supersedes
        if target is None:
            continue
        if target not in known or target == placed.event.id:
            yield placed.problem(f"it supersedes {target}, which is no other event of this review")
        elif type(known[target].event) is not type(placed.event):
            other = type(known[target].event).schema
            yield placed.problem(f"it supersedes {target}, which is of another kind ({other})")


def _published(logs: Scan) -> Iterator[Problem]:
    for placed in logs.events:
        if not isinstance(placed.event, Published):
            continue
        for writer, head in placed.event.heads:
            if head not in logs.digests.get(writer, frozenset()):
                what = (
                    f"version {placed.event.version} was published with line {head[:16]}… of "
                    f"'{writer}', which log/{writer}.jsonl no longer has"
                )
                yield placed.problem(what, "lines at its end were removed, or past ones changed")


def _working_protocol(folder: ReviewFolder) -> Iterator[Problem]:
    try:
        folder.protocol()
    except InvalidProtocol as error:
        yield from (Problem(PROTOCOL, text, severity="error") for text in error.problems)
    adopted, working = folder.protocols.adopted(), folder.protocols.hash()
    if adopted is None:
        yield Problem(PROTOCOL, "no version was ever adopted")
    elif adopted != working:
        what = f"it was changed ({working[:16]}…) and the change is not adopted ({adopted[:16]}…)"
        yield Problem(PROTOCOL, what, "adopt it with `tamis amend`, or restore it", "error")


def _kept_protocols(folder: ReviewFolder, logs: Scan) -> Iterator[Problem]:
    expected = set()
    for placed in logs.events:
        if isinstance(placed.event, ProtocolAmended):
            adopted = placed.event.adopted
            expected.add(folder.protocols.path(adopted))
            try:
                folder.protocols.text(adopted)
            except InvalidFile as error:
                where = f"protocols/{folder.protocols.path(adopted).name}"
                yield Problem(where, "; ".join(error.problems), severity="error")
    if folder.protocols.folder.is_dir():
        for path in sorted(set(folder.protocols.folder.iterdir()) - expected):
            yield Problem(f"protocols/{path.name}", "no event adopted it, so it does not count")


def _governed(logs: Scan) -> Iterator[Problem]:
    changes = [p.event for p in logs.events if isinstance(p.event, ProtocolAmended)]
    adopted = {e.adopted for e in changes}
    for placed in logs.events:
        event = placed.event
        if event.protocol not in adopted:
            yield placed.problem(
                f"it names protocol '{event.protocol[:16]}', which was not adopted"
            )
        if isinstance(event, ProtocolAmended) and event.previous not in {"", *adopted}:
            yield placed.problem(f"it replaces '{event.previous[:16]}', which was not adopted")

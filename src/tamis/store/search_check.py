"""One search against the event that speaks of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from tamis.model.errors import InvalidFile
from tamis.model.events import SearchRun
from tamis.model.problems import Problem
from tamis.store.scan import Placed
from tamis.store.search_files import (
    QUERY,
    RAW,
    RECORDS,
    RUN,
    StoredSearch,
    file_digest,
    read_records,
    read_run,
)
from tamis.store.searches import Searches


def check_search(searches: Searches, placed: Placed, run: SearchRun) -> Iterator[Problem]:
    """Everything in a search's folder that is not as its event says."""
    where, folder = f"searches/{run.search}", searches.path(run.search)
    if not folder.is_dir():
        yield placed.problem(f"it tells of {where}, which is missing")
        return
    try:
        stored = read_run(folder)
    except InvalidFile as error:
        yield _error(f"{where}/{RUN}", "; ".join(error.problems))
    else:
        yield from _told(where, stored, run)
        yield from _raw(where, folder, stored)
    yield from _query(where, folder, run)
    yield from _records(where, folder, run)


def _told(where: str, stored: StoredSearch, run: SearchRun) -> Iterator[Problem]:
    for field in dataclasses.fields(run):
        here, logged = getattr(stored.run, field.name), getattr(run, field.name)
        if here != logged:
            yield _error(f"{where}/{RUN}", f"{field.name} is {here!r}, the log says {logged!r}")
    if len(stored.problems) != run.problems:
        count = len(stored.problems)
        yield _error(f"{where}/{RUN}", f"{count} problems, the log says {run.problems}")


def _query(where: str, folder: Path, run: SearchRun) -> Iterator[Problem]:
    path = folder / QUERY
    if not path.is_file():
        yield _error(f"{where}/{QUERY}", "missing")
    elif path.read_bytes() != (run.query + "\n" if run.query else "").encode():
        yield _error(f"{where}/{QUERY}", "it is not the query that the log tells of")


def _raw(where: str, folder: Path, stored: StoredSearch) -> Iterator[Problem]:
    # git keeps no empty folders, so a search without raw files may lack raw/
    present = {p.name for p in (folder / RAW).iterdir()} if (folder / RAW).is_dir() else set()
    for name, sha256 in stored.raw.items():
        if name not in present:
            yield _error(f"{where}/{RAW}/{name}", "missing")
        elif file_digest(folder / RAW / name) != sha256:
            yield _error(f"{where}/{RAW}/{name}", "changed after it was imported")
    for name in sorted(present - set(stored.raw)):
        yield _error(f"{where}/{RAW}/{name}", "not part of what was imported")
    for path in sorted(folder.iterdir()):
        if path.name not in (RECORDS, RUN, QUERY, RAW):
            yield _error(f"{where}/{path.name}", "not part of what was imported")


def _records(where: str, folder: Path, run: SearchRun) -> Iterator[Problem]:
    where, path = f"{where}/{RECORDS}", folder / RECORDS
    if not path.is_file():
        yield _error(where, "missing")
        return
    if file_digest(path) == run.digest:
        return
    yield _error(where, "changed after it was imported: its SHA-256 is not the one in the log")
    try:
        count = sum(1 for _ in read_records(path))
    except InvalidFile as error:
        yield _error(where, "; ".join(error.problems))
    else:
        if count != run.records:
            yield _error(where, f"{count} records, the log says {run.records}")


def _error(where: str, what: str) -> Problem:
    return Problem(where, what, severity="error")

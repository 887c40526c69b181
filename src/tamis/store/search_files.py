"""The files of one search: `query.txt`, `run.toml`, `records.jsonl`, `raw/*`."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from tamis.model.errors import InvalidFile
from tamis.model.events import SearchRun
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.store.durable import sync_folder
from tamis.store.toml_text import Value, table
from tamis.store.wire import Lines

RECORDS, RUN, QUERY, RAW = "records.jsonl", "run.toml", "query.txt", "raw"
RECORD_LINES = Lines(Record)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredSearch:
    """What `run.toml` says: the event and whose log it is in, raw files' digests, oddities."""

    writer: str
    run: SearchRun
    raw: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def write_search(
    folder: Path,
    writer: str,
    run: SearchRun,
    items: Iterable[Record | Problem],
    raw: Mapping[str, BinaryIO],
) -> StoredSearch:
    """Fill a new folder with a search and wait until the disk has it.

    A record whose id came before in the same search is left out and told of: the source gave the
    same citation twice. Its text stays in `raw/`.

    Returns:
        The search, with the event's `records`, `digest` and `problems` filled in.
    """
    (folder / RAW).mkdir(parents=True)
    kept = {name: _copy(stream, folder / RAW / name) for name, stream in sorted(raw.items())}
    with (folder / RECORDS).open("xb") as file:
        count, sha256, problems = _write_records(file, items)
        _settle(file)
    run = dataclasses.replace(run, records=count, digest=sha256, problems=len(problems))
    stored = StoredSearch(writer, run, kept, problems)
    for name, text in ((QUERY, run.query + "\n" if run.query else ""), (RUN, _run_text(stored))):
        with (folder / name).open("xb") as file:
            file.write(text.encode())
            _settle(file)
    for path in (folder / RAW, folder):
        sync_folder(path)
    return stored


def read_run(folder: Path) -> StoredSearch:
    """Read a search's `run.toml`.

    Raises:
        InvalidFile: It is missing or is not what tamis wrote.
    """
    path = folder / RUN
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        writer = msgspec.convert(told["writer"], str)
        run = msgspec.convert(told["run"], SearchRun)
        raw = msgspec.convert(told.get("raw", {}), dict[str, str])
        problems = msgspec.convert(told.get("problems", []), tuple[Problem, ...])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidFile(path, [str(error)]) from error
    except (KeyError, msgspec.ValidationError) as error:
        raise InvalidFile(path, [f"not as tamis wrote it: {error}"]) from error
    return StoredSearch(writer, run, raw, problems)


def read_records(path: Path) -> Iterator[Record]:
    """The records of a `records.jsonl`, one at a time.

    Raises:
        InvalidFile: A line is not a record; the message names the line.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield RECORD_LINES.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise InvalidFile(path, [f"line {number}: {error}"]) from error


def file_digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_records(
    file: BinaryIO, items: Iterable[Record | Problem]
) -> tuple[int, str, tuple[Problem, ...]]:
    sha256, seen, problems = hashlib.sha256(), set[str](), list[Problem]()
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        elif item.id in seen:
            what = f"{item.source} '{item.source_id}' appears again; it was kept once"
            problems.append(Problem(item.label or item.id, what, severity="note"))
        else:
            seen.add(item.id)
            line = RECORD_LINES.encode(item) + b"\n"
            sha256.update(line)
            file.write(line)
    return len(seen), sha256.hexdigest(), tuple(problems)


def _copy(stream: BinaryIO, path: Path) -> str:
    sha256 = hashlib.sha256()
    with path.open("xb") as file:
        while piece := stream.read(_CHUNK):
            sha256.update(piece)
            file.write(piece)
        _settle(file)
    return sha256.hexdigest()


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _run_text(stored: StoredSearch) -> str:
    parts = [
        "# Written by tamis when the search was imported; never changed afterwards.\n",
        table({"writer": stored.writer}),
        table(_told(stored.run), "\n[run]"),
    ]
    if stored.raw:
        parts.append(table(dict(stored.raw), "\n# SHA-256 of each file under raw/\n[raw]"))
    parts += [table(_told(problem), "\n[[problems]]") for problem in stored.problems]
    return "".join(parts)


def _told(value: SearchRun | Problem) -> dict[str, Value]:
    """The fields that differ from their default, which TOML can all write."""
    return {
        f.name: getattr(value, f.name)
        for f in dataclasses.fields(value)
        if f.default is dataclasses.MISSING or getattr(value, f.name) != f.default
    }

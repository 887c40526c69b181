"""Importing: export files become immutable searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import file_digest
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from tamis import formats
from tamis.model.columns import Columns
from tamis.model.errors import TamisError, UnreadableFile
from tamis.model.events import FlowRoute, SearchRun
from tamis.model.naming import slug
from tamis.model.problems import Problem
from tamis.model.records import Record

if TYPE_CHECKING:
    from tamis.review.facade import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of one file. `error` is set when it was not imported; the review is then as before.

    `known` counts records that some search of the review held already.
    """

    file: str
    search: str = ""
    source: str = ""
    format: str = ""
    records: int = 0
    known: int = 0
    again: bool = False
    problems: tuple[Problem, ...] = ()
    error: str = ""


def import_files(
    review: Review,
    files: Iterable[Path | str],
    *,
    source: str | None = None,
    route: FlowRoute = "database",
    format: str | None = None,
    query: str = "",
    platform: str = "",
    run_on: str | None = None,
    total: int | None = None,
    columns: Columns | None = None,
) -> tuple[Imported, ...]:
    """Import each file as a search of its own; a folder stands for the files in it.

    A file that can't be read leaves the review as it was and is reported; the others are imported.
    Importing the same bytes again changes nothing.

    Args:
        review: Where to.
        files: Exports of databases, registers or other tools.
        source: What the files come from ("pubmed"); the reader's guess, else the file's name.
        route: The column of the PRISMA flow they belong to.
        format: The name of a format; found out from the content unless given.
        query: The search string, word for word.
        platform: Where it was run ("Ovid").
        run_on: The day of the search, YYYY-MM-DD; today unless given.
        total: How many records the source said it found.
        columns: What the columns of a table hold, over what would be guessed.
    """
    done = []
    for file in _spread(files):
        try:
            done.append(
                _import(
                    review, file, source, route, format, query, platform, run_on, total, columns
                )
            )
        except (OSError, TamisError) as error:
            why = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            if isinstance(error, OSError):
                why = str(UnreadableFile(file, why))
            done.append(Imported(file=str(file), error=why))
    return tuple(done)


def _spread(files: Iterable[Path | str]) -> Iterator[Path]:
    for file in map(Path, files):
        if file.is_dir():
            yield from sorted(p for p in file.iterdir() if p.is_file() and p.name[0] != ".")
        else:
            yield file


def _import(
    review: Review,
    file: Path,
    source: str | None,
    route: FlowRoute,
    format: str | None,
    query: str,
    platform: str,
    run_on: str | None,
    total: int | None,
    columns: Columns | None,
) -> Imported:
    with file.open("rb") as whole:
        content = file_digest(whole, "sha256").hexdigest()
    for stored in review.folder.searches.with_raw([content]):
        run = stored.run
        if stored.run.search in review.record_ids:
            return Imported(
                file=str(file), search=run.search, source=run.source, records=run.records,
                known=run.records, again=True,
            )  # fmt: skip
    name = source or slug(file.stem) or "import"
    day = run_on or review.today()
    search = f"{day}-{slug(name)[:40]}-{content[:8]}"
    before = {r for ids in review.record_ids.values() for r in ids}
    seen = _Seen(before)
    with ExitStack() as stack:
        stream = stack.enter_context(file.open("rb"))
        raw = stack.enter_context(file.open("rb"))
        items = formats.read(stream, file=file.name, source=name, format=format, columns=columns)
        # Adopting the protocol is a change too, so it waits until there is something to import.
        first = next(watched := seen.watch(items, file))
        run = review.event(
            SearchRun, search=search, source=name, route=route, platform=platform, query=query,
            run_on=day, reported_total=total,
        )  # fmt: skip
        stored = review.folder.add_search(review.by, run, chain([first], watched), {file.name: raw})
    review.forget()
    return Imported(
        file=str(file), search=search, source=name, records=stored.run.records, known=seen.known,
        problems=tuple(seen.problems),
    )  # fmt: skip


class _Seen:
    """Counts what goes by on its way to the store; lets nothing by before the first record."""

    def __init__(self, before: set[str]) -> None:
        self.before = before
        self.known = 0
        self.records = 0
        self.ids: set[str] = set()
        self.problems: list[Problem] = []

    def watch(self, items: Iterable[Record | Problem], file: Path) -> Iterator[Record | Problem]:
        held: list[Record | Problem] = []
        for item in items:
            held.append(item)
            if isinstance(item, Record):
                self.records += 1
                self.known += item.id in self.before and item.id not in self.ids
                self.ids.add(item.id)
            else:
                self.problems.append(item)
            if self.records:
                yield from held
                held.clear()
        if not self.records:
            raise UnreadableFile(file, "it holds no record that any reader understands")
        if repeats := self.records - len(self.ids):
            what = f"{repeats} of {self.records} citations repeat an earlier one of the file"
            kept = "kept once: same id, or same DOI and title; the file is kept whole beside them"
            self.problems.insert(0, Problem(file.name, what, kept, "note"))

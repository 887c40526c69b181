"""Searching: a query goes to a source, and what it answers becomes an immutable search.

A run collects replies under `.index/running/`, which may be deleted at any time, and touches the
review only when it has them all: then the search appears whole, with its event. A run that was
killed or cut off goes on from the replies it had. `tamis.review.replaying` reads them again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from tamis.model.errors import TamisError
from tamis.model.events import SearchRun
from tamis.model.ids import digest
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.review.replaying import records_digest
from tamis.sources.connector import MOST, Connector, Progress, silent
from tamis.sources.http import Client
from tamis.sources.http.tape import Raw
from tamis.sources.running import Run, run
from tamis.sources.table import CONNECTORS, connector, meant_by
from tamis.store.lock import locked_folder
from tamis.store.search_files import StoredSearch, file_digest

if TYPE_CHECKING:
    from tamis.review.facade import Review


class NothingToSearch(TamisError):
    """Neither a query was given nor does the protocol hold one for a source."""

    exit_code = 2
    http_status = 422

    def __init__(self, source: str, planned: Iterable[str]) -> None:
        known = ", ".join(f"'{p}'" for p in planned) or "none"
        super().__init__(
            f"the protocol plans no search that {source} means (planned: {known}); give a query "
            "with `--query FILE`, or add a [[searches]] table with its `source` and `query`"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What came of one search.

    Attributes:
        search: Its folder's name; empty when it failed.
        source: Whom was asked ("pubmed").
        hits: How many records the source counted.
        records: How many are kept.
        known: How many of them some search of the review held before.
        replies: How many replies it took; `resumed` of them an earlier run had fetched.
        again: The same replies had been added before, so nothing changed.
        error: Why it failed; the review is then as before.
    """

    source: str
    query: str = ""
    search: str = ""
    hits: int = 0
    records: int = 0
    known: int = 0
    replies: int = 0
    resumed: int = 0
    started: str = ""
    finished: str = ""
    translation: str = ""
    again: bool = False
    problems: tuple[Problem, ...] = ()
    error: str = ""
    exit_code: int = 0


def search(
    review: Review,
    sources: Sequence[str] = (),
    *,
    query: str | None = None,
    client: Client | None = None,
    most: int = MOST,
    fresh: bool = False,
    keep_same: bool = True,
    progress: Progress = silent,
) -> tuple[Searched, ...]:
    """Run searches; one that fails leaves the review as it was, and the others go on.

    Args:
        review: Where to.
        sources: Names of connectors; every source the protocol plans unless given.
        query: The query, word for word, for each of them; the protocol's own unless given.
        client: What speaks over the network; one with the user's settings unless given.
        most: More hits than this are not fetched.
        fresh: Begin anew even if an earlier run left replies.
        keep_same: Keep a run that gave what the last of that day had given.
        progress: Told (records, of) as they come in.

    Raises:
        UnknownName: A name that is no connector's.
        NothingToSearch: There is no query for a source.
    """
    wanted = [(c, q) for c in _chosen(review, sources) for q in _queries(review, c, query)]
    speaker = client or Client()
    try:
        how: dict[str, Any] = {"most": most, "fresh": fresh, "keep_same": keep_same}
        return tuple(search_one(review, c, q, speaker, progress=progress, **how) for c, q in wanted)
    finally:
        if client is None:
            speaker.close()


def _chosen(review: Review, sources: Sequence[str]) -> list[Connector]:
    if sources:
        return [connector(name) for name in dict.fromkeys(sources)]
    planned = [meant_by(p.source) for p in review.protocol.searches if _runs(p.route, p.reported)]
    found = {c.name: c for c in planned if c is not None}
    if not found:
        raise NothingToSearch(
            f"any of {', '.join(CONNECTORS)}", (p.source for p in review.protocol.searches)
        )
    return list(found.values())


def _queries(review: Review, asked: Connector, query: str | None) -> list[str]:
    if query is not None:
        if not query.strip():
            raise NothingToSearch(asked.service.title, ())
        return [query.strip()]
    plans = [p for p in review.protocol.searches if _runs(p.route, p.reported)]
    found = [p.query.strip() for p in plans if meant_by(p.source) is asked and p.query.strip()]
    if not found:
        raise NothingToSearch(asked.service.title, (p.source for p in plans))
    return list(dict.fromkeys(found))


def _runs(route: str, reported: bool) -> bool:
    return route != "previous" and not reported


def search_one(
    review: Review,
    asked: Connector,
    query: str,
    client: Client,
    *,
    most: int = MOST,
    fresh: bool = False,
    keep_same: bool = True,
    progress: Progress = silent,
) -> Searched:
    """Run one search; see `search`."""
    review.folder.searches.settle()
    folder = _running(review, asked, query)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with locked_folder(folder, patience=0.0):
            if fresh:
                _empty(folder)
            done = run(asked, query, folder, client, now=review.now, most=most, progress=progress)
            found = None if keep_same else _told_today(review, done)
            found = found or _keep(review, done)
            shutil.rmtree(folder)
        return found
    except TamisError as error:
        return Searched(source=asked.name, query=query, error=str(error), exit_code=error.exit_code)


def _running(review: Review, asked: Connector, query: str) -> Path:
    """Where the replies of an unfinished run lie."""
    name = f"{asked.name}-{digest(query.encode())[:12]}"
    return review.path / ".index" / "running" / name


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _keep(review: Review, done: Run) -> Searched:
    """Make a search of the review of a finished run, unless a killed process had done so."""
    files = {path.name: path for path in done.files()}
    counted = _Counted({r for ids in review.record_ids.values() for r in ids})
    before = _kept_before(review, files.values())
    if before is not None:
        stored = before
    else:
        event = review.event(
            SearchRun, search=_name(review, done), source=done.connector.source,
            route=done.connector.route, platform=done.connector.platform, query=done.query,
            run_on=done.started[:10], reported_total=done.told.hits,
        )  # fmt: skip
        raw = {name: cast(BinaryIO, Raw(path)) for name, path in files.items()}
        stored = review.folder.add_search(review.by, event, counted.watch(done.items()), raw)
        review.forget()
    return Searched(
        source=done.connector.name, query=done.query, search=stored.run.search,
        hits=done.told.hits, records=stored.run.records,
        known=stored.run.records if before else counted.known, replies=done.replies,
        resumed=done.resumed, started=done.started, finished=done.finished,
        translation=done.told.translation, again=before is not None, problems=stored.problems,
    )  # fmt: skip


def _told_today(review: Review, done: Run) -> Searched | None:
    """The last run of the same search on the same day, if it gave the same records."""
    same = (done.connector.source, done.query, done.started[:10])
    last = [s for s in review.state.searches if (s.source, s.query, s.run_on) == same]
    if not last or last[-1].digest != records_digest(done)[0]:
        return None
    kept = last[-1]
    return Searched(
        source=done.connector.name, query=done.query, search=kept.search, hits=done.told.hits,
        records=kept.records, known=kept.records, replies=done.replies, resumed=done.resumed,
        started=done.started, finished=done.finished, translation=done.told.translation,
        again=True, problems=done.told.problems,
    )  # fmt: skip


def _kept_before(review: Review, files: Iterable[Path]) -> StoredSearch | None:
    """The search that holds exactly these replies: a run was killed after it was added."""
    found = review.folder.searches.with_raw([file_digest(path) for path in files])
    return next((s for s in found if s.run.search in review.record_ids), None)


def _name(review: Review, done: Run) -> str:
    """<date>-<source>, with a number when the same was searched that day before."""
    plain = f"{done.started[:10]}-{done.connector.name}"
    taken, number, name = set(review.folder.searches.names()), 1, plain
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name


@dataclass(slots=True)
class _Counted:
    """Counts records that the review knew, on their way to the store."""

    before: set[str]
    known: int = 0
    _seen: set[str] = field(default_factory=set)

    def watch(self, items: Iterable[Record | Problem]) -> Iterator[Record | Problem]:
        for item in items:
            if isinstance(item, Record) and item.id not in self._seen:
                self._seen.add(item.id)
                self.known += item.id in self.before
            yield item

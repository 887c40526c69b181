"""Searching PubMed: ESearch with the history server, EFetch page by page, and a reckoning.

The query goes out word for word. `retmax` 9999 makes ESearch name every record of a part, so that
what EFetch gives can be compared with what was found, record by record; a WebEnv that has expired
meanwhile (a run continued the next morning) costs nothing, because the names are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tamis.model.events import FlowRoute
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.sources.connector import Progress, Told
from tamis.sources.http.errors import TooMany
from tamis.sources.http.services import PUBMED, Service
from tamis.sources.http.tape import Tape
from tamis.sources.http.values import Ask, Line, Reply
from tamis.sources.pubmed.replies import (
    LIMIT,
    Found,
    check_named,
    check_records,
    check_search,
    found_in,
    has_records,
    records_in,
)
from tamis.sources.pubmed.slicing import DATED, FIRST, LAST, Part, Plan, Slice, plan

#: Letters in an address, before they are quoted.
_LONG = 1000
#: Records per EFetch: some megabytes at most, and a retry costs little.
BATCH = 200


@dataclass(frozen=True, slots=True)
class PubMed:
    """PubMed by E-utilities. `batch` records are asked for at once."""

    batch: int = BATCH
    name: str = "pubmed"
    source: str = "pubmed"
    known_as: tuple[str, ...] = ("PubMed", "MEDLINE (PubMed)", "PubMed/MEDLINE", "MEDLINE/PubMed")
    platform: str = "PubMed (NCBI E-utilities)"
    route: FlowRoute = "database"
    service: Service = PUBMED
    resumes: bool = True

    def fetch(self, line: Line, query: str, *, most: int, progress: Progress) -> Told:
        """See `tamis.sources.connector.Connector`."""
        whole = _search(line, query, Part())
        if whole.count > most:
            raise TooMany(self.service.title, whole.count, most)
        made = plan(
            whole,
            lambda part: _search(line, query, part),
            lambda part: _count(line, query, part),
        )
        return Told(
            hits=made.hits,
            translation=whole.translation,
            parts=tuple(f"{s.found.count} {s.part}" for s in made.slices) if _cut(made) else (),
            problems=(
                *whole.problems,
                *made.problems,
                *_fetch(line, made, self.batch, progress),
            ),
        )

    def read(self, tape: Tape) -> Iterator[Record | Problem]:
        """See `tamis.sources.connector.Connector`."""
        for at, reply in enumerate(tape.replies("records"), 1):
            if has_records(reply):
                yield from records_in(reply, f"reply {at}")


def _cut(made: Plan) -> bool:
    return any(s.part != Part() for s in made.slices)


def _parameters(query: str, part: Part) -> tuple[tuple[str, str], ...]:
    term = f"({query}) NOT {DATED[part.field]}" if part.undated else query
    pairs = (("db", "pubmed"), ("term", term), ("retmode", "json"))
    if part.begins is None and part.ends is None:
        return pairs
    begins, ends = part.begins or FIRST, part.ends or LAST
    return (
        *pairs,
        ("datetype", part.field),
        ("mindate", f"{begins:%Y/%m/%d}"),
        ("maxdate", f"{ends:%Y/%m/%d}"),
    )


def _search(line: Line, query: str, part: Part) -> Found:
    wanted = (("usehistory", "y"), ("retstart", "0"), ("retmax", str(LIMIT)))
    ask = _ask("search", "esearch.fcgi", _parameters(query, part) + wanted)
    return found_in(line.ask(ask, check_named))


def _count(line: Line, query: str, part: Part) -> int:
    ask = _ask("count", "esearch.fcgi", (*_parameters(query, part), ("rettype", "count")))
    return found_in(line.ask(ask, check_search)).count


def _ask(
    what: str, path: str, params: tuple[tuple[str, str], ...], accept: tuple[int, ...] = (200,)
) -> Ask:
    """A request; what is longer than an address should be goes as a form (NBK25499)."""
    long = sum(len(name) + len(value) for name, value in params) > _LONG
    return Ask(what=what, path=path, params=params, post=long, accept=accept)


def _fetch(line: Line, made: Plan, batch: int, progress: Progress) -> Iterator[Problem]:
    """Ask for every record of every slice, and for those that did not come once more by name."""
    got: set[str] = set()
    for part in made.slices:
        for reply in _pages(line, part, batch):
            got.update(_names(reply))
            progress(len(got), made.hits)
    wanted = dict.fromkeys(i for s in made.slices for i in s.found.ids)
    missing = [i for i in wanted if i not in got]
    for some in _batches(missing, batch):
        got.update(_names(_by_name(line, some)))
        progress(len(got), made.hits)
    for pmid in missing:
        if pmid not in got:
            what = f"it found PMID {pmid} and gives no record of it"
            yield Problem("PubMed", what, "it may have been withdrawn; look it up", "error")
    twice = sum(len(s.found.ids) for s in made.slices) - len(wanted)
    if twice:
        what = f"{twice} records lie in two parts of the search; each was kept once"
        yield Problem("PubMed", what, severity="note")


def _pages(line: Line, part: Slice, batch: int) -> Iterator[Reply]:
    """A slice by its place on the history server, by name from where that forgot it."""
    found, remembered = part.found, bool(part.found.environment and part.found.key)
    for start in range(0, len(found.ids), batch):
        reply = _by_history(line, found, start, batch) if remembered else None
        if reply is not None and not has_records(reply):
            remembered, reply = False, None
        yield reply or _by_name(line, found.ids[start : start + batch])


def _by_history(line: Line, found: Found, start: int, batch: int) -> Reply:
    params = (
        ("db", "pubmed"),
        ("WebEnv", found.environment),
        ("query_key", found.key),
        ("retstart", str(start)),
        ("retmax", str(min(batch, len(found.ids) - start))),
        ("retmode", "xml"),
    )
    return line.ask(_ask("records", "efetch.fcgi", params, accept=(200, 400)), check_records)


def _by_name(line: Line, ids: Sequence[str]) -> Reply:
    params = (("db", "pubmed"), ("id", ",".join(ids)), ("retmode", "xml"))
    return line.ask(_ask("records", "efetch.fcgi", params), check_records)


def _names(reply: Reply) -> set[str]:
    return {r.source_id for r in records_in(reply) if isinstance(r, Record)}


def _batches(ids: Sequence[str], batch: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), batch):
        yield ids[start : start + batch]

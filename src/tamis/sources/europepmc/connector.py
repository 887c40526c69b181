"""Searching Europe PMC: `search` with `resultType=core`, page by page along `cursorMark`.

After the service's reference guide: the last page is the one whose `nextCursorMark` is the cursor
it was asked with, or that has none; synonyms are off unless asked for, as on the service itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tamis.formats.europepmc import name_of, record_of
from tamis.model.events import FlowRoute
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.sources.connector import Progress, Told
from tamis.sources.http.errors import Damaged, Refused
from tamis.sources.http.services import EUROPEPMC, Service
from tamis.sources.http.tape import Tape
from tamis.sources.http.values import Ask, Json, Line, Reply
from tamis.sources.paging import Page, turn_pages

#: 1,000 is allowed; whole abstracts of so many are slow to come.
SIZE = 500


@dataclass(frozen=True, slots=True)
class EuropePMC:
    """Europe PMC. With `synonyms`, words are expanded by MeSH and UniProt."""

    size: int = SIZE
    synonyms: bool = False
    name: str = "europepmc"
    source: str = "europepmc"
    known_as: tuple[str, ...] = ("Europe PMC", "EuropePMC")
    platform: str = "Europe PMC (RESTful web service)"
    route: FlowRoute = "database"
    service: Service = EUROPEPMC
    resumes: bool = True

    def fetch(self, line: Line, query: str, *, most: int, progress: Progress) -> Told:
        """See `tamis.sources.connector.Connector`."""
        version = [""]

        def read(reply: Reply) -> Page:
            found = reply.json()
            version[0] = str(found.get("version") or "")
            following, results = str(found.get("nextCursorMark") or ""), _results(found)
            last = not results or following == dict(reply.ask.params)["cursorMark"]
            return Page(
                total=_total(found),
                ids=[name_of(r) for r in results],
                following="" if last else following,
            )

        pages = turn_pages(
            line, self.service.title, lambda cursor: self._ask(query, cursor or "*"), read,
            check=_check, most=most, progress=progress,
        )  # fmt: skip
        named = f"service {version[0]}" if version[0] else ""
        return Told(hits=pages.hits, version=named, problems=pages.problems)

    def read(self, tape: Tape) -> Iterator[Record | Problem]:
        """See `tamis.sources.connector.Connector`."""
        for reply in tape.replies("page"):
            for result in _results(reply.json()):
                yield record_of(result, self.source)

    def _ask(self, query: str, mark: str) -> Ask:
        params = (
            ("query", query),
            ("resultType", "core"),
            ("format", "json"),
            ("pageSize", str(self.size)),
            ("synonym", "TRUE" if self.synonyms else "FALSE"),
            ("cursorMark", mark),
        )
        # The service takes long queries as a form under another name.
        if len(query) > 1500:
            return Ask(what="page", path="searchPOST", params=params, post=True)
        return Ask(what="page", path="search", params=params)


def _check(reply: Reply) -> None:
    found = reply.json()
    said = found.get("errMsg") or found.get("errorMessage")
    if isinstance(said, str) and said:
        raise Refused("Europe PMC", reply.status, said)
    if _total(found) is None or not isinstance(found.get("resultList"), dict):
        raise Damaged("it holds no hitCount or no resultList")


def _total(found: Json) -> int | None:
    count = found.get("hitCount")
    return count if isinstance(count, int) else None


def _results(found: Json) -> list[Json]:
    holder = found.get("resultList")
    results = holder.get("result") if isinstance(holder, dict) else None
    return [r for r in results if isinstance(r, dict)] if isinstance(results, list) else []

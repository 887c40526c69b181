"""Searching OpenAlex: `/works`, 100 to a page, along `cursor`.

After developers.openalex.org (paging, authentication, errors): the first cursor is `*`, the last
page's `meta.next_cursor` is null; a key goes in `api_key`, and without one a day's allowance is
small. A query is a `search`; lines "filter: …" and "search: …" say otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from tamis import formats
from tamis.model.events import FlowRoute
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.sources.connector import Progress, Told
from tamis.sources.http.errors import Damaged
from tamis.sources.http.services import OPENALEX, Service
from tamis.sources.http.tape import Tape
from tamis.sources.http.values import Ask, Json, Line, Reply
from tamis.sources.paging import Page, turn_pages
from tamis.sources.wording import named_lines

SIZE = 100


@dataclass(frozen=True, slots=True)
class OpenAlex:
    """OpenAlex works."""

    size: int = SIZE
    name: str = "openalex"
    source: str = "openalex"
    known_as: tuple[str, ...] = ("OpenAlex",)
    platform: str = "OpenAlex (API)"
    route: FlowRoute = "database"
    service: Service = OPENALEX
    resumes: bool = True

    def fetch(self, line: Line, query: str, *, most: int, progress: Progress) -> Told:
        """See `tamis.sources.connector.Connector`."""
        wanted = named_lines(query, ("search", "filter"), "search")

        def ask(cursor: str) -> Ask:
            params = (*wanted, ("per_page", str(self.size)), ("cursor", cursor or "*"))
            return Ask(what="page", path="works", params=params)

        pages = turn_pages(
            line, self.service.title, ask, _page, check=_check, most=most, progress=progress
        )
        return Told(
            hits=pages.hits,
            translation="; ".join(f"{name}={value}" for name, value in wanted),
            problems=pages.problems,
        )

    def read(self, tape: Tape) -> Iterator[Record | Problem]:
        """See `tamis.sources.connector.Connector`."""
        for at, reply in enumerate(tape.replies("page"), 1):
            if _works(reply.json()):
                body = io.BytesIO(reply.body)
                file = f"reply {at}"
                yield from formats.read(body, file=file, source=self.source, format="openalex")


def _page(reply: Reply) -> Page:
    found = reply.json()
    meta = found.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    works = _works(found)
    return Page(
        total=int(str(meta.get("count"))),
        ids=[str(w.get("id")) for w in works],
        following=str(meta.get("next_cursor") or "") if works else "",
    )


def _check(reply: Reply) -> None:
    found = reply.json()
    meta = found.get("meta")
    if not isinstance(meta, dict) or not isinstance(meta.get("count"), int):
        raise Damaged("it holds no count")
    if not isinstance(found.get("results"), list):
        raise Damaged("it holds no results")


def _works(found: Json) -> list[Json]:
    works = found.get("results")
    return [w for w in works if isinstance(w, dict)] if isinstance(works, list) else []

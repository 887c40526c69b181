"""Searching Crossref: `/works` along `cursor`, as fast as its headers allow.

After Crossref's documentation of its REST API: deep paging begins with `cursor=*`; the reply's
`next-cursor` may stay the same while the server keeps the place, so a request that was lost on the
way may lose a page. The reckoning at the end finds that, and the run begins anew. A cursor expires
within minutes. Crossref ranks by words and knows no brackets: it is for looking up, less for a
systematic search. Lines "query.bibliographic: …", "filter: …" name parameters.
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
from tamis.sources.http.services import CROSSREF, Service
from tamis.sources.http.tape import Tape
from tamis.sources.http.values import Ask, Json, Line, Reply
from tamis.sources.paging import Page, turn_pages
from tamis.sources.wording import named_lines

#: 1,000 is allowed; works with references are large.
ROWS = 500
_NAMES = ("query", "query.bibliographic", "query.title", "query.author", "filter")


@dataclass(frozen=True, slots=True)
class Crossref:
    """Crossref works."""

    rows: int = ROWS
    name: str = "crossref"
    source: str = "crossref"
    known_as: tuple[str, ...] = ("Crossref",)
    platform: str = "Crossref (REST API)"
    route: FlowRoute = "database"
    service: Service = CROSSREF
    resumes: bool = False

    def fetch(self, line: Line, query: str, *, most: int, progress: Progress) -> Told:
        """See `tamis.sources.connector.Connector`."""
        wanted = named_lines(query, _NAMES, "query.bibliographic")

        def ask(cursor: str) -> Ask:
            params = (*wanted, ("rows", str(self.rows)), ("cursor", cursor or "*"))
            return Ask(what="page", path="works", params=params)

        def read(reply: Reply) -> Page:
            message = message_of(reply)
            works = works_of(message)
            return Page(
                total=int(str(message.get("total-results"))),
                ids=[str(w.get("DOI")).lower() for w in works],
                following=str(message.get("next-cursor") or "") if works else "",
            )

        pages = turn_pages(
            line, self.service.title, ask, read,
            check=check_works, most=most, progress=progress, same_cursor=True,
        )  # fmt: skip
        return Told(
            hits=pages.hits,
            translation="; ".join(f"{name}={value}" for name, value in wanted),
            problems=pages.problems,
        )

    def read(self, tape: Tape) -> Iterator[Record | Problem]:
        """See `tamis.sources.connector.Connector`."""
        for at, reply in enumerate(tape.replies("page"), 1):
            if works_of(message_of(reply)):
                body = io.BytesIO(reply.body)
                file = f"reply {at}"
                yield from formats.read(body, file=file, source=self.source, format="crossref")


def check_works(reply: Reply) -> None:
    """A list of works must count itself and hold items.

    Raises:
        Damaged: It does not.
    """
    message = message_of(reply)
    if not isinstance(message.get("total-results"), int):
        raise Damaged("it holds no total-results")
    if not isinstance(message.get("items"), list):
        raise Damaged("it holds no items")


def message_of(reply: Reply) -> Json:
    """The message in Crossref's envelope."""
    message = reply.json().get("message")
    return message if isinstance(message, dict) else {}


def works_of(message: Json) -> list[Json]:
    """The works of a list."""
    items = message.get("items")
    return [w for w in items if isinstance(w, dict)] if isinstance(items, list) else []

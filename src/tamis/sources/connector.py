"""What every connector offers, and what it tells of a search it ran."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from tamis.model.events import FlowRoute
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.sources.http.services import Service
from tamis.sources.http.tape import Tape
from tamis.sources.http.values import Line

#: Called with (records fetched, records in all) as a run goes on.
Progress = Callable[[int, int], None]
#: A run fetches no more than this unless it is told to.
MOST = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a source said about a search, for PRISMA-S and for whoever doubts it.

    Attributes:
        hits: How many records the source counted.
        translation: The query as the source understood it.
        limits: What was restricted besides the query, in words; empty when nothing was.
        version: The version of the service and of its data.
        parts: How the search was divided, in words, with counts.
        problems: Phrases not found, warnings, counts that moved.
    """

    hits: int
    translation: str = ""
    limits: tuple[str, ...] = ()
    version: str = ""
    parts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Connector(Protocol):
    """A source that can be searched over a network."""

    @property
    def name(self) -> str:
        """What the command line calls it ("pubmed")."""
        ...

    @property
    def source(self) -> str:
        """The source its records carry, on which their ids depend."""
        ...

    @property
    def known_as(self) -> tuple[str, ...]:
        """What a protocol may call it."""
        ...

    @property
    def platform(self) -> str:
        """Where it is searched, as PRISMA-S item 1 wants it."""
        ...

    @property
    def route(self) -> FlowRoute:
        """The column of the PRISMA flow."""
        ...

    @property
    def service(self) -> Service:
        """Whom it asks."""
        ...

    @property
    def resumes(self) -> bool:
        """Whether its paging can go on after hours; if not, a killed run begins anew."""
        ...

    def fetch(self, line: Line, query: str, *, most: int, progress: Progress) -> Told:
        """Ask for every reply of a search and check that they are all there.

        Raises:
            SourceError: The source did not give what it counted.
            StartAgain: Its paging broke; a new attempt from the beginning may hold.
        """
        ...

    def read(self, tape: Tape) -> Iterator[Record | Problem]:
        """The records of the replies, in their order; no network, no clock, no chance."""
        ...


def silent(done: int, of: int) -> None:
    """No progress is shown."""

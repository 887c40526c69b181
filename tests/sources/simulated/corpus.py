"""Invented records, the same in every run, and what may happen to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from threading import RLock
from typing import Any

_WORDS = (
    "gravel", "river", "bed", "sand", "walking", "back", "pain", "cell", "therapy", "trial",
    "motor", "neuron", "salmon", "tea", "water", "silt", "flow", "bank", "nerve", "muscle",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A retraction, correction or expression of concern: `kind` in Crossref's words."""

    kind: str
    pmid: str = ""
    doi: str = ""
    on: date = date(2026, 1, 2)
    by: str = "publisher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record in every service at once: a citation, and the registration of its trial.

    `entered` is its Entrez date; None is a record without one.
    """

    number: int
    title: str
    entered: date | None
    published: date
    abstract: str = ""
    author: str = "Alder"
    doi: str = ""
    notices: tuple[Notice, ...] = ()
    status: str = "COMPLETED"
    outcome: str = "Walking speed"
    enrollment: int = 40
    updated: date = date(2026, 1, 1)
    open: bool = True
    license: str = "cc-by"

    @property
    def pmid(self) -> str:
        """Its number in PubMed."""
        return str(self.number)

    @property
    def nct(self) -> str:
        """Its number in the registry."""
        return f"NCT{self.number:08}"


@dataclass(slots=True)
class Corpus:
    """What the services hold. `matches` says what a query finds; everything, unless given."""

    entries: list[Entry] = field(default_factory=list)
    matches: Callable[[Entry, str], bool] | None = None
    lock: RLock = field(default_factory=RLock)
    #: Goes up with every change, so that answers may be kept as long as nothing changed.
    edition: int = 0

    def found(self, query: str) -> list[Entry]:
        """What a query finds, newest first."""
        with self.lock:
            some = [e for e in self.entries if self.matches is None or self.matches(e, query)]
        return sorted(some, key=lambda e: -e.number)

    def add(self, *entries: Entry) -> None:
        """New records."""
        with self.lock:
            self.entries.extend(entries)
            self.edition += 1

    def change(self, number: int, **fields: Any) -> Entry:
        """Something happens to a record."""
        with self.lock:
            at = next(i for i, e in enumerate(self.entries) if e.number == number)
            self.entries[at] = replace(self.entries[at], **fields)
            self.edition += 1
            return self.entries[at]

    def remove(self, numbers: Iterable[int]) -> None:
        """Records go."""
        gone = set(numbers)
        with self.lock:
            self.entries = [e for e in self.entries if e.number not in gone]
            self.edition += 1

    def by_doi(self, doi: str) -> Entry | None:
        """The record with a DOI."""
        with self.lock:
            return next((e for e in self.entries if e.doi.lower() == doi.lower()), None)


def entry(number: int, **more: Any) -> Entry:
    """One record, invented from its number."""
    chance = random.Random(number)
    published = date(1990, 1, 1) + timedelta(days=chance.randrange(13_000))
    said: dict[str, Any] = {
        "number": number,
        "title": " ".join(chance.choices(_WORDS, k=7)).capitalize(),
        "entered": published + timedelta(days=chance.randrange(60)),
        "published": published,
        "abstract": " ".join(chance.choices(_WORDS, k=25)).capitalize() + ".",
        "author": chance.choice(_WORDS).title(),
        "doi": f"10.5555/simulated.{number}",
    }
    return Entry(**said | more)


def corpus(hits: int, *, first: int = 10_000_001, **more: Any) -> Corpus:
    """So many records; `more` holds for each of them."""
    return Corpus([entry(first + i, **more) for i in range(hits)])

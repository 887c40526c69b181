"""A record: one citation as one source gave it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A citation as one source gave it; nothing is thrown away.

    `authors` are "Family, Given" in the printed order. `journal_country` is a property of the
    journal and is never a study's country. `extra` keeps fields the reader has no place for, in
    order, and `raw` the text the record was read from.
    """

    id: str
    source: str
    source_id: str
    kind: str = "article"
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    date: str = ""
    journal: str = ""
    journal_abbreviation: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registry_ids: tuple[str, ...] = ()
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    language: str = ""
    journal_country: str = ""
    urls: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    raw: str = ""

    @property
    def label(self) -> str:
        """'Family 2018', the way people speak of a report."""
        family = self.authors[0].split(",")[0].strip() if self.authors else ""
        return " ".join(part for part in (family or self.title[:40], str(self.year or "")) if part)

"""What the columns of a table of citations hold, as guessed or as a person names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Column, by its heading or its number from 1, → a name of `FIELDS`.
Columns = Mapping[str, str]

EXTRA = "extra"
#: What a column may hold; "extra" is kept beside the record under its heading.
FIELDS = (
    "title", "abstract", "authors", "year", "date", "journal", "journal_abbreviation", "volume",
    "issue", "pages", "doi", "pmid", "pmcid", "registry", "keywords", "mesh", "language",
    "publication_types", "publisher", "serial", "accession", "urls", "notes", EXTRA,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table: its place from 1, its heading, its field, and a cell of it."""

    number: int
    name: str
    field: str
    example: str

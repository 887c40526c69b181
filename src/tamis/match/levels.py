"""The vocabulary of a comparison: each field of a pair gets one small whole number.

MISSING is its own level and weighs nothing: a field that one record lacks is no evidence.
"""

from __future__ import annotations

import polars as pl

MISSING = 0
EQUAL = 1
NEAR = 2
SIMILAR = 3
FAR = 4

#: Field → level names by number, in the order of the numbers. The words are those shown to people.
LEVELS: dict[str, tuple[str, ...]] = {
    "title": (
        "missing", "equal, long", "equal", "equal, short", "equal, a rubric",
        "differs by a letter or two", "nearly equal", "one continues the other",
        "similar", "loosely similar", "differs",
    ),
    "numbers": ("missing", "equal", "one has more", "differ"),
    "authors": (
        "missing", "equal", "same first author, others agree", "same people, other order",
        "others agree",
        "same first author, others differ", "partly shared", "differ",
    ),
    "year": ("missing", "equal", "one year apart", "two years apart", "further apart"),
    "journal": ("missing", "equal", "abbreviated", "similar", "differs"),
    "place": (
        "unknown", "same volume and first page", "same first page, volume unknown",
        "same first page, other volume", "same volume, pages overlap",
        "pages overlap, other volume or none", "same volume, pages unknown",
        "same volume, other page", "other volume, pages unknown", "other volume, other page",
        "other page, volume unknown",
    ),
    "issue": ("missing", "equal", "differs"),
    "page_end": ("missing", "equal", "close", "differs"),
    "doi": ("missing", "equal", "differs"),
    "pmid": ("missing", "equal", "differs"),
    "abstract": ("missing", "equal", "nearly equal", "similar", "differs"),
    "mark": ("none", "equal", "differs"),
    "kind": (
        "same", "one in a supplement or conference", "one a preprint", "both in supplements",
        "one a registration", "registrations of other numbers",
    ),
}  # fmt: skip


def number_of(field: str, word: str) -> int:
    """The number of a level by its word."""
    return LEVELS[field].index(word)


def at(field: str, *words: str) -> pl.Expr:
    """Whether a field of a compared pair stands at one of these levels."""
    return pl.col(field).is_in([number_of(field, word) for word in words])

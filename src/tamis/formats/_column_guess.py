"""What a column holds, judged by what stands in it, where its heading says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import median

from tamis.formats import _clean, _dates

_NAMES = re.compile(
    r"[^\W\d_][\w'’-]+,? (?:[A-Z]\.?){1,3}(?:[;,]|$)|[^\W\d_][\w'’-]+, [A-Z][\w.]*(?:;|$| and )"
)
#: A column is believed when this share of its cells fits.
_SHARE = 0.6
_LONGEST_HEADING = 80


def guess_columns(
    names: Sequence[str], fields: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[str]:
    """Fields for the columns: those known by heading stand, the others are guessed.

    Args:
        names: Headings, for their number.
        fields: Field by heading, or "".
        rows: Some rows of cells.
    """
    guessed = list(fields)
    columns = [
        [row[i].strip() for row in rows if i < len(row) and row[i].strip()]
        for i in range(len(names))
    ]
    for field, fits in _TESTS:
        if field in guessed:
            continue
        for i, cells in enumerate(columns):
            if not guessed[i] and cells and sum(map(fits, cells)) >= _SHARE * len(cells):
                guessed[i] = field
                break
    _by_length(guessed, columns)
    return guessed


def is_data(cells: Sequence[str], fields: Sequence[str]) -> bool:
    """Whether a first row holds data rather than headings: a DOI, a year, names, a sentence."""
    tests = dict(_TESTS)
    return any(
        tests[field](cell.strip()) if field in tests else len(cell) > _LONGEST_HEADING
        for cell, field in zip(cells, fields, strict=False)
        if cell.strip()
    )


def _by_length(guessed: list[str], columns: Sequence[Sequence[str]]) -> None:
    """The longest prose is the abstract, the next the title, the title alone when none is long."""
    lengths = {
        i: median(map(len, cells)) for i, cells in enumerate(columns) if cells and not guessed[i]
    }
    for field, least in (("abstract", 300), ("title", 20), ("journal", 8)):
        if field in guessed or not lengths:
            continue
        longest = max(lengths, key=lambda i: lengths[i])
        if lengths[longest] >= least and (field != "journal" or "title" in guessed):
            guessed[longest] = field
            del lengths[longest]


def _is_year(cell: str) -> bool:
    return re.fullmatch(r"\d{4}(?:\.0)?", cell) is not None and _dates.year(cell[:4]) is not None


def _is_doi(cell: str) -> bool:
    return bool(_clean.doi(cell)) and len(cell) < 120


def _is_url(cell: str) -> bool:
    return cell.startswith(("http://", "https://"))


def _is_pmid(cell: str) -> bool:
    return re.fullmatch(r"[1-9]\d{6,7}", cell) is not None


def _is_names(cell: str) -> bool:
    return len(cell) < 3000 and _NAMES.search(cell) is not None


_TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("doi", _is_doi),
    ("year", _is_year),
    ("urls", _is_url),
    ("pmid", _is_pmid),
    ("authors", _is_names),
)

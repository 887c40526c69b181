"""Whether two journal names mean one journal: abbreviations, acronyms, series and subtitles."""

from __future__ import annotations

import polars as pl
from rapidfuzz import fuzz

from tamis.match.levels import EQUAL, FAR, MISSING, NEAR, SIMILAR

_FILLERS = frozenset(
    {
        "of", "the", "and", "for", "in", "on", "de", "der", "und", "la", "le", "des", "du", "a",
        "an", "et", "di", "del", "e", "y", "el", "section", "series", "part", "online", "print",
        "official", "journal", "j",
    }
)  # fmt: skip

#: Famous titles known by letters that are not their initials.
_KNOWN_AS: dict[str, str] = {
    "bmj": "british medical journal",
    "jama": "journal of the american medical association",
    "jpen": "journal of parenteral and enteral nutrition",
    "pnas": "proceedings of the national academy of sciences of the united states of america",
    "nejm": "new england journal of medicine",
    "mmwr": "morbidity and mortality weekly report",
    "proc biol sci": "proceedings of the royal society b biological sciences",
    "proc r soc b": "proceedings of the royal society b biological sciences",
    "vldb": "very large data bases",
    "sigmod": "international conference on management of data",
    "sigmod conference": "international conference on management of data",
}


def compare_journals(left: pl.Series, right: pl.Series) -> pl.Series:
    """Level of agreement of folded journal names, row by row.

    Args:
        left: Folded names, null where unknown.
        right: The same, aligned.

    Returns:
        Int8 levels (`tamis.match.levels`): MISSING, EQUAL, NEAR (one abbreviates the other),
        SIMILAR (shared words), FAR.
    """
    both = pl.DataFrame({"l": left, "r": right})
    unequal = both.filter((pl.col("l") != pl.col("r")).fill_null(value=False)).unique()
    levels = [_level(a, b) for a, b in unequal.iter_rows()]
    table = unequal.with_columns(pl.Series("level", levels, dtype=pl.Int8))
    joined = both.join(table, on=["l", "r"], how="left", maintain_order="left")
    return joined.select(
        pl.when(pl.col("l").is_null() | pl.col("r").is_null())
        .then(MISSING)
        .when(pl.col("l") == pl.col("r"))
        .then(EQUAL)
        .otherwise(pl.col("level"))
        .cast(pl.Int8)
    ).to_series()


def _level(left: str, right: str) -> int:
    left, right = _KNOWN_AS.get(left, left), _KNOWN_AS.get(right, right)
    a, b = _words(left), _words(right)
    if left.replace(" ", "") == right.replace(" ", ""):
        return EQUAL
    if not a or not b:
        return FAR
    if _is_journal(left) != _is_journal(right) and len(min(a, b, key=len)) < 3:
        # "VLDB" is the conference, "VLDB J." the journal.
        return SIMILAR if a == b or _initials(left, right) or _initials(right, left) else FAR
    if a == b:
        return EQUAL
    if _abbreviates(a, b) or _initials(left, right) or _initials(right, left):
        return NEAR
    short, long = sorted((a, b), key=len)
    if len(short) >= 2 and _abbreviates(short, long[: len(short)]):
        return SIMILAR
    ratio = fuzz.token_set_ratio(" ".join(a), " ".join(b))
    if fuzz.ratio(left, right) >= 92:
        return NEAR
    return SIMILAR if ratio >= 85 and len(short) >= 2 else FAR


def _words(name: str) -> list[str]:
    return [word for word in name.split() if word not in _FILLERS]


def _is_journal(name: str) -> bool:
    return not {"journal", "j"}.isdisjoint(name.split())


def _abbreviates(a: list[str], b: list[str]) -> bool:
    return len(a) == len(b) and all(_shortens(x, y) for x, y in zip(a, b, strict=True))


def _shortens(x: str, y: str) -> bool:
    """Whether the shorter word keeps the other's first letter and its letters in order."""
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    if long.startswith(short):
        return True
    if short[0] != long[0] or len(short) < 2:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short) and len(short) <= 0.8 * len(long)


def _initials(short: str, long: str) -> bool:
    words = [w for w in long.split() if w not in ("of", "the", "and", "for", "in", "on")]
    letters = short.replace(" ", "")
    first = short.split()[0]
    initials = "".join(w[0] for w in words)
    return len(words) >= 3 and (letters == initials or (len(first) >= 3 and first == initials))

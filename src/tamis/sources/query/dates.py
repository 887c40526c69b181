"""Dates as searches write them, read into YYYY, YYYY-MM or YYYY-MM-DD."""

from __future__ import annotations

import re

_OPEN_END = ("current", "present", "now", "today", "max", "inception", "*", "")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}

_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?)?$")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})?$")
_NAMED = re.compile(r"(?:(\d{1,2})[ -])?([a-z]{3,9})[ -](?:(\d{1,2}),? )?(\d{4})$")


def read(text: str) -> str | None:
    """A date in ISO form; None for an open end or for what is no date.

    Years before 1000 and from 3000 on are how platforms write "open".
    """
    plain = text.strip().strip("\"'").lower().rstrip("*$:")
    if plain in _OPEN_END:
        return None
    if match := _YEAR_FIRST.match(plain) or _RUN.match(plain):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.match(plain):
        day, month, year = match.groups()
    elif (match := _NAMED.match(plain)) and match[2] in _MONTHS:
        day, month, year = match[1] or match[3], str(_MONTHS[match[2]]), match[4]
    else:
        return None
    return _iso(year, month, day)


def _iso(year: str, month: str | None, day: str | None) -> str | None:
    if not 1000 <= int(year) < 3000:
        return None
    if month is None or not 1 <= int(month) <= 12:
        return year
    if day is None or not 1 <= int(day) <= 31:
        return f"{year}-{int(month):02d}"
    return f"{year}-{int(month):02d}-{int(day):02d}"


def is_date(text: str) -> bool:
    """A date, not merely an open end."""
    return read(text) is not None


def slashed(iso: str) -> str:
    """PubMed's spelling: 2020/01/31."""
    return iso.replace("-", "/")


def year(iso: str) -> str:
    """The year of a date."""
    return iso[:4]


_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def first_day(iso: str | None) -> str | None:
    """The first day of a year or month."""
    return iso if iso is None else (f"{iso}-01-01", f"{iso}-01", iso)[iso.count("-")]


def last_day(iso: str | None) -> str | None:
    """The last day of a year or month."""
    if iso is None or iso.count("-") == 2:
        return iso
    if "-" not in iso:
        return f"{iso}-12-31"
    year_, month = map(int, iso.split("-"))
    leap = month == 2 and ((year_ % 4 == 0 and year_ % 100 != 0) or year_ % 400 == 0)
    return f"{iso}-{_LENGTHS[month - 1] + leap:02d}"

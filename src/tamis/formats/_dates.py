"""Dates as exports print them → a year and, where it can be told, an ISO date."""

from __future__ import annotations

import re

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d|21[0-4]\d)(?!\d)")
_NUMERIC = re.compile(r"(\d{4})(?:[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?)?(?:[T ]\d\d:\d\d.*)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})[\s,/-]+([A-Za-z]{3})[a-z]*\.?(?:[\s,/-]+(\d{1,2}))?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[\s./-]+)?([A-Za-z]{3})[a-z]*\.?[\s,./-]+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[ /](\d{4})")
_SLASHED = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})")
_TWO_DIGITS = re.compile(r"['’]?(\d\d)(?:/\d{0,2}){0,3}/?")
_RIS = re.compile(r"(\d{4})/(\d{0,2})/?(\d{0,2})/?(.*)")

#: "35" is read as 2035 and "36" as 1936: two-digit years end with the last century's exports.
_PIVOT = 35


def year(text: str) -> int | None:
    """The first four-digit year, 1500 to 2149."""
    if len(text) == 4 and text.isdecimal() and "1500" <= text < "2150" and text.isascii():
        return int(text)
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def is_month(text: str) -> bool:
    """Whether the text is a month, perhaps with a day or another month: "SEP 22", "Jul-Aug"."""
    return text[:3].lower() in _MONTHS and len(text) <= 20


def two_digit_year(text: str) -> int | None:
    """The year of "99", "'07" or "99/05/01"."""
    found = _TWO_DIGITS.fullmatch(text.strip())
    if found is None:
        return None
    short = int(found[1])
    return short + (2000 if short <= _PIVOT else 1900)


def ris(text: str) -> str:
    """A RIS date, YYYY/MM/DD/words with any part empty, as `iso` has it."""
    found = _RIS.fullmatch(text)
    if found is None:
        return iso(text)
    y, m, d, words = found.groups()
    date = _join(y, m or None, d or None)
    return date if date is not None and (not words or m) else iso(text)


def iso(text: str) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD where that is what is printed; otherwise the text as printed."""
    text = " ".join(text.split()).strip(" /,;.")
    if len(text) == 4:
        return text
    for shape, order in _SHAPES:
        if found := shape.fullmatch(text):
            parts = found.groups()
            y, m, d = (parts[i] if i < len(parts) else None for i in (*order, 9)[:3])
            if (date := _join(y, m, d)) is not None:
                return date
    return text


_SHAPES = (
    (_NUMERIC, (0, 1, 2)),
    (_COMPACT, (0, 1, 2)),
    (_YEAR_FIRST, (0, 1, 2)),
    (_DAY_FIRST, (2, 1, 0)),
    (_MONTH_FIRST, (2, 0, 1)),
    (_MONTH_YEAR, (1, 0)),
)


def slashed(text: str, *, day_first: bool) -> str:
    """ISO date of "01/02/2026", whose order only the source knows; the text if it is another."""
    found = _SLASHED.fullmatch(text.strip())
    if found is None:
        return iso(text)
    a, b, y = found[1], found[3], found[4]
    day, month = (a, b) if day_first else (b, a)
    return _join(y, month, day) or _join(y, day, month) or text


def _join(y: str | None, m: str | None, d: str | None) -> str | None:
    if y is None:
        return None
    month = _month(m)
    if m is not None and month is None:
        return None
    if not month:
        return y
    if d is None or not d.isdecimal() or int(d) == 0:
        return f"{y}-{month:02}"
    return f"{y}-{month:02}-{int(d):02}" if int(d) <= 31 else None


def _month(text: str | None) -> int | None:
    """1 to 12; 0 for none ("00"); None for what is no month."""
    if text is None:
        return 0
    if text.isdecimal():
        return int(text) if int(text) <= 12 else None
    return _MONTHS.get(text[:3].lower())

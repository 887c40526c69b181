"""Counts of records printed behind the lines of a strategy."""

from __future__ import annotations

import re

_HITS = re.compile(
    r"(?:[\t|]+\s*|\s{2,}|\s*\((?:n\s?=\s?)?|\s*\[(?:n\s?=\s?)?"
    r"|\s+(?:n|hits|results?|records)\s?[=:]\s?|\s+)"
    r"(?P<hits>\d{1,3}(?:[,. ]\d{3})+|\d+)"
    r"\s*(?P<close>[)\]]|(?:results?|hits|records)\b)?\s*[|]?\s*$",
    re.IGNORECASE,
)


#: A count set off from the query by more than a space.
_CLEAR_HITS = re.compile(r"[\t|(\[=:]|\s{2,}")


#: A row that is nothing but a large number: the count of a line that was wrapped.
ONLY_COUNT = re.compile(r"\s*(?:\d{1,3}(?:,\d{3})+|\d{4,})\s*$")


ENDS_QUERY = re.compile(
    r"[/.\])\"'*$]\s*$|[:.]\s*[a-z]{2}(?:,\s*[a-z]{2})*$|\b[sS#]?\d+\s*$", re.IGNORECASE
)


JOINS = re.compile(r"(?:\b(?:and|or|not|adj\d*|near(?:/\d+)?)|[(,])\s*$", re.IGNORECASE)


def take_hits(text: str) -> tuple[int | None, int]:
    """The count at the end of a line and the length of what stands before it.

    A bare number behind one space counts only behind something that can end a query: a bracket,
    a field tag, a slash; `adj3` and `S1 OR 2` keep theirs.
    """
    if re.fullmatch(r"\s*[(\[]?\s*(?:n\s?=\s?)?[\d,. ]*\d\s*[)\]]?\s*", text):
        return (count(text), 0) if text.strip() else (None, len(text))
    match = _HITS.search(text)
    if match is None:
        return None, len(text)
    before = text[: match.start()]
    if not before.strip() or JOINS.search(before):
        return None, len(text)
    lead = text[match.start() : match.start("hits")]
    clear = bool(_CLEAR_HITS.search(lead))
    if "(" in lead and match["close"] != ")":
        return None, len(text)
    if not clear and not (ENDS_QUERY.search(before) or len(match["hits"]) >= 5):
        return None, len(text)
    if not clear and re.search(r"(?:\bor/?|\band/?|-|,|\bto|from)\s*$", before, re.IGNORECASE):
        return None, len(text)
    if re.search(r"\b(?:or|and)/\s*\d+\s*$", before, re.IGNORECASE):
        return None, len(text)  # `or/1 6` lost its dash
    return count(match["hits"]), match.start()


def count(text: str) -> int | None:
    """The number that the digits of a text make."""
    digits = "".join(c for c in text if c.isdigit())
    return int(digits) if digits and len(digits) < 12 else None

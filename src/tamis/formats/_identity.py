"""Which id a record has in its source, so that importing it twice is importing it once.

Only ids that mean one citation everywhere are taken as they are: PubMed and PMC numbers, trial
registrations, accession numbers of databases. Local numbers (a row, a citation key) and DOIs (one
DOI may stand on a whole supplement of abstracts) are not enough: a DOI is joined by the title, and
what has no id is named by its own words. Two citations that differ in any of them never share an
id.
"""

from __future__ import annotations

import re
from hashlib import sha256

#: Accession numbers known to be unique in their database.
ACCESSION = re.compile(
    r"WOS:\w{9,}|ISI:\w{9,}|(?:MEDLINE|BCI|CCC|INSPEC|KJD|SCIELO|RSCI|CABI|FSTA|ZOOREC|DRCI|PPRN):\S+"
    r"|2-s2\.0-\d+|CN-\d{8}|L\d{6,12}|rayyan-\d+|pub\.\d{8,}|E[JD]\d{5,8}|PMC\d{2,9}"
    r"|NCT\d{8}|ISRCTN\d{8}|\d{4}-\d{5}-\d{3}|W\d{5,}|(?:mdl|lil|ibc|biblio|psa)-\d+|S\d{4}-\d{16,}.*"
)


def accession(text: str, *, numeric: bool = False) -> str:
    """`text` when it is an accession number, else "".

    Args:
        text: What stands in the field.
        numeric: The database is known to number its records, so seven digits or more are one.
    """
    text = text.strip()
    if text.isdecimal():
        return text if numeric and 7 <= len(text) <= 14 else ""
    return text if ACCESSION.fullmatch(text) else ""


def source_id(own: str, doi: str, title: str, words: tuple[str, ...]) -> str:
    """The record's id in its source.

    Args:
        own: The source's own id, or "".
        doi: Its DOI, or "".
        title: Its title.
        words: Everything else that tells citations apart.
    """
    if own:
        return own
    if doi:
        return f"{doi.lower()}#{_digest((title,), 8)}" if title else doi.lower() + _tail(words)
    return "~" + _digest((title, *words), 24)


def _tail(words: tuple[str, ...]) -> str:
    return "#" + _digest(words, 8)


def _digest(words: tuple[str, ...], length: int) -> str:
    text = "\x1f".join(words).casefold()
    return sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:length]

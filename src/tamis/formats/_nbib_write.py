"""`Record` → MEDLINE lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tamis.formats._nbib_record import record_of
from tamis.formats._overflow import missing, packed_pair
from tamis.formats._words import words
from tamis.model.records import Record

_TAKEN = frozenset(
    words("""
        PMID PMC TI BTI AB FAU AU CN DP JT TA VI IP PG IS ISSN ISBN LID AID OID MH OT PT LA PL PB SI
        GN OWN
        """)
)


def write(records: Iterable[Record], stream: BinaryIO) -> None:
    """Write UTF-8 lines, an empty one after each record."""
    for record in records:
        lines = [(tag, _one_line(value)) for tag, value in _lines(record)]
        reread = record_of(((tag, value.strip()) for tag, value in lines), "", "")
        lines.extend(("GN", packed_pair(*pair)) for pair in missing(record, reread))
        text = "".join(f"{tag:4}- {value}\n" for tag, value in lines)
        stream.write(text.encode() + b"\n")


def _one_line(value: str) -> str:
    return " ".join(value.replace("\0", "").encode("utf-8", "replace").decode().split())


def _lines(record: Record) -> Iterator[tuple[str, str]]:
    # A record begins with PMID, so the line is there even when the number is not.
    yield "PMID", record.pmid
    single = (
        ("PMC", record.pmcid),
        *(("IS", number) for number in record.issn),
        *(("ISBN", number) for number in record.isbn),
        ("VI", record.volume),
        ("IP", record.issue),
        ("DP", record.date or str(record.year or "")),
        ("TI", record.title),
        ("PG", record.pages),
        ("LID", f"{record.doi} [doi]" if record.doi else ""),
        ("AB", record.abstract),
        *(("FAU", name) for name in record.authors),
        ("LA", record.language),
        *(("SI", number) for number in record.registry_ids),
        *(("PT", word) for word in record.publication_types),
        ("PL", record.journal_country),
        ("TA", record.journal_abbreviation),
        ("JT", record.journal),
        ("PB", record.publisher),
        *(("MH", word) for word in record.mesh),
        *(("OT", word) for word in record.keywords),
    )
    yield from ((tag, value) for tag, value in single if value)
    for key, value in record.extra:
        natural = key.isascii() and key.isalpha() and key.isupper() and 2 <= len(key) <= 4
        if natural and key not in _TAKEN and value:
            yield key, value
        else:
            yield "GN", packed_pair(key, value)

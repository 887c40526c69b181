"""`Record` → RIS lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from tamis.formats._kinds import TO_RIS
from tamis.formats._overflow import missing, packed_pair
from tamis.formats._ris_careful import careful
from tamis.formats._ris_fields import fields_of
from tamis.formats._ris_plan import Plans
from tamis.formats._ris_record import Reading
from tamis.formats._ris_tags import KNOWN
from tamis.formats._words import words
from tamis.model.records import Record

_TAG = re.compile(r"[A-Z][A-Z0-9]")
#: Tags the writer fills from fields of its own.
_TAKEN = frozenset(
    words("""
        TY ER TI T1 AU A1 PY Y1 DA JF J2 VL IS SP EP PB SN DO AB N2 KW MH M3 LA UR N1 AN U5
        """)
)


def write(records: Iterable[Record], stream: BinaryIO) -> None:
    """Write UTF-8 RIS with CR LF line ends."""
    for record in records:
        lines = [*_lines(record)]
        lines.extend(("U5", packed_pair(*pair)) for pair in missing(record, _reread(lines)))
        text = "\r\n".join(_line(tag, value) for tag, value in lines)
        stream.write(text.encode() + b"\r\nER  - \r\n\r\n")


def _reread(lines: list[tuple[str, str]]) -> Record | None:
    """The record as the reader would give it back."""
    text = "\n".join(_line(tag, value).replace("\r", "") for tag, value in lines)
    plans = Plans()
    fields = fields_of(text, plans)
    if fields is None:
        found = list(careful(text.split("\n"), 1, [], ended=True))
        fields = plans.fields(found[0].tags) if len(found) == 1 else None
    return None if fields is None else Reading("", "").record(fields, text, partial(int, 1))


def _line(tag: str, value: str) -> str:
    """Later lines of a value are indented, so that none can be taken for a tag."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    value = value.encode("utf-8", "replace").decode()
    return f"{tag}  - " + value.replace("\n", "\r\n      ")


def _lines(record: Record) -> Iterator[tuple[str, str]]:
    yield "TY", TO_RIS.get(record.kind) or record.kind.upper()
    yield "TI", record.title
    yield from (("AU", name) for name in record.authors)
    if record.year is not None:
        yield "PY", str(record.year)
    first, _, last = record.pages.partition("-")
    single = (
        ("DA", record.date.replace("-", "/")),
        ("JF", record.journal),
        ("J2", record.journal_abbreviation),
        ("VL", record.volume),
        ("IS", record.issue),
        ("SP", first),
        ("EP", last),
        ("PB", record.publisher),
        *(("SN", number) for number in (*record.issn, *record.isbn)),
        ("DO", record.doi),
        ("AB", record.abstract),
        *(("KW", word) for word in record.keywords),
        *(("MH", word) for word in record.mesh),
        *(("M3", word) for word in record.publication_types),
        ("LA", record.language),
        *(("UR", url) for url in record.urls),
        *(("N1", note) for note in record.notes),
        ("U1", f"{record.pmid}[pmid]" if record.pmid else ""),
        ("U2", f"{record.pmcid}[pmcid]" if record.pmcid else ""),
        ("AN", record.source_id if not record.source_id.startswith("~") else ""),
    )
    yield from ((tag, value) for tag, value in single if value)
    yield from _extras(record.extra)


def _extras(extra: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Extras under their own tag as long as reading keeps their order, then as pairs."""
    seen: list[str] = []
    natural = True
    for key, value in extra:
        grouped = key not in seen or seen[-1] == key
        natural = natural and grouped and key in KNOWN and key not in _TAKEN and bool(value)
        seen.append(key)
        yield (key, value) if natural else ("U5", packed_pair(key, value))

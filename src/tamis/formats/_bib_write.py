"""`Record` → BibTeX."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tamis.formats import _latex
from tamis.formats._bib_parse import BibEntry, entries
from tamis.formats._bib_record import record_of
from tamis.formats._overflow import missing
from tamis.formats._text import Text
from tamis.formats._words import words
from tamis.model.records import Record

_TYPES = {
    "article": "article",
    "book": "book",
    "edited-book": "book",
    "chapter": "incollection",
    "conference-paper": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "preprint": "unpublished",
    "webpage": "online",
    "dataset": "dataset",
    "patent": "patent",
    "software": "software",
}
_TAKEN = frozenset(
    words("""
        title journal journaltitle booktitle shortjournal journal-iso abbrev_source_title volume
        number issue publisher school institution language langid abstract keywords keyword
        author_keywords mesh type document_type pages doi url issn eissn isbn pmid pmcid pmc note
        annote annotation year month date author tamis key unique-id article-number art_number eid
        """)
)
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def write(records: Iterable[Record], stream: BinaryIO) -> None:
    """Write UTF-8 BibTeX with one field to a line."""
    for record in records:
        head = f"@{_TYPES.get(record.kind, 'misc')}{{{_key(record)},\n"
        lines = [f"  {name} = {{{value}}},\n" for name, value in _fields(record)]
        pairs = [list(pair) for pair in _unnatural(record)]
        pairs += [list(pair) for pair in missing(record, _reread(head, lines, pairs))]
        stream.write((head + "".join(lines) + _packed(pairs) + "}\n\n").encode())


def _packed(pairs: list[list[str]]) -> str:
    return f"  tamis = {{{_latex.encode(json.dumps(pairs))}}},\n" if pairs else ""


def _reread(head: str, lines: list[str], pairs: list[list[str]]) -> Record | None:

    data = (head + "".join(lines) + _packed(pairs) + "}\n").encode()
    found = [e for e in entries(Text(io.BytesIO(data), "")) if isinstance(e, BibEntry)]
    return record_of(found[0], "", "")[0] if len(found) == 1 else None


def _key(record: Record) -> str:
    for name, value in record.extra:
        if name == "key" and re.fullmatch(r"[\w:./+-]+", value, re.ASCII):
            return value
    family = re.sub(r"[^A-Za-z]", "", record.authors[0].split(",")[0]) if record.authors else ""
    return f"{family or 'anon'}{record.year or ''}-{record.id[1:7]}"


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    in_book = record.kind in ("chapter", "conference-paper")
    texts = (
        ("title", record.title),
        ("booktitle" if in_book else "journal", record.journal),
        ("shortjournal", record.journal_abbreviation),
        ("year", str(record.year or "")),
        ("date", record.date),
        ("volume", record.volume),
        ("number", record.issue),
        ("pages", record.pages.replace("-", "--")),
        ("publisher", record.publisher),
        ("issn", "; ".join(record.issn)),
        ("isbn", "; ".join(record.isbn)),
        ("pmid", record.pmid),
        ("pmcid", record.pmcid),
        ("language", record.language),
        ("keywords", "; ".join(record.keywords)),
        ("mesh", "; ".join(record.mesh)),
        ("type", "; ".join(record.publication_types)),
        *(("note", note) for note in record.notes[:1]),
        ("abstract", record.abstract),
        *_natural(record),
    )
    if record.authors:
        yield "author", " and ".join(_author(name) for name in record.authors)
    for name, value in texts:
        if value:
            yield name, _value(value).replace("-{}-", "--") if name == "pages" else _value(value)
    # Addresses and DOIs are verbatim in BibLaTeX: nothing in them is escaped.
    for name, value in (("doi", record.doi), ("url", " ".join(record.urls))):
        if value and not re.search(r"[{}\\\s]", value.replace(" ", "")):
            yield name, value.encode("utf-8", "replace").decode()


def _author(name: str) -> str:
    return _value(name) if "," in name else "{" + _value(name) + "}"


def _value(text: str) -> str:
    text = " ".join(text.replace("\0", "").encode("utf-8", "replace").decode().split())
    return _latex.encode(text)


def _natural(record: Record) -> Iterator[tuple[str, str]]:
    yield from ((k, v) for k, v in record.extra if _NAME.fullmatch(k) and k not in _TAKEN)


def _unnatural(record: Record) -> Iterator[tuple[str, str]]:
    yield from (
        (k, v)
        for k, v in record.extra
        if not (_NAME.fullmatch(k) and k not in _TAKEN) and not (k == "key" and v == _key(record))
    )

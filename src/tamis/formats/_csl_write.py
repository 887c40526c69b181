"""`Record` → CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import BinaryIO

from tamis.formats._csl_record import record_of
from tamis.formats._json import Json
from tamis.formats._overflow import missing
from tamis.model.records import Record

_TYPES = {
    "article": "article-journal",
    "abstract": "paper-conference",
    "book": "book",
    "edited-book": "book",
    "chapter": "chapter",
    "conference-paper": "paper-conference",
    "thesis": "thesis",
    "report": "report",
    "preprint": "article",
    "manuscript": "manuscript",
    "dataset": "dataset",
    "patent": "patent",
    "webpage": "webpage",
    "software": "software",
    "standard": "standard",
    "magazine-article": "article-magazine",
    "newspaper-article": "article-newspaper",
}


def write(records: Iterable[Record], stream: BinaryIO) -> None:
    """Write a JSON list, one item to a line, streaming."""
    lead = b"[\n"
    for record in records:
        item = _item(record)
        lost = missing(record, record_of(json.loads(json.dumps(item)), "", ""))
        if lost:
            item["custom"] = {"tamis": [list(pair) for pair in lost]}
        # Lone surrogates have no UTF-8; such an item is written in ASCII escapes.
        text = json.dumps(item, ensure_ascii=False)
        try:
            data = text.encode()
        except UnicodeEncodeError:
            data = json.dumps(item).encode()
        stream.write(lead + data)
        lead = b",\n"
    stream.write(b"[]\n" if lead == b"[\n" else b"\n]\n")


def _item(record: Record) -> Json:
    item: Json = {"id": record.id, "type": _TYPES.get(record.kind, "document")}
    texts = {
        "title": record.title,
        "container-title": record.journal,
        "container-title-short": record.journal_abbreviation,
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages,
        "publisher": record.publisher,
        "language": record.language,
        "abstract": record.abstract,
        "DOI": record.doi,
        "PMID": record.pmid,
        "PMCID": record.pmcid,
        "URL": record.urls[0] if record.urls else "",
        "ISSN": ", ".join(record.issn),
        "ISBN": ", ".join(record.isbn),
        "keyword": "; ".join(record.keywords),
        "note": "\n".join(record.notes),
        "genre": "; ".join(record.publication_types),
    }
    item |= {name: text for name, text in texts.items() if text}
    if record.authors:
        item["author"] = [_name(name) for name in record.authors]
    if parts := _date_parts(record):
        item["issued"] = {"date-parts": [parts]}
    return item


def _name(name: str) -> Json:
    family, comma, given = name.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": name}


def _date_parts(record: Record) -> list[int]:
    if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", record.date, re.ASCII):
        return [int(part) for part in record.date.split("-")]
    return [record.year] if record.year is not None else []

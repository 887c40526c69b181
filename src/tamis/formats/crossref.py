"""Crossref works: JSON of the REST API, one work or a page of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats import _clean
from tamis.formats._bytes import head_text
from tamis.formats._csl_record import issued, person
from tamis.formats._draft import Draft, text_field
from tamis.formats._json import Items, Json, dig, objects, text, texts
from tamis.formats._kinds import from_words
from tamis.formats._place import finish, place
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_ENVELOPE = re.compile(r'"message-type"\s*:\s*"work')
_WORK = re.compile(
    r'"(?:is-referenced-by-count|content-domain|reference-count|short-container-title)"\s*:'
)
_FIELDS = {
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
    "article-number": "article_number",
    "publisher": "publisher",
    "language": "language",
    "abstract": "abstract",
    "DOI": "doi",
    "ISSN": "serial",
    "ISBN": "serial",
    "subject": "keywords",
}


class Crossref:
    """Reader of Crossref works."""

    name = "crossref"
    suffixes = (".json", ".jsonl")

    def sniff(self, head: bytes) -> float:
        """Sure of the envelope or of several of Crossref's own field names."""
        found = head_text(head)
        if found.lstrip()[:1] not in ("{", "["):
            return 0.0
        own = len(set(_WORK.findall(found)))
        return 0.96 if _ENVELOPE.search(found) else 0.9 if own > 1 else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the works; see `tamis.model.ports.Reader`."""
        for item in Items(Text(stream, file)):
            if isinstance(item, Problem):
                yield item
                continue
            message = item.value.get("message", item.value)
            works = objects(dig(message, "items")) or objects([message])
            for work in works:
                yield record_of(work, item.raw, source)


def record_of(work: Json, raw: str, source: str) -> Record:
    """Map a work; its DOI is its id."""
    draft = Draft(kind=from_words(text(work.get("type"))))
    title = ". ".join(texts(work.get("title"))[:1] + texts(work.get("subtitle"))[:1])
    draft.title = text_field(title)
    containers = texts(work.get("container-title"))
    draft.journal = text_field(containers[0]) if containers else ""
    short = texts(work.get("short-container-title"))
    draft.journal_abbreviation = (
        text_field(short[0]) if short and short[:1] != containers[:1] else ""
    )
    draft.authors.extend(filter(None, map(person, objects(work.get("author")))))
    year, date = _published(work)
    draft.parts |= {"year": year, "date": date}
    for name, field in _FIELDS.items():
        for part in texts(work.get(name)):
            place(draft, field, part, name)
    place(draft, "urls", text(work.get("URL")), "URL")
    for trial in objects(work.get("clinical-trial-number")):
        place(draft, "registry", text(trial.get("clinical-trial-number")), "clinical-trial-number")
    draft.keep("subtype", text(work.get("subtype")))
    for update in objects(work.get("update-to")):
        draft.keep(f"update-to-{text(update.get('type')) or 'other'}", text(update.get("DOI")))
    relations = work.get("relation")
    for kind, others in relations.items() if isinstance(relations, dict) else ():
        draft.keep(str(kind), *(text(other.get("id")) for other in objects(others)))
    finish(draft)
    draft.issn = list(_clean.unique(draft.issn))
    draft.own_id = draft.doi.lower()
    return draft.finished(source, raw, "crossref")


def _published(work: Json) -> tuple[str, str]:
    for name in ("published-print", "issued", "published", "published-online", "posted", "created"):
        year, date = issued(work.get(name))
        if year:
            return year, date
    return "", ""


FORMAT = Crossref()

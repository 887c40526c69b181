"""A CSL-JSON item → `Record`."""

from __future__ import annotations

import json

from tamis.formats._draft import Draft, text_field
from tamis.formats._identity import accession
from tamis.formats._json import Json, dig, objects, text, texts
from tamis.formats._kinds import from_words
from tamis.formats._place import finish, place
from tamis.model.records import Record

_FIELDS = {
    "title": "title",
    "container-title": "journal",
    "container-title-short": "journal_abbreviation",
    "journalAbbreviation": "journal_abbreviation",
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
    "publisher": "publisher",
    "language": "language",
    "abstract": "abstract",
    "DOI": "doi",
    "PMID": "pmid",
    "PMCID": "pmcid",
    "URL": "urls",
    "ISSN": "serial",
    "ISBN": "serial",
    "keyword": "keywords",
    "note": "notes",
    "genre": "publication_types",
}


def record_of(item: Json, raw: str, source: str) -> Record:
    """Map an item; variables of no place are kept as text."""
    draft = Draft(kind=from_words(text(item.get("type"))))
    for name, value in item.items():
        if name in ("type", "author", "issued", "custom"):
            continue
        if name in _FIELDS:
            for part in texts(value):
                place(draft, _FIELDS[name], part, name)
        else:
            draft.keep(
                name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            )
    draft.authors.extend(filter(None, map(person, objects(item.get("author")))))
    year, date = issued(item.get("issued"))
    draft.parts |= {"year": year, "date": date}
    finish(draft)
    for key, value in _pairs(dig(item, "custom", "tamis")):
        draft.extra.append((key, value))
    draft.own_id = draft.pmid or accession(text(item.get("id")))
    return draft.finished(source, raw, "csl-json")


def person(name: Json) -> str:
    """A CSL name as "Family, Given"."""
    family = " ".join(
        filter(None, (text(name.get("non-dropping-particle")), text(name.get("family"))))
    )
    given = " ".join(filter(None, (text(name.get("given")), text(name.get("dropping-particle")))))
    whole = text(name.get("literal")) or text(name.get("name"))
    if not family:
        return text_field(whole or given)
    return text_field(", ".join(filter(None, (family, given, text(name.get("suffix"))))))


def issued(value: object) -> tuple[str, str]:
    """(year, date) of a CSL date, "" where it has none."""
    parts = dig(value, "date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [text(n) for n in first if text(n)] if isinstance(first, list) else []
    if numbers:
        date = "-".join([numbers[0], *(n.zfill(2) for n in numbers[1:3])])
        return numbers[0], date if len(numbers) > 1 else ""
    words = text(dig(value, "raw")) or text(dig(value, "literal")) or text(value)
    return words, words


def _pairs(value: object) -> list[tuple[str, str]]:
    pairs = value if isinstance(value, list) else []
    return [
        (p[0], p[1])
        for p in pairs
        if isinstance(p, list) and len(p) == 2 and all(isinstance(v, str) for v in p)
    ]

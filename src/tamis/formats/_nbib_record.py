"""Fields of one MEDLINE record → `Record`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from tamis.formats import _clean, _dates, _names
from tamis.formats._draft import Draft, text_field
from tamis.formats._identity import accession
from tamis.formats._overflow import unpacked_pair
from tamis.model.records import Record

_ARTICLE_ID = re.compile(r"(\S+) ?\[(doi|pii|pmc|bookaccession)\]", re.IGNORECASE)


def record_of(fields: Iterable[tuple[str, str]], raw: str, source: str) -> Record:
    """Map MEDLINE fields; what has no place goes to `extra` in printed order."""
    draft = Draft()
    full_name_open = False
    database = "pubmed"
    for tag, value in fields:
        if tag == "FAU":
            draft.authors.extend(filter(None, [_names.person(value)]))
        elif tag == "AU":
            # "Long V" repeats the "Long, Vicky" before it.
            if not full_name_open and value:
                draft.authors.extend(_names.people(value))
        elif tag == "CN":
            draft.authors.extend(filter(None, [_clean.squeeze(value)]))
        elif tag in _PLACES:
            _PLACES[tag](draft, value)
        elif tag == "GN" and (pair := unpacked_pair(value)):
            draft.extra.append(pair)
        else:
            database = "eric" if (tag, value) == ("OWN", "ERIC") else database
            draft.keep(tag, value)
        full_name_open = tag == "FAU" or (full_name_open and tag not in ("AU", "CN"))
    draft.kind = _kind(draft)
    draft.own_id = draft.pmid or draft.own_id or draft.pmcid
    return draft.finished(source, raw, database)


def _kind(draft: Draft) -> str:
    types = {t.lower() for t in draft.publication_types}
    for word, kind in _KINDS:
        if word in types:
            return kind
    return "article"


_KINDS = (
    ("preprint", "preprint"),
    ("book chapter", "chapter"),
    ("book", "book"),
    ("dataset", "dataset"),
    ("technical report", "report"),
    ("academic dissertation", "thesis"),
)


def _title(draft: Draft, value: str) -> None:
    draft.set_once("title", text_field(value), "TI")


def _abstract(draft: Draft, value: str) -> None:
    draft.set_once("abstract", _clean.paragraphs(_clean.plain(value)), "AB")


def _date(draft: Draft, value: str) -> None:
    if draft.year is not None or not value:
        draft.keep("DP", value)
        return
    draft.year = _dates.year(value)
    date = _dates.iso(value)
    draft.date = date if date != str(draft.year) else ""


def _serial(draft: Draft, value: str) -> None:
    found = _clean.issns(value)
    draft.issn.extend(n for n in found if n not in draft.issn)
    if not found:
        draft.keep("IS", value)


def _article_id(draft: Draft, value: str) -> None:
    found = _ARTICLE_ID.search(value)
    if (found is not None and found[2].lower() == "doi") or "doi" in value.lower():
        draft.set_once("doi", _clean.doi(value), "AID")
    elif found is not None and found[2].lower() == "pmc":
        draft.set_once("pmcid", _clean.pmcid(value))
    else:
        draft.keep("AID", value)


def _own(draft: Draft, value: str) -> None:
    draft.own_id = draft.own_id or accession(value)
    draft.keep("OID", value)


def _pmid(draft: Draft, value: str) -> None:
    draft.set_once("pmid", _clean.pmid(value), "PMID")


def _registered(draft: Draft, value: str) -> None:
    found = _clean.registry_ids(value)
    draft.registry_ids.extend(n for n in found if n not in draft.registry_ids)
    if not found:
        draft.keep("SI", value)


def _once(name: str, key: str) -> Callable[[Draft, str], None]:
    return lambda draft, value: draft.set_once(name, text_field(value), key)


def _many(name: str) -> Callable[[Draft, str], None]:
    def add(draft: Draft, value: str) -> None:
        if value and (text := text_field(value)) not in (items := getattr(draft, name)):
            items.append(text)

    return add


_PLACES: dict[str, Callable[[Draft, str], None]] = {
    "TI": _title,
    "BTI": _once("journal", "BTI"),
    "AB": _abstract,
    "DP": _date,
    "JT": _once("journal", "JT"),
    "TA": _once("journal_abbreviation", "TA"),
    "VI": _once("volume", "VI"),
    "IP": _once("issue", "IP"),
    "PG": lambda draft, value: draft.set_once("pages", _clean.tidy_pages(value), "PG"),
    "IS": _serial,
    "ISSN": _serial,
    "ISBN": lambda draft, value: draft.isbn.extend(_clean.isbns(value)),
    "LID": _article_id,
    "AID": _article_id,
    "OID": _own,
    "PMID": _pmid,
    "PMC": lambda draft, value: draft.set_once("pmcid", _clean.pmcid(value), "PMC"),
    "MH": _many("mesh"),
    "OT": _many("keywords"),
    "PT": _many("publication_types"),
    "LA": _once("language", "LA"),
    "PL": _once("journal_country", "PL"),
    "PB": _once("publisher", "PB"),
    "SI": _registered,
}

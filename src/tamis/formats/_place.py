"""Put one value of a foreign field into a draft: what all table-driven readers share."""

from __future__ import annotations

import re
from collections.abc import Callable

from tamis.formats import _clean, _dates, _names
from tamis.formats._decisions import decided, in_note, labels
from tamis.formats._draft import Draft, text_field
from tamis.formats._identity import accession
from tamis.formats._kinds import from_words

_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|nlm\.nih\.gov/pubmed)/(\d{1,8})(?!\d)")

Placer = Callable[[Draft, str, str], None]


def place(draft: Draft, field: str, text: str, key: str) -> None:
    """Put `text`, found under `key`, into `field` of the draft; "" for `extra`."""
    if not text or text.isspace():
        return
    _PLACERS.get(field, _extra)(draft, text, key)


def finish(draft: Draft, *, day_first: bool = False) -> None:
    """Put together what needs several fields: pages, date, DOI out of links."""
    parts = draft.parts
    if not draft.pages:
        draft.pages = _clean.pages(parts.get("first_page", ""), parts.get("last_page", ""))
    number = parts.get("article_number", "").removeprefix("UNSP ")
    if not draft.pages:
        draft.pages = _clean.tidy_pages(number)
    elif number != draft.pages:
        draft.keep("article-number", number)
    _date(draft, day_first=day_first)
    if not draft.doi:
        links = (url for url in draft.urls if "doi" in url.lower())
        draft.doi = next(filter(None, map(_clean.doi, links)), "")
    if not draft.pmid:
        links = (url for url in draft.urls if "pubmed" in url)
        draft.pmid = next((found[1] for url in links if (found := _PUBMED.search(url))), "")


def _date(draft: Draft, *, day_first: bool) -> None:
    date, year = draft.parts.get("date", ""), draft.parts.get("year", "")
    month, day = draft.parts.get("month", ""), draft.parts.get("day", "")
    draft.year = _dates.year(year) or _dates.year(date) or _dates.two_digit_year(year)
    if draft.year is None:
        draft.keep("year", year)
        draft.date = _dates.slashed(date, day_first=day_first)
        return
    printed = _dates.slashed(date, day_first=day_first) if date else ""
    if printed and _dates.is_month(printed):
        printed = _dates.iso(f"{draft.year} {printed}")
    elif not printed and month:
        joint = "-" if month.isdecimal() else " "
        printed = _dates.iso(joint.join(filter(None, (str(draft.year), month, day))))
    if printed and _dates.year(printed) not in (draft.year, None):
        draft.keep("date", date)
        printed = ""
    draft.date = printed if printed != str(draft.year) else ""


def _extra(draft: Draft, text: str, key: str) -> None:
    draft.keep(key, text.strip())


def _once(name: str) -> Placer:
    return lambda draft, text, key: draft.set_once(name, text_field(text), key)


def _part(name: str) -> Placer:
    def put(draft: Draft, text: str, key: str) -> None:
        text = _clean.squeeze(text)
        if draft.parts.setdefault(name, text) != text:
            draft.keep(key, text)

    return put


def _outside(text: str) -> str:
    """Commas as semicolons, but not those within brackets: "cyst (diagnosis, surgery), colon"."""
    parts, depth = [], 0
    for part in re.split(r"([(),])", text):
        depth += (part == "(") - (part == ")" and depth > 0)
        parts.append(";" if part == "," and depth == 0 else part)
    return "".join(parts)


def _listed(name: str, separators: str) -> Placer:
    def put(draft: Draft, text: str, key: str) -> None:
        text = _clean.plain(text).strip()
        items = getattr(draft, name)
        if text.startswith("[") and text.endswith("]"):
            found = tuple(i.strip(" '\"") for i in text[1:-1].split(","))
        else:
            # Commas part keywords only where no semicolon does.
            marks = separators if ";" not in text else ";"
            found = _clean.listed(_outside(text) if "," in marks else text, ";")
        items.extend(i for i in found if i and i not in items)

    return put


def _authors(draft: Draft, text: str, key: str) -> None:
    draft.authors.extend(_names.people(_clean.plain(text), pairs=True))


def _author(draft: Draft, text: str, key: str) -> None:
    draft.authors.extend(_names.people(_clean.plain(text)))


def _kind(draft: Draft, text: str, key: str) -> None:
    draft.kind = from_words(text, draft.kind)


def _type(draft: Draft, text: str, key: str) -> None:
    _listed("publication_types", ";")(draft, text, key)


def _pages(draft: Draft, text: str, key: str) -> None:
    draft.set_once("pages", _clean.tidy_pages(text), key)


def _serial(draft: Draft, text: str, key: str) -> None:
    issns, isbns = _clean.serials([text])
    draft.issn.extend(n for n in issns if n not in draft.issn)
    draft.isbn.extend(n for n in isbns if n not in draft.isbn)
    if not issns and not isbns:
        draft.keep(key, text)


def _doi(draft: Draft, text: str, key: str) -> None:
    found = _clean.doi(text)
    draft.set_once("doi", found, key)
    if not found:
        draft.keep(key, text)


def _number(name: str, find: Callable[[str], str]) -> Placer:
    def put(draft: Draft, text: str, key: str) -> None:
        found = find(text)
        draft.set_once(name, found, key)
        if not found and text.strip() != "0":
            draft.keep(key, text)

    return put


def _registry(draft: Draft, text: str, key: str) -> None:
    found = _clean.registry_ids(text)
    draft.registry_ids.extend(n for n in found if n not in draft.registry_ids)
    if not found:
        draft.keep(key, text)


def _abstract(draft: Draft, text: str, key: str) -> None:
    draft.set_once("abstract", _clean.paragraphs(_clean.plain(text)), key)


def _urls(draft: Draft, text: str, key: str) -> None:
    draft.urls.extend(u for u in (_clean.urls(text) or (text.strip(),)) if u not in draft.urls)


def _notes(draft: Draft, text: str, key: str) -> None:
    pairs, left = in_note(_clean.paragraphs(_clean.plain(text)))
    draft.extra.extend(pairs)
    if left:
        draft.notes.append(left)


def _own(draft: Draft, text: str, key: str) -> None:
    """An accession number of the database itself."""
    draft.own_id = draft.own_id or text.strip()


def _accession(draft: Draft, text: str, key: str) -> None:
    """A number that is an accession number only if it looks like one."""
    found = accession(text, numeric=True)
    draft.own_id = draft.own_id or found
    if found != draft.own_id or not found:
        draft.keep(key, text.strip())


def _decision(draft: Draft, text: str, key: str) -> None:
    pairs = decided(text)
    draft.extra.extend(pairs or ((key, text),))


def _labels(draft: Draft, text: str, key: str) -> None:
    draft.extra.extend(labels(text))


def _reason(draft: Draft, text: str, key: str) -> None:
    draft.extra.append(("tamis:reason", text.strip()))


_PLACERS: dict[str, Placer] = {
    "title": _once("title"),
    "authors": _authors,
    "author": _author,
    "kind": _kind,
    "year": _part("year"),
    "date": _part("date"),
    "month": _part("month"),
    "day": _part("day"),
    "journal": _once("journal"),
    "journal_abbreviation": _once("journal_abbreviation"),
    "volume": _once("volume"),
    "issue": _once("issue"),
    "pages": _pages,
    "first_page": _part("first_page"),
    "last_page": _part("last_page"),
    "article_number": _part("article_number"),
    "publisher": _once("publisher"),
    "language": _once("language"),
    "journal_country": _once("journal_country"),
    "serial": _serial,
    "doi": _doi,
    "pmid": _number("pmid", _clean.pmid),
    "pmcid": _number("pmcid", _clean.pmcid),
    "registry": _registry,
    "abstract": _abstract,
    "keywords": _listed("keywords", ";,"),
    "keyword_lines": _listed("keywords", ";"),
    "mesh": _listed("mesh", ";"),
    "publication_types": _type,
    "urls": _urls,
    "notes": _notes,
    "own_id": _own,
    "accession": _accession,
    "decision": _decision,
    "labels": _labels,
    "reason": _reason,
}

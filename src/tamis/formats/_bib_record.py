"""A BibTeX entry → `Record`."""

from __future__ import annotations

import json
import re

from tamis.formats import _clean, _dates, _latex, _names
from tamis.formats._bib_parse import BibEntry
from tamis.formats._draft import Draft
from tamis.formats._identity import accession
from tamis.formats._kinds import from_words
from tamis.model.problems import Problem
from tamis.model.records import Record

#: BibTeX field → text field of a record.
_ONCE = {
    "title": "title",
    "journal": "journal",
    "journaltitle": "journal",
    "booktitle": "journal",
    "shortjournal": "journal_abbreviation",
    "journal-iso": "journal_abbreviation",
    "abbrev_source_title": "journal_abbreviation",
    "volume": "volume",
    "number": "issue",
    "issue": "issue",
    "publisher": "publisher",
    "school": "publisher",
    "institution": "publisher",
    "language": "language",
    "langid": "language",
    "abstract": "abstract",
}
#: BibTeX field → (list field, separators).
_LISTS = {
    "keywords": ("keywords", ";,"),
    "keyword": ("keywords", ";,"),
    "author_keywords": ("keywords", ";"),
    "mesh": ("mesh", ";"),
    "type": ("publication_types", ";"),
    "document_type": ("publication_types", ";"),
}
#: Values in which "&", "%", "_" and "\\" stand for themselves.
_VERBATIM = frozenset({"url", "doi", "eprint", "file", "pmid", "pmcid"})
_EID = re.compile(r"eid=(2-s2\.0-\d+)")
_SCOPUS_PAGE = re.compile(r"scopus\.com/(?:pages/publications|record/\S*?eid=2-s2\.0-)/?(\d{8,12})")
_AND = re.compile(r"\s+and\s+|^and\s+|\s+and$", re.IGNORECASE)


def record_of(entry: BibEntry, file: str, source: str) -> tuple[Record, list[Problem]]:
    """Map an entry; fields of no place go to `extra`, the key first."""
    draft = Draft(kind=from_words(entry.kind))
    problems: list[Problem] = []
    draft.keep("key", entry.key)
    seen: set[str] = set()
    for name, value in entry.fields:
        if name in seen:
            problems.append(
                Problem(file, f"field {name} stands twice", "the first counts", line=entry.line)
            )
        seen.add(name)
        _place(draft, name, value)
    _dated(draft, dict(reversed(entry.fields)))
    _identified(draft, entry)
    if not entry.fields:
        problems.append(Problem(file, f"entry '{entry.key}' has no fields", line=entry.line))
    return draft.finished(source, entry.raw, _database(draft, entry)), problems


def _place(draft: Draft, name: str, value: str) -> None:
    if name == "tamis":
        _packed(draft, value)
        return
    if name == "author":
        draft.authors.extend(_authors(value))
        return
    text = _clean.squeeze(value) if name in _VERBATIM else _text(value)
    if name in _ONCE:
        draft.set_once(_ONCE[name], text, name)
    elif name in _LISTS:
        field, separators = _LISTS[name]
        separators = ";" if ";" in text else separators
        getattr(draft, field).extend(_clean.listed(text, separators))
    elif name == "pages":
        draft.set_once("pages", _clean.tidy_pages(text), name)
    elif name == "doi":
        draft.set_once("doi", _clean.doi(text.replace("\\", "")), name)
        if not draft.doi:
            draft.keep(name, text)
    elif name == "url":
        draft.urls.extend(_clean.urls(text.replace("\\", "")) or [text])
    elif name in ("issn", "eissn"):
        draft.issn.extend(n for n in _clean.issns(text) if n not in draft.issn)
    elif name == "isbn":
        draft.isbn.extend(_clean.isbns(text))
    elif name == "pmid":
        draft.set_once("pmid", _clean.pmid(text), name)
    elif name in ("pmcid", "pmc"):
        draft.set_once("pmcid", _clean.pmcid(text), name)
    elif name in ("note", "annote", "annotation"):
        draft.notes.extend(filter(None, [text]))
    elif name not in ("year", "month", "date"):
        draft.keep(name, text)


def _text(value: str) -> str:
    text = _latex.decode(value) if any(c in value for c in "\\{}~$`'-") else value
    return _clean.squeeze(_clean.plain(text))


def _authors(value: str) -> list[str]:
    """Names parted at "and" outside braces; a name wholly in braces is a group."""
    # Protect braces' content from being parted.
    parts = _parted(_clean.squeeze(value))
    if len(parts) == 1 and value.count(",") >= 3:
        return list(_names.people(_text(value), pairs=True))
    names = []
    for part in parts:
        text = _text(part)
        if not text or text.lower() in ("others", "et al", "et al."):
            continue
        if part.startswith("{") and part.endswith("}") and "{" not in part[1:]:
            names.append(text)
        elif ";" in text:
            names.extend(_names.people(text))
        else:
            names.append(_names.person(text, given_first=True))
    return names


def _parted(value: str) -> list[str]:
    parts, depth, begin = [], 0, 0
    for found in re.finditer(r"[{}]|\s+and\s+", value, re.IGNORECASE):
        mark = found[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            parts.append(value[begin : found.start()])
            begin = found.end()
    parts.append(value[begin:])
    if len(parts) == 1 and value.startswith("{") and _AND.search(value):
        # {{A and B}}: doubled braces around the whole list.
        parts = _AND.split(value.strip("{}"))
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def _dated(draft: Draft, fields: dict[str, str]) -> None:
    year, date, month = (_text(fields.get(name, "")) for name in ("year", "date", "month"))
    draft.year = _dates.year(date) or _dates.year(year)
    if date:
        printed = _dates.iso(date.partition("/")[0])
    elif month and draft.year is not None:
        printed = _dates.iso(month if _dates.year(month) else f"{draft.year} {month}")
        if month.isdecimal():
            printed = _dates.iso(f"{draft.year}-{month}")
    else:
        printed = ""
    draft.date = printed if printed != str(draft.year) else ""
    if draft.year is None:
        draft.keep("year", year)


def _identified(draft: Draft, entry: BibEntry) -> None:
    extra = dict(reversed(draft.extra))
    link = " ".join(draft.urls)
    unique = accession(extra.get("unique-id", "")) or accession(entry.key)
    if not unique and (found := _EID.search(link)):
        unique = found[1]
    if not unique and (found := _SCOPUS_PAGE.search(link)):
        unique = f"2-s2.0-{found[1]}"
    for name in ("article-number", "art_number", "eid"):
        if not draft.pages and extra.get(name):
            draft.pages = extra[name]
    if not draft.doi:
        draft.doi = next(filter(None, (_clean.doi(u) for u in draft.urls if "doi" in u)), "")
    draft.own_id = unique or draft.pmid


def _database(draft: Draft, entry: BibEntry) -> str:
    if draft.own_id.startswith("2-s2.0"):
        return "scopus"
    if draft.own_id.startswith(("WOS:", "ISI:")):
        return "wos"
    return "bibtex"


def _packed(draft: Draft, value: str) -> None:
    """Pairs in tamis's own field; a field of that name by someone else is kept as it is."""
    text = _latex.decode(value)
    try:
        pairs = json.loads(text)
    except (ValueError, RecursionError):
        pairs = None
    if isinstance(pairs, list) and all(isinstance(p, list) and len(p) == 2 for p in pairs):
        draft.extra.extend((str(key), str(item)) for key, item in pairs)
    else:
        draft.keep("tamis", text)

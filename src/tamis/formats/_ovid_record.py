"""Fields of Ovid's exports → `Record`."""

from __future__ import annotations

import re

from tamis.formats import _clean, _dates, _names
from tamis.formats._draft import Draft
from tamis.formats._kinds import from_words
from tamis.formats._place import finish, place
from tamis.formats._ris_tags import database
from tamis.formats._words import words
from tamis.model.records import Record

Fields = list[tuple[str, list[str]]]

_TAGS = {
    "TI": "title", "TO": "", "JN": "journal", "JA": "journal_abbreviation", "AB": "abstract",
    "YR": "year", "DP": "date", "VO": "volume", "IP": "issue", "PG": "pages", "PB": "publisher",
    "IS": "serial", "IB": "serial", "DO": "doi", "LG": "language", "LA": "language",
    "MH": "mesh", "KW": "keyword_lines", "PT": "publication_types", "CP": "journal_country",
    "PM": "pmid", "UR": "urls", "XL": "urls", "NT": "notes", "CN": "registry", "SI": "registry",
}  # fmt: skip
_NAMES = {
    "Title": "title", "Abstract": "abstract", "Author Keywords": "keyword_lines",
    "Keyword Heading": "keyword_lines", "Key Words": "keyword_lines", "Subject Headings": "mesh",
    "MeSH Subject Headings": "mesh", "Language": "language", "Document Type": "publication_types",
    "Publication Type": "publication_types", "ISSN": "serial", "ISSN Print": "serial",
    "ISSN Electronic": "serial", "ISSN Linking": "serial", "ISBN": "serial", "DOI Number": "doi",
    "Digital Object Identifier": "doi", "DOI": "doi", "Year of Publication": "year",
    "Publisher": "publisher", "Country of Publication": "journal_country",
    "Journal Name": "journal",
    "Journal": "journal", "Journal Title": "journal", "Date of Publication": "date",
    "Volume": "volume", "Issue": "issue", "Issue/Part": "issue", "Page": "pages", "Pages": "pages",
    "Link to the Ovid Full Text or citation": "urls", "URL": "urls",
    "Clinical Trial Number": "registry", "Secondary Source ID": "registry", "Notes": "notes",
    "Book Title": "journal",
}  # fmt: skip
#: Field names Ovid is known to print; a line that is one of them begins a field.
LABELS = frozenset(_NAMES) | frozenset(
    words(
        """
        Score | Accession Number | Unique Identifier | Author | Authors | Author(s) | Author e-mail
        | Institution | Institution(s) | Source | Status | Journal Subset | NLM Journal Code |
        References | Chapter Title | Comments | Record Owner | Original Title | Correspondence
        Address | Entrez Date | Publication History | Grant Information | Authors Full Name | Author
        NameID | CAS Registry Number | Update Date | Entry Date | Database | Copyright | Publishing
        Model | Date Created | Candidate Terms | Drug Index Terms | Other Index Terms | Emtree
        Heading | Conference Information | Publication Status | Section | Other ID | Editor |
        Edition | Revision Date | Create Date | Annotation | Field of Study | Tests & Measures |
        Population Group | Methodology | Cited References | Full Text Availability
        """,
        "|",
    )
)
_SOURCE = re.compile(
    r"(?P<journal>.+?)\.\s+(?:Vol\.?\s*)?(?P<volume>\d[\w ]*?)?\s?(?:\((?P<issue>[^)]*)\))?"
    r"(?:\s*(?::|(?:, )?pp\.?)\s*(?P<pages>[\w-]+))?(?:[,.] .*)?$"
)
_BRACKETED = re.compile(r"\s*\[([A-Z][A-Za-z ,-]{3,30})\]\s*$")
_MARKS = re.compile(
    r"(?:\s*(?:[*+†‡§¶#]|\(?\d{1,2}\)?|\[Ed\]|\b(?:MD|PhD|RN|FAAN|MSc|MPH|MBBS|DPhil|FRCS)\b)[,;]?)+\s*$"
)


def tagged(fields: Fields, raw: str, source: str) -> Record:
    """Map "TI  - …" fields."""
    draft = Draft()
    found = ""
    for tag, lines in fields:
        value = "\n".join(lines).strip()
        if tag == "AU":
            draft.authors.extend(_names.people(_clean.plain(value)))
        elif tag == "UI":
            draft.own_id = value
        elif tag == "SO":
            _citation(draft, value)
        else:
            found = database(value) if tag == "DB" else found
            _status(draft, tag, value)
            place(draft, _TAGS.get(tag, ""), value, tag)
    if found in ("medline", "pubmed") and draft.own_id.isdecimal():
        draft.pmid = draft.pmid or draft.own_id
    finish(draft)
    return draft.finished(source, raw, found or "ovid")


def _status(draft: Draft, tag: str, value: str) -> None:
    if tag == "PT" and "conference abstract" in value.lower():
        draft.kind = "abstract"


def labelled(fields: Fields, raw: str, source: str) -> Record:
    """Map named fields with indented text."""
    draft = Draft()
    for label, lines in fields:
        value = "\n".join(line for line in lines if line).strip()
        if not value:
            continue
        if label in ("Author", "Authors", "Author(s)"):
            names = (_MARKS.sub("", name[:300]) for name in re.split(r"[;\n]", _clean.plain(value)))
            draft.authors.extend(filter(None, map(_names.person, names)))
        elif label in ("Accession Number", "Unique Identifier"):
            draft.own_id = draft.own_id or value.rstrip(".")
        elif label == "Title":
            _title(draft, value)
        elif label == "Source":
            _citation(draft, value)
        else:
            if label in ("Publication Type", "Document Type") and value != "-":
                kind = from_words(value.partition(":")[0].rstrip("."), "article")
                draft.kind = kind if kind in _KINDS else draft.kind
            place(draft, _NAMES.get(label, ""), "" if value == "-" else value.rstrip("."), label)
    finish(draft)
    return draft.finished(source, raw, "ovid")


_KINDS = frozenset(
    {"book", "chapter", "conference-paper", "thesis", "report", "abstract", "edited-book"}
)


def _title(draft: Draft, value: str) -> None:
    """ "….[Article]" carries the document type at its end."""
    if found := _BRACKETED.search(value):
        draft.publication_types.append(found[1])
        value = value[: found.start()]
    place(draft, "title", value, "Title")


def _citation(draft: Draft, value: str) -> None:
    """ "Ecohydrology.   8(6):1048-1064, September 2015." kept, and taken apart where it can be."""
    text = _clean.squeeze(value)
    draft.keep("SO", text)
    conference = " Conference" in text
    found = None if conference else _SOURCE.match(text[:600])
    if found:
        for name, part in found.groupdict().items():
            if part and not getattr(draft, name):
                setattr(draft, name, part.strip())
    elif not draft.journal:
        draft.journal = text.partition(". ")[0].rstrip(".")
    end = text.rpartition(", ")[2]
    draft.parts.setdefault("year", end if _dates.year(end) else text if _dates.year(text) else "")

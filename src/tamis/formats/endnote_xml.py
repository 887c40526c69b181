"""EndNote XML, as EndNote, Zotero, Bookends and ReadCube write it, often all on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from tamis.formats import _names
from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft, text_field
from tamis.formats._kinds import from_words
from tamis.formats._place import finish, place
from tamis.formats._text import Text
from tamis.formats._xml import fragments, text_of
from tamis.model.problems import Problem
from tamis.model.records import Record

if TYPE_CHECKING:
    from lxml.etree import _Element

_SIGN = re.compile(
    r"<xml>\s*<records>|<(?:ref-type|rec-number|source-app|foreign-keys|contributors)[\s>]"
)
#: Path below <record> → field.
_FIELDS = (
    ("titles/title", "title"),
    ("periodical/full-title", "journal"),
    ("titles/secondary-title", "journal"),
    ("alt-periodical/full-title", "journal"),
    ("periodical/abbr-1", "journal_abbreviation"),
    ("alt-periodical/abbr-1", "journal_abbreviation"),
    ("titles/alt-title", "journal_abbreviation"),
    ("volume", "volume"),
    ("number", "issue"),
    ("pages", "pages"),
    ("dates/year", "year"),
    ("dates/pub-dates/date", "date"),
    ("publisher", "publisher"),
    ("isbn", "serial"),
    ("electronic-resource-num", "doi"),
    ("abstract", "abstract"),
    ("language", "language"),
    ("work-type", "publication_types"),
    ("accession-num", "accession"),
    ("custom2", "pmcid"),
)
_MANY = (
    ("keywords/keyword", "keyword_lines"),
    ("urls/related-urls/url", "urls"),
    ("urls/web-urls/url", "urls"),
    ("notes", "notes"),
    ("research-notes", "notes"),
)
#: Kept as extra, with the element's name as key.
_KEPT = (
    "rec-number", "label", "caption", "auth-address", "auth-affiliaton", "titles/short-title",
    "titles/tertiary-title", "titles/translated-title", "pub-location", "edition", "section",
    "num-vols", "remote-database-name", "remote-database-provider", "custom1", "custom3", "custom4",
    "custom5", "custom6", "custom7", "call-num", "orig-pub", "reprint-edition", "access-date",
)  # fmt: skip
_ROLES = ("secondary-authors", "tertiary-authors", "subsidiary-authors", "translated-authors")


class EndnoteXml:
    """Reader of EndNote XML."""

    name = "endnote-xml"
    suffixes = (".xml",)

    def sniff(self, head: bytes) -> float:
        """Sure of a <records> list with EndNote's element names."""
        found = head_text(head)
        return 0.95 if "<record" in found and _SIGN.search(found) else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the records; see `tamis.model.ports.Reader`."""
        for item in fragments(Text(stream, file), "record"):
            yield item if isinstance(item, Problem) else record_of(item.element, item.raw, source)


def record_of(record: _Element, raw: str, source: str) -> Record:
    """Map one <record>."""
    draft = Draft()
    kind = record.find("ref-type")
    if kind is not None:
        draft.kind = from_words(kind.get("name") or "", "article")
    for author in record.iterfind("contributors/authors/author"):
        draft.authors.extend(_names.people(_lines(author)))
    for role in _ROLES:
        for author in record.iterfind(f"contributors/{role}/author"):
            draft.keep(role, text_of(author))
    _titles(record, draft)
    for path, field in _FIELDS:
        element = record.find(path)
        if element is not None and not (field == "pmcid" and "PMC" not in text_of(element).upper()):
            place(draft, field, _lines(element), path)
    for path, field in _MANY:
        for element in record.iterfind(path):
            place(draft, field, _lines(element), path)
    for path in _KEPT:
        for element in record.iterfind(path):
            draft.keep(path.rpartition("/")[2], text_of(element))
    finish(draft)
    if re.search(r"pubmed|medline|nlm", _database(record), re.IGNORECASE) or _is_pubmed(draft):
        draft.pmid = draft.pmid or (draft.own_id if draft.own_id.isdecimal() else "")
    return draft.finished(source, raw, _source(draft) or "endnote-xml")


def _titles(record: _Element, draft: Draft) -> None:
    """Where journal names agree nothing is kept twice."""
    names = [
        text_field(text_of(record.find(p)))
        for p in ("periodical/full-title", "titles/secondary-title")
    ]
    if names[0] and names[0] == names[1]:
        draft.journal = names[0]


def _database(record: _Element) -> str:
    return text_of(record.find("remote-database-name"))


def _is_pubmed(draft: Draft) -> bool:
    return any("ncbi.nlm.nih.gov" in url for url in draft.urls) and len(draft.own_id) <= 8


def _source(draft: Draft) -> str:
    if draft.own_id.startswith(("WOS:", "ISI:")):
        return "wos"
    return "pubmed" if draft.pmid and draft.pmid == draft.own_id else ""


def _lines(element: _Element) -> str:
    """Text with its line ends: <style> wraps it, and lists are lines."""
    return "".join(map(str, element.itertext())).replace("\r", "\n").strip()


FORMAT = EndnoteXml()

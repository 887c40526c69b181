"""Scopus abstract retrieval: the XML of Elsevier's API, one record to a response."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft
from tamis.formats._kinds import from_words
from tamis.formats._place import finish, place
from tamis.formats._text import Text
from tamis.formats._xml import fragments, text_of
from tamis.model.problems import Problem
from tamis.model.records import Record

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Local name within <coredata> → field.
_FIELDS = {
    "eid": "own_id",
    "title": "title",
    "publicationName": "journal",
    "publisher": "publisher",
    "issn": "serial",
    "isbn": "serial",
    "volume": "volume",
    "issueIdentifier": "issue",
    "startingPage": "first_page",
    "endingPage": "last_page",
    "pageRange": "pages",
    "coverDate": "date",
    "doi": "doi",
    "pubmed-id": "pmid",
    "subtypeDescription": "publication_types",
    "article-number": "article_number",
}


class ScopusXml:
    """Reader of Scopus API responses."""

    name = "scopus-xml"
    suffixes = (".xml",)

    def sniff(self, head: bytes) -> float:
        """Sure of the response element."""
        return 0.97 if re.search(r"<abstracts-retrieval-response[\s>]", head_text(head)) else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the responses; see `tamis.model.ports.Reader`."""
        for item in fragments(Text(stream, file), "abstracts-retrieval-response"):
            yield item if isinstance(item, Problem) else _record(item.element, item.raw, source)


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _record(response: _Element, raw: str, source: str) -> Record:
    draft = Draft()
    for element in response.iter():
        name = _local(element)
        if name == "coredata":
            _core(element, draft)
        elif name == "author-keyword":
            place(draft, "keyword_lines", text_of(element), name)
        elif name == "language" and element.get("{http://www.w3.org/XML/1998/namespace}lang"):
            draft.language = str(element.get("{http://www.w3.org/XML/1998/namespace}lang"))
        elif name == "authors":
            authors = [a for a in element if _local(a) == "author"]
            draft.authors = [_person(a) for a in authors]
    finish(draft)
    return draft.finished(source, raw, "scopus")


def _core(core: _Element, draft: Draft) -> None:
    for child in core:
        name = _local(child)
        if name == "creator":
            draft.authors = [_person(a) for a in child if _local(a) == "author"]
        elif name == "description":
            paragraphs = [text_of(p) for p in child.iter() if _local(p) == "para"]
            place(draft, "abstract", "\n".join(paragraphs) or text_of(child), name)
        elif name == "aggregationType":
            draft.kind = from_words(text_of(child), "article")
        elif name == "link":
            draft.keep("link", str(child.get("href") or ""))
        else:
            place(draft, _FIELDS.get(name, ""), text_of(child), name)


def _person(author: _Element) -> str:
    parts = {_local(child): text_of(child) for child in author}
    family = parts.get("surname", "")
    given = parts.get("given-name", "") or parts.get("initials", "")
    return ", ".join(filter(None, (family, given))) or parts.get("indexed-name", "")


FORMAT = ScopusXml()

"""PubMed XML: articles and book documents, as efetch and the yearly baseline hold them.

Elements follow NLM's DTD (pubmed_240101). `journal_country` is MedlineJournalInfo/Country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._pubmed_article import article
from tamis.formats._pubmed_book import book
from tamis.formats._pubmed_quick import quick
from tamis.formats._text import Text
from tamis.formats._xml import Fragment, markup, parsed
from tamis.model.problems import Problem
from tamis.model.records import Record

_ROOT = re.compile(
    r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle(?:Set)?|MedlineCitation(?:Set)?)[\s>/]"
)


class PubmedXml:
    """Reader of PubMed XML."""

    name = "pubmed-xml"
    suffixes = (".xml", ".xml.gz")

    def sniff(self, head: bytes) -> float:
        """Sure of any of PubMed's element names."""
        return 0.97 if _ROOT.search(head_text(head)) else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the citations of a PubMed XML file; see `tamis.model.ports.Reader`."""
        for piece in markup(Text(stream, file), "PubmedArticle", "PubmedBookArticle"):
            if isinstance(piece, Problem):
                yield piece
                continue
            raw, line = piece
            record = quick(raw, source)
            if record is not None:
                yield record
            else:
                yield from _parsed(raw, line, file, source)


def _parsed(raw: str, line: int, file: str, source: str) -> Iterator[Record | Problem]:
    """The record by way of the parser, with what is wrong with its markup."""
    for item in parsed(raw, line, file):
        if isinstance(item, Problem):
            yield item
            continue
        record = _record(item, source)
        if record is None:
            yield Problem(file, f"a <{item.element.tag}> holds no citation", "left out", line=line)
        else:
            yield record


def _record(item: Fragment, source: str) -> Record | None:
    if item.element.tag == "PubmedBookArticle":
        return book(item.element, item.raw, source)
    return article(item.element, item.raw, source)


FORMAT = PubmedXml()

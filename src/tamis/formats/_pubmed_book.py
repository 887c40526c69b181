"""A <PubmedBookArticle> → `Record`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis.formats import _clean
from tamis.formats._draft import BLANK, frozen
from tamis.formats._pubmed_article import abstract, article_ids, authors, date, keywords
from tamis.formats._xml import text_of
from tamis.model.records import Record

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = {
    "Abstract": abstract,
    "KeywordList": keywords,
    "ArticleIdList": article_ids,
}


def book(element: _Element, raw: str, source: str) -> Record | None:
    """Map a <PubmedBookArticle>; a part of a book is a chapter, a whole one a book."""
    document = element.find("BookDocument")
    if document is None:
        return None
    values: dict[str, object] = BLANK.copy()
    extra: list[tuple[str, str]] = []
    for child in document:
        if child.tag in _PARTS:
            _PARTS[child.tag](child, values, extra)
    container = document.find("Book")
    _book(container, values, extra)
    people = document.findall("AuthorList")
    for people_list in people or (container.findall("AuthorList") if container is not None else ()):
        if people_list.get("Type", "authors") == "authors":
            authors(people_list, values, extra)
    values["pmid"] = text_of(document.find("PMID"))
    title = text_of(document.find("ArticleTitle"))
    book_title = text_of(container.find("BookTitle")) if container is not None else ""
    values["title"] = title or book_title
    values["kind"] = "chapter" if title else "book"
    values["journal"] = book_title if title else ""
    values["language"] = text_of(document.find("Language"))
    values["publication_types"] = _clean.unique(
        text_of(t) for t in document.findall("PublicationType")
    )
    values["extra"] = tuple(pair for pair in extra if pair[1])
    return frozen(values, source, str(values["pmid"] or values["pmcid"]), raw, "pubmed")


def _book(book: _Element | None, values: dict[str, object], extra: list[tuple[str, str]]) -> None:
    if book is None:
        return
    values["publisher"] = text_of(book.find("Publisher/PublisherName"))
    published = book.find("PubDate")
    if published is not None:
        values["year"], values["date"] = date(published)
    values["isbn"] = _clean.unique(
        n for i in book.findall("Isbn") for n in _clean.isbns(text_of(i))
    )
    values["volume"] = text_of(book.find("Volume"))
    extra.append(("edition", text_of(book.find("Edition"))))
    extra.append(("collection", text_of(book.find("CollectionTitle"))))

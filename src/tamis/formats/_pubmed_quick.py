"""A <PubmedArticle> in the shape NLM always writes, read off its text without building a tree.

Building a tree and walking it costs more than everything else. Where the text has the shape exactly
its parts are cut out; where it does not (an attribute or an empty element where there never is one,
a comment, CDATA, an entity, damage) `quick` steps back and the parser decides. Parts few articles
have go through the parser and the functions of `_pubmed_article` in either case.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from tamis.formats import _clean
from tamis.formats import _pubmed_shape as shape
from tamis.formats._draft import BLANK
from tamis.formats._pubmed_article import Extra, Values, date_of, finished, rare
from tamis.formats._xml import element_of
from tamis.model.records import Record

_MARKUP = re.compile(r"<[^>]*+>")
#: The usual form, which needs no repair.
_ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9X]")
_DATE = ("Year", "Month", "Day", "Season", "MedlineDate")


def quick(raw: str, source: str) -> Record | None:
    """The record, or None when the parser has to look."""
    found = shape.ARTICLE.fullmatch(raw)
    if found is None:
        return None
    if "&" in raw and len(shape.REFERENCE.findall(raw)) != raw.count("&"):
        return None
    return _record(found.groups(""), raw, source)


def _record(parts: tuple[str, ...], raw: str, source: str) -> Record | None:
    """The record of an article's parts, in the order of the groups of `shape.ARTICLE`."""
    (
        attributes, pmid, issn, volume, issue, year, month, day, season, medline_date,
        journal, abbreviation, title, first_page, last_page, pages,
        locations, abstract, copyright, authors, language, rare_in_article, types,
        vernacular, country, medline_ta, issn_linking, rare_before, mesh, rare_after, ids,
    ) = parts  # fmt: skip
    values: Values = BLANK.copy()
    extra: Extra = []
    values["pmid"] = _text(pmid)
    values["title"] = _text(title)
    values["journal"] = _text(journal)
    values["journal_abbreviation"] = _text(abbreviation) or _text(medline_ta)
    values["volume"] = _text(volume)
    values["issue"] = _text(issue)
    values["language"] = _text(language)
    values["journal_country"] = _text(country)
    values["issn"] = _issn(issn or issn_linking)
    values["year"], values["date"] = _dated(year, month, day, season, medline_date)
    pages = pages or _clean.pages(first_page, last_page)
    values["pages"] = _clean.tidy_pages(_text(pages)) if pages else ""
    _locations(locations, values, extra)
    values["abstract"] = _abstract(abstract)
    if copyright:
        extra.append(("copyright", _text(copyright)))
    values["authors"] = _authors(authors, extra)
    values["publication_types"] = _types(types)
    values["mesh"] = _clean.unique(map(_heading, shape.HEADING.findall(mesh)))
    for rarely in (rare_in_article, vernacular, rare_before, rare_after):
        if rarely:
            element = element_of(f"<_>{rarely}</_>")
            if element is None:
                return None
            rare(element, values, extra)
    _ids(ids, values)
    extra.append(("status", _status(attributes)))
    return finished(values, extra, raw, source)


def _text(markup: str) -> str:
    """What the parser's text of an element would be."""
    if "<" in markup:
        markup = _MARKUP.sub("", markup)
    if "&" in markup:
        markup = html.unescape(markup)
    return " ".join(markup.split()) if "\n" in markup else markup.strip()


# What comes again and again within a file is worked out once: an issue's date, a journal's number.


@lru_cache(maxsize=4096)
def _dated(
    year: str, month: str, day: str, season: str, medline_date: str
) -> tuple[int | None, str]:
    parts = (year, month, day, season, medline_date)
    return date_of({name: _text(text) for name, text in zip(_DATE, parts, strict=True) if text})


@lru_cache(maxsize=1024)
def _types(text: str) -> tuple[str, ...]:
    return _clean.unique(map(_text, shape.TYPE.findall(text)))


@lru_cache(maxsize=64)
def _status(attributes: str) -> str:
    found = shape.STATUS.search(attributes)
    return found[1] if found else ""


def _issn(text: str) -> tuple[str, ...]:
    return (text,) if _ISSN.fullmatch(text) else _clean.serials([text])[0]


def _locations(text: str, values: Values, extra: Extra) -> None:
    for kind, location in shape.LOCATION.findall(text):
        if kind == "doi" and not values["doi"]:
            values["doi"] = _clean.doi(_text(location))
        elif kind != "doi":
            extra.append(("pii", _text(location)))


def _abstract(text: str) -> str:
    sections = []
    for label, markup in shape.SECTION.findall(text):
        section = _text(markup)
        if label and label != "UNLABELLED":
            section = f"{_text(label)}: {section}"
        if section:
            sections.append(section)
    return "\n".join(sections)


def _authors(text: str, extra: Extra) -> tuple[str, ...]:
    names = []
    for family, given, initials, suffix, group, place, more in shape.AUTHOR.findall(text):
        if place:
            extra.append(("affiliation", _text(place)))
        if more:
            extra.extend([("affiliation", _text(a)) for a in shape.AFFILIATION.findall(more)])
        if family and given and not suffix:
            names.append(f"{_text(family)}, {_text(given)}")
        else:
            parts = (_text(group or family), _text(given or initials), _text(suffix))
            names.append(", ".join([part for part in parts if part]))
    return tuple(names)


def _heading(found: tuple[str, str, str, str, str]) -> str:
    major, word, its_major, qualifier, more = found
    heading = f"*{_text(word)}" if major == "Y" else _text(word)
    if qualifier:
        heading += f"/*{_text(qualifier)}" if its_major == "Y" else f"/{_text(qualifier)}"
    for its_major, qualifier in shape.QUALIFIER.findall(more) if more else ():
        heading += f"/*{_text(qualifier)}" if its_major == "Y" else f"/{_text(qualifier)}"
    return heading


def _ids(text: str, values: Values) -> None:
    if values["doi"] and values["pmid"] and '"pmc"' not in text:
        return  # they say nothing new
    for kind, number in shape.ID.findall(text):
        if kind == "doi" and not values["doi"]:
            values["doi"] = _clean.doi(_text(number))
        elif kind == "pmc":
            values["pmcid"] = _clean.pmcid(number)
        elif kind == "pubmed" and not values["pmid"]:
            values["pmid"] = _text(number)

"""A <PubmedArticle> in the shape NLM always writes, read off its text without building a tree.

Building a tree and walking it costs more than everything else. Where the text has the shape exactly
its parts are cut out; where it does not (an attribute or an empty element where there never is one,
a comment, CDATA, an entity, damage) `quick` steps back and the parser decides. Parts few articles
have go through the parser and the functions of `_pubmed_article` in either case.
"""

from __future__ import annotations

import html
import re

from tamis.formats import _clean
from tamis.formats import _pubmed_shape as shape
from tamis.formats._draft import BLANK
from tamis.formats._pubmed_article import Extra, Values, date_of, finished, rare
from tamis.formats._xml import element_of
from tamis.model.records import Record

_MARKUP = re.compile(r"<[^>]*+>")


def quick(raw: str, source: str) -> Record | None:
    """The record, or None when the parser has to look."""
    found = shape.ARTICLE.fullmatch(raw)
    if found is None:
        return None
    if "&" in raw and len(shape.REFERENCE.findall(raw)) != raw.count("&"):
        return None
    return _record(dict(zip(shape.GROUPS, found.groups(""), strict=True)), raw, source)


def _record(parts: dict[str, str], raw: str, source: str) -> Record | None:
    values: Values = BLANK.copy()
    extra: Extra = []
    for name, part in _LEAVES:
        if parts[part]:
            values[name] = _text(parts[part])
    values["issn"] = _clean.serials([parts["issn"] or parts["issn_linking"]])[0]
    values["journal_abbreviation"] = values["journal_abbreviation"] or _text(parts["medline_ta"])
    values["year"], values["date"] = date_of({n: _text(t) for n, p in _DATE if (t := parts[p])})
    _where(parts, values, extra)
    values["abstract"] = _abstract(parts["abstract"])
    extra.append(("copyright", _text(parts["copyright"])))
    values["authors"] = _authors(parts["authors"], extra)
    values["publication_types"] = _clean.unique(map(_text, shape.TYPE.findall(parts["types"])))
    values["mesh"] = _clean.unique(map(_heading, shape.HEADING.findall(parts["mesh"])))
    for name in ("rare_in_article", "vernacular", "rare_before", "rare_after"):
        if parts[name]:
            element = element_of(f"<_>{parts[name]}</_>")
            if element is None:
                return None
            rare(element, values, extra)
    _ids(parts["ids"], values)
    status = shape.STATUS.search(parts["attributes"])
    extra.append(("status", status[1] if status else ""))
    return finished(values, extra, raw, source)


_LEAVES = (
    ("pmid", "pmid"),
    ("title", "title"),
    ("journal", "journal"),
    ("journal_abbreviation", "abbreviation"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("language", "language"),
    ("journal_country", "country"),
)
_DATE = (
    ("Year", "year"),
    ("Month", "month"),
    ("Day", "day"),
    ("Season", "season"),
    ("MedlineDate", "medline_date"),
)


def _text(markup: str) -> str:
    """What the parser's text of an element would be."""
    if "<" in markup:
        markup = _MARKUP.sub("", markup)
    if "&" in markup:
        markup = html.unescape(markup)
    return " ".join(markup.split()) if "\n" in markup else markup.strip()


def _where(parts: dict[str, str], values: Values, extra: Extra) -> None:
    pages = parts["pages"] or _clean.pages(parts["first_page"], parts["last_page"])
    values["pages"] = _clean.tidy_pages(_text(pages)) if pages else ""
    for kind, text in shape.LOCATION.findall(parts["locations"]):
        if kind == "doi" and not values["doi"]:
            values["doi"] = _clean.doi(_text(text))
        elif kind != "doi":
            extra.append(("pii", _text(text)))


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
    for kind, number in shape.ID.findall(text):
        if kind == "doi" and not values["doi"]:
            values["doi"] = _clean.doi(_text(number))
        elif kind == "pmc":
            values["pmcid"] = _clean.pmcid(number)
        elif kind == "pubmed" and not values["pmid"]:
            values["pmid"] = _text(number)

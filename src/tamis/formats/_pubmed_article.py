"""A <PubmedArticle> → `Record`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tamis.formats import _clean, _dates
from tamis.formats._draft import BLANK, frozen
from tamis.formats._xml import text_of
from tamis.model.records import Record

if TYPE_CHECKING:
    from lxml.etree import _Element

Values = dict[str, object]
Extra = list[tuple[str, str]]
Part = Callable[["_Element", Values, Extra], None]

_MONTHS = {
    "Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06",
    "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12",
}  # fmt: skip


def article(element: _Element, raw: str, source: str) -> Record | None:
    """Map a <PubmedArticle>; None when it holds no MedlineCitation."""
    values: Values = BLANK.copy()
    extra: Extra = []
    citation = None
    for part in element:
        if part.tag == "MedlineCitation":
            citation = part
            _each(part, _CITATION, values, extra)
            extra.append(("status", part.get("Status", "")))
        elif part.tag == "PubmedData":
            _each(part, _DATA, values, extra)
    if citation is None:
        return None
    return finished(values, extra, raw, source)


def finished(values: Values, extra: Extra, raw: str, source: str) -> Record:
    """The record of filled values."""
    types = values["publication_types"]
    if isinstance(types, tuple) and "Preprint" in types:
        values["kind"] = "preprint"
    values["extra"] = tuple([pair for pair in extra if pair[1]])
    own = str(values["pmid"] or values["pmcid"])
    return frozen(values, source, own, raw, "pubmed")


def _each(element: _Element, parts: dict[str, Part], values: Values, extra: Extra) -> None:
    for child in element:
        part = parts.get(child.tag)
        if part is not None:
            part(child, values, extra)


def _pmid(element: _Element, values: Values, extra: Extra) -> None:
    # With versions, the last PMID is the citation's.
    values["pmid"] = text_of(element) or values["pmid"]


def _article(element: _Element, values: Values, extra: Extra) -> None:
    _each(element, _ARTICLE, values, extra)


def _journal(element: _Element, values: Values, extra: Extra) -> None:
    for child in element:
        tag = child.tag
        if tag == "Title":
            values["journal"] = text_of(child)
        elif tag == "ISOAbbreviation":
            values["journal_abbreviation"] = text_of(child)
        elif tag == "ISSN":
            values["issn"] = _clean.issns(text_of(child))
        elif tag == "JournalIssue":
            for part in child:
                if part.tag == "Volume":
                    values["volume"] = text_of(part)
                elif part.tag == "Issue":
                    values["issue"] = text_of(part)
                elif part.tag == "PubDate":
                    values["year"], values["date"] = date(part)


def date(element: _Element) -> tuple[int | None, str]:
    """(year, ISO date or the words printed) of a PubDate or the like; date "" if only a year."""
    return date_of({str(child.tag): text_of(child) for child in element})


def date_of(parts: Mapping[str, str]) -> tuple[int | None, str]:
    """As `date`, of the texts of Year, Month, Day, Season or MedlineDate."""
    year, month, day = parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", "")
    if len(year) == 4 and year.isdecimal():
        if not month:
            season = parts.get("Season", "")
            return int(year), f"{year} {season}" if season else ""
        month = _MONTHS.get(month) or month.zfill(2)
        if month.isdecimal():
            return int(year), f"{year}-{month}-{day.zfill(2)}" if day else f"{year}-{month}"
        return int(year), _dates.iso(f"{year} {month}")
    words = parts.get("MedlineDate", "") or " ".join(filter(None, (year, month, day)))
    found = _dates.year(words)
    printed = _dates.iso(words)
    return found, printed if printed != str(found) else ""


def _title(element: _Element, values: Values, extra: Extra) -> None:
    values["title"] = text_of(element)


def _pagination(element: _Element, values: Values, extra: Extra) -> None:
    parts = {child.tag: text_of(child) for child in element}
    pages = parts.get("MedlinePgn") or _clean.pages(
        parts.get("StartPage", ""), parts.get("EndPage", "")
    )
    values["pages"] = _clean.tidy_pages(pages)


def _location(element: _Element, values: Values, extra: Extra) -> None:
    if element.get("EIdType") == "doi" and not values["doi"]:
        values["doi"] = _clean.doi(text_of(element))
    elif element.get("EIdType") != "doi":
        extra.append(("pii", text_of(element)))


def abstract(element: _Element, values: Values, extra: Extra) -> None:
    """Sections of an abstract, each on a line of its own under its label."""
    sections = []
    for child in element:
        if child.tag == "AbstractText":
            text, label = text_of(child), child.get("Label")
            if label and label != "UNLABELLED":
                text = f"{label}: {text}"
            if text:
                sections.append(text)
        elif child.tag == "CopyrightInformation":
            extra.append(("copyright", text_of(child)))
    values["abstract"] = "\n".join(sections)


def authors(element: _Element, values: Values, extra: Extra) -> None:
    """People as "Family, Given"; groups by their name."""
    names = []
    for author in element:
        family = given = initials = suffix = group = ""
        for child in author:
            tag = child.tag
            if tag == "LastName":
                family = text_of(child)
            elif tag == "ForeName":
                given = text_of(child)
            elif tag == "Initials":
                initials = child.text or ""
            elif tag == "Suffix":
                suffix = text_of(child)
            elif tag == "CollectiveName":
                group = text_of(child)
            elif tag == "AffiliationInfo":
                extra.append(("affiliation", text_of(child.find("Affiliation"))))
        given = given or initials
        if family:
            names.append(", ".join(filter(None, (family, given, suffix))))
        elif group or given:
            names.append(group or given)
    values["authors"] = tuple(names)


def _language(element: _Element, values: Values, extra: Extra) -> None:
    if not values["language"]:
        values["language"] = text_of(element)
    else:
        extra.append(("language", text_of(element)))


def _databanks(element: _Element, values: Values, extra: Extra) -> None:
    numbers: list[str] = []
    for bank in element:
        name = text_of(bank.find("DataBankName"))
        for number in bank.iter("AccessionNumber"):
            text = text_of(number)
            found = _clean.registry_ids(text)
            numbers.extend(found)
            if not found:
                extra.append(("databank", f"{name}/{text}"))
    values["registry_ids"] = _clean.unique(numbers)


def _types(element: _Element, values: Values, extra: Extra) -> None:
    values["publication_types"] = _clean.unique(text_of(child) for child in element)


def _info(element: _Element, values: Values, extra: Extra) -> None:
    for child in element:
        if child.tag == "Country":
            values["journal_country"] = text_of(child)
        elif child.tag == "MedlineTA" and not values["journal_abbreviation"]:
            values["journal_abbreviation"] = text_of(child)
        elif child.tag == "ISSNLinking" and not values["issn"]:
            values["issn"] = _clean.issns(text_of(child))


def _mesh(element: _Element, values: Values, extra: Extra) -> None:
    headings = []
    for heading in element:
        words = [
            ("*" if child.get("MajorTopicYN") == "Y" else "") + text_of(child) for child in heading
        ]
        headings.append("/".join(words))
    values["mesh"] = _clean.unique(headings)


def keywords(element: _Element, values: Values, extra: Extra) -> None:
    """Keywords of one list, added to those of earlier lists."""
    before = values["keywords"] if isinstance(values["keywords"], tuple) else ()
    values["keywords"] = _clean.unique((*before, *(text_of(child) for child in element)))


def _related(element: _Element, values: Values, extra: Extra) -> None:
    """Corrections, retractions, comments: what NLM links to this citation."""
    for child in element:
        link = text_of(child.find("PMID")) or text_of(child.find("RefSource"))
        extra.append((str(child.get("RefType") or "related"), link))


def _kept(key: str, path: str = "") -> Part:
    def keep(element: _Element, values: Values, extra: Extra) -> None:
        found = element.iter(path) if path else (element,)
        extra.extend((key, text_of(child)) for child in found)

    return keep


def article_ids(element: _Element, values: Values, extra: Extra) -> None:
    """DOI and PMC number where the citation itself gave none."""
    for child in element:
        kind, text = child.get("IdType"), text_of(child)
        if kind == "doi" and not values["doi"]:
            values["doi"] = _clean.doi(text)
        elif kind == "pmc":
            values["pmcid"] = _clean.pmcid(text)
        elif kind == "pubmed" and not values["pmid"]:
            values["pmid"] = text


_CITATION: dict[str, Part] = {
    "PMID": _pmid,
    "Article": _article,
    "MedlineJournalInfo": _info,
    "MeshHeadingList": _mesh,
    "KeywordList": keywords,
    "CommentsCorrectionsList": _related,
    "ChemicalList": _kept("chemical", "NameOfSubstance"),
    "OtherID": _kept("other-id"),
    "OtherAbstract": _kept("other-abstract", "AbstractText"),
    "GeneralNote": _kept("note"),
    "CoiStatement": _kept("conflict-of-interest"),
}
_ARTICLE: dict[str, Part] = {
    "Journal": _journal,
    "ArticleTitle": _title,
    "Pagination": _pagination,
    "ELocationID": _location,
    "Abstract": abstract,
    "AuthorList": authors,
    "Language": _language,
    "DataBankList": _databanks,
    "GrantList": _kept("grant", "GrantID"),
    "PublicationTypeList": _types,
    "VernacularTitle": _kept("vernacular-title"),
}
_DATA: dict[str, Part] = {"ArticleIdList": article_ids}


def rare(element: _Element, values: Values, extra: Extra) -> None:
    """Parts of an article or a citation by themselves, as children of `element`."""
    _each(element, {**_ARTICLE, **_CITATION}, values, extra)

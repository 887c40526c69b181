"""What column headings mean: data per tool that exports tables, and for tables of no known tool."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tamis.formats._columns_abroad import ABROAD

#: Heading (letters and digits, lower case) → field of `_place`; "" keeps the column as extra.
COMMON: Mapping[str, str] = {
    **ABROAD,
    "title": "title", "article title": "title", "titles": "title", "primary title": "title",
    "document title": "title", "t1": "title", "ti": "title", "citation title": "title",
    "study title": "title", "reference title": "title", "item title": "title",
    "abstract": "abstract", "abstract note": "abstract", "abstracts": "abstract", "ab": "abstract",
    "notes abstract": "abstract", "summary": "abstract",
    "authors": "authors", "author": "authors", "author s": "authors", "author names": "authors",
    "first authors": "authors", "au": "authors", "author full names": "", "creators": "authors",
    "year": "year", "publication year": "year", "published year": "year", "pub year": "year",
    "py": "year", "date published": "date", "publication date": "date", "date": "date",
    "month": "month", "published month": "month", "day": "day",
    "journal": "journal", "journal book": "journal", "journal title": "journal",
    "source title": "journal", "publication title": "journal", "publication": "journal",
    "secondary title": "journal", "t2": "journal", "journal name": "journal", "jo": "journal",
    "full journal name": "journal", "periodical": "journal", "booktitle": "journal",
    "publication name": "journal", "container title": "journal", "parent title": "journal",
    "journal abbreviation": "journal_abbreviation",
    "abbreviated source title": "journal_abbreviation",
    "alternate title2": "journal_abbreviation", "short journal": "journal_abbreviation",
    "volume": "volume", "volume number": "volume", "vol": "volume", "vl": "volume",
    "issue": "issue", "number": "issue", "issue number": "issue", "no": "issue",
    "pages": "pages", "page": "pages", "pagination": "pages", "page range": "pages",
    "page start": "first_page", "start page": "first_page", "first page": "first_page",
    "sp": "first_page",
    "page end": "last_page", "end page": "last_page", "last page": "last_page", "ep": "last_page",
    "art no": "article_number", "article number": "article_number",
    "publisher": "publisher", "book publisher": "publisher",
    "issn": "serial", "isbn": "serial", "eissn": "serial", "issns": "serial", "issn isbn": "serial",
    "doi": "doi", "digital object identifier": "doi", "doi number": "doi",
    "pmid": "pmid", "pubmed id": "pmid", "pubmed": "pmid", "medline pmid": "pmid",
    "pubmedid": "pmid",
    "pmcid": "pmcid", "pmc id": "pmcid", "pmc": "pmcid",
    "nct": "registry", "nct number": "registry", "nct id": "registry", "trial id": "registry",
    "clinical trial numbers": "registry", "registry id": "registry", "ctgov id": "registry",
    "ictrp id": "registry", "registration number": "registry",
    "keywords": "keywords", "keyword": "keywords", "author keywords": "keywords",
    "keyword s": "keywords", "manual tags": "keywords", "kw": "keywords",
    "mesh": "mesh", "mesh terms": "mesh", "descriptor s": "mesh",
    "language": "language", "language of original document": "language",
    "article language": "language",
    "language s": "language", "la": "language",
    "document type": "publication_types", "publication type": "publication_types",
    "doctype": "publication_types", "type of reference": "kind", "item type": "kind",
    "reference type": "kind", "ref type": "kind", "kind": "kind",
    "url": "urls", "link": "urls", "urls": "urls", "fulltext url": "urls", "full text link": "urls",
    "embase link": "urls", "plink": "urls", "web address": "urls",
    "notes": "notes", "note": "notes", "comments": "notes", "annotation": "notes",
    "accession number": "accession", "accession": "accession", "eid": "accession",
    "ut": "accession",
    "ut unique wos id": "accession",
    "publication country": "journal_country", "journal country": "journal_country",
    "country of publication": "journal_country",
    "included": "decision", "label included": "decision", "asreview label": "decision",
    "decision": "decision", "screening decision": "decision", "consensus": "decision",
    "inclusion": "decision", "final decision": "decision", "label": "decision",
    "exclusion reason": "reason", "exclusion reasons": "reason", "reason for exclusion": "reason",
    "asreview note": "notes", "exported notes 1": "notes",
    "tags": "labels", "labels": "labels",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool's table: headings that give it away, and what it calls things."""

    source: str
    signs: frozenset[str]
    columns: Mapping[str, str]
    #: Whether 01/02/2026 is the first of February.
    day_first: bool = False


def _tool(source: str, signs: str, /, *, day_first: bool = False, **columns: str) -> Tool:
    own = {heading.replace("_", " "): field for heading, field in columns.items()}
    return Tool(source, frozenset(signs.split("|")), {**COMMON, **own}, day_first)


TOOLS: Sequence[Tool] = (
    _tool("scopus", "eid|source title|authors", source="", affiliations="", index_keywords=""),
    _tool(
        "zotero", "item type|abstract note|publication title", key="", extra="", type="", number="",
        manual_tags="keywords", automatic_tags="keywords", library_catalog="", archive="",
    ),
    _tool(
        "embase", "author names|emtree drug index terms", source="journal_citation", pui="own_id",
        source_title="journal", date_of_publication="date", original_title="",
        emtree_medical_index_terms="keywords", author_keywords="keywords", embase_accession_id="",
    ),
    _tool(
        "central", "central id|cochrane review group code", central_id="own_id", source="journal",
        embase_id="", cinahl_id="", database_name="", publication_type="publication_types",
    ),
    _tool("pubmed", "pmid|journal book|citation", citation="journal_citation", create_date=""),
    _tool("rayyan", "key|pubmed id|pmc id|notes", key="own_id", location="", authors="authors"),
    _tool(
        "covidence", "covidence|study|ref", ref="", study="", covidence="", status="decision",
        notes="notes", tags="labels",
    ),
    _tool(
        "clinicaltrials.gov", "nct number|study title", nct_number="trial", study_title="title",
        study_url="urls", acronym="", study_status="", brief_summary="abstract",
        conditions="keywords",
        interventions="", sponsor="", other_ids="registry_maybe", start_date="", study_type="",
        title="title", url="urls", first_posted="date", study_first_posted="date", locations="",
    ),
    _tool(
        "openalex", "ids openalex|publication year|display name", id="openalex", display_name="",
        primary_location_source_display_name="journal", primary_location_source_issn="serial_bars",
        primary_location_source_host_organization_name="publisher", biblio_volume="volume",
        biblio_issue="issue", biblio_first_page="first_page", biblio_last_page="last_page",
        ids_pmid="pmid", ids_pmcid="pmcid", type="kind",
        authorships_author_display_name="openalex_authors",
        primary_location_landing_page_url="urls", mesh="", keywords="", versions="",
        authorships_raw_author_name="", abstract="abstract", doi="doi",
    ),
    _tool("abstrackr", "internal id|source id|pubmed id", keywords="keywords",
        consensus="decision"),
    _tool(
        "ebsco", "article title|accession number|plink", accession_number="accession",
        publication_date="date_us", subjects="mesh", page_count="", first_page="first_page",
    ),
    _tool(
        "bvs", "entry date|accession number|publication country|database", id="own_id",
        source="journal_citation", type="publication_types", entry_date="", database="",
    ),
    _tool("scielo", "fulltext url|author s|language s|source", id="own_id",
        source="journal_citation"),
    _tool("google-scholar", "publication|number|publisher|authors", number="issue"),
    _tool("asreview", "asreview label|title", asreview_time="", asreview_prior=""),
    _tool("wos", "ut unique wos id|article title|source title", authors="authors",
        author_full_names="",
          publication_type="", source_title="journal"),
    _tool("eppi", "item id|title|parent title", item_id="", short_title=""),
)  # fmt: skip

GENERIC = Tool("csv", frozenset(), COMMON)


def heading(text: str) -> str:
    """A heading as the tables have it."""
    return " ".join(re.sub(r"[\W_]+", " ", text.replace("\ufeff", "").lower()).split())


def tool_of(headings: Sequence[str]) -> Tool:
    """The tool whose headings these are, or `GENERIC`."""
    present = set(headings)
    fitting = [tool for tool in TOOLS if tool.signs <= present]
    return max(fitting, key=lambda tool: len(tool.signs), default=GENERIC)


def recognised(headings: Sequence[str]) -> int:
    """How many headings are known; 0 when nothing says it is a table of citations."""
    known = [COMMON.get(h) or "" for h in headings]
    found = sum(1 for field in known if field)
    tool = tool_of(headings)
    if tool is not GENERIC:
        return found + len(tool.signs)
    return found if "title" in known or "abstract" in known or "doi" in known else 0

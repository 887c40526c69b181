"""Europe PMC.

Rules follow Europe PMC's "Search syntax reference" (https://europepmc.org/searchsyntax) and the
RESTful web service's field list (https://europepmc.org/RestfulWebService; both as quoted by the
europepmc R package's vignettes): `FIELD:term`, `FIELD:"a phrase"`, `FIELD:(a OR b)`, ranges
`FIRST_PDATE:[2010-01-01 TO 2020-12-31]`; AND, OR, NOT in capitals; words without an operator are
joined by AND; `*` ends a word. Nothing is said of precedence beyond brackets; the search engine is
Lucene's, so NOT and AND bind before OR. There is no proximity that the reference documents.
PUBLISHER, as in `SRC:PPR AND PUBLISHER:"bioRxiv"`, is how public clients of the service ask for one
server's preprints.
"""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import Dialect, order
from tamis.sources.query.fields import field_set
from tamis.sources.query.wilds import ANY, Signs

KEYWORD = field_set((f.KEYWORDS, f.HEADING_WORDS))

TAGS: dict[str, tuple[str, ...]] = {
    "title": t.TITLE,
    "abstract": t.ABSTRACT,
    "title_abs": t.TITLE_ABSTRACT,
    "kw": KEYWORD,
    "keyword": KEYWORD,
    "chem": (f.SUBSTANCE,),
    "body": (f.FULL_TEXT,),
    "auth": (f.AUTHOR,),
    "aff": (f.AFFILIATION,),
    "journal": (f.JOURNAL,),
    "issn": (f.JOURNAL,),
    "ext_id": (f.IDENTIFIER,),
    "pmcid": (f.IDENTIFIER,),
    "doi": (f.IDENTIFIER,),
    "accession_id": (f.SECONDARY_ID,),
    "grant_agency": (f.FUNDING,),
    "grant_id": (f.FUNDING,),
    "mesh": (f.AS_HEADING,),
    "pub_type": (f.AS_PUBLICATION_TYPE,),
    "lang": (f.AS_LANGUAGE,),
    "first_pdate": (f.AS_DATE,),
    "pub_year": (f.AS_DATE,),
    "e_pdate": (f.AS_DATE,),
    "p_pdate": (f.AS_DATE,),
    "creation_date": (f.AS_ENTRY_DATE,),
    "update_date": (f.AS_ENTRY_DATE,),
    "first_idate": (f.AS_ENTRY_DATE,),
    "src": (f.AS_SUBSET,),
    "publisher": (f.PUBLISHER,),
    "open_access": (f.AS_SUBSET,),
    "in_pmc": (f.AS_SUBSET,),
    "in_epmc": (f.AS_SUBSET,),
    "has_ft": (f.AS_SUBSET,),
    "has_abstract": (f.AS_SUBSET,),
    "has_pdf": (f.AS_SUBSET,),
    "has_reflist": (f.AS_SUBSET,),
    "has_suppl": (f.AS_SUBSET,),
    "license": (f.AS_SUBSET,),
}
for _section in ("intro", "methods", "results", "discuss", "concl", "case", "fig", "table"):
    TAGS[_section] = (f.FULL_TEXT,)

EUROPEPMC = Dialect(
    name="europepmc",
    label="Europe PMC",
    levels=order("near", "not", "and", "or"),
    words="and",
    upper_case=True,
    signs=Signs(meaning={"*": ANY}),
    tags=TAGS,
    default=field_set((f.EVERYTHING, f.FULL_TEXT)),
    reference=None,
    documents=("https://europepmc.org/searchsyntax", "https://europepmc.org/RestfulWebService"),
)

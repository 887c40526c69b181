"""Scopus.

Rules follow Scopus help, "Boolean Operators" (http://help.scopus.com/robo/projects/schelp/
h_bscssrchboolop.htm: OR, then AND, then AND NOT; words without an operator are joined by AND) and
"Proximity operators" (…/h_bscssrchFASTprox.htm: "n" is the most terms that may stand between, PRE
keeps the order; OR binds before proximity, and a proximity operator takes words and phrases; do not
mix W and PRE or different n in one expression). `"…"` is a loose phrase that folds
punctuation and plurals, `{…}` an exact one. `TITLE-ABS-KEY` covers title, abstract, author
keywords and the index terms; `*` is any number of characters and `?` exactly one.
"""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import Dialect, order
from tamis.sources.query.fields import field_set
from tamis.sources.query.wilds import ANY, ONE, Signs

KEY = field_set((f.KEYWORDS, f.HEADING_WORDS))
TITLE_ABS_KEY = field_set((f.TITLE, f.ABSTRACT, *KEY))

TAGS: dict[str, tuple[str, ...]] = {
    "title-abs-key": TITLE_ABS_KEY,
    "title-abs-key-auth": field_set((*TITLE_ABS_KEY, f.AUTHOR)),
    "title-abs": t.TITLE_ABSTRACT,
    "title": t.TITLE,
    "abs": t.ABSTRACT,
    "key": KEY,
    "authkey": t.KEYWORDS,
    "indexterms": (f.HEADING_WORDS,),
    "chem": (f.SUBSTANCE,),
    "chemname": (f.SUBSTANCE,),
    "casregnumber": (f.REGISTRY_NUMBER,),
    "tradename": (f.TRADE_NAME,),
    "all": t.EVERYTHING,
    "auth": (f.AUTHOR,),
    "author-name": (f.AUTHOR,),
    "authlastname": (f.AUTHOR,),
    "au-id": (f.AUTHOR,),
    "affil": (f.AFFILIATION,),
    "affilorg": (f.AFFILIATION,),
    "affilcountry": (f.AFFILIATION,),
    "srctitle": (f.JOURNAL,),
    "exactsrctitle": (f.JOURNAL,),
    "issn": (f.JOURNAL,),
    "doi": (f.IDENTIFIER,),
    "pmid": (f.IDENTIFIER,),
    "eid": (f.IDENTIFIER,),
    "fund-all": (f.FUNDING,),
    "fund-sponsor": (f.FUNDING,),
    "language": (f.AS_LANGUAGE,),
    "doctype": (f.AS_PUBLICATION_TYPE,),
    "pubyear": (f.AS_DATE,),
    "srctype": (f.AS_SUBSET,),
    "subjarea": (f.AS_SUBSET,),
    "index": (f.AS_SUBSET,),
    "pubstage": (f.AS_SUBSET,),
}

SCOPUS = Dialect(
    name="scopus",
    label="Scopus",
    levels=order("or", "near", "and", "not"),
    words="and",
    signs=Signs(meaning={"*": ANY, "?": ONE}, left=True),
    tags=TAGS,
    default=t.EVERYTHING,
    bare_near=0,
    documents=(
        "http://help.scopus.com/robo/projects/schelp/h_bscssrchboolop.htm",
        "http://help.scopus.com/robo/projects/schelp/h_bscssrchFASTprox.htm",
    ),
)

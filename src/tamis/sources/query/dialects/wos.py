"""Web of Science.

Rules follow Clarivate's help, "Search Operators" (https://webofscience.help.clarivate.com/Content/
search-operators.html: order NEAR/x, SAME, NOT, AND, OR; words without an operator are joined by
AND; capitals do not matter; NEAR alone is NEAR/15 and x is the most words that separate the terms,
in either order) and "Search Rules" (…/search-rules.htm: words are lemmatised unless quoted or
truncated; `*` any number of characters, `?` exactly one, `$` none or one). `TS` is title,
abstract, author keywords and Keywords Plus.
"""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import Dialect, order
from tamis.sources.query.fields import field_set
from tamis.sources.query.wilds import ANY, ONE, PERHAPS, Signs

TOPIC = field_set((*t.TITLE_ABSTRACT_KEYWORDS, f.KEYWORDS_PLUS))

TAGS: dict[str, tuple[str, ...]] = {
    "ts": TOPIC,
    "topic": TOPIC,
    "ti": t.TITLE,
    "title": t.TITLE,
    "ab": t.ABSTRACT,
    "abstract": t.ABSTRACT,
    "ak": t.KEYWORDS,
    "author keywords": t.KEYWORDS,
    "kp": (f.KEYWORDS_PLUS,),
    "keywords plus": (f.KEYWORDS_PLUS,),
    "all": t.EVERYTHING,
    "all fields": t.EVERYTHING,
    "au": (f.AUTHOR,),
    "author": (f.AUTHOR,),
    "ad": (f.AFFILIATION,),
    "address": (f.AFFILIATION,),
    "og": (f.AFFILIATION,),
    "cu": (f.AFFILIATION,),
    "so": (f.JOURNAL,),
    "is": (f.JOURNAL,),
    "publication name": (f.JOURNAL,),
    "do": (f.IDENTIFIER,),
    "doi": (f.IDENTIFIER,),
    "pmid": (f.IDENTIFIER,),
    "ut": (f.IDENTIFIER,),
    "fo": (f.FUNDING,),
    "ft": (f.FUNDING,),
    "su": (f.AS_SUBSET,),
    "wc": (f.AS_SUBSET,),
    "research areas": (f.AS_SUBSET,),
    "edn": (f.AS_SUBSET,),
    "py": (f.AS_DATE,),
    "year published": (f.AS_DATE,),
    "dop": (f.AS_DATE,),
    "ld": (f.AS_ENTRY_DATE,),
    "la": (f.AS_LANGUAGE,),
    "language": (f.AS_LANGUAGE,),
    "dt": (f.AS_PUBLICATION_TYPE,),
    "document types": (f.AS_PUBLICATION_TYPE,),
    "document type": (f.AS_PUBLICATION_TYPE,),
    "mh": (f.AS_EXPLODED,),
    "mhx": (f.AS_EXPLODED,),
    "mesh": (f.AS_EXPLODED,),
}

WOS = Dialect(
    name="wos",
    label="Web of Science",
    levels=order("near", "not", "and", "or"),
    words="and",
    signs=Signs(meaning={"*": ANY, "?": ONE, "$": PERHAPS}, left=True),
    tags=TAGS,
    default=t.EVERYTHING,
    bare_near=15,
    documents=(
        "https://webofscience.help.clarivate.com/Content/search-operators.html",
        "https://webofscience.help.clarivate.com/Content/search-rules.htm",
    ),
)

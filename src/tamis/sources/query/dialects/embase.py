"""Embase.com.

Rules follow Elsevier's support centre, "Can I use Boolean operators, wildcards and proximity
operators in Embase?" (https://www.elsevier.support/embase/answer/can-i-use-boolean-operators-
wildcards-and-proximity-operators-in-embase, updated 2 September 2025): no operator has precedence,
a query is read from left to right; "NEAR/1 signifies the two words are next to each other without
any other words in between"; and Embase.com's search hints (http://www.embase.com/info/helpfiles/
search-hints/boolean-operators, …/wildcards): words without an operator are joined by AND, NEXT/n
keeps the order, `*` is any number of characters, `?` exactly one, `$` none or one, and wildcards
within quotation marks are not counted on here (the wildcards page says they are disabled, so a
truncated phrase is written with NEXT/1).
"""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import LEFT_TO_RIGHT, Dialect
from tamis.sources.query.fields import field_set
from tamis.sources.query.wilds import ANY, ONE, PERHAPS, Signs

TAGS: dict[str, tuple[str, ...]] = {
    "ti": t.TITLE,
    "ab": t.ABSTRACT,
    "kw": t.KEYWORDS,
    "tt": (f.ORIGINAL_TITLE,),
    "ot": (f.ORIGINAL_TITLE,),
    "tn": (f.TRADE_NAME,),
    "mn": (f.TRADE_NAME,),
    "df": (f.DEVICE,),
    "dn": (f.DEVICE,),
    "dv": (f.DEVICE,),
    "rn": (f.REGISTRY_NUMBER,),
    "de": (f.AS_HEADING,),
    "exp": (f.AS_EXPLODED,),
    "lnk": (f.AS_QUALIFIER,),
    "it": (f.AS_PUBLICATION_TYPE,),
    "pt": (f.AS_PUBLICATION_TYPE,),
    "la": (f.AS_LANGUAGE,),
    "py": (f.AS_DATE,),
    "sd": (f.AS_ENTRY_DATE,),
    "au": (f.AUTHOR,),
    "aff": (f.AFFILIATION,),
    "ff": (f.AFFILIATION,),
    "ca": (f.AFFILIATION,),
    "jt": (f.JOURNAL,),
    "ta": (f.JOURNAL,),
    "is": (f.JOURNAL,),
    "ui": (f.IDENTIFIER,),
    "id": (f.IDENTIFIER,),
    "doi": (f.IDENTIFIER,),
    "cn": (f.SECONDARY_ID,),
    "ctn": (f.SECONDARY_ID,),
    "gn": (f.FUNDING,),
    "tw": t.TITLE_ABSTRACT_KEYWORDS,
}

EMBASE = Dialect(
    name="embase",
    label="Embase.com",
    levels=LEFT_TO_RIGHT,
    words="and",
    signs=Signs(meaning={"*": ANY, "?": ONE, "$": PERHAPS}, left=True, in_phrase=False),
    tags=TAGS,
    default=field_set(
        (
            f.TITLE,
            f.ABSTRACT,
            f.KEYWORDS,
            f.HEADING_WORDS,
            f.ORIGINAL_TITLE,
            f.TRADE_NAME,
            f.DEVICE,
        )
    ),
    offset=1,
    bare_near=1,
    vocabulary="emtree",
    documents=(
        "https://www.elsevier.support/embase/answer/"
        "can-i-use-boolean-operators-wildcards-and-proximity-operators-in-embase",
        "http://www.embase.com/info/helpfiles/search-hints/wildcards",
    ),
)

"""Ovid: MEDLINE and Embase.

Rules follow Ovid's own pages: "OvidSP's Advanced Search Techniques"
(http://www.ovid.com/site/help/documentation/ovidsp/en/syntax.htm) for `term.xy,yz.`, truncation
`$ * :` with an optional count (`dog$1`), `#` for exactly one character and `?` for one or none;
and the Ovid search builder's training page (https://tools.ovid.com/ovidgo/searches/training.php):
"ADJ … finding the terms together in the order in which they have been entered … ADJn … separated
by n-1 words apart, the terms occurring in any order". Words side by side are a phrase. Operators
are read from left to right within a line, since Ovid gives none of AND, OR, NOT precedence; where
that decides a result the tree shows it. `.mp.` in MEDLINE is title, abstract, original title, name
of substance, subject heading word, floating subheading word, keyword heading word and some
supplementary concepts (the list that Ovid prints behind a search, `[mp=title, abstract, …]`).
"""

from __future__ import annotations

from dataclasses import replace

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import LEFT_TO_RIGHT, Dialect
from tamis.sources.query.fields import field_set
from tamis.sources.query.wilds import ANY, ONE, PERHAPS, Signs

MULTI_PURPOSE = field_set(
    (
        f.TITLE,
        f.ABSTRACT,
        f.ORIGINAL_TITLE,
        f.SUBSTANCE,
        f.HEADING_WORDS,
        f.SUBHEADING,
        f.KEYWORDS,
    )
)

EMBASE_MULTI_PURPOSE = field_set(
    (
        f.TITLE,
        f.ABSTRACT,
        f.ORIGINAL_TITLE,
        f.HEADING_WORDS,
        f.SUBHEADING,
        f.TRADE_NAME,
        f.DEVICE,
        f.KEYWORDS,
    )
)

TAGS: dict[str, tuple[str, ...]] = {
    "ti": t.TITLE,
    "m_titl": t.TITLE,
    "ab": t.ABSTRACT,
    "kw": t.KEYWORDS,
    "kf": t.KEYWORDS,
    "tw": t.TITLE_ABSTRACT,
    "mp": MULTI_PURPOSE,
    "af": t.EVERYTHING,
    "ot": (f.ORIGINAL_TITLE,),
    "tt": (f.ORIGINAL_TITLE,),
    "hw": (f.HEADING_WORDS,),
    "nm": (f.SUBSTANCE,),
    "rn": (f.REGISTRY_NUMBER,),
    "tn": (f.TRADE_NAME,),
    "dv": (f.DEVICE,),
    "dm": (f.DEVICE,),
    "fx": (f.SUBHEADING,),
    "sh": (f.AS_HEADING,),
    "xs": (f.AS_EXPLODED,),
    "fs": (f.AS_QUALIFIER,),
    "pt": (f.AS_PUBLICATION_TYPE,),
    "la": (f.AS_LANGUAGE,),
    "lg": (f.AS_LANGUAGE,),
    "yr": (f.AS_DATE,),
    "dp": (f.AS_DATE,),
    "ed": (f.AS_ENTRY_DATE,),
    "ez": (f.AS_ENTRY_DATE,),
    "dt": (f.AS_ENTRY_DATE,),
    "da": (f.AS_ENTRY_DATE,),
    "dc": (f.AS_ENTRY_DATE,),
    "em": (f.AS_ENTRY_DATE,),
    "up": (f.AS_ENTRY_DATE,),
    "sb": (f.AS_SUBSET,),
    "au": (f.AUTHOR,),
    "in": (f.AFFILIATION,),
    "cp": (f.AFFILIATION,),
    "jn": (f.JOURNAL,),
    "jw": (f.JOURNAL,),
    "jx": (f.JOURNAL,),
    "nj": (f.JOURNAL,),
    "so": (f.JOURNAL,),
    "ui": (f.IDENTIFIER,),
    "pm": (f.IDENTIFIER,),
    "do": (f.IDENTIFIER,),
    "is": (f.JOURNAL,),
    "si": (f.SECONDARY_ID,),
    "cn": (f.SECONDARY_ID,),
    "gr": (f.FUNDING,),
    "gi": (f.FUNDING,),
    # PsycINFO, also read here: table of contents, key concepts, test names
    "id": t.KEYWORDS,
    "tc": t.ABSTRACT,
}

OVID = Dialect(
    name="ovid",
    label="Ovid MEDLINE",
    levels=LEFT_TO_RIGHT,
    words="phrase",
    signs=Signs(
        meaning={"*": ANY, "$": ANY, ":": ANY, "#": ONE, "?": PERHAPS},
        counted="$*",
        only_last=":",
    ),
    tags=TAGS,
    default=MULTI_PURPOSE,
    offset=1,
    bare_near=1,
    reference="",
    documents=(
        "http://www.ovid.com/site/help/documentation/ovidsp/en/syntax.htm",
        "https://tools.ovid.com/ovidgo/searches/training.php",
    ),
)

OVID_EMBASE = replace(
    OVID,
    name="ovid-embase",
    label="Ovid Embase",
    vocabulary="emtree",
    tags={**TAGS, "mp": EMBASE_MULTI_PURPOSE, "dq": t.KEYWORDS},
    default=EMBASE_MULTI_PURPOSE,
)

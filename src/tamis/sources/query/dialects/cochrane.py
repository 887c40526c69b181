"""The Cochrane Library's search manager (CENTRAL and reviews).

Rules follow "Search manager help" (https://cochranelibrary.com/search-manager-help): words without
an operator are joined by AND, quotation marks make a phrase, "Phrase search does NOT support the
use of wildcards … If using wildcards, use NEXT operator", NEAR alone is NEAR/6. UCL's Cochrane
guide (https://library-guides.ucl.ac.uk/cochrane/textword-search) gives `*` as any number of
characters, also in front, and `?` as none or one. NEAR/n is counted like Ovid's adjN and Embase's
NEAR/n, so n - 1 words may stand between and NEXT is adjacent in order; the help text only says
"within n words", so this is the reading that published translations use. Order: proximity, NOT,
AND, OR.
"""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import Dialect, order
from tamis.sources.query.fields import field_set
from tamis.sources.query.wilds import ANY, PERHAPS, Signs

KEYWORD = field_set((f.KEYWORDS, f.HEADING_WORDS))

TAGS: dict[str, tuple[str, ...]] = {
    "ti": t.TITLE,
    "ab": t.ABSTRACT,
    "kw": KEYWORD,
    "ky": KEYWORD,  # CRS Web
    "mh": (f.HEADING_WORDS,),
    "me": (f.HEADING_WORDS,),  # until 2009
    "mc": (f.HEADING_WORDS,),
    "eh": (f.HEADING_WORDS,),
    "emt": (f.HEADING_WORDS,),
    "xky": KEYWORD,
    "pt": (f.AS_PUBLICATION_TYPE,),
    "au": (f.AUTHOR,),
    "so": (f.JOURNAL,),
    "an": (f.IDENTIFIER,),
    "doi": (f.IDENTIFIER,),
    "la": (f.AS_LANGUAGE,),
    "yr": (f.AS_DATE,),
    "dt": (f.AS_ENTRY_DATE,),
    "crsmode": (f.AS_SUBSET,),
    "target": (f.AS_SUBSET,),
    "insegment": (f.AS_SUBSET,),
}

COCHRANE = Dialect(
    name="cochrane",
    label="the Cochrane Library",
    levels=order("near", "not", "and", "or"),
    words="and",
    signs=Signs(meaning={"*": ANY, "?": PERHAPS}, left=True, in_phrase=False),
    tags=TAGS,
    default=t.EVERYTHING,
    offset=1,
    bare_near=6,
    documents=(
        "https://cochranelibrary.com/search-manager-help",
        "https://library-guides.ucl.ac.uk/cochrane/textword-search",
    ),
)

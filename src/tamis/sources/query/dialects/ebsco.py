"""CINAHL on EBSCOhost.

Rules follow EBSCO's pages: "Health Library Query Syntax" (http://support.ebsco.com/eit/
ws_querysyn_hl.php: `?` one character, `#` one or none, `*` any number, none of them first) and
EBSCO Connect, "Searching with Field Codes" (https://connect.ebsco.com/s/article/
Searching-with-Field-Codes). `Nn` allows up to n words between, in any order, and `Wn` in the order
written (University of Southern Denmark's EBSCO guide, https://libguides.sdu.dk/EBSCO-english/
proximity, with counted examples; `W0` is a phrase). Words side by side are searched together, as a
phrase in Boolean/Phrase mode. AND binds before OR: the order is proximity, NOT, AND, OR. `MH "x+"`
is a CINAHL heading with those below it, `MM` a major one.
"""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import Dialect, order
from tamis.sources.query.fields import field_set
from tamis.sources.query.wilds import ANY, ONE, PERHAPS, Signs

TAGS: dict[str, tuple[str, ...]] = {
    "ti": t.TITLE,
    "ab": t.ABSTRACT,
    "xb": t.TITLE_ABSTRACT,
    "kw": t.KEYWORDS,
    "su": field_set((f.HEADING_WORDS, f.KEYWORDS)),
    "mw": (f.HEADING_WORDS,),
    "sx": (f.HEADING_WORDS,),
    "nm": (f.SUBSTANCE,),
    "rn": (f.REGISTRY_NUMBER,),
    "tx": field_set((f.EVERYTHING, f.FULL_TEXT)),
    "mh": (f.AS_HEADING,),
    "mm": (f.AS_MAJOR,),
    "mj": (f.AS_MAJOR,),
    "dh": (f.AS_HEADING,),
    "de": (f.AS_HEADING,),
    "zu": (f.AS_HEADING,),
    "pt": (f.AS_PUBLICATION_TYPE,),
    "zt": (f.AS_PUBLICATION_TYPE,),
    "la": (f.AS_LANGUAGE,),
    "dt": (f.AS_DATE,),
    "py": (f.AS_DATE,),
    "yr": (f.AS_DATE,),
    "em": (f.AS_ENTRY_DATE,),
    "au": (f.AUTHOR,),
    "af": (f.AFFILIATION,),
    "so": (f.JOURNAL,),
    "jn": (f.JOURNAL,),
    "is": (f.JOURNAL,),
    "an": (f.IDENTIFIER,),
    "pm": (f.IDENTIFIER,),
}

EBSCO = Dialect(
    name="ebsco",
    label="CINAHL (EBSCOhost)",
    levels=order("near", "not", "and", "or"),
    words="phrase",
    signs=Signs(meaning={"*": ANY, "?": ONE, "#": PERHAPS}),
    tags=TAGS,
    default=field_set((f.TITLE, f.ABSTRACT, f.HEADING_WORDS, f.KEYWORDS)),
    bare_near=5,
    vocabulary="cinahl",
    reference="S",
    documents=(
        "http://support.ebsco.com/eit/ws_querysyn_hl.php",
        "https://connect.ebsco.com/s/article/Searching-with-Field-Codes",
        "https://libguides.sdu.dk/EBSCO-english/proximity",
    ),
)

"""PubMed.

Rules follow the PubMed User Guide (https://pubmed.ncbi.nlm.nih.gov/help/, read in its version of
16 April 2024): operators in capitals, taken from left to right; untagged words go to automatic
term mapping; a tag or quotation marks make a phrase of words if the phrase index has it; `*` ends
the last word of a phrase, behind at least four characters; `"a b"[tiab:~n]` allows n words between,
in any order, in title, title/abstract and affiliation, without truncation. `[tiab]` holds title,
collection title, abstract, other abstract and author keywords; `[tw]` adds MeSH terms,
subheadings, publication types, substances and secondary source ids (same guide, field tags).
"""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import LEFT_TO_RIGHT, Dialect
from tamis.sources.query.fields import field_set
from tamis.sources.query.wilds import ANY, Signs

TEXT_WORD = field_set(
    (
        f.TITLE,
        f.ABSTRACT,
        f.KEYWORDS,
        f.HEADING_WORDS,
        f.SUBSTANCE,
        f.SUBHEADING,
        f.PUBLICATION_TYPE,
        f.SECONDARY_ID,
    )
)

#: Tag, lower case and without brackets → what it looks in. Full names beside abbreviations.
TAGS: dict[str, tuple[str, ...]] = {}
for _names, _fields in (
    (
        ("tiab", "title/abstract", "title / abstract", "ti/ab", "tiab]", "ti,ab"),
        t.TITLE_ABSTRACT_KEYWORDS,
    ),
    (("ti", "title"), t.TITLE),
    (("ab", "abstract"), t.ABSTRACT),
    (("ot", "other term"), t.KEYWORDS),
    (("tw", "text word", "text words", "text", "textword"), TEXT_WORD),
    (("all", "all fields", "all field", "allfields"), t.EVERYTHING),
    (("mh", "mesh", "mesh terms", "mesh term", "mesh:exp", "mh:exp"), (f.AS_EXPLODED,)),
    (
        (
            "mh:noexp",
            "mesh:noexp",
            "mesh terms:noexp",
            "mesh:no exp",
            "mesh terms: noexp",
            "mesh noexp",
        ),
        (f.AS_HEADING,),
    ),
    (("majr", "mesh major topic", "mj", "major"), (f.AS_EXPLODED_MAJOR,)),
    (("majr:noexp", "mesh major topic:noexp"), (f.AS_MAJOR,)),
    (("sh", "subheading", "mesh subheading"), (f.AS_QUALIFIER,)),
    (("nm", "supplementary concept", "substance name"), (f.SUBSTANCE,)),
    (("pa", "pharmacological action"), (f.PHARMACOLOGICAL_ACTION,)),
    (("rn", "ec/rn number"), (f.REGISTRY_NUMBER,)),
    (("pt", "publication type", "ptyp"), (f.AS_PUBLICATION_TYPE,)),
    (("la", "language", "lang"), (f.AS_LANGUAGE,)),
    (
        ("dp", "pdat", "date - publication", "publication date", "ppdat", "epdat"),
        (f.AS_DATE,),
    ),
    (
        (
            *("edat", "crdt", "mhda", "lr", "dcom", "entrez date", "date - entrez", "date - entry"),
            *(
                "entry date",
                "create date",
                "date - completion",
                "date - create",
                "date - mesh",
                "mesh date",
            ),
        ),
        (f.AS_ENTRY_DATE,),
    ),
    (("sb", "filter", "subset"), (f.AS_SUBSET,)),
    (("ad", "affiliation"), (f.AFFILIATION,)),
    (
        (
            *("au", "author", "fau", "full author name", "1au", "lastau", "ir", "cn"),
            *("corporate author", "first author name", "last author name", "investigator"),
            "author - first",
        ),
        (f.AUTHOR,),
    ),
    (("ta", "journal", "jour", "jid"), (f.JOURNAL,)),
    (("pmid", "uid", "aid", "lid", "doi", "pmcid"), (f.IDENTIFIER,)),
    (("si", "secondary source id"), (f.SECONDARY_ID,)),
    (("gr", "grant number", "grants and funding"), (f.FUNDING,)),
    (("tt", "transliterated title"), (f.ORIGINAL_TITLE,)),
):
    TAGS.update(dict.fromkeys(_names, _fields))

PUBMED = Dialect(
    name="pubmed",
    label="PubMed",
    levels=LEFT_TO_RIGHT,
    words="mapped",
    upper_case=True,
    signs=Signs(meaning={"*": ANY}, inside=False, any_word=False, at_least=4),
    tags=TAGS,
    default=t.EVERYTHING,
    documents=("https://pubmed.ncbi.nlm.nih.gov/help/",),
)

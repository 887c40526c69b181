"""Every platform that can be written for. The reasons are in the dialects' documents."""

from __future__ import annotations

from dataclasses import replace

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import (
    cochrane,
    ctgov,
    ebsco,
    embase,
    europepmc,
    openalex,
    ovid,
    pubmed,
    scopus,
    wos,
)
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.fields import field_set
from tamis.sources.query.tree import LimitKind, Platform
from tamis.sources.query.writing.target import Headings, Nearness, Target

_PUBLISHED: frozenset[LimitKind] = frozenset({"date", "language", "publication-type"})

#: What Ovid sets with `limit`, on a whole line.
_SET_BESIDE: frozenset[LimitKind] = frozenset(
    {"date", "entry-date", "humans", "animals", "abstract", "age", "sex", "other"}
)


def _written(tags: dict[str, tuple[str, ...]], *names: str) -> dict[str, tuple[str, ...]]:
    return {name: tags[name] for name in names}


PUBMED = Target(
    dialect=pubmed.PUBMED,
    tags=_written(pubmed.TAGS, "tiab", "ti", "ab", "ot", "tw", "all", "nm", "pa", "ad", "au", "ta")
    | _written(pubmed.TAGS, "si", "gr", "rn", "tt", "pmid"),
    truncated_tags={
        "mh": (f.HEADING_WORDS,),
        "pt": (f.PUBLICATION_TYPE,),
        "sh": (f.SUBHEADING,),
        "la": (f.LANGUAGE,),
    },
    group_tags=False,
    widest="all",
    headings=Headings(vocabulary="mesh"),
    near=Nearness(
        ordered="none",
        groups=False,
        nested=False,
        wilds=False,
        phrases=False,
        fields=frozenset({t.TITLE, t.TITLE_ABSTRACT_KEYWORDS, (f.AFFILIATION,)}),
    ),
    limits=_PUBLISHED | {"entry-date", "humans", "animals", "abstract", "subset"},
    unary_not=True,
    mapped=True,
    forbidden='"*',
    quotable="[](){},;#",
)

OVID = Target(
    dialect=ovid.OVID,
    tags=_written(ovid.TAGS, "ti", "ab", "kf", "mp", "hw", "nm", "ot", "fx", "rn", "af", "au")
    | _written(ovid.TAGS, "in", "jn", "si", "gr", "ui", "tn", "dv")
    | {"pt": (f.PUBLICATION_TYPE,)},
    joined=True,
    widest="mp",
    headings=Headings(vocabulary="mesh"),
    near=Nearness(ordered="adjacent"),
    limits=_PUBLISHED | _SET_BESIDE,
    top_only=_SET_BESIDE,
    inside=frozenset({"date", "entry-date"}),
    forbidden='"*$#?:',
    quotable="()[]{}/.,;",
)

OVID_EMBASE = replace(
    OVID,
    dialect=ovid.OVID_EMBASE,
    tags=_written(ovid.TAGS, "ti", "ab", "kw", "hw", "ot", "fx", "rn", "tn", "dv", "af", "au")
    | {"mp": ovid.EMBASE_MULTI_PURPOSE, "in": (f.AFFILIATION,), "jn": (f.JOURNAL,)}
    | {"ui": (f.IDENTIFIER,), "pt": (f.PUBLICATION_TYPE,)},
    headings=Headings(vocabulary="emtree"),
)

EMBASE = Target(
    dialect=embase.EMBASE,
    tags=_written(embase.TAGS, "ti", "ab", "kw", "tt", "tn", "df", "rn", "au", "aff", "jt", "cn")
    | {"it": (f.PUBLICATION_TYPE,)}
    | {"gn": (f.FUNDING,), "ui": (f.IDENTIFIER,)},
    joined=True,
    widest="",
    untagged=embase.EMBASE.default,
    headings=Headings(vocabulary="emtree"),
    near=Nearness(ordered="any"),
    limits=_PUBLISHED | {"humans", "animals", "abstract", "subset", "sex", "age", "other"},
    forbidden="\"'*?$",
    quotable="()[]{}:/,;#",
)

COCHRANE = Target(
    dialect=cochrane.COCHRANE,
    tags=_written(cochrane.TAGS, "ti", "ab", "kw", "au", "so", "an")
    | {"": t.EVERYTHING, "pt": (f.PUBLICATION_TYPE,)},
    joined=True,
    widest="",
    untagged=t.EVERYTHING,
    headings=Headings(vocabulary="mesh", major=False),
    near=Nearness(ordered="adjacent"),
    limits=frozenset({"publication-type"}),
    forbidden='"*?',
    quotable="()[]{}:/,;#^",
)

SCOPUS = Target(
    dialect=scopus.SCOPUS,
    tags={
        name.upper(): scopus.TAGS[name]
        for name in (
            *("title-abs-key", "title-abs", "title", "abs", "key", "authkey", "indexterms"),
            *("chemname", "tradename", "casregnumber", "auth", "affil", "srctitle", "all"),
            *("fund-all", "doi"),
        )
    },
    widest="TITLE-ABS-KEY",
    heading_field=(f.HEADING_WORDS,),
    near=Nearness(ordered="any", nested=False),
    limits=_PUBLISHED,
    exact=True,
    forbidden='"{}*?',
    quotable="(),;#",
)

WOS = Target(
    dialect=wos.WOS,
    tags={
        name.upper(): wos.TAGS[name]
        for name in ("ts", "ti", "ab", "ak", "kp", "au", "ad", "so", "do", "ft", "all")
    },
    widest="ALL",
    heading_field=wos.TOPIC,
    species=False,
    near=Nearness(ordered="none"),
    limits=_PUBLISHED,
    forbidden='"*?$',
    quotable="(){},;#=:",
)

EBSCO = Target(
    dialect=ebsco.EBSCO,
    tags={
        name.upper(): ebsco.TAGS[name]
        for name in ("ti", "ab", "mw", "tx", "nm", "rn", "au", "af", "so", "an")
    },
    widest="",
    untagged=ebsco.EBSCO.default,
    headings=Headings(vocabulary="cinahl", qualifiers=False),
    near=Nearness(ordered="any"),
    limits=_PUBLISHED | {"entry-date"},
    forbidden='"*?#',
    quotable="()[]{},;/",
)

_EUROPEPMC_FIELDS = (
    *("title_abs", "title", "abstract", "kw", "chem"),
    *("auth", "aff", "journal", "publisher"),
)
EUROPEPMC = Target(
    dialect=europepmc.EUROPEPMC,
    tags={name.upper(): europepmc.TAGS[name] for name in _EUROPEPMC_FIELDS}
    | {"": europepmc.EUROPEPMC.default, "BODY": (f.FULL_TEXT,), "ACCESSION_ID": (f.SECONDARY_ID,)},
    widest="",
    untagged=europepmc.EUROPEPMC.default,
    heading_field=europepmc.KEYWORD,
    species=False,
    near=None,
    limits=_PUBLISHED | {"entry-date", "abstract", "subset"},
    unary_not=True,
    forbidden='"*\\',
    quotable="()[]{}?:/,;~^+!&|",
)

CTGOV = Target(
    dialect=ctgov.CTGOV,
    tags={
        "title": t.TITLE,
        "keyword": t.KEYWORDS,
        "": field_set((*t.TITLE_ABSTRACT_KEYWORDS, f.CONDITION, f.INTERVENTION)),
    },
    widest="",
    untagged=t.EVERYTHING,
    headings=Headings(vocabulary="mesh", major=False, subheadings=False, qualifiers=False),
    species=False,
    near=None,
    limits=frozenset({"publication-type"}),
    unary_not=True,
    exact=True,
    mapped=True,
    forbidden='"*?\\',
    quotable="()[]{},;",
)

OPENALEX = Target(
    dialect=openalex.OPENALEX,
    tags={"title_and_abstract": t.TITLE_ABSTRACT, "title": t.TITLE},
    widest="title_and_abstract",
    heading_field=t.TITLE_ABSTRACT,
    species=False,
    near=None,
    limits=frozenset({"date", "language"}),
    top_only=frozenset({"date", "language"}),
    unary_not=False,
    forbidden='"*?,|!\\',
    quotable="()[]{}~;:&",
)

TARGETS: dict[Platform, Target] = {
    "pubmed": PUBMED,
    "ovid": OVID,
    "ovid-embase": OVID_EMBASE,
    "embase": EMBASE,
    "cochrane": COCHRANE,
    "scopus": SCOPUS,
    "wos": WOS,
    "ebsco": EBSCO,
    "europepmc": EUROPEPMC,
    "ctgov": CTGOV,
    "openalex": OPENALEX,
}

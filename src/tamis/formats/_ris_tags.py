"""What RIS tags mean: data per dialect, because each database uses them its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tamis.formats._words import words

#: Periodical names, the fullest first; the first present is the journal, the next that differs its
#: abbreviation.
JOURNAL: Final = ("JF", "T2", "JT", "JO", "JA", "J2", "JI", "J1", "J9")
ABBREVIATION: Final = ("J2", "JA", "JI", "J1", "JO", "J9", "T2")

#: Tags whose value is a list, one item each or several split at line ends or ";".
URLS: Final = ("UR", "L1", "L2", "LK")

#: Tags that may run over several lines of prose.
PROSE: Final = frozenset({"AB", "N2", "N1", "TI", "T1", "AD", "RN", "C1", "FX"})

#: Every tag the format, its dialects and their exporters are known to use.
KNOWN: Final = frozenset(
    words("""
        TY ER A1 A2 A3 A4 AB AD AI AN AR AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CC CD CN CP CT CY DA DB
        DI DO DP ED EP ET FU FX GN H1 H2 ID IP IS J1 J2 J9 JA JF JI JO JT K1 KW L1 L2 L3 L4 LA LB LK
        M1 M2 M3 M4 MH N1 N2 NL NO NS NV OP PA PB PD PG PI PP PT PU PY RI RN RP SE SN SO SP ST SV T1
        T2 T3 TA TI TS TT U1 U2 U3 U4 U5 UR US VL VO WE WP WT WV XR XT Y1 Y2 YR DOI PMID PMCID
        """)
)
#: Tags read with a single space before the dash, or none.
LENIENT: Final = frozenset(
    words("""
        TY ER AU A1 A2 AB AN DA DB DO EP ID IS JA JF JO J2 KW LA N1 N2 PB PY SN SP T1 T2 TI UR VL VO
        Y1 M3 AD C1 C7 DOI PMID PMCID
        """)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One exporter's use of the tags: field → tags that fill it, the best first."""

    name: str
    single: tuple[tuple[str, tuple[str, ...]], ...]


_SINGLE: Mapping[str, tuple[str, ...]] = {
    "title": ("TI", "T1", "CT", "BT"),
    "volume": ("VL", "VO"),
    "issue": ("IS", "IP"),
    "first_page": ("SP", "PG", "PP"),
    "last_page": ("EP",),
    "article_number": ("C7", "AR"),
    "publisher": ("PB", "PU"),
    "language": ("LA",),
    "doi": ("DO", "DOI", "DI", "L3"),
}


def _dialect(name: str, **changed: tuple[str, ...]) -> Dialect:
    return Dialect(name=name, single=tuple((dict(_SINGLE) | changed).items()))


BASE: Final = _dialect("")
#: Databases whose use of a tag differs from what managers do.
DIALECTS: Final[Mapping[str, Dialect]] = {
    dialect.name: dialect
    for dialect in (
        _dialect("wos", article_number=("C7", "AR", "M2")),
        _dialect("proquest", first_page=("SP", "PG")),
        _dialect("cinahl", first_page=("SP",)),
        _dialect("ieee", article_number=("C7", "AR", "AN")),
    )
}

#: How databases call themselves in DB (lower case, the longest match wins) → source name.
DATABASES: Final[Mapping[str, str]] = {
    "embase": "embase",
    "pubmed": "pubmed",
    "medline": "medline",
    "nlm": "pubmed",
    "pmc": "pmc",
    "scopus": "scopus",
    "web of science": "wos",
    "wos": "wos",
    "central": "central",
    "cochrane": "central",
    "cinahl": "cinahl",
    "apa psycinfo": "psycinfo",
    "psycinfo": "psycinfo",
    "psychinfo": "psycinfo",
    "proquest": "proquest",
    "eric": "eric",
    "ieee": "ieee",
    "lilacs": "lilacs",
    "scielo": "scielo",
    "openalex": "openalex",
    "crossref": "crossref",
    "clinicaltrials.gov": "clinicaltrials.gov",
    "amed": "amed",
    "google scholar": "google-scholar",
}


@lru_cache(maxsize=256)
def database(name: str) -> str:
    """The source name of what stands in DB, or ""."""
    name = " ".join(name.split()).lower()
    if name in DATABASES:
        return DATABASES[name]
    for known, source in DATABASES.items():
        if name.startswith(known):
            return source
    return ""

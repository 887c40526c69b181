"""What a trial gives, mapped to the terms of the review's own tree (its facets).

A term is met where its label or a synonym stands in the text, and by words that this module knows
for terms whose label spells them out ("Into the spinal fluid (intrathecal)" is met by
"intrathecal"). A register's wording is short and free, so a mapping is a proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from tamis.model.protocol import Facet, Term

_BRACKETS = re.compile(r"\(([^()]{2,60})\)")
#: Words that say nothing about which term is meant.
_PLAIN = frozenset({"cells", "cell", "stem", "other", "related", "dose", "doses", "one dose"})


def terms_of(text: str, facets: Iterable[Facet]) -> Mapping[str, tuple[str, ...]]:
    """The terms of each facet that a text names: facet id → term ids, the deepest first.

    A term counts only where none of its descendants is met too.
    """
    found: dict[str, tuple[str, ...]] = {}
    for facet in facets:
        met = [t.id for t in facet.terms if _pattern(t).search(text)]
        above = {p for t in met for p in facet.lineage(t)[1:]}
        kept = tuple(t for t in met if t not in above)
        if kept:
            found[facet.id] = kept
    return found


@cache
def _pattern(term: Term) -> re.Pattern[str]:
    names = [*term.synonyms, _BRACKETS.sub("", term.label).strip()]
    for inside in _BRACKETS.findall(term.label):
        names.extend(part.strip() for part in inside.split(","))
    names.extend(_ALSO.get(term.id, ()))
    spelt = [_spelt(n) for n in dict.fromkeys(names) if n.lower() not in _PLAIN and len(n) > 2]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spelt) or '(?!)'})(?!\w)", re.IGNORECASE)


def _spelt(name: str) -> str:
    return r"[\s-]+".join(re.escape(w) for w in re.split(r"[\s-]+", name)) + "s?"


#: Registers' words for terms that reviews often have, by the term's id.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "bm-msc": ("bone marrow derived mesenchymal", "bone marrow mesenchymal", "BM-MSC", "BMMSC"),
    "adipose-msc": ("adipose derived", "adipose tissue derived", "AdMSC", "HBadMSC"),
    "wj-msc": ("umbilical cord mesenchymal", "umbilical cord derived", "umbilical cord MSC",
               "Wharton's jelly", "UC-MSC"),
    "msc-ntf": ("MSC-NTF", "NurOwn", "debamestrocel", "secreting neurotrophic factors"),
    "bm-mnc": ("bone marrow mononuclear", "BM-MNC"),
    "pb-mnc": ("peripheral blood mononuclear", "PBMNC"),
    "cd133": ("CD133",),
    "fetal-nsc": ("fetal neural stem", "foetal neural stem", "neural stem cell"),
    "npc-gdnf": ("CNS10-NPC-GDNF", "GDNF"),
    "glial-progenitor": ("glial progenitor", "glial restricted", "Q-Cells"),
    "esc-astrocytes": ("AstroRx", "astrocytes derived from human embryonic"),
    "ipsc-derived": ("induced pluripotent", "iPSC"),
    "muse": ("CL2020", "Muse"),
    "treg": ("regulatory T", "T regulatory", "Treg", "T-regulatory"),
    "intrathecal": ("intrathecal", "intrathecally", "lumbar puncture", "spinal fluid"),
    "intraspinal": ("intraspinal", "intramedullary"),
    "intracortical": ("motor cortex", "intracortical", "intracerebral"),
    "intravenous": ("intravenous", "intravenously", "IV infusion"),
    "intramuscular": ("intramuscular", "intramuscularly"),
    "autologous": ("autologous",),
    "allogeneic": ("allogeneic", "allogenic", "donor"),
    "repeated": ("repeated", "multiple doses", "repeat"),
}  # fmt: skip

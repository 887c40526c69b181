"""Which tags fill which fields, worked out once per set of tags.

Exporters write the same tags record after record, so this is looked up rather than decided each
time: most of a reader's speed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tamis.formats._ris_tags import ABBREVIATION, BASE, DIALECTS, JOURNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one set of tags is read. Every tag named in it is present."""

    #: (field, tag that fills it, tags that would have filled it)
    single: tuple[tuple[str, str, tuple[str, ...]], ...]
    people: tuple[str, ...]
    dates: tuple[str, ...]
    journals: tuple[str, ...]
    abbreviations: tuple[str, ...]
    abstracts: tuple[str, ...]
    notes: tuple[str, ...]
    types: tuple[str, ...]
    #: (field, tag) for lists of words
    lists: tuple[tuple[str, str], ...]
    #: tags in which ids may stand
    ids: tuple[str, ...]
    numeric: bool
    #: what is left for `extra`
    rest: tuple[str, ...]
    #: whether tamis's own pairs may be among the extras
    packed: bool


_PEOPLE = ("AU", "A1")
_DATES = ("PY", "Y1", "YR", "DA")
_ABSTRACTS = ("AB", "N2")
_NOTES = ("N1", "RN")
_TYPES = ("M3", "PT")
_LISTS = (("keywords", "KW"), ("mesh", "MH"))
_IDS = ("AN", "U1", "U2", "C1", "C2", "C3", "C5", "ID", "PMID", "PMCID", "N1")


def plan_for(database: str, tags: Collection[str]) -> Plan:
    """The plan for records of `database` that have these tags, in this order."""
    dialect = DIALECTS.get(database, BASE)
    single = []
    for name, candidates in dialect.single:
        present = tuple(tag for tag in candidates if tag in tags)
        if present:
            single.append((name, present[0], present[1:]))
    used = {tag for _, first, others in single for tag in (first, *others)}
    journals = _present(JOURNAL, tags)
    taken = {
        *_PEOPLE,
        *_DATES,
        *journals,
        *_ABSTRACTS,
        *_NOTES,
        *_TYPES,
        "KW",
        "MH",
        "SN",
        "UR",
        "TY",
        "AN",
    }
    return Plan(
        single=tuple(single),
        people=_present(_PEOPLE, tags),
        dates=_present(_DATES, tags),
        journals=journals,
        abbreviations=_present(ABBREVIATION, tags),
        abstracts=_present(_ABSTRACTS, tags),
        notes=_present(_NOTES, tags),
        types=_present(_TYPES, tags),
        lists=tuple((name, tag) for name, tag in _LISTS if tag in tags),
        ids=_present(_IDS, tags),
        numeric=dialect.numeric,
        rest=tuple(tag for tag in tags if tag not in used and tag not in taken),
        packed="U5" in tags,
    )


def _present(candidates: tuple[str, ...], tags: Collection[str]) -> tuple[str, ...]:
    return tuple(tag for tag in candidates if tag in tags)

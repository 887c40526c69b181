"""Which tags fill which fields, worked out once per set of tags.

Exporters write the same tags record after record, so this is looked up rather than decided each
time: most of a reader's speed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from operator import itemgetter

from tamis.formats._ris_fields import Fields
from tamis.formats._ris_tags import ABBREVIATION, BASE, DIALECTS, JOURNAL

_TAG = re.compile(r"(?!ER)[A-Z][A-Z0-9]")
#: Sets of tags remembered; a file that has more is not what an exporter writes.
_MOST = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one set of tags is read. Every tag named in it is present."""

    #: the tags, in the order they first appear
    tags: tuple[str, ...]
    #: tags that may stand several times, the likeliest first
    repeatable: tuple[str, ...]
    #: fields with one value each, and what takes those values from the tags, in the same order
    plain: tuple[str, ...]
    pick: Callable[[Mapping[str, str]], tuple[str, ...]]
    #: (field, tag that fills it, tags that would have filled it)
    single: tuple[tuple[str, str, tuple[str, ...]], ...]
    #: tags whose second value is one too many
    once: frozenset[str]
    #: whether several tags would fill one field
    contested: bool
    people: tuple[str, ...]
    dates: tuple[str, ...]
    journals: tuple[str, ...]
    abbreviations: tuple[str, ...]
    abstracts: tuple[str, ...]
    notes: tuple[str, ...]
    types: tuple[str, ...]
    #: (field, tag) for lists of words
    lists: tuple[tuple[str, str], ...]
    #: tags in which a PubMed or PMC number may stand
    numbers: tuple[str, ...]
    #: tags in which a trial registration may stand
    trials: tuple[str, ...]
    #: tags in which an accession number may stand beside AN
    elsewhere: tuple[str, ...]
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
_NUMBERS = ("PMID", "U1", "C3", "C2", "U2", "PMCID", "N1", "AN", "ID")
_OFTEN = ("AU", "KW", "A1", "SN", "UR", "AD", "N1", "C1", "C3", "M1")
_ONCE = frozenset({"TY", "TI", "VL", "IS", "SP", "EP", "PY", "DB", "DO", "LA"})


class Plans:
    """Plans by set of tags."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Plan] = {}
        self._loose: dict[tuple[str, ...], Plan] = {}

    def known(self, tags: tuple[str, ...]) -> Plan | None:
        """The plan for tags in this order; None when one of them is no tag or TY is not first."""
        plan = self._known.get(tags)
        if plan is None and tags and tags[0] == "TY" and all(map(_TAG.fullmatch, tags)):
            if len(self._known) > _MOST:
                self._known.clear()
            plan = self._known[tags] = plan_for(tags)
        return plan

    def fields(self, tags: Mapping[str, list[str]]) -> Fields:
        """Fields of tags read with care."""
        first = {tag: values[0] for tag, values in tags.items()}
        many = {tag: values for tag, values in tags.items() if len(values) > 1}
        return Fields(first, many, self._cached(tuple(tags)))

    def _cached(self, tags: tuple[str, ...]) -> Plan:
        plan = self._known.get(tags) or self._loose.get(tags)
        if plan is None:
            if len(self._loose) > _MOST:
                self._loose.clear()
            plan = self._loose[tags] = plan_for(tags)
        return plan


def plan_for(tags: tuple[str, ...], database: str = "") -> Plan:
    """The plan for records that have these tags, in this order."""
    dialect = DIALECTS.get(database, BASE)
    single = []
    for name, candidates in dialect.single:
        present = _present(candidates, tags)
        if present:
            single.append((name, present[0], present[1:]))
    used = {tag for _, first, others in single for tag in (first, *others)}
    used |= {*_PEOPLE, *_DATES, *JOURNAL, *_ABSTRACTS, *_NOTES, *_TYPES}
    used |= {"KW", "MH", "SN", "UR", "TY", "AN"}
    return Plan(
        tags=tags,
        repeatable=tuple(tag for tag in sorted(tags, key=_rank) if tag not in _ONCE),
        plain=tuple(name for name, _, _ in single),
        pick=_picker(tuple(tag for _, tag, _ in single)),
        single=tuple(single),
        once=frozenset((*(tag for _, tag, _ in single), *_present(JOURNAL, tags))),
        contested=any(others for _, _, others in single),
        people=_present(_PEOPLE, tags),
        dates=_present(_DATES, tags),
        journals=_present(JOURNAL, tags),
        abbreviations=_present(ABBREVIATION, tags),
        abstracts=_present(_ABSTRACTS, tags),
        notes=_present(_NOTES, tags),
        types=_present(_TYPES, tags),
        lists=tuple((name, tag) for name, tag in _LISTS if tag in tags),
        numbers=_present(_NUMBERS, tags),
        trials=_present(("AN", "C3"), tags),
        elsewhere=_present(("U2", "ID", "C5"), tags),
        rest=tuple(tag for tag in tags if tag not in used),
        packed="U5" in tags,
    )


def _rank(tag: str) -> int:
    """Tags that are repeated most often come first, so that the search for repeats ends soon."""
    return _OFTEN.index(tag) if tag in _OFTEN else len(_OFTEN)


def _picker(tags: tuple[str, ...]) -> Callable[[Mapping[str, str]], tuple[str, ...]]:
    """Takes the values of `tags`; `itemgetter` gives a tuple only of two and more."""
    if len(tags) > 1:
        return itemgetter(*tags)
    return lambda values: tuple(values[tag] for tag in tags)


def _present(candidates: tuple[str, ...], tags: Collection[str]) -> tuple[str, ...]:
    return tuple(tag for tag in candidates if tag in tags)

"""The order an exporter writes its tags in, learnt from the file, as one pattern.

Exporters write the same tags in the same order and leave out what is empty. Once the order is known
a record is one match, several times faster than line by line; a record of any other shape does not
match, is read the ordinary way, and adds to the order if it fits. Every quantifier is possessive: a
match never backtracks, so its cost is bounded by the record's length.
"""

from __future__ import annotations

import re
from itertools import pairwise

from tamis.formats._ris_fields import Fields
from tamis.formats._ris_plan import Plan, plan_for

#: A file whose records keep failing to match has no order worth learning.
_PATIENCE = 200
_MOST_PATTERNS = 60
#: Name of the group that holds the whole record.
_WHOLE = ""


class Layout:
    """Tags in order, and the pattern for them."""

    def __init__(self) -> None:
        self._order: list[str] = []
        self._lists: set[str] = set()
        self._repeated: tuple[tuple[str, str], ...] = ()
        self._pattern: re.Pattern[str] | None = None
        self._plan: Plan = plan_for(())
        self._tags: tuple[str, ...] = ()
        self._patterns = 0
        self._misses = 0

    def match(self, text: str, at: int) -> tuple[Fields, str, int, int] | None:
        """(fields, text, where it begins, where its ER line ends) of the next record."""
        if self._pattern is None:
            return None
        found = self._pattern.match(text, at)
        if found is None:
            self._misses += 1
            if self._misses > _PATIENCE:
                self._pattern = None
            return None
        self._misses = 0
        first = dict(zip(self._tags, map(str.strip, found.groups(""))))  # noqa: B905 (of one length)
        many: dict[str, list[str]] = {}
        for tag, between in self._repeated:
            value = first[tag]
            if "\n" in value:
                many[tag] = parts = list(map(str.strip, value.split(between)))
                first[tag] = parts[0]
        return Fields(first, many, self._plan), first.pop(_WHOLE), found.start(1), found.end()

    def learn(self, fields: Fields) -> None:
        """Fit the tags of a record into the order, if they can be."""
        order = _merged(self._order, fields.plan.tags)
        lists = self._lists | fields.many.keys()
        known = order == self._order and lists == self._lists
        if order is None or known or self._patterns >= _MOST_PATTERNS:
            return
        self._order, self._lists = order, lists
        self._patterns += 1
        self._misses = 0
        self._plan = plan_for(tuple(order))
        self._tags = (_WHOLE, *order)
        self._repeated = tuple((tag, f"\n{tag}  -") for tag in order if tag in lists)
        groups = "".join(_group(tag, repeated=tag in lists) for tag in order[1:])
        self._pattern = re.compile(rf"\n*+(TY  - *+(.*+){groups})\nER  -[ \t]*+\n")


def _group(tag: str, *, repeated: bool) -> str:
    more = rf"(?:\n{tag}  -.*+)*+" if repeated else ""
    return rf"(?:\n{tag}  - *+(.*+{more}))?+"


def _merged(order: list[str], tags: tuple[str, ...]) -> list[str] | None:
    """`order` with the tags it lacks put in; None when the two contradict."""
    if not order:
        return list(tags)
    places = {tag: i for i, tag in enumerate(order)}
    known = [places[tag] for tag in tags if tag in places]
    if any(a > b for a, b in pairwise(known)) or tags[0] != order[0]:
        return None
    merged = list(order)
    after = 0
    for tag in tags:
        if tag in places:
            after = merged.index(tag) + 1
        else:
            merged.insert(after, tag)
            after += 1
    return merged

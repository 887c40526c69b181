"""The order an exporter writes its tags in, learnt from the file, as one pattern.

Exporters write the same tags in the same order and leave out what is empty. Once the order is known
a record is one match, several times faster than line by line; a record of any other shape does not
match, is read the ordinary way, and adds to the order if it fits. Every quantifier is possessive: a
match never backtracks, so its cost is bounded by the record's length.
"""

from __future__ import annotations

import re
from itertools import pairwise

from tamis.formats._clean import paragraphs
from tamis.formats._ris_careful import NOISE
from tamis.formats._ris_fields import DISGUISED, Fields
from tamis.formats._ris_plan import Plan, plan_for

#: Records read the ordinary way before a pattern is worth its compiling, more for each later one.
_EVERY = 20
_MOST_PATTERNS = 12
#: A file in which so many records did not match has no order worth learning.
_PATIENCE = 2_000
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
        self._missed = 0
        self._new = False
        self._wrapped = False

    def match(self, text: str, at: int) -> tuple[Fields, str, int, int] | None:
        """(fields, text, where it begins, where its ER line ends) of the next record."""
        if self._new and self._missed >= _EVERY * (1 + self._patterns):
            self._compile()
        if self._pattern is None:
            self._missed += 1
            return None
        found = self._pattern.match(text, at)
        if found is None:
            self._missed += 1
            if self._missed > _PATIENCE:
                self._pattern = None
            return None
        first = dict(zip(self._tags, map(str.strip, found.groups(""))))  # noqa: B905 (of one length)
        raw = first.pop(_WHOLE)
        many: dict[str, list[str]] = {}
        for tag, between in self._repeated:
            value = first[tag]
            if between in value:
                many[tag] = parts = list(map(str.strip, value.split(between)))
                first[tag] = parts[0]
        if self._wrapped:
            _unwrap(first, many)
        return Fields(first, many, self._plan), raw, found.start(1), found.end()

    def learn(self, fields: Fields, raw: str) -> None:
        """Fit the tags of a record into the order, if they can be."""
        order = _merged(self._order, fields.plan.tags)
        lists = self._lists | fields.many.keys()
        lines = len(fields.first) + sum(len(found) - 1 for found in fields.many.values())
        wrapped = self._wrapped or raw.count("\n") >= lines
        known = (order, lists, wrapped) == (self._order, self._lists, self._wrapped)
        if order is not None and not known and self._patterns < _MOST_PATTERNS:
            self._order, self._lists, self._wrapped = order, lists, wrapped
            self._new = True

    def _compile(self) -> None:
        self._patterns += 1
        self._missed, self._new = 0, False
        self._plan = plan_for(tuple(self._order))
        self._tags = (_WHOLE, *self._order)
        self._repeated = tuple((t, f"\n{t}  -") for t in self._order if t in self._lists)
        self._pattern = re.compile(self._shape())

    def _shape(self) -> str:
        value = rf".*+(?:\n(?!{DISGUISED}).*+)*+" if self._wrapped else ".*+"
        groups = [rf"TY  - *+({value})"]
        for tag in self._order[1:]:
            more = rf"(?:\n{tag}  -{value})*+" if tag in self._lists else ""
            groups.append(rf"(?:\n{tag}  - *+({value}{more}))?+")
        return rf"(?:{NOISE}\n)*+({''.join(groups)})\nER  -[ \t]*+\n"


def _unwrap(first: dict[str, str], many: dict[str, list[str]]) -> None:
    """Values that ran over lines as paragraphs."""
    for tag, value in first.items():
        if "\n" in value:
            first[tag] = paragraphs(value)
    for values in many.values():
        values[:] = [paragraphs(value) if "\n" in value else value for value in values]


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

"""Sentences of folded text, short enough to be searched and each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tamis.instruments.red_flags import RedFlags
from tamis.offers.folding import PARAGRAPH

_STOP = re.compile(r"[.!?]{1,4}[\"')\]]{0,3}(?= )|[\n\f]", re.ASCII)
_SHORT = re.compile(
    r"(?:dr|mr|mrs|ms|prof|st|vs|e\.g|i\.e|approx|inc|ltd|u\.s|u\.k|ca|dept|fig|rs|incl|excl|max|min)"
)
_BULLET = re.compile(r"[-*] |[0-9]{1,2}[.)] |\([0-9a-z]\) ", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Folded text `whole[start:end]`.

    `reported` says that it speaks of what others do or ask, by itself or under its heading;
    `first` that a paragraph begins with it.
    """

    start: int
    end: int
    text: str
    first: bool
    reported: bool = False

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.rstrip("\"')]").endswith("?")

    @property
    def item(self) -> bool:
        """Whether it is an item of a list."""
        return _BULLET.match(self.text) is not None


def sentences(whole: str, instrument: RedFlags) -> Iterator[Sentence]:
    """Cut folded text into sentences, telling which speak of others."""
    under, opened, before = False, False, False
    heading, goes_on = instrument.patterns["heading"], instrument.patterns["goes-on"]
    for one in _cut(whole, instrument.limits["sentence"]):
        if opened:
            under, opened = True, False
        elif under and not one.item and one.first:
            under = False
        if heading.search(one.text):
            opened = True
        by = under or any(p.search(one.text) for p in instrument.reported)
        by = by or (before and not one.first and goes_on.search(one.text) is not None)
        before = by
        yield Sentence(one.start, one.end, one.text, one.first, by)


def _cut(whole: str, longest: int) -> Iterator[Sentence]:
    start, first = 0, True
    for end, paragraph in _ends(whole):
        for a, b in _chopped(whole, start, end, longest):
            text = whole[a:b]
            left = len(text) - len(text.lstrip(" \n\f"))
            kept = text.strip(" \n\f")
            if kept:
                yield Sentence(a + left, a + left + len(kept), kept, first)
                first = False
        start, first = end, first or paragraph


def _ends(whole: str) -> Iterator[tuple[int, bool]]:
    for stop in _STOP.finditer(whole):
        if stop[0] == "." and _abbreviated(whole, stop.start()):
            continue
        yield stop.end(), stop[0] == PARAGRAPH
    yield len(whole), False


def _abbreviated(whole: str, at: int) -> bool:
    begin = max(whole.rfind(mark, max(0, at - 12), at) for mark in " \n\f(") + 1
    word = whole[begin if begin > at - 12 else at : at]
    return _SHORT.fullmatch(word) is not None


def _chopped(whole: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while end - start > longest:
        cut = whole.rfind(" ", start + longest // 2, start + longest)
        cut = cut if cut > 0 else start + longest
        yield start, cut
        start = cut
    yield start, end

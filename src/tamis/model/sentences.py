"""Sentences of a text, each with where it stands, so that what is read keeps its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BREAK = re.compile(
    r"""
    (?P<stop>[.!?…]+[\"'”’)\]]*)(?=\s+[^\sa-z]|\s*$)   # a full stop before a capital or the end
    | [。！？]                                           # full stops of scripts without spaces
    | (?:\s*\n){2,}                                     # an empty line
    | \n(?=\s*(?:[-*•·–—]|\(?\d{1,2}[.)]|[a-zA-Z][.)])\s)  # the next item of a list
    | ;\s*\n
    """,
    re.VERBOSE,
)
_SHORT = re.compile(
    r"(?<![^\s(])(?:e\.g|i\.e|vs|approx|ca|cf|dr|prof|mr|mrs|ms|st|no|fig|al|etc|incl|excl|max|min"
    r"|resp|inc|ltd|co|[A-Z]|\d{1,2})\.$",
    re.IGNORECASE,
)
#: Characters of the longest of these.
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item: `text` is exactly `whole[start:end]`, without outer space."""

    start: int
    end: int
    text: str


def sentences(whole: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences and list items, in order.

    Every character that is not white space belongs to exactly one sentence. A dot after a common
    abbreviation, an initial or a list number ends nothing.
    """
    found, start = [], 0
    for match in _BREAK.finditer(whole):
        end = match.end()
        if match["stop"] == "." and _SHORT.search(whole, max(start, end - _LONGEST), end):
            continue
        found.append(_trimmed(whole, start, match.end()))
        start = match.end()
    found.append(_trimmed(whole, start, len(whole)))
    return tuple(s for s in found if s.text)


def _trimmed(whole: str, start: int, end: int) -> Sentence:
    text = whole[start:end]
    left = len(text) - len(text.lstrip())
    kept = text.strip()
    return Sentence(start + left, start + left + len(kept), kept)

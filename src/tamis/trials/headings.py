"""The headings of an eligibility text: where inclusion and exclusion begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Section = Literal["inclusion", "exclusion", "unclear"]

_IN = r"(?:inclusion|eligib(?:le|ility)|entry|include[ds]?|enrol?lment)"

_OUT = r"(?:(?:non|not)[- ]inclusion|exclusion|exclude[ds]?|ineligib(?:le|ility)|withdrawal)"

_CRITERIA = r"(?:\s+(?:criteria|criterion|criterias|factors|requirements))"

#: At the start of a line, or after a full stop: up to five words, the heading word, the rest.
_HEADING = re.compile(
    rf"""
    (?:^|(?<=[\n.;:)\]!?]))[-*•#_=\[(●▪ \t\xa0]{{0,20}}(?:\d{{1,2}}[.)][^\S\n]*)?
    (?:(?:key|main|major|principal|general|specific|common|additional|primary|other|all|the|
        participant|patient|subject|study|trial|criteria\ for|criteria\ of|reasons\ for|for|
        part|cohort|group|arm|phase|stage|[A-Z0-9])[\s:,/-]+){{0,5}}
    (?:(?P<out>{_OUT})|(?P<in>{_IN}))
    (?:{_CRITERIA}|(?=\s*[:\]*]|\s*$))
    (?:[^\S\n]*(?:\([^()\n]{{0,80}}\)|(?:for|of|in)\s[\w /,-]{{1,50}}(?=:)))?
    (?:\sinclude[sd]?)?[^\S\n]*(?:[:\])*_]+|-(?=\s)|(?=\n|$|\d{{1,2}}[.)]\s|\(?1\)|[*•●▪①-]|\s[A-Z≥>]|\s(?:patients?|subjects?)\b))
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)

#: In the middle of a flattened line: capitals, as a heading has and a sentence has not.
_INLINE = re.compile(
    r"(?:\bKey\s+|\bMain\s+|\bMajor\s+)?\b(?:(?P<out>Exclusion|EXCLUSION|Non-inclusion)|"
    r"(?P<in>Inclusion|INCLUSION))(?:\s*:|\s+(?:Criteria|criteria|CRITERIA)\s*"
    r"(?:\([^()\n]{0,80}\)\s*|for [\w ]{2,30}(?=:))?(?::|\]|(?=\s(?:1[.)]|\(1\)|[*•●-]|[A-Z]))))"
)

#: Plain-language headings of university and patient pages.
_SPOKEN = re.compile(
    r"^[^\S\n]*(?:(?P<out>you (?:can[’']?t|can ?not|may not|should not) (?:join|take part"
    r"|participate)"
    r"[^\n]{0,20}|must not have|who (?:can ?not|can[’']?t) (?:join|take part)\??|not eligible if:?)"
    r"|(?P<in>you (?:can|may) (?:join|take part|participate)[^\n]{0,20}|must have|"
    r"who can (?:join|take part)\??))[^\S\n]{0,20}[:….]{0,9}[^\S\n]{0,20}$",
    re.IGNORECASE | re.MULTILINE,
)

#: A sentence that opens a list: "Patients will be excluded if they meet any of the following:".
_SENTENCE_HEADING = re.compile(
    r"^[^\S\n]*(?-i:[A-Z])[^\n:]{0,140}\b(?:(?P<out>(?:will be|are|be|is) (?:excluded|ineligible)"
    r"|exclusion criteri\w+|not (?:be )?eligible)"
    r"|(?P<in>inclusion criteri\w+|(?:will be|are|be|is) (?:eligible|included"
    r"|enrolled)))\b[^\n:]{0,110}:",
    re.IGNORECASE | re.MULTILINE,
)

#: In the middle of a line, in small letters, where another word makes it a heading.
_MAIN = re.compile(
    r"\b(?:key|main|major) (?:(?P<out>exclusion)|(?P<in>inclusion)) criteria(?: include[sd]?)?\s?:",
    re.IGNORECASE,
)
#: "Inclusion and exclusion criteria" over one list: which is which has to be read from each line.
_JOINT = re.compile(
    rf"^[^\S\n]*(?:[-*•#_=\[(]+[^\S\n]*)?(?:[\w ]{{0,30}}\b)?{_IN}(?:{_CRITERIA})?\s?(?:/|&|and"
    rf"|,)\s?"
    rf"{_OUT}{_CRITERIA}?[^\S\n]{{0,20}}[:\])*_]{{0,9}}[^\S\n]{{0,20}}(?:$|(?=\(?1[.)]\s))",
    re.IGNORECASE | re.MULTILINE,
)


def sections(whole: str) -> Iterator[tuple[int, int, Section]]:
    """Stretches between headings; before the first heading it is not clear what is meant."""
    marks: list[tuple[int, int, Section]] = [
        (m.start(), m.end(), "unclear") for m in _JOINT.finditer(whole)
    ]
    for pattern in (_HEADING, _INLINE, _MAIN, _SPOKEN, _SENTENCE_HEADING):
        for m in pattern.finditer(whole):
            section: Section = "exclusion" if m["out"] else "inclusion"
            if all(m.end() <= s or m.start() >= e for s, e, _ in marks):
                marks.append((m.start(), m.end(), section))
    marks.sort()
    here: Section = "unclear"
    at = 0
    for start, end, section in marks:
        yield at, start, here
        at, here = end, section
    yield at, len(whole), here
